"""Lines before the table."""

from cases import *

folder = Folder("titles", "Lines before the table: titles, descriptions, dates, blank lines.")
add = folder.add

TITLE = "Spending of towns"
for width, (rows, right) in BASES.items():
    if width == "1":
        continue
    columns = int(width)
    padding = "," * (columns - 1)
    body = csv(rows)
    add(f"bare-{width}", "a title", f"{TITLE}\n{body}", right)
    add(f"bare-blank-{width}", "a title and a blank line", f"{TITLE}\n\n{body}", right)
    add(f"padded-{width}", "a title with empty cells after it, as Excel writes", f"{TITLE}{padding}\n{body}", right)
    add(f"padded-blank-{width}", "a title and an empty row, both with empty cells", f"{TITLE}{padding}\n{padding}\n{body}", right)
    add(f"two-{width}", "a title and a subtitle", f"{TITLE}\nFiscal years 2019 to 2022\n{body}", right)
    add(
        f"three-blank-{width}",
        "three lines with blank ones between them and after",
        f"{TITLE}\n\nDepartment of Finance\n\nUpdated January 2023\n\n{body}",
        right,
    )
    add(f"two-padded-{width}", "a title and a subtitle, both with empty cells", f"{TITLE}{padding}\nFiscal years{padding}\n{body}", right)
    add(f"comma-{width}", "a title with a comma in it", f"Spending, by town\n{body}", right)
    add(f"comma-blank-{width}", "a title with a comma in it, and a blank line", f"Spending, by town\n\n{body}", right)
    add(f"quoted-{width}", "a title in quotes, with a comma in it", f'"Spending, by town"\n{body}', right)
    add(f"quoted-padded-{width}", "a title in quotes with a comma in it, and empty cells", f'"Spending, by town"{padding}\n{body}', right)
    add(f"blank-first-{width}", "a blank line before the header", f"\n{body}", right)
    add(f"blank-twice-{width}", "two blank lines before the header", f"\n\n{body}", right)
    add(f"empty-row-first-{width}", "a row of empty cells before the header", f"{padding}\n{body}", right)
    add(f"crlf-{width}", "a title and a blank line, lines end in CRLF", f"{TITLE}\r\n\r\n{csv(rows, end=chr(13) + chr(10))}", right)
    add(f"semicolon-{width}", "a title in a file with semicolons", f"{TITLE}\n{csv(rows, ';')}", right)
    add(f"tab-{width}", "a title in a file with tabs", f"{TITLE}\n\n{csv(rows, chr(9))}", right)

body = csv(TOWNS)
add("one-column", "a title above one column", f"Jobs by state\n\n{csv(JOBS)}", jobs)
add("as-many-cells", "a title with as many commas as the table", f"Spending, by town, 2019 to 2022\n{body}", towns)
add("as-many-cells-blank", "a title with as many commas as the table, and a blank line", f"Spending, by town, 2019 to 2022\n\n{body}", towns)
add("more-cells", "a title with more commas than the table", f"Spending, by town, by year, and by fund\n{body}", towns)
add("more-cells-blank", "a title with more commas than the table, and a blank line", f"Spending, by town, by year, and by fund\n\n{body}", towns)
add("at-the-right", "a title in the last column", f",,Table 1\n{body}", towns)
add("in-the-middle", "a title in the middle column", f",Table 1,\n{body}", towns)
add("number-and-name", "a number and a name, in two cells", f"Table 1,{TITLE},\n{body}", towns)
add("key-and-value", "two lines of a key and a value", f"Agency,Department of Finance\nUpdated,2023-01-05\n{body}", towns)
add("key-and-value-blank", "lines of a key and a value, and a blank line", f"Agency,Department of Finance\nUpdated,2023-01-05\n\n{body}", towns)
add("key-and-value-padded", "lines of a key and a value, with empty cells", f"Agency,Department of Finance,\nUpdated,2023-01-05,\n,,\n{body}", towns)
add("year", "a title that is a year", f"2022\n{body}", towns)
add("date", "a title that is a date", f"2023-01-05\n\n{body}", towns)
add("unit-in-brackets", "a title and its unit", f"{TITLE}\n(in thousands of dollars)\n{body}", towns)
add("source", "a title and a source with an address", f"{TITLE}\nSource: https://example.gov/data?id=5\n\n{body}", towns)
add("bom", "a byte-order mark and a title", f"\ufeff{TITLE}\n\n{body}", towns)
add("ten-lines", "ten lines of description", "".join(f"Line {n} of the description.\n" for n in range(1, 11)) + "\n" + body, towns)
add("long", "a title longer than the table", "The " + "very " * 300 + f"long title\n{body}", towns)
add("spaces", "a title indented by spaces, and a line of spaces", f"      {TITLE}\n      \n{body}", towns)
add("dashes", "a title underlined with dashes", f"{TITLE}\n-----------------\n{body}", towns)
add("equal-signs", "a title boxed in equal signs", f"=================\n{TITLE}\n=================\n\n{body}", towns)
add("break-inside", "a title in quotes that takes two lines", f'"{TITLE},\n2019 to 2022",,\n{body}', towns)
add("report-with-commas", "a title, a line of figures and a blank line", f"Report 15,2 pages\n\n{body}", towns)
add(
    "one-row",
    "a title above a table of one row",
    f"{TITLE}\n\ntown,year,spend\nAda,2019,1200\n",
    [text("town", "Ada"), number("year", 2019), number("spend", 1200)],
)
add(
    "text-only",
    "a title above a table without numbers",
    f"Mayors of towns\n\ntown,mayor\nAda,Ann Lee\nBoise,Bob Roe\nCamas,Cid Poe\n",
    [text("town", "Ada", "Boise", "Camas"), text("mayor", "Ann Lee", "Bob Roe", "Cid Poe")],
)
add(
    "text-only-padded",
    "a title with an empty cell above a table without numbers",
    "Mayors of towns,\ntown,mayor\nAda,Ann Lee\nBoise,Bob Roe\nCamas,Cid Poe\n",
    [text("town", "Ada", "Boise", "Camas"), text("mayor", "Ann Lee", "Bob Roe", "Cid Poe")],
)
add("bom-padded", "a byte-order mark and a title with empty cells", f"\ufeff{TITLE},,\n{body}", towns)
add(
    "only-digits-below",
    "a title above names that are years",
    f"{TITLE}\n\ntown,2019,2020\nAda,5,6\nBoise,7,8\n",
    [text("town", "Ada", "Boise"), number("2019", 5, 7), number("2020", 6, 8)],
)
add(
    "years-padded",
    "a title with empty cells above names that are years",
    f"{TITLE},,\ntown,2019,2020\nAda,5,6\nBoise,7,8\n",
    [text("town", "Ada", "Boise"), number("2019", 5, 7), number("2020", 6, 8)],
)
