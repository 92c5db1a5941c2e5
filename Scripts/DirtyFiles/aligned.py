"""Columns that are aligned by spaces, or boxed, as printed reports have them."""

from cases import *

folder = Folder("aligned", "Columns aligned by spaces, boxed, or copied from a page.")
add = folder.add


def aligned(rows, widths, right=()):
    return lines(
        *(
            "".join(cell.rjust(width) if place in right else cell.ljust(width) for place, (cell, width) in enumerate(zip(row, widths))).rstrip()
            for row in rows
        )
    )


add("left", "columns aligned on the left", aligned(TOWNS, [8, 6, 6]), towns)
add("right", "numbers aligned on the right", aligned(TOWNS, [8, 6, 8], right=(1, 2)), towns)
add("wide", "columns with wide gaps", aligned(TOWNS, [20, 20, 20]), towns)
spaced = [["town", "year", "spend"], ["Old Ada", "2019", "1200"], ["Boise", "2020", "950"], ["New Camas", "2021", "1875"]]
right = [text("town", "Old Ada", "Boise", "New Camas"), number("year", 2019, 2020, 2021), number("spend", 1200, 950, 1875)]
add("spaces-in-cells", "aligned columns, spaces within cells", aligned(spaced, [14, 8, 8]), right)
add("spaces-in-cells-right", "aligned columns, spaces within cells, numbers on the right", aligned(spaced, [14, 8, 8], right=(1, 2)), right)
gap = [row[:] for row in spaced]
gap[2][1] = ""
add(
    "missing-cell",
    "aligned columns, one cell is empty",
    aligned(gap, [14, 8, 8]),
    [right[0], number("year", 2019, None, 2021), right[2]],
    refuse=True,
)
add("title", "a title above aligned columns", "Spending of towns\n\n" + aligned(TOWNS, [10, 8, 8]), towns)
add("two-columns", "two aligned columns", aligned(STATES, [10, 6], right=(1,)), states)
add(
    "tabs-and-spaces",
    "columns aligned by tabs, several where a cell is short",
    "town\t\tyear\tspend\nAda\t\t2019\t1200\nLong Boise\t2020\t950\n",
    [text("town", "Ada", "Long Boise"), number("year", 2019, 2020), number("spend", 1200, 950)],
    refuse=True,
)
add(
    "no-gaps",
    "columns of fixed widths without gaps",
    "Ada  20191200\nBoise2020 950\nCamas20211875\n",
    [text(ANY, "Ada", "Boise", "Camas"), number(ANY, 2019, 2020, 2021), number(ANY, 1200, 950, 1875)],
    refuse=True,
)

RULED = [["town", "year", "spend"]] + TOWNS[1:]
add(
    "psql",
    "as psql prints",
    " town  | year | spend \n-------+------+-------\n" + "".join(f" {a:<5} | {b} | {c:>5} \n" for a, b, c in TOWNS[1:]) + "(4 rows)\n\n",
    towns,
)
box = "+-------+------+-------+\n"
add(
    "mysql",
    "as MySQL prints",
    box + "| town  | year | spend |\n" + box + "".join(f"| {a:<5} | {b} | {c:>5} |\n" for a, b, c in TOWNS[1:]) + box,
    towns,
)
add(
    "markdown",
    "a table in Markdown",
    "| town | year | spend |\n| --- | ---: | ---: |\n" + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in TOWNS[1:]),
    towns,
)
add(
    "markdown-bare",
    "a table in Markdown without outer pipes",
    "town | year | spend\n--- | --- | ---\n" + "".join(f"{a} | {b} | {c}\n" for a, b, c in TOWNS[1:]),
    towns,
)
add("sql-server", "as sqlcmd prints", "town  year spend\n----- ---- -----\n" + aligned(TOWNS[1:], [6, 5, 5]) + "\n(4 rows affected)\n", towns)
add(
    "oracle",
    "as SQL*Plus prints",
    "\nTOWN        YEAR      SPEND\n----- ---------- ----------\n"
    + "".join(f"{a:<5} {b:>10} {c:>10}\n" for a, b, c in TOWNS[1:])
    + "\n4 rows selected.\n\n",
    [column.named(column.names[0].upper()) for column in towns],
)
add(
    "sas",
    "as SAS prints",
    "Obs    town     year    spend\n\n" + "".join(f"{n:>2}     {a:<5}    {b}    {c:>5}\n" for n, (a, b, c) in enumerate(TOWNS[1:], 1)),
    [number("Obs", 1, 2, 3, 4)] + towns,
)
add(
    "pandas",
    "as pandas prints",
    "    town  year  spend\n" + "".join(f"{n}  {a:>5}  {b}  {c:>5}\n" for n, (a, b, c) in enumerate(TOWNS[1:])),
    [number(ANY, 0, 1, 2, 3)] + towns,
)
add(
    "r",
    "as R prints",
    "   town year spend\n" + "".join(f"{n} {a:>5} {b} {c:>5}\n" for n, (a, b, c) in enumerate(TOWNS[1:], 1)),
    [number(ANY, 1, 2, 3, 4)] + towns,
)
add(
    "dotted",
    "leaders of dots, as printed tables have them",
    lines("State      Jobs", "Ohio ....... 120", "Iowa ........ 85", "Utah ....... 240"),
    [text("State", "Ohio", "Iowa", "Utah"), number("Jobs", 120, 85, 240)],
    refuse=True,
)
add(
    "wrapped",
    "names that take two lines, as copied from a PDF",
    "town      spend\nCity of\n  Ada      1200\nBoise       950\n",
    refuse=True,
    after=[[text("town", "City of Ada", "Boise"), number("spend", 1200, 950)]],
)
add(
    "latex",
    "a table in LaTeX",
    "\\hline\ntown & year & spend \\\\\n\\hline\nAda & 2019 & 1200 \\\\\nBoise & 2020 & 950 \\\\\n",
    [text("town", "Ada", "Boise"), number("year", 2019, 2020), number("spend", 1200, 950)],
    refuse=True,
)
