"""Line ends of every kind."""

from cases import *

folder = Folder("line-ends", "Lines that end in other ways.")
add = folder.add

for width, (rows, right) in BASES.items():
    add(f"crlf-{width}", "CRLF", csv(rows, end="\r\n"), right)
    add(f"cr-{width}", "CR, as old Macs wrote", csv(rows, end="\r"), right)
    add(f"none-at-the-end-{width}", "no line end after the last row", csv(rows, last=False), right)
    add(f"cr-quoted-{width}", "CR, and all cells in quotes", csv(rows, end="\r", quoted=True), right)
    add(f"cr-none-at-the-end-{width}", "CR, and none after the last row", csv(rows, end="\r", last=False), right)
    add(
        f"crcrlf-{width}",
        "CR CR LF, as after a wrong conversion",
        csv(rows, end="\r\r\n"),
        right,
        *([[number("jobs", None, 120, None, 85, None, 240, None, 61, None)]] if width == "1" else []),
    )
add("crlf-none-at-the-end", "CRLF, and none after the last row", csv(TOWNS, end="\r\n", last=False), towns)
add("mixed", "LF in some lines, CRLF in others", "town,year,spend\nAda,2019,1200\r\nBoise,2020,950\nCamas,2021,1875\r\nDeclo,2022,640\n", towns)
add("mixed-header", "LF after the header, CRLF after the rows", csv(TOWNS[:1]) + csv(TOWNS[1:], end="\r\n"), towns)
add("mixed-cr", "CR in one line, LF in the others", "town,year,spend\nAda,2019,1200\rBoise,2020,950\nCamas,2021,1875\nDeclo,2022,640\n", towns)
add("mixed-three", "all three line ends", "town,year,spend\rAda,2019,1200\r\nBoise,2020,950\nCamas,2021,1875\nDeclo,2022,640\n", towns)
add("lfcr", "LF CR", csv(TOWNS, end="\n\r"), towns)
for word, end in {"line-separator": "\u2028", "next-line": "\u0085", "vertical-tab": "\x0b", "form-feed": "\x0c", "record-separator": "\x1e"}.items():
    add(f"{word}-ends", f"U+{ord(end):04X} in the place of line ends", csv(TOWNS, end=end), towns, refuse=True)
add(
    "form-feed-between",
    "a form feed between two pages",
    csv(TOWNS[:3]) + "\x0c" + csv(TOWNS[3:]),
    towns,
    [text("town", "Ada", "Boise", "\x0cCamas", "Declo")] + towns[1:],
    refuse=True,
    at=4,
    note=ANY,
    why="a control character in a cell may stay, if it is said",
)
add("form-feed-last", "a form feed at the end", csv(TOWNS) + "\x0c", towns, refuse=True, at=6)
add("spaces-at-the-end", "spaces before the line ends", lines(*(",".join(row) + "   " for row in TOWNS)), towns)
add("tabs-at-the-end", "tabs before the line ends", lines(*(",".join(row) + "\t" for row in TOWNS)), towns)
add(
    "lf-in-cells-crlf",
    "none: LF within cells, CRLF after lines",
    'town,n\r\n"Ada\nold",5\r\nBoise,6\r\n',
    [text("town", "Ada\nold", "Boise"), number("n", 5, 6)],
)
add("cr-in-cells", "none: CR within cells in quotes", 'town,n\n"Ada\rold",5\nBoise,6\n', [text("town", "Ada\rold", "Boise"), number("n", 5, 6)])
add(
    "backslash-n",
    "none: \\n within cells as two characters",
    "town,n\nAda\\nold,5\nBoise,6\n",
    [text("town", "Ada\\nold", "Boise"), number("n", 5, 6)],
)
add("literal-ends", "\\n in the place of line ends", "\\n".join(",".join(row) for row in TOWNS), refuse=True, at=1)
add("one-line", "a header without rows and line end", "town,year,spend", [any_type("town"), any_type("year"), any_type("spend")])
add(
    "cut-off",
    "the last row is cut off",
    csv(TOWNS[:4]) + "Declo,20",
    refuse=True,
    by_hand=True,
    at=5,
    after=[[towns[0], number("year", 2019, 2020, 2021, 20), number("spend", 1200, 950, 1875, None)]],
)
