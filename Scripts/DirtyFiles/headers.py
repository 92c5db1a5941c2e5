"""The names of the columns: none, several lines of them, the same twice, strange ones."""

from cases import *

folder = Folder("headers", "The names of the columns are not in the first line, not there, not different, or not plain.")
add = folder.add


def unnamed(columns):
    return [column.named(ANY) for column in columns]


# No header.
add("none-1", "no header, one column of numbers", csv(JOBS[1:]), unnamed(jobs), refuse=True, at=1)
add("none-2", "no header, texts and numbers", csv(STATES[1:]), unnamed(states), refuse=True, at=1)
add("none-3", "no header, texts and numbers in three columns", csv(TOWNS[1:]), unnamed(towns), refuse=True, at=1)
add("none-6", "no header, six columns with codes and dates", csv(AGENCIES[1:]), unnamed(agencies), refuse=True, at=1)
add("none-semicolon", "no header in a file with semicolons", csv(TOWNS[1:], ";"), unnamed(towns), refuse=True, at=1)
add("none-tab", "no header in a file with tabs", csv(TOWNS[1:], "\t"), unnamed(towns), refuse=True, at=1)
add("none-quoted", "no header, every cell in quotes", csv(TOWNS[1:], quoted=True), unnamed(towns), refuse=True, at=1)
add(
    "none-decimals",
    "no header, decimals only",
    lines("399.1,74.3", "401.1,73.7", "403.0,72.7"),
    unnamed([number("a", "399.1", "401.1", "403.0"), number("b", "74.3", "73.7", "72.7")]),
    refuse=True,
    at=1,
)
add(
    "none-names",
    "no header, as in files of given names",
    lines("Mary,F,7065", "Anna,F,2604", "Emma,F,2003"),
    unnamed([text("a", "Mary", "Anna", "Emma"), text("b", "F", "F", "F"), number("c", 7065, 2604, 2003)]),
    refuse=True,
    at=1,
)
add(
    "none-dates",
    "no header, dates and numbers",
    lines("2020-01-05,5", "2020-01-06,6", "2020-01-07,7"),
    unnamed([date("a", "2020-01-05", "2020-01-06", "2020-01-07"), number("b", 5, 6, 7)]),
    refuse=True,
    at=1,
)
add(
    "none-duplicates",
    "no header, the first row has the same number twice",
    lines("0,0", "0.01,0", "0.02,0"),
    unnamed([number("a", 0, "0.01", "0.02"), number("b", 0, 0, 0)]),
    refuse=True,
    at=1,
)
add(
    "none-empty-cell",
    "no header, the first row has an empty cell",
    lines("Ada,,1200", "Boise,2020,950", "Camas,2021,1875"),
    unnamed([text("a", "Ada", "Boise", "Camas"), number("b", None, 2020, 2021), number("c", 1200, 950, 1875)]),
    refuse=True,
    at=1,
)
add(
    "none-negative",
    "no header, negative numbers",
    lines("-5,2", "-6,3", "-7,4"),
    unnamed([number("a", -5, -6, -7), number("b", 2, 3, 4)]),
    refuse=True,
    at=1,
)
add("none-title", "a title and no header", "Spending of towns\n\n" + csv(TOWNS[1:]), unnamed(towns), refuse=True)

# Names that look like figures.
add(
    "years",
    "none: years as names",
    lines("county,2019,2020,2021", "Ada,5,6,7", "Boise,8,9,10"),
    [text("county", "Ada", "Boise"), number("2019", 5, 8), number("2020", 6, 9), number("2021", 7, 10)],
)
add(
    "years-first-unnamed",
    "years as names, the first column has none",
    lines(",2019,2020", "Ada,5,6", "Boise,7,8"),
    [text(ANY, "Ada", "Boise"), number("2019", 5, 7), number("2020", 6, 8)],
)
add(
    "years-only",
    "years as the only names",
    lines("2019,2020,2021", "5,6,7", "8,9,10", "11,12,13"),
    [number("2019", 5, 8, 11), number("2020", 6, 9, 12), number("2021", 7, 10, 13)],
)
add(
    "years-over-large",
    "years as names over numbers of four digits",
    lines("county,2019,2020", "Ada,1950,1960", "Boise,2010,2025", "Camas,1875,1999"),
    [text("county", "Ada", "Boise", "Camas"), number("2019", 1950, 2010, 1875), number("2020", 1960, 2025, 1999)],
    refuse=True,
    why="no program can know that “county” is no county",
)
add(
    "years-quoted",
    "years as names, all cells in quotes",
    csv([["county", "2019", "2020"], ["Ada", "5", "6"], ["Boise", "7", "8"]], quoted=True),
    [text("county", "Ada", "Boise"), number("2019", 5, 7), number("2020", 6, 8)],
)
add(
    "year-months",
    "none: months as names",
    lines("county,2019-01,2019-02", "Ada,5,6", "Boise,7,8"),
    [text("county", "Ada", "Boise"), number("2019-01", 5, 7), number("2019-02", 6, 8)],
)
add(
    "dates",
    "none: dates as names",
    lines("county,2020-01-22,2020-01-23", "Ada,0,1", "Boise,2,3"),
    [text("county", "Ada", "Boise"), number("2020-01-22", 0, 2), number("2020-01-23", 1, 3)],
)
add(
    "one-two-three",
    "none: 1, 2, 3 as names",
    lines("town,1,2,3", "Ada,5,6,7", "Boise,8,9,10"),
    [text("town", "Ada", "Boise"), number("1", 5, 8), number("2", 6, 9), number("3", 7, 10)],
)
add(
    "ages",
    "none: ages as names",
    lines("town,0-17,18-64,65+", "Ada,5,6,7", "Boise,8,9,10"),
    [text("town", "Ada", "Boise"), number("0-17", 5, 8), number("18-64", 6, 9), number("65+", 7, 10)],
)

# Several lines of names.
two = [
    text("State", "Texas", "Ohio"),
    number(joined("Arrests", "Men"), 5, 9),
    number(joined("Arrests", "Women"), 6, 10),
    number(joined("Convictions", "Men"), 7, 11),
    number(joined("Convictions", "Women"), 8, 12),
]
add(
    "two-merged",
    "two lines of names, the upper ones merged",
    lines("State,Arrests,,Convictions,", ",Men,Women,Men,Women", "Texas,5,6,7,8", "Ohio,9,10,11,12"),
    two,
)
add(
    "two-merged-below",
    "two lines of names, the upper ones merged, “State” in the lower",
    lines(",Arrests,,Convictions,", "State,Men,Women,Men,Women", "Texas,5,6,7,8", "Ohio,9,10,11,12"),
    two,
)
add(
    "two-repeated",
    "two lines of names, the upper ones repeated",
    lines("State,Arrests,Arrests,Convictions,Convictions", ",Men,Women,Men,Women", "Texas,5,6,7,8", "Ohio,9,10,11,12"),
    two,
)
add(
    "two-merged-title",
    "a title and two lines of names",
    lines("Table 5", "", "State,Arrests,,Convictions,", ",Men,Women,Men,Women", "Texas,5,6,7,8", "Ohio,9,10,11,12"),
    two,
)
add(
    "two-merged-semicolon",
    "two lines of names in a file with semicolons",
    lines("State;Arrests;;Convictions;", ";Men;Women;Men;Women", "Texas;5;6;7;8", "Ohio;9;10;11;12"),
    two,
)
add(
    "two-years",
    "two lines of names, the upper ones are years",
    lines("State,2019,,2020,", ",Men,Women,Men,Women", "Texas,5,6,7,8", "Ohio,9,10,11,12"),
    [
        two[0],
        two[1].named(*joined("2019", "Men")),
        two[2].named(*joined("2019", "Women")),
        two[3].named(*joined("2020", "Men")),
        two[4].named(*joined("2020", "Women")),
    ],
)
add(
    "two-years-below",
    "two lines of names, the lower ones are years",
    lines("State,Arrests,,Convictions,", ",2019,2020,2019,2020", "Texas,5,6,7,8", "Ohio,9,10,11,12"),
    [
        two[0],
        two[1].named(*joined("Arrests", "2019")),
        two[2].named(*joined("Arrests", "2020")),
        two[3].named(*joined("Convictions", "2019")),
        two[4].named(*joined("Convictions", "2020")),
    ],
)
add(
    "three-lines",
    "three lines of names",
    lines("State,Crime,,,", ",Arrests,,Convictions,", ",Men,Women,Men,Women", "Texas,5,6,7,8", "Ohio,9,10,11,12"),
    [
        two[0],
        two[1].named(*joined("Crime", "Arrests", "Men")),
        two[2].named(*joined("Crime", "Arrests", "Women")),
        two[3].named(*joined("Crime", "Convictions", "Men")),
        two[4].named(*joined("Crime", "Convictions", "Women")),
    ],
)
add(
    "wrapped-names",
    "names that go on in the second line",
    lines("State,Persons,Persons", "name,arrested,convicted", "Texas,5,6", "Ohio,7,8"),
    [text(joined("State", "name"), "Texas", "Ohio"), number(joined("Persons", "arrested"), 5, 7), number(joined("Persons", "convicted"), 6, 8)],
)
add("blank-below", "a blank line between the header and the rows", "town,year,spend\n\n" + csv(TOWNS[1:]), towns)
add("empty-row-below", "an empty row between the header and the rows", "town,year,spend\n,,\n" + csv(TOWNS[1:]), towns)

# Lines below the names that are no rows.
lake = [
    text("lake", "Erie", "Huron", "Superior"),
    number(["area"] + joined("area", "km2"), 25700, 59600, 82100),
    number(["depth"] + joined("depth", "m"), 64, 229, 406),
]
add("units", "units below the names", lines("lake,area,depth", ",km2,m", "Erie,25700,64", "Huron,59600,229", "Superior,82100,406"), lake)
add(
    "units-brackets",
    "units in brackets below the names",
    lines("lake,area,depth", ",(km2),(m)", "Erie,25700,64", "Huron,59600,229", "Superior,82100,406"),
    [lake[0], lake[1].named("area", *joined("area", "(km2)")), lake[2].named("depth", *joined("depth", "(m)"))],
)
add(
    "units-dash",
    "units below the names, a dash where there is none",
    lines("lake,area,depth", "-,km2,m", "Erie,25700,64", "Huron,59600,229", "Superior,82100,406"),
    [lake[0].named("lake", *joined("lake", "-"))] + lake[1:],
)
add(
    "types",
    "types below the names",
    lines("town,year,spend", "VARCHAR,INTEGER,INTEGER", *(",".join(row) for row in TOWNS[1:])),
    [column.named(column.names[0], *joined(column.names[0], kind)) for column, kind in zip(towns, ["VARCHAR", "INTEGER", "INTEGER"])],
)
add(
    "types-usgs",
    "formats below the names, as the USGS writes",
    lines("site\tyear\tflow", "15s\t4d\t12n", "0101\t2019\t5.5", "0102\t2020\t6.25", "0103\t2021\t7.5"),
    [
        text(["site"] + joined("site", "15s"), "0101", "0102", "0103"),
        number(["year"] + joined("year", "4d"), 2019, 2020, 2021),
        number(["flow"] + joined("flow", "12n"), "5.5", "6.25", "7.5"),
    ],
)
add(
    "labels",
    "labels below the names, as survey tools write",
    lines("q1,q2,q3", '"How old are you, in years?",Where do you live?,How many are you?', "34,Ada,5", "51,Boise,6", "29,Camas,7"),
    [
        number(["q1"] + joined("q1", "How old are you, in years?"), 34, 51, 29),
        text(["q2"] + joined("q2", "Where do you live?"), "Ada", "Boise", "Camas"),
        number(["q3"] + joined("q3", "How many are you?"), 5, 6, 7),
    ],
)
add(
    "column-numbers",
    "numbers of columns below the names",
    lines("town,year,spend", "(1),(2),(3)", *(",".join(row) for row in TOWNS[1:])),
    [column.named(column.names[0], *joined(column.names[0], f"({place})")) for place, column in enumerate(towns, 1)],
)
add("rule", "dashes below the names, as SQL Server writes", lines("town,year,spend", "----,----,-----", *(",".join(row) for row in TOWNS[1:])), towns)

# The header again.
for word, places in {"middle": [2], "twice": [1, 3], "last": [4]}.items():
    rows = [",".join(row) for row in TOWNS]
    for place in reversed(places):
        rows.insert(place + 1, "town,year,spend")
    add(
        f"again-{word}",
        "the header again" + (" twice" if word == "twice" else f" {'in the middle' if word == 'middle' else 'at the end'}"),
        lines(*rows),
        towns,
        refuse=True,
        at=places[0] + 2,
    )
add("again-blank", "the header again after a blank line, as at a new page", csv(TOWNS[:3]) + "\n" + csv(TOWNS[:1] + TOWNS[3:]), towns, refuse=True)
add(
    "again-texts",
    "the header again in a table of texts",
    lines("town,mayor", "Ada,Ann", "Boise,Bob", "town,mayor", "Camas,Cid", "Declo,Dan"),
    [text("town", "Ada", "Boise", "Camas", "Declo"), text("mayor", "Ann", "Bob", "Cid", "Dan")],
    refuse=True,
    at=4,
)
add("again-first", "the header twice at the top", lines("town,year,spend", *(",".join(row) for row in TOWNS)), towns, refuse=True)

# Unnamed columns.
for word, place in {"first": 0, "middle": 1, "last": 2}.items():
    rows = [list(row) for row in TOWNS]
    rows[0][place] = ""
    right = [column.named(ANY) if index == place else column for index, column in enumerate(towns)]
    add(f"unnamed-{word}", f"the {word} column has no name", csv(rows), right)
    add(f"unnamed-{word}-quoted", f"the {word} column has no name, and all cells are in quotes", csv(rows, quoted=True), right)
    rows[0][place] = "  "
    add(f"unnamed-{word}-spaces", f"the name of the {word} column is two spaces", csv(rows), right)
rows = [list(row) for row in AGENCIES]
rows[0][1] = rows[0][4] = ""
add(
    "unnamed-two",
    "two columns have no name",
    csv(rows),
    [agencies[0], agencies[1].named(ANY), *agencies[2:4], agencies[4].named(ANY), agencies[5]],
    refuse=True,
    at=1,
)
add(
    "unnamed-empty-last",
    "the last column has neither a name nor a cell",
    lines(*(",".join(row) + "," for row in TOWNS)),
    towns,
    towns + [blank(ANY, 4)],
)
add(
    "unnamed-empty-middle",
    "a column in the middle has neither a name nor a cell",
    lines(*(f"{a},,{b},{c}" for a, b, c in TOWNS)),
    towns,
    [towns[0], blank(ANY, 4), *towns[1:]],
)
add(
    "unnamed-empty-three",
    "the last three columns have neither a name nor a cell",
    lines(*(",".join(row) + ",,," for row in TOWNS)),
    towns,
    towns + [blank(ANY, 4)] * 3,
)
add(
    "row-names",
    "row names, and a header that is one cell short, as R writes",
    lines('"town","year","spend"', *(f'"{place}","{a}",{b},{c}' for place, (a, b, c) in enumerate(TOWNS[1:], 1))),
    [number(ANY, 1, 2, 3, 4) | text(ANY, "1", "2", "3", "4")] + towns,
    refuse=True,
)
add(
    "row-names-states",
    "row names that are texts, and a header that is one cell short",
    lines("year,spend", *(",".join(row) for row in TOWNS[1:])),
    [towns[0].named(ANY)] + towns[1:],
    refuse=True,
)
add(
    "row-names-tab",
    "row names and tabs, and a header that is one cell short, as DESeq writes",
    lines("baseMean\tpvalue", "geneA\t12.5\t0.25", "geneB\t8.75\t0.5", "geneC\t4.25\t0.75"),
    [text(ANY, "geneA", "geneB", "geneC"), number("baseMean", "12.5", "8.75", "4.25"), number("pvalue", "0.25", "0.5", "0.75")],
    refuse=True,
)
add(
    "row-names-unnamed",
    "row names, and an empty first name, as write.csv writes",
    lines('"","town","year","spend"', *(f'"{place}","{a}",{b},{c}' for place, (a, b, c) in enumerate(TOWNS[1:], 1))),
    [number(ANY, 1, 2, 3, 4) | text(ANY, "1", "2", "3", "4")] + towns,
)
add(
    "index-pandas",
    "row numbers from 0 and an empty first name, as pandas writes",
    lines(",town,year,spend", *(f"{place},{a},{b},{c}" for place, (a, b, c) in enumerate(TOWNS[1:]))),
    [number(ANY, 0, 1, 2, 3)] + towns,
)
add(
    "short-by-two",
    "the header is two cells short",
    lines("town,year", "Ada,2019,1200,5", "Boise,2020,950,6", "Camas,2021,1875,7"),
    refuse=True,
    at=2,
    after=[[text("town", "Ada", "Boise", "Camas"), number("year", 2019, 2020, 2021), number(ANY, 1200, 950, 1875), number(ANY, 5, 6, 7)]],
)
add(
    "long-by-one",
    "the header is one cell longer than every row",
    lines("town,year,spend,notes", *(",".join(row) for row in TOWNS[1:])),
    refuse=True,
    at=2,
    after=[towns + [blank("notes", 4)], towns],
)
add("only", "a header and no rows", lines("town,year,spend"), [any_type("town"), any_type("year"), any_type("spend")])
add("only-no-end", "a header, no rows and no line end", "town,year,spend", [any_type("town"), any_type("year"), any_type("spend")])
