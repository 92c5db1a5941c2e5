"""Quotation marks: other ones, escaped otherwise, where they do not belong, and never closed."""

from cases import *

folder = Folder("quotes", "Quotation marks are not those of RFC 4180, or are where it does not allow them.")
add = folder.add

for width, (rows, right) in BASES.items():
    add(f"all-quoted-{width}", "every cell in quotes, as R and Access write", csv(rows, quoted=True), right)
    add(f"all-quoted-crlf-{width}", "every cell in quotes, lines end in CRLF", csv(rows, end="\r\n", quoted=True), right)
add("header-quoted", "quotes around the names only", csv(TOWNS[:1], quoted=True) + csv(TOWNS[1:]), towns)
add(
    "texts-quoted",
    "quotes around names and texts, not around numbers",
    lines('"town","year","spend"', '"Ada",2019,1200', '"Boise",2020,950', '"Camas",2021,1875', '"Declo",2022,640'),
    towns,
)
add(
    "number-quoted-empty",
    "numbers in quotes, and one of them empty",
    lines('"a","b"', '"1","2"', '"3",""', '"5","6"'),
    [number("a", 1, 3, 5), number("b", 2, None, 6)],
)
add(
    "numbers-quoted-first-empty",
    "numbers in quotes, and the first of them empty",
    lines('"a","b"', '"1",""', '"3","4"', '"5","6"'),
    [number("a", 1, 3, 5), number("b", None, 4, 6)],
)
add("some-numbers-quoted", "some of the numbers in quotes", lines("state,jobs", 'Ohio,"120"', "Iowa,85", 'Utah,"240"', "Maine,61"), states)
add(
    "text-quoted-empty",
    "an empty text in quotes",
    lines("town,note", 'Ada,""', "Boise,old", "Camas,"),
    [text("town", "Ada", "Boise", "Camas"), text("note", None, "old", None)],
)
add(
    "doubled",
    "none: quotes within quotes, doubled",
    lines("name,n", '"Joe ""Bob"" Smith",5', "Ann,6"),
    [text("name", 'Joe "Bob" Smith', "Ann"), number("n", 5, 6)],
)
add(
    "doubled-at-both-ends",
    "none: a cell that is all quotation, doubled",
    lines("name,n", '"""Bob""",5', "Ann,6"),
    [text("name", '"Bob"', "Ann"), number("n", 5, 6)],
)

# Single quotes.
for width, (rows, right) in BASES.items():
    if width != "1":
        add(f"single-{width}", "every cell in single quotes", lines(*(",".join(f"'{cell}'" for cell in row) for row in rows)), right)
add(
    "single-commas",
    "cells with commas in single quotes",
    lines("town,n", "'Ada, ID',5", "'Boise, ID',6", "'Reno, NV',7"),
    [text("town", "Ada, ID", "Boise, ID", "Reno, NV"), number("n", 5, 6, 7)],
)
add(
    "single-semicolon",
    "single quotes in a file with semicolons",
    lines("'town';'n'", "'Ada; old';5", "'Boise';6"),
    [text("town", "Ada; old", "Boise"), number("n", 5, 6)],
)
add(
    "apostrophe-first",
    "none: a name that begins with an apostrophe",
    lines("town,n", "'s-Gravenhage,5", "Delft,6", "'t Harde,7"),
    [text("town", "'s-Gravenhage", "Delft", "'t Harde"), number("n", 5, 6, 7)],
)
add(
    "apostrophes",
    "none: apostrophes in names",
    lines("name,n", "O'Brien,5", "D'Angelo,6", "Ann,7"),
    [text("name", "O'Brien", "D'Angelo", "Ann"), number("n", 5, 6, 7)],
)
add(
    "feet-and-inches",
    "feet and inches",
    lines("name,height", "Ann,5'4\"", "Bob,6'2\"", "Cid,5'11\""),
    [text("name", "Ann", "Bob", "Cid"), text("height", "5'4\"", "6'2\"", "5'11\"")],
)

# Inches and nicknames: a mark inside a cell that is not in quotes.
for position, index in ("first", 1), ("middle", 2), ("last", 3):
    rows = [["size", "n"], ["2 in pipe", "5"], ["3 in pipe", "6"], ["4 in pipe", "7"]]
    rows[index][0] = f'{index + 1}" pipe'
    right = [text("size", *(row[0] for row in rows[1:])), number("n", 5, 6, 7)]
    add(f"inch-{position}", f"an inch mark in the {position} row", lines(*(",".join(row) for row in rows)), right)
    rows = [["n", "size"], ["5", "2 in"], ["6", "3 in"], ["7", "4 in"]]
    rows[index][1] = f'{index + 1}"'
    right = [number("n", 5, 6, 7), text("size", *(row[1] for row in rows[1:]))]
    add(f"inch-at-the-end-{position}", f"an inch mark at the end of the {position} row", lines(*(",".join(row) for row in rows)), right)
add(
    "inch-twice",
    "inch marks in two rows",
    lines("n,size,color", '5,2" pipe,red', "6,3 in,blue", '7,4" pipe,gray'),
    [number("n", 5, 6, 7), text("size", '2" pipe', "3 in", '4" pipe'), text("color", "red", "blue", "gray")],
)
add(
    "nickname-inside",
    "quotes around a nickname in the middle of a cell",
    lines("name,n", 'Joe "Bob" Smith,5', "Ann Lee,6"),
    [text("name", 'Joe "Bob" Smith', "Ann Lee"), number("n", 5, 6)],
)
for position, index in ("first", 1), ("last", 3):
    rows = ["name,n", "Ann Lee,5", "Cid Roe,6", "Dan Poe,7"]
    rows[index] = f'"Bob" Smith,{index + 4}'
    names = ["Ann Lee", "Cid Roe", "Dan Poe"]
    names[index - 1] = '"Bob" Smith'
    add(
        f"nickname-{position}",
        f"quotes around the first word of a cell, in the {position} row",
        lines(*rows),
        refuse=True,
        at=(index + 1, 6),
        after=[[text("name", *names), number("n", 5, 6, 7)]],
    )
add(
    "nickname-alone-in-column",
    "a title in quotes, a word after it",
    lines("id,title", '1,"Dune" (novel)', "2,Emma", "3,Ulysses"),
    refuse=True,
    at=(2, 9),
    after=[[number("id", 1, 2, 3), text("title", '"Dune" (novel)', "Emma", "Ulysses")]],
)

# Backslashes.
add(
    "backslash-quote",
    "quotes escaped by a backslash",
    lines("name,n", '"Joe \\"Bob\\" Smith",5', '"Ann",6', '"Cid",7'),
    [text("name", 'Joe "Bob" Smith', "Ann", "Cid"), number("n", 5, 6, 7)],
)
add(
    "backslash-quote-comma",
    "quotes escaped by a backslash, and a comma after them",
    lines("name,n", '"Smith, \\"Bob\\", Jr",5', '"Ann",6', '"Cid",7'),
    [text("name", 'Smith, "Bob", Jr', "Ann", "Cid"), number("n", 5, 6, 7)],
)
add(
    "backslash-quote-last",
    "quotes escaped by a backslash in the last row only",
    lines("n,name", "5,Ann", "6,Cid", '7,"the \\"old\\", town"'),
    [number("n", 5, 6, 7), text("name", "Ann", "Cid", 'the "old", town')],
)
add(
    "backslash-delimiter",
    "commas escaped by a backslash, as MySQL writes",
    lines("name,n", "Smith\\, J,5", "Ann,6", "Roe\\, C,7"),
    [text("name", "Smith, J", "Ann", "Roe, C"), number("n", 5, 6, 7)],
)
add(
    "backslash-at-the-end",
    "none: a backslash before a closing quotation mark",
    lines("folder,n", '"C:\\data\\",5', '"C:\\old, new\\",6', '"D:\\",7'),
    [text("folder", "C:\\data\\", "C:\\old, new\\", "D:\\"), number("n", 5, 6, 7)],
)
add(
    "backslash-n-null",
    "missing cells written \\N, as MySQL and PostgreSQL do",
    lines("state,jobs", "Ohio,120", "Iowa,\\N", "Utah,240"),
    [text("state", "Ohio", "Iowa", "Utah"), number("jobs", 120, None, 240) | text("jobs", "120", "\\N", "240")],
    note="jobs",
)
add("backslash-ordinary", "none: backslashes in cells", lines("path,n", "a\\b,5", "c\\d,6"), [text("path", "a\\b", "c\\d"), number("n", 5, 6)])

# Never closed, or closed too late.
for position, index in ("first", 1), ("middle", 2), ("last", 4):
    rows = [",".join(row) for row in TOWNS]
    rows[index] = '"' + rows[index]
    kept = [text("town", *(('"' if place == index - 1 else "") + town for place, town in enumerate(["Ada", "Boise", "Camas", "Declo"])))]
    add(
        f"unterminated-{position}",
        f"a quotation mark that is never closed, before the {position} row",
        lines(*rows),
        refuse=True,
        by_hand=True,
        at=(index + 1, 1),
        after=[kept + towns[1:]],
    )
    rows = [",".join(row) for row in TOWNS]
    cells = TOWNS[index]
    rows[index] = f'{cells[0]},{cells[1]},"{cells[2]}'
    spend = text("spend", *(('"' if place == index - 1 else "") + amount for place, amount in enumerate(["1200", "950", "1875", "640"])))
    add(
        f"unterminated-number-{position}",
        f"a quotation mark that is never closed, before a figure in the {position} row",
        lines(*rows),
        refuse=True,
        by_hand=True,
        at=(index + 1, len(cells[0]) + 7),
        after=[towns[:2] + [spend]],
    )
add(
    "unterminated-header",
    "a quotation mark that is never closed, in the header",
    lines('town,"year,spend', "Ada,2019,1200", "Boise,2020,950"),
    refuse=True,
    by_hand=True,
    at=(1, 6),
    after=[[text("town", "Ada", "Boise"), number('"year', 2019, 2020), number("spend", 1200, 950)]],
)
add(
    "swallowed-rows",
    "two stray marks that together swallow two rows",
    lines("item,size", 'A,"12 inch', "B,x", 'C,5"', "D,6"),
    refuse=True,
    at=(2, 3),
    after=[[text("item", "A", "B", "C", "D"), text("size", '"12 inch', "x", '5"', "6")]],
)
add(
    "swallowed-rows-wide",
    "two stray marks that together swallow rows of three cells",
    lines("item,size,n", 'A,"12 inch,5', "B,x,6", "C,8,7", 'D,9",8', "E,1,9"),
    refuse=True,
    at=(2, 3),
    after=[[text("item", *"ABCDE"), text("size", '"12 inch', "x", "8", '9"', "1"), number("n", 5, 6, 7, 8, 9)]],
)
add(
    "closed-twice",
    "a closing mark that is there twice",
    lines("name,n", '"Ann"",5', "Bob,6", "Cid,7"),
    refuse=True,
    by_hand=True,
    at=(2, 1),
    after=[[text("name", '"Ann""', "Bob", "Cid"), number("n", 5, 6, 7)]],
)
add(
    "mark-alone",
    "a cell that is one quotation mark, for “the same”",
    lines("town,state", "Ada,Idaho", 'Boise,"', 'Camas,"', "Reno,Nevada"),
    refuse=True,
    at=(3, 7),
    after=[[text("town", "Ada", "Boise", "Camas", "Reno"), text("state", "Idaho", '"', '"', "Nevada")]],
)

# Spaces around quotes.
add(
    "space-before",
    "a space before each quotation mark",
    lines("town, note", 'Ada, "old, small"', 'Boise, "new"'),
    [text("town", "Ada", "Boise"), text("note", "old, small", "new")],
)
add(
    "space-before-once",
    "a space before one quotation mark only",
    lines("town,note,n", 'Ada, "old, small",5', 'Boise,"new, big",6', "Camas,none,7"),
    [text("town", "Ada", "Boise", "Camas"), text("note", "old, small", "new, big", "none"), number("n", 5, 6, 7)],
)
add(
    "space-after",
    "a space after each closing quotation mark",
    lines('"town" ,"n"', '"Ada, ID" ,5', '"Boise" ,6'),
    [text("town", "Ada, ID", "Boise"), number("n", 5, 6)],
)
add(
    "tab-before",
    "a tab before each quotation mark",
    lines("town,note", 'Ada,\t"old, small"', 'Boise,\t"new"'),
    [text("town", "Ada", "Boise"), text("note", "old, small", "new")],
)
add(
    "spaces-inside",
    "spaces inside the quotes",
    lines("town,n", '" Ada ",5', '"Boise",6'),
    [text("town", " Ada ", "Boise") | text("town", "Ada", "Boise"), number("n", 5, 6)],
)

# Line breaks within cells.
for position, index in ("first", 1), ("middle", 2), ("last", 4):
    for end, word in ("\n", "lf"), ("\r\n", "crlf"):
        rows = [list(row) for row in TOWNS]
        rows[index][0] = f"Old{end}{rows[index][0]}"
        names = [row[0] for row in rows[1:]]
        add(f"break-{word}-{position}", f"a line break in a cell of the {position} row", csv(rows, end=end), [text("town", *names)] + towns[1:])
add(
    "break-twice",
    "two line breaks and an empty line in one cell",
    lines("town,note,n", 'Ada,"old', "", 'small",5', "Boise,new,6"),
    [text("town", "Ada", "Boise"), text("note", "old\n\nsmall", "new"), number("n", 5, 6)],
)
add(
    "break-with-commas",
    "a line break and commas in one cell",
    lines("address,n", '"1 Main St', 'Ada, ID, USA",5', "none,6"),
    [text("address", "1 Main St\nAda, ID, USA", "none"), number("n", 5, 6)],
)
add("break-unquoted", "a line break in a cell that is not in quotes", lines("town,note,n", "Ada,old", "small,5", "Boise,new,6", "Camas,new,7"), at=2)
add(
    "break-unquoted-last-cell",
    "a line break in the last cell, which is not in quotes",
    lines("n,town,note", "5,Ada,old and", "small", "6,Boise,new", "7,Camas,new"),
    at=3,
)

# Whole lines in quotes.
add("lines-quoted", "every line is one cell in quotes", lines(*(f'"{",".join(row)}"' for row in TOWNS)), towns)
add(
    "lines-quoted-twice",
    "every line is one cell in quotes, with the quotes of its cells doubled",
    lines('"town,note,n"', '"Ada,""old, small"",5"', '"Boise,""new"",6"'),
    [text("town", "Ada", "Boise"), text("note", "old, small", "new"), number("n", 5, 6)],
)
add("one-line-quoted", "one row is one cell in quotes", lines("town,year,spend", "Ada,2019,1200", '"Boise,2020,950"', "Camas,2021,1875"), at=3)

# As other programs write them.
add(
    "excel-formula",
    'codes written ="0101", so that Excel keeps the zero',
    lines("id,n", '="0101",5', '="0102",6', '="0207",7'),
    [text("id", "0101", "0102", "0207") | text("id", '="0101"', '="0102"', '="0207"'), number("n", 5, 6, 7)],
)
add(
    "excel-apostrophe",
    "codes with an apostrophe before them",
    lines("id,n", "'0101,5", "'0102,6"),
    [text("id", "'0101", "'0102") | text("id", "0101", "0102"), number("n", 5, 6)],
)
add(
    "curly",
    "typographic quotes around a cell with a comma",
    lines("town,n", "“Ada, ID”,5", "Boise,6", "Camas,7"),
    at=2,
    by_hand=True,
    after=[[text("town", "Ada, ID", "Boise", "Camas") | text("town", "“Ada, ID”", "Boise", "Camas"), number("n", 5, 6, 7)]],
)
add(
    "curly-harmless",
    "none: typographic quotes without a comma",
    lines("name,n", "Joe “Bob” Smith,5", "Ann,6"),
    [text("name", "Joe “Bob” Smith", "Ann"), number("n", 5, 6)],
)
add("delimiter-unquoted", "a name with a comma that is not in quotes", lines("town,name,n", "Ada,Smith, J,5", "Boise,Roe,6", "Camas,Poe,7"), at=2)
add(
    "delimiter-unquoted-last",
    "a name with a comma that is not in quotes, in the last row",
    lines("town,name,n", "Ada,Smith,5", "Boise,Roe,6", "Camas,Poe, K,7"),
    at=4,
)
