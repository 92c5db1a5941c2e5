"""Delimiters other than the comma, and commas that are none."""

from cases import *

folder = Folder("delimiters", "What stands between the cells is not a comma, or a comma stands for something else.")
add = folder.add

WORDS = {";": "semicolon", "\t": "tab", "|": "pipe", "^": "caret", "~": "tilde"}
for mark, word in WORDS.items():
    for width, (rows, right) in BASES.items():
        if width != "1":
            add(f"{word}-{width}", f"{word}s between the cells", csv(rows, mark), right)
    add(f"{word}-crlf", f"{word}s between the cells, lines end in CRLF", csv(TOWNS, mark, "\r\n"), towns)
    add(f"{word}-all-quoted", f"{word}s between cells that are all in quotes", csv(TOWNS, mark, quoted=True), towns)
    add(f"{word}-txt.txt", f"{word}s between the cells of a .txt file", csv(STATES, mark), states)

add("tab-in-tsv.tsv", "none: a .tsv file with tabs", csv(AGENCIES, "\t"), agencies)
add("comma-in-tsv.tsv", "commas in a file that is called .tsv", csv(TOWNS), towns)
add("semicolon-in-tsv.tsv", "semicolons in a file that is called .tsv", csv(TOWNS, ";"), towns)
add("comma-txt.txt", "none: commas in a .txt file", csv(AGENCIES), agencies)

shares = [text("town", "Ada", "Boise", "Camas"), number("share", "12.5", "8.25", "40.1")]
for mark, word in (";", "semicolon"), ("\t", "tab"), ("|", "pipe"):
    add(
        f"decimal-comma-{word}",
        f"decimal commas in a file with {word}s",
        lines(f"town{mark}share", f"Ada{mark}12,5", f"Boise{mark}8,25", f"Camas{mark}40,1"),
        shares,
    )
add(
    "decimal-comma-quoted",
    "decimal commas in quotes, commas between the cells",
    lines("town,share", 'Ada,"12,5"', 'Boise,"8,25"', 'Camas,"40,1"'),
    shares,
)
add(
    "decimal-comma-and-whole",
    "decimal commas in some cells, whole numbers in others",
    lines("town;share", "Ada;12,5", "Boise;8", "Camas;40,1"),
    [text("town", "Ada", "Boise", "Camas"), number("share", "12.5", "8", "40.1")],
)
add(
    "decimal-comma-negative",
    "decimal commas and a negative number",
    lines("town;change", "Ada;-0,5", "Boise;0,25", "Camas;-12,75"),
    [text("town", "Ada", "Boise", "Camas"), number("change", "-0.5", "0.25", "-12.75")],
)
add(
    "decimal-comma-two-columns",
    "decimal commas in two columns",
    lines("town;share;rate", "Ada;12,5;0,5", "Boise;8,25;1,75", "Camas;40,1;2,5"),
    shares + [number("rate", "0.5", "1.75", "2.5")],
)
add(
    "decimal-comma-only-numbers",
    "decimal commas in both columns and semicolons: as many commas as cells",
    lines("height;weight", "1,75;70,5", "1,82;81,0", "1,64;58,2"),
    [number("height", "1.75", "1.82", "1.64"), number("weight", "70.5", "81.0", "58.2")],
)
add(
    "decimal-comma-three-digits",
    "decimal commas with three digits, which a cell below one shows to be decimal",
    lines("town;share", "Ada;0,512", "Boise;0,250", "Camas;1,125"),
    [text("town", "Ada", "Boise", "Camas"), number("share", "0.512", "0.250", "1.125")],
)
add(
    "decimal-comma-unquoted",
    "decimal commas that are not in quotes, in a file with commas",
    lines("town,share", "Ada,12,5", "Boise,8,25", "Camas,40,1"),
    at=2,
)

add(
    "unclear-comma-or-semicolon",
    "commas and semicolons split every line evenly",
    lines("a,b;c", "1,2;3", "4,5;6", "7,8;9"),
    refuse=True,
    after=[
        [number("a", 1, 4, 7), text("b;c", "2;3", "5;6", "8;9")],
        [text("a,b", "1,2", "4,5", "7,8") | number("a,b", "1.2", "4.5", "7.8"), number("c", 3, 6, 9)],
    ],
)
add(
    "prose-with-commas",
    "semicolons between the cells, commas in sentences",
    lines("name;note", "Ann;likes tea, coffee", "Bob;likes rum, gin", "Cid;likes milk, juice"),
    [text("name", "Ann", "Bob", "Cid"), text("note", "likes tea, coffee", "likes rum, gin", "likes milk, juice")],
)
add(
    "semicolons-within-cells",
    "none: one column has lists with semicolons",
    lines("state,parks", "Ohio,3;5;7", "Iowa,2;4", "Utah,1"),
    [text("state", "Ohio", "Iowa", "Utah"), text("parks", "3;5;7", "2;4", "1")],
)
add(
    "pipes-within-cells",
    "none: one column has lists with pipes",
    lines("state,tags,n", "Ohio,a|b,5", "Iowa,b|c,6", "Utah,c|d,7"),
    [text("state", "Ohio", "Iowa", "Utah"), text("tags", "a|b", "b|c", "c|d"), number("n", 5, 6, 7)],
)
add(
    "semicolon-within-quotes",
    "semicolons between the cells and one within quotes",
    lines("town;n", '"Ada; old";5', "Boise;6", "Camas;7"),
    [text("town", "Ada; old", "Boise", "Camas"), number("n", 5, 6, 7)],
)
add(
    "comma-within-quotes-only",
    "none: every comma of one column is within quotes",
    lines("town,n", '"Ada, ID",5', '"Boise, ID",6', '"Reno, NV",7'),
    [text("town", "Ada, ID", "Boise, ID", "Reno, NV"), number("n", 5, 6, 7)],
)

for mark, word in (";", "semicolon"), (",", "comma"), ("\t", "tab"):
    add(f"sep-line-{word}", "a first line that names the delimiter, for Excel", f"sep={mark}\n" + csv(TOWNS, mark), towns)
add("sep-line-crlf", "a first line that names the delimiter, lines end in CRLF", "sep=;\r\n" + csv(TOWNS, ";", "\r\n"), towns)
add("sep-line-quoted", "a first line in quotes that names the delimiter", '"sep=;"\n' + csv(TOWNS, ";"), towns)

for mark, word in (",", "comma"), (";", "semicolon"), ("|", "pipe"), ("\t", "tab"):
    add(f"padded-{word}", f"spaces around each {word}", lines(*(f" {mark} ".join(row) for row in TOWNS)), towns)
add("space-after-comma", "a space after each comma", lines(*(", ".join(row) for row in TOWNS)), towns)
add(
    "space-after-comma-quoted",
    "a space after each comma, and cells in quotes after it",
    lines("town, note, n", 'Ada, "old, small", 5', 'Boise, "new", 6'),
    [text("town", "Ada", "Boise"), text("note", "old, small", "new"), number("n", 5, 6)],
)
add("single-space", "single spaces between the cells", lines(*(" ".join(row) for row in TOWNS)), towns)
add(
    "single-space-quoted",
    "single spaces between the cells, texts in quotes",
    lines('"town" "year" "spend"', '"Ada" 2019 1200', '"Old Boise" 2020 950', '"Camas" 2021 1875'),
    [text("town", "Ada", "Old Boise", "Camas"), number("year", 2019, 2020, 2021), number("spend", 1200, 950, 1875)],
)
add("unit-separator", "U+001F between the cells", csv(TOWNS, "\x1f"), towns)
add("hive", "U+0001 between the cells, as Hive writes", csv(TOWNS, "\x01"), towns)
add("double-colon", "two colons between the cells", lines(*("::".join(row) for row in TOWNS)), towns)
add(
    "double-pipe",
    "two pipes between the cells",
    lines(*("||".join(row) for row in TOWNS)),
    towns,
    after=[[towns[0], blank(ANY, 4), towns[1], blank(ANY, 4), towns[2]]],
    why="empty columns between the others change no figure",
)
add("colon", "colons between the cells", csv(TOWNS, ":"), towns)
add(
    "outer-pipes",
    "pipes between the cells and at both ends of each line",
    lines(*("|" + "|".join(row) + "|" for row in TOWNS)),
    towns,
    after=[[blank(ANY, 4), *towns, blank(ANY, 4)]],
    why="empty columns at the ends change no figure",
)
add("header-with-commas", "commas in the header, semicolons in the rows", csv(TOWNS[:1]) + csv(TOWNS[1:], ";"), towns)
for position, number_of in ("first", 1), ("middle", 2), ("last", 4):
    rows = [";".join(row) if index == number_of else ",".join(row) for index, row in enumerate(TOWNS)]
    add(
        f"one-row-other-{position}",
        f"one row, the {position}, has semicolons in a file with commas",
        lines(*rows),
        at=number_of + 1,
        by_hand=True,
        after=[towns],
    )
add("tabs-and-spaces", "tabs with spaces around them", lines(*(" \t ".join(row) for row in TOWNS)), towns)
add(
    "comma-one-column",
    "none: one column, which has commas in its quotes",
    lines("place", '"Ada, ID"', '"Reno, NV"', '"Elko, NV"'),
    [text("place", "Ada, ID", "Reno, NV", "Elko, NV")],
)
add(
    "one-column-of-phrases",
    "one column of phrases that have no delimiter",
    lines("remark", "late", "not found", "paid in full"),
    [text("remark", "late", "not found", "paid in full")],
)
add(
    "one-column-with-semicolons",
    "one column, a semicolon in one of its lines",
    lines("remark", "late; paid", "not found", "paid in full"),
    [text("remark", "late; paid", "not found", "paid in full")],
)
