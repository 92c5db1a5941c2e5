"""Rows that are too short, too long, empty, or none."""

from cases import *

folder = Folder("rows", "Rows with fewer or more cells than the header, rows of nothing, rows that are no rows.")
add = folder.add

POSITIONS = {"first": [0], "middle": [1], "last": [3], "twice": [0, 2]}


def dropped(column, places):
    """A column that lost its cells at some places."""
    return Column(
        column.names, [[kind] + [None if place in places else cell for place, cell in enumerate(cells)] for kind, *cells in column.readings]
    )


for word, places in POSITIONS.items():
    for width, (rows, right) in BASES.items():
        if width == "1":
            continue
        changed = [[*row] for row in rows]
        for place in places:
            changed[place + 1] = changed[place + 1][:-1]
        add(
            f"short-{width}-{word}",
            "a row is missing its last cell" if len(places) == 1 else "two rows are missing their last cells",
            csv(changed),
            refuse=True,
            at=places[0] + 2,
            after=[right[:-1] + [dropped(right[-1], places)]],
        )
        changed = [[*row] for row in rows]
        for place in places:
            changed[place + 1].append("x")
        longer = right + [text(ANY, *("x" if place in places else None for place in range(4)))]
        add(
            f"long-{width}-{word}",
            "a row has one cell more" if len(places) == 1 else "two rows have one cell more",
            csv(changed),
            refuse=True,
            at=places[0] + 2,
            after=[longer],
        )
    changed = [[*row] for row in TOWNS]
    for place in places:
        del changed[place + 1][1]
    add(
        f"lost-in-the-middle-{word}",
        "a row is missing its second cell" if len(places) == 1 else "two rows are missing their second cells",
        csv(changed),
        refuse=True,
        at=places[0] + 2,
    )
    changed = [[*row] for row in TOWNS]
    for place in places:
        changed[place + 1] = changed[place + 1][:1]
    add(
        f"name-only-{word}",
        "a row has its name only" if len(places) == 1 else "two rows have their names only",
        csv(changed),
        refuse=True,
        at=places[0] + 2,
        after=[towns[:1] + [dropped(column, places) for column in towns[1:]]],
    )

# Delimiters at the ends of lines.
add("trailing-all", "a delimiter at the end of every line", lines(*(",".join(row) + "," for row in TOWNS)), towns, towns + [blank(ANY, 4)])
add(
    "trailing-rows",
    "a delimiter at the end of every row, not of the header",
    lines("town,year,spend", *(",".join(row) + "," for row in TOWNS[1:])),
    towns,
)
add(
    "trailing-rows-quoted",
    "a delimiter at the end of every row, and a name with a comma",
    lines("cmte,name,amt", 'C1,"DOE, J",250,', 'C2,"ROE, C",300,', 'C3,"POE, K",50,'),
    [text("cmte", "C1", "C2", "C3"), text("name", "DOE, J", "ROE, C", "POE, K"), number("amt", 250, 300, 50)],
)
add("trailing-header", "a delimiter at the end of the header only", lines("town,year,spend,", *(",".join(row) for row in TOWNS[1:])), towns)
add(
    "trailing-some",
    "a delimiter at the end of two rows",
    lines(*(",".join(row) + ("," if place in (2, 4) else "") for place, row in enumerate(TOWNS))),
    towns,
)
add("trailing-many", "five delimiters at the end of every row", lines("town,year,spend", *(",".join(row) + ",,,,," for row in TOWNS[1:])), towns)
add(
    "trailing-uneven",
    "different numbers of delimiters at the ends of rows",
    lines("town,year,spend", *(",".join(row) + "," * place for place, row in enumerate(TOWNS[1:]))),
    towns,
)
add(
    "trailing-semicolon",
    "a semicolon at the end of every row, not of the header",
    lines("town;year;spend", *(";".join(row) + ";" for row in TOWNS[1:])),
    towns,
)
add(
    "trailing-tab",
    "a tab at the end of every row, not of the header",
    lines("town\tyear\tspend", *("\t".join(row) + "\t" for row in TOWNS[1:])),
    towns,
)
add("leading-all", "a delimiter at the beginning of every line", lines(*("," + ",".join(row) for row in TOWNS)), towns, [blank(ANY, 4)] + towns)

# Rows of nothing.
for width, (rows, right) in BASES.items():
    if width == "1":
        continue
    hollow = "," * (int(width) - 1)
    body = [csv([row]).rstrip("\n") for row in rows]
    for word, places in {"middle": [2], "last": [5], "first": [1], "twice": [2, 4]}.items():
        changed = list(body)
        for place in reversed(places):
            changed.insert(place, hollow)
        add(f"hollow-{width}-{word}", "a row of empty cells" if len(places) == 1 else "two rows of empty cells", lines(*changed), right)
add("hollow-many", "twenty rows of empty cells at the end, as Excel writes", csv(TOWNS) + ",,\n" * 20, towns)
add("hollow-quoted", "a row of empty cells in quotes", csv(TOWNS[:3], quoted=True) + '"","",""\n' + csv(TOWNS[3:], quoted=True), towns)
add("hollow-spaces", "a row of spaces", csv(TOWNS[:3]) + " , , \n" + csv(TOWNS[3:]), towns)
add("hollow-semicolon", "a row of empty cells in a file with semicolons", csv(TOWNS[:3], ";") + ";;\n" + csv(TOWNS[3:], ";"), towns)
for word, place in {"first": 1, "middle": 3, "last": 5}.items():
    add(f"blank-{word}", f"a blank line ({word})", csv(TOWNS[:place]) + "\n" + csv(TOWNS[place:]), towns)
    add(f"blank-spaces-{word}", f"a line of spaces ({word})", csv(TOWNS[:place]) + "   \n" + csv(TOWNS[place:]), towns)
add("blank-between-all", "a blank line after every line", csv(TOWNS, end="\n\n"), towns)
add("blank-many-last", "thirty blank lines at the end", csv(TOWNS) + "\n" * 30, towns)
add(
    "blank-one-column",
    "a blank line in a file of one column",
    "jobs\n120\n\n240\n61\n",
    [number("jobs", 120, None, 240, 61)],
    [number("jobs", 120, 240, 61)],
)
add("blank-one-column-last", "a blank line at the end of a file of one column", csv(JOBS) + "\n", jobs, [number("jobs", 120, 85, 240, 61, None)])

# Totals: rows that a sum counts twice. They may stay, if something is said about them.
total = [
    text("town", "Ada", "Boise", "Camas", "Declo", "Total"),
    number("year", 2019, 2020, 2021, 2022, None),
    number("spend", 1200, 950, 1875, 640, 4665),
]
add("total-last", "a total at the end", csv(TOWNS) + "Total,,4665\n", towns, total, note=ANY)
add(
    "total-last-capitals",
    "a total at the end, in capitals",
    csv(TOWNS) + "TOTAL,,4665\n",
    towns,
    [text("town", "Ada", "Boise", "Camas", "Declo", "TOTAL")] + total[1:],
    note=ANY,
)
add(
    "total-grand",
    "a grand total at the end",
    csv(TOWNS) + "Grand Total,,4665\n",
    towns,
    [text("town", "Ada", "Boise", "Camas", "Declo", "Grand Total")] + total[1:],
    note=ANY,
)
add(
    "total-unnamed",
    "a total at the end, without a name",
    csv(TOWNS) + ",,4665\n",
    towns,
    [text("town", "Ada", "Boise", "Camas", "Declo", None)] + total[1:],
    note=ANY,
)
add(
    "total-first",
    "a total in the first row",
    "town,year,spend\nAll towns,,4665\n" + csv(TOWNS[1:]),
    towns,
    [
        text("town", "All towns", "Ada", "Boise", "Camas", "Declo"),
        number("year", None, 2019, 2020, 2021, 2022),
        number("spend", 4665, 1200, 950, 1875, 640),
    ],
    note=ANY,
)
add("total-after-blank", "a total after a blank line", csv(TOWNS) + "\nTotal,,4665\n", towns, total, note=ANY)
add(
    "total-two-columns",
    "a total below two columns",
    csv(STATES) + "Total,506\n",
    states,
    [text("state", "Ohio", "Iowa", "Utah", "Maine", "Total"), number("jobs", 120, 85, 240, 61, 506)],
    note=ANY,
)
add("total-one-column", "a total below one column", csv(JOBS) + "506\n", jobs, [number("jobs", 120, 85, 240, 61, 506)], note=ANY)
add("total-short", "a total with fewer cells", csv(TOWNS) + "Total,4665\n", refuse=True, at=6, after=[towns])
add(
    "total-united-states",
    "a total that is a country above its states",
    "state,jobs\nUnited States,506\n" + csv(STATES[1:]),
    states,
    [text("state", "United States", "Ohio", "Iowa", "Utah", "Maine"), number("jobs", 506, 120, 85, 240, 61)],
    note=ANY,
)
add(
    "average-last",
    "an average at the end",
    csv(STATES) + "Average,126.5\n",
    states,
    [text("state", "Ohio", "Iowa", "Utah", "Maine", "Average"), number("jobs", 120, 85, 240, 61, "126.5")],
    note=ANY,
)
sub = [
    ["state", "town", "spend"],
    ["Idaho", "Ada", "5"],
    ["Idaho", "Boise", "6"],
    ["Idaho Total", "", "11"],
    ["Nevada", "Elko", "7"],
    ["Nevada", "Reno", "8"],
    ["Nevada Total", "", "15"],
    ["Grand Total", "", "26"],
]
plain = [text("state", "Idaho", "Idaho", "Nevada", "Nevada"), text("town", "Ada", "Boise", "Elko", "Reno"), number("spend", 5, 6, 7, 8)]
whole = [
    text("state", *(row[0] for row in sub[1:])),
    text("town", *(row[1] or None for row in sub[1:])),
    number("spend", *(row[2] for row in sub[1:])),
]
add("subtotals", "subtotals and a grand total, as Excel writes", csv(sub), plain, whole, note=ANY)
add(
    "not-a-total",
    "none: a last row whose figure is not the sum",
    csv(STATES) + "Texas,507\n",
    [text("state", "Ohio", "Iowa", "Utah", "Maine", "Texas"), number("jobs", 120, 85, 240, 61, 507)],
)

# Rows that head others.
add(
    "sections",
    "lines that name the state of the rows below",
    lines("town,year,spend", "IDAHO,,", "Ada,2019,5", "Boise,2019,6", "NEVADA,,", "Elko,2019,7", "Reno,2019,8"),
    [
        text("town", "IDAHO", "Ada", "Boise", "NEVADA", "Elko", "Reno"),
        number("year", None, 2019, 2019, None, 2019, 2019),
        number("spend", None, 5, 6, None, 7, 8),
    ],
)
add(
    "sections-bare",
    "lines without delimiters that name the state of the rows below",
    lines("town,year,spend", "IDAHO", "Ada,2019,5", "Boise,2019,6", "NEVADA", "Elko,2019,7", "Reno,2019,8"),
    refuse=True,
    at=2,
    after=[
        [
            text("town", "IDAHO", "Ada", "Boise", "NEVADA", "Elko", "Reno"),
            number("year", None, 2019, 2019, None, 2019, 2019),
            number("spend", None, 5, 6, None, 7, 8),
        ]
    ],
)
add(
    "fill-down",
    "a state that is named in its first row only",
    lines("state,town,spend", "Idaho,Ada,5", ",Boise,6", "Nevada,Elko,7", ",Reno,8"),
    [text("state", "Idaho", None, "Nevada", None), text("town", "Ada", "Boise", "Elko", "Reno"), number("spend", 5, 6, 7, 8)],
)
add("continued", "dots for rows that are left out", csv(TOWNS[:3]) + "...\n" + csv(TOWNS[3:]), refuse=True, by_hand=True, at=4, after=[towns])
add(
    "rule-middle",
    "a line of dashes between two rows",
    csv(TOWNS[:3]) + "----------\n" + csv(TOWNS[3:]),
    refuse=True,
    by_hand=True,
    at=4,
    after=[towns],
)
add(
    "same-twice",
    "none: two rows are equal",
    csv(TOWNS[:3] + TOWNS[2:3]),
    [text("town", "Ada", "Boise", "Boise"), number("year", 2019, 2020, 2020), number("spend", 1200, 950, 950)],
)

# Several tables.
add(
    "below-same-width",
    "a second table with other names after a blank line",
    csv(TOWNS) + "\ncounty,year,jobs\nElko,2019,5\nReno,2020,6\n",
    refuse=True,
    after=[towns],
)
add(
    "below-wider",
    "a second, wider table after a blank line",
    csv(STATES) + "\ncounty,year,jobs\nElko,2019,5\nReno,2020,6\n",
    refuse=True,
    at=7,
    after=[states],
)
add("below-narrower", "a second, narrower table after a blank line", csv(TOWNS) + "\nstate,jobs\nOhio,5\nIowa,6\n", refuse=True, at=7, after=[towns])
add("below-titled", "two tables, each with a title", "Table 1\n\n" + csv(TOWNS) + "\nTable 2\n\n" + csv(STATES), refuse=True, after=[towns])
add("below-no-blank", "a second table right below the first", csv(TOWNS) + "state,jobs\nOhio,5\nIowa,6\n", refuse=True, at=6, after=[towns])
add(
    "below-same-names",
    "the same names again after a blank line, with other rows",
    csv(STATES) + "\nstate,jobs\nTexas,5\nOregon,6\n",
    [text("state", "Ohio", "Iowa", "Utah", "Maine", "Texas", "Oregon"), number("jobs", 120, 85, 240, 61, 5, 6)],
    refuse=True,
    after=[states],
)
add(
    "below-titles-padded",
    "two tables, each with a title and empty cells",
    "Table 1,,\n" + csv(TOWNS) + ",,\nTable 2,,\nstate,jobs,\nOhio,5,\nIowa,6,\n",
    refuse=True,
    after=[towns],
)
beside = [text("town", "Ada", "Boise"), number("spend", 5, 6)]
add(
    "beside",
    "a second table beside the first, an empty column between them",
    lines("town,spend,,state,jobs", "Ada,5,,Ohio,120", "Boise,6,,Iowa,85"),
    beside + [text("state", "Ohio", "Iowa"), number("jobs", 120, 85)],
    beside + [blank(ANY, 2), text("state", "Ohio", "Iowa"), number("jobs", 120, 85)],
    note=ANY,
)
add(
    "beside-titled",
    "two tables side by side, each with a title",
    lines("Table 1,,,Table 2,", "town,spend,,state,jobs", "Ada,5,,Ohio,120", "Boise,6,,Iowa,85"),
    beside + [text("state", "Ohio", "Iowa"), number("jobs", 120, 85)],
    beside + [blank(ANY, 2), text("state", "Ohio", "Iowa"), number("jobs", 120, 85)],
    refuse=True,
    after=[beside],
    note=ANY,
)
add(
    "beside-longer",
    "a second, longer table beside the first, an empty column between them",
    lines("town,spend,,state,jobs", "Ada,5,,Ohio,120", "Boise,6,,Iowa,85", ",,,Utah,240", ",,,Maine,61"),
    refuse=True,
    after=[beside],
    note=ANY,
)
