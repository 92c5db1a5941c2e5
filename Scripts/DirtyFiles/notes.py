"""Lines after the table, and comments within it."""

from cases import *

folder = Folder("notes", "Lines after the table: sources, footnotes, counts; and comments.")
add = folder.add

for width, (rows, right) in BASES.items():
    if width == "1":
        continue
    padding = "," * (int(width) - 1)
    body = csv(rows)
    add(f"source-{width}", "a source", f"{body}Source: Department of Finance\n", right)
    add(f"source-blank-{width}", "a blank line and a source", f"{body}\nSource: Department of Finance\n", right)
    add(f"source-padded-{width}", "a source with empty cells", f"{body}Source: Department of Finance{padding}\n", right)
    add(
        f"source-padded-blank-{width}",
        "an empty row, and a source with empty cells",
        f"{body}{padding}\nSource: Department of Finance{padding}\n",
        right,
    )
    add(f"note-comma-{width}", "a note with a comma", f"{body}\nNote: without Guam, Samoa\n", right)
    add(f"note-comma-bare-{width}", "a note with a comma, without a blank line", f"{body}Note: without Guam, Samoa\n", right)
    add(f"note-quoted-{width}", "a note in quotes, with commas", f'{body}\n"Note: without Guam, Samoa, and Palau"\n', right)
    add(f"three-{width}", "three notes after a blank line", f"{body}\n* preliminary\n(a) revised\nSource: Department of Finance\n", right)
    add(f"semicolon-{width}", "a source in a file with semicolons", f"{csv(rows, ';')}\nSource: Department of Finance\n", right)
    add(f"no-end-{width}", "a source, and no line end after it", f"{body}\nSource: Department of Finance", right)

body = csv(TOWNS)
for name, words in {
    "star": "* preliminary figures",
    "slash": "1/ includes transfers",
    "bracket": "(a) includes transfers",
    "number": "1 Includes transfers.",
    "dash": "- includes transfers",
    "generated": "Generated 2024-01-05 10:22",
    "rows-selected": "4 rows selected.",
    "psql": "(4 rows)",
    "sql-server": "(4 rows affected)",
    "end": "-- end --",
    "end-of-file": "END OF FILE",
    "page": "Page 1 of 2",
    "address": "https://example.gov/data",
    "sentence": "Figures for 2022 are preliminary.",
    "copyright": "© 2023 Town of Ada",
    "total-rows": "Total rows: 4",
    "dagger": "† revised",
    "data-as-of": "Data as of 2023-01-05",
}.items():
    add(name, f"“{words}” after a blank line", f"{body}\n{words}\n", towns)
    add(f"{name}-bare", f"“{words}” right after the last row", f"{body}{words}\n", towns)
add("as-many-cells", "a note with as many commas as the table", f"{body}Note: without Guam, Samoa, and Palau\n", towns)
add("as-many-cells-blank", "a blank line, and a note with as many commas as the table", f"{body}\nNote: without Guam, Samoa, and Palau\n", towns)
add("more-cells", "a note with more commas than the table", f"{body}\nNote: without Guam, Samoa, Palau, and Saipan\n", towns)
add("two-cells", "a source in two cells", f"{body}Source,Department of Finance,\n", towns)
add("two-cells-blank", "an empty row and a source in two cells", f"{body},,\nSource,Department of Finance,\n", towns)
add("break-inside", "a note in quotes that takes two lines", f'{body}\n"Note: without Guam,\nSamoa, and Palau"\n', towns)
add("substitute", "U+001A at the end, as DOS wrote", f"{body}\x1a", towns)
add("substitute-line", "U+001A on a line of its own", f"{body}\x1a\n", towns)
add("title-and-note", "a title and a source", f"Spending of towns\n\n{body}\nSource: Department of Finance\n", towns)
add("title-and-note-padded", "a title and a source with empty cells", f"Spending of towns,,\n{body}Source: Department of Finance,,\n", towns)
add(
    "title-and-note-semicolon",
    "a title and a source in a file with semicolons",
    f"Spending of towns\n{csv(TOWNS, ';')}Source: Department of Finance\n",
    towns,
)
add("note-in-the-middle", "a note between two rows", csv(TOWNS[:3]) + "Note: no report for 2020\n" + csv(TOWNS[3:]), towns, refuse=True, at=4)
add(
    "note-in-the-middle-padded",
    "a note with empty cells between two rows",
    csv(TOWNS[:3]) + "Note: no report for 2020,,\n" + csv(TOWNS[3:]),
    towns,
    refuse=True,
    at=4,
)
add("page-in-the-middle", "the number of a page between two rows", csv(TOWNS[:3]) + "Page 2 of 9\n" + csv(TOWNS[3:]), towns, refuse=True, at=4)
add(
    "page-and-header-in-the-middle",
    "the number of a page, and the header again, between two rows",
    csv(TOWNS[:3]) + "Page 2 of 9\n" + csv(TOWNS[:1] + TOWNS[3:]),
    towns,
    refuse=True,
    at=4,
)
add("one-column", "a source below one column", f"{csv(JOBS)}\nSource: Department of Labor\n", jobs)
add("crlf", "a source, lines end in CRLF", csv(TOWNS, end="\r\n") + "\r\nSource: Department of Finance\r\n", towns)

add("source-padded-empty-rows", "a source with empty cells, and empty rows after it", f"{body}Source: Department of Finance,,\n,,\n,,\n", towns)
add("source-padded-blank-lines", "a source with empty cells, and blank lines after it", f"{body}Source: Department of Finance,,\n\n\n", towns)
add("source-padded-semicolon", "a source with empty cells in a file with semicolons", f"{csv(TOWNS, ';')}Source: Department of Finance;;\n", towns)
add("long-note", "a note of 5,000 letters with empty cells", f'{body}"Note: {"the figures, as printed, " * 200}",,\n', towns)

# Comments.
for mark, word in {"#": "number-sign", "//": "slashes", "%": "percent", "!": "bang", "--": "dashes"}.items():
    add(f"comment-{word}-first", f"a comment that begins with {mark} before the header", f"{mark} made by hand\n{body}", towns)
    add(
        f"comment-{word}-middle",
        f"a comment that begins with {mark} between two rows",
        csv(TOWNS[:3]) + f"{mark} made by hand\n" + csv(TOWNS[3:]),
        towns,
        refuse=True,
        at=4,
    )
    add(f"comment-{word}-last", f"a comment that begins with {mark} at the end", f"{body}{mark} made by hand\n", towns)
add(
    "comments-many",
    "five comments before the header",
    "".join(
        f"# {key}: {value}\n"
        for key, value in {"agency": "USGS", "site": "0101", "from": "2019-01-01", "to": "2022-12-31", "note": "a, b, c"}.items()
    )
    + body,
    towns,
)
add("comments-commas", "comments with as many commas as the table", "# a, b, c\n# d, e, f\n" + body, towns)
add("comment-tab", "comments in a file with tabs, as the USGS writes", "#\n# retrieved 2023-01-05\n#\n" + csv(TOWNS, "\t"), towns)
add("comment-name", "a name that begins with #", "#town,year,spend\n" + csv(TOWNS[1:]), [towns[0].named("#town", "town")] + towns[1:])
add(
    "number-sign-cells",
    "none: cells that begin with #",
    "tag,n\n#one,5\n#two,6\n#three,7\n",
    [text("tag", "#one", "#two", "#three"), number("n", 5, 6, 7)],
)
