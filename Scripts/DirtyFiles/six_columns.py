"""Defects of one column among six, in every way of writing a file; and of a file's only column."""

from cases import *

folder = Folder("six-columns", "A defect in one of six columns, which are sound; or in the only column.")
add = folder.add

# Of the table of agencies: which column, its cells, and the column that is right.
DEFECTS = {
    "standin-d": (3, "“D” among whole numbers", ["14", "D", "41", "6"], number("staff", 14, None, 41, 6) | text("staff", "14", "D", "41", "6")),
    "standin-na": (3, "“NA” among whole numbers", ["14", "9", "NA", "6"], number("staff", 14, 9, None, 6) | text("staff", "14", "9", "NA", "6")),
    "standin-points": (3, "“..” in the first row", ["..", "9", "41", "6"], number("staff", None, 9, 41, 6) | text("staff", "..", "9", "41", "6")),
    "standin-dash": (
        4,
        "“–” among decimals, in the last row",
        ["1250.50", "980.00", "20400.75", "–"],
        number("budget", "1250.50", "980.00", "20400.75", None) | text("budget", "1250.50", "980.00", "20400.75", "–"),
    ),
    "missing": (4, "none: a missing decimal", ["1250.50", "", "20400.75", "310.25"], number("budget", "1250.50", None, "20400.75", "310.25")),
    "thousands": (
        4,
        "commas in thousands",
        ["1,250.50", "980.00", "20,400.75", "310.25"],
        number("budget", "1250.50", "980.00", "20400.75", "310.25") | text("budget", "1,250.50", "980.00", "20,400.75", "310.25"),
    ),
    "dollars": (
        4,
        "dollar signs",
        ["$1,250.50", "$980.00", "$20,400.75", "$310.25"],
        number("budget", "1250.50", "980.00", "20400.75", "310.25") | text("budget", "$1,250.50", "$980.00", "$20,400.75", "$310.25"),
    ),
    "parentheses": (
        4,
        "a negative number in parentheses",
        ["1250.50", "(980.00)", "20400.75", "310.25"],
        number("budget", "1250.50", "-980.00", "20400.75", "310.25") | text("budget", "1250.50", "(980.00)", "20400.75", "310.25"),
    ),
    "mdy": (
        2,
        "month, day, year: days above twelve say so",
        ["03/02/2015", "11/15/2016", "01/31/2011", "06/01/2018"],
        date("opened", "2015-03-02", "2016-11-15", "2011-01-31", "2018-06-01")
        | text("opened", "03/02/2015", "11/15/2016", "01/31/2011", "06/01/2018"),
    ),
    "ambiguous": (
        2,
        "day and month can be confused in every cell",
        ["03/02/2015", "11/05/2016", "01/03/2011", "06/01/2018"],
        text("opened", "03/02/2015", "11/05/2016", "01/03/2011", "06/01/2018"),
    ),
    "bad-date": (
        2,
        "30 February",
        ["2015-03-02", "2016-02-30", "2011-01-31", "2018-06-01"],
        text("opened", "2015-03-02", "2016-02-30", "2011-01-31", "2018-06-01"),
    ),
    "zero-lost": (0, "leading zeros in some of the codes", ["0101", "1102", "207", "0309"], text("id", "0101", "1102", "207", "0309")),
    "sections": (0, "numbers of sections", ["1.1", "1.10", "1.2", "1.20"], text("id", "1.1", "1.10", "1.2", "1.20")),
    "seasons": (
        2,
        "seasons that look like months",
        ["2008-09", "2009-10", "2010-11", "2011-12"],
        text("opened", "2008-09", "2009-10", "2010-11", "2011-12"),
    ),
    "note-break": (
        5,
        "a line break in a cell",
        ["", "leased\nuntil 2030", "", "renovated"],
        text("notes", None, "leased\nuntil 2030", None, "renovated"),
    ),
    "note-quotes": (
        5,
        "none: quotes within a cell, doubled where they have to be",
        ["", 'the "old" one', "", "renovated"],
        text("notes", None, 'the "old" one', None, "renovated"),
    ),
}
STYLES = {"": {}, "-quoted": {"quoted": True}, "-semicolon": {"delimiter": ";"}, "-tab-crlf": {"delimiter": "\t", "end": "\r\n"}}

for word, (place, defect, cells, right) in DEFECTS.items():
    note = right.names[0] if right.readings[0][0] != "text" and len(right.readings) > 1 else None
    for suffix, style in STYLES.items():
        rows = [[*row] for row in AGENCIES]
        for row, cell in zip(rows[1:], cells):
            row[place] = cell
        # A cell that is quoted and empty is as missing as one that is only empty.
        add(word + suffix, defect, csv(rows, **style), [right if index == place else column for index, column in enumerate(agencies)], note=note)
    if word in ("standin-d", "standin-na", "thousands", "parentheses", "mdy", "ambiguous", "bad-date", "zero-lost", "sections", "seasons"):
        for suffix, style in list(STYLES.items())[:2]:
            add(
                f"only-{word}{suffix}",
                f"{defect}, in the only column",
                csv([[AGENCIES[0][place]]] + [[cell] for cell in cells], **style),
                [right],
                note=note,
            )
