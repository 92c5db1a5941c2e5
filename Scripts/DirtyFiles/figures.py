"""Numbers as people write them, codes that stand for numbers, and what only looks like a number."""

from cases import *

folder = Folder("numbers", "Numbers with marks, codes in the place of numbers, and digits that are no numbers.")
add = folder.add


def one(name, defect, cells, values=None, keeps=True, delimiter=",", label="jobs", others=(), **more):
    """A file of towns and one column; `values` are its numbers, and `keeps` says that its cells as texts are as right, with a note."""
    towns = [f"{chr(65 + place)}ville" for place in range(len(cells))]
    rows = [["town", label]] + [[town, cell] for town, cell in zip(towns, cells)]
    column = number(label, *values) if values is not None else None
    if keeps:
        texts = text(label, *(cell or None for cell in cells))
        column = texts if column is None else column | texts
    for other in others:
        column = column | other
    note = more.pop("note", label if keeps and values is not None else None)
    add(name, defect, csv(rows, delimiter), [text("town", *towns), column], note=note, **more)


# Marks of every kind, in all cells.
GROUPED = [1234, 12500, 950, 1000000]
for word, mark in {
    "comma": ",",
    "space": " ",
    "nbsp": "\u00a0",
    "narrow-nbsp": "\u202f",
    "thin-space": "\u2009",
    "apostrophe": "'",
    "typographic-apostrophe": "’",
    "underscore": "_",
}.items():
    one(f"thousands-{word}", "thousands in groups", [f"{value:,}".replace(",", mark) for value in GROUPED], GROUPED)
one(
    "thousands-point",
    "thousands in groups, with points, in a file with semicolons",
    ["1.234", "999", "12.500", "1.000.000"],
    [1234, 999, 12500, 1000000],
    delimiter=";",
)
one(
    "thousands-point-once",
    "thousands in groups with points: no cell says what the points are",
    ["1.234", "999", "12.500", "950"],
    [1234, 999, 12500, 950],
    delimiter=";",
)
one("thousands-comma-semicolon", "commas in a file with semicolons: decimal or of thousands", ["1,234", "12,500", "950"], delimiter=";")
one(
    "thousands-comma-semicolon-sure",
    "commas in a file with semicolons: two in one cell are of thousands",
    ["1,234", "12,500", "1,000,000"],
    [1234, 12500, 1000000],
    delimiter=";",
)
one("thousands-point-quoted", "points in thousands, two in one cell, in a file with commas", ["1.234", "12.500", "1.000.000"], [1234, 12500, 1000000])
one("thousands-and-decimals", "commas in thousands in whole numbers, points in decimals", ["1,234", "0.5", "12,500.25"], [1234, "0.5", "12500.25"])
one(
    "thousands-point-comma",
    "points in thousands and decimal commas",
    ["1.234,56", "999,00", "12.500,75"],
    ["1234.56", "999.00", "12500.75"],
    delimiter=";",
)
one(
    "thousands-space-comma",
    "spaces in thousands and decimal commas",
    ["1 234,56", "999,00", "12 500,75"],
    ["1234.56", "999.00", "12500.75"],
    delimiter=";",
)
one("thousands-comma-point", "commas in thousands and decimal points", ["1,234.56", "999.00", "12,500.75"], ["1234.56", "999.00", "12500.75"])
one(
    "thousands-apostrophe-point",
    "apostrophes in thousands and decimal points",
    ["1'234.56", "999.00", "12'500.75"],
    ["1234.56", "999.00", "12500.75"],
)
one("thousands-indian", "thousands in Indian groups", ["12,34,567", "1,00,000", "950"], [1234567, 100000, 950])
one("thousands-wrong", "commas that do not group by three", ["1,23", "12,5000", "950"])
for word, index in {"first": 0, "middle": 2, "last": 4}.items():
    cells = ["120", "85", "240", "61", "310"]
    values = [int(cell) for cell in cells]
    cells[index], values[index] = "1,234", 1234
    one(f"thousands-one-{word}", f"one number in groups ({word})", cells, values)
one("dollar", "dollar signs", ["$120", "$85", "$240"], [120, 85, 240])
one("dollar-grouped", "dollar signs and thousands", ["$1,200.50", "$85.00", "$12,240.25"], ["1200.50", "85.00", "12240.25"])
one("dollar-space", "dollar signs and spaces", ["$ 120", "$ 85", "$ 240"], [120, 85, 240])
one("dollar-once", "a dollar sign in the first cell only", ["$120", "85", "240"], [120, 85, 240])
one("dollar-negative", "dollar signs and negative numbers", ["-$120", "$85", "$-240"], [-120, 85, -240])
one("euro-first", "euro signs before the numbers", ["€120", "€85", "€240"], [120, 85, 240])
one("euro-last", "euro signs after the numbers", ["120 €", "85 €", "240 €"], [120, 85, 240])
one("euro-comma", "euro signs and decimal commas", ["120,50 €", "85,00 €", "240,25 €"], ["120.50", "85.00", "240.25"], delimiter=";")
one("pound", "pound signs", ["£1,200", "£85", "£240"], [1200, 85, 240])
one("currency-code", "currency codes", ["USD 120", "USD 85", "USD 240"], [120, 85, 240])
one("currencies-mixed", "two currencies", ["$120", "€85", "$240"])
one("percent", "percent signs", ["12%", "8.5%", "40%"], ["0.12", "0.085", "0.40"])
one("percent-space", "percent signs after spaces", ["12 %", "8.5 %", "40 %"], ["0.12", "0.085", "0.40"])
one("percent-mixed", "percent signs in some cells", ["12%", "8.5", "40%"])
one("percent-one-without", "a percent sign is missing from one cell", ["12%", "8%", "40", "3%"])
one("parentheses", "negative numbers in parentheses", ["120", "(85)", "240", "(61)"], [120, -85, 240, -61])
one("parentheses-dollar", "negative amounts in parentheses", ["$1,200", "($85)", "$240", "($1,061)"], [1200, -85, 240, -1061])
one("minus-after", "minus signs after the numbers, as SAP writes", ["120", "85-", "240", "61-"], [120, -85, 240, -61])
one("minus-unicode", "U+2212 as the minus sign", ["120", "\u221285", "240", "\u221261"], [120, -85, 240, -61])
one("minus-en-dash", "en dashes as minus signs", ["120", "–85", "240", "–61"], [120, -85, 240, -61])
one("minus-space", "spaces after minus signs", ["120", "- 85", "240", "- 61"], [120, -85, 240, -61])
one("minus-double", "two minus signs", ["120", "--85", "240"])
one("plus", "plus signs", ["+120", "-85", "+240"], [120, -85, 240])
one("million", "a letter for millions", ["1.2M", "950K", "3M"], [1200000, 950000, 3000000])
one("million-dollar", "amounts with a letter for millions", ["$1.2M", "$3M", "$0.5M"], [1200000, 3000000, 500000])
one("fractions", "vulgar fractions", ["½", "1¼", "2"], ["0.5", "1.25", "2"])
one("arabic-digits", "Arabic digits", ["١٢٠", "٨٥", "٢٤٠"], [120, 85, 240])
one("fullwidth-digits", "fullwidth digits", ["１２０", "８５", "２４０"], [120, 85, 240])
one("units", "units after the numbers", ["120 km", "85 km", "240 km"], [120, 85, 240])
one("approximate", "signs for about and more than", ["~120", ">95", "240+"])
one("below", "counts below a limit", ["120", "<5", "240", "<5"], [120, None, 240, None])
one("below-or-equal", "counts below a limit, with ≤", ["120", "≤5", "240", "61"], [120, None, 240, 61])
one("ranges", "ranges", ["1-4", "5-9", "10-14"])
one("ranges-some", "ranges in some cells", ["120", "1-4", "240", "5-9"])

# Plain, but not as a program would write them.
for name, defect, cells, values in [
    ("spaces-around", "spaces around the numbers", [" 120", "85 ", " 240 "], [120, 85, 240]),
    ("right-aligned", "numbers aligned by spaces", ["  120", "   85", "12240"], [120, 85, 12240]),
    ("point-zero", "whole numbers with .0, as pandas writes", ["120.0", "85.0", "240.0"], [120, 85, 240]),
    ("point-zero-missing", "whole numbers with .0, and a missing one", ["120.0", "", "240.0"], [120, None, 240]),
    ("point-first", "no zero before the point, as SAS and SPSS write", [".5", "-.25", "1.5"], ["0.5", "-0.25", "1.5"]),
    ("point-last", "no digit after the point", ["5.", "25.", "1."], [5, 25, 1]),
    ("exponents", "exponents, as R writes", ["1e+05", "120", "2.5e+06"], [100000, 120, 2500000]),
    ("exponents-python", "exponents, as Python writes", ["1e-05", "0.25", "2.5e-07"], ["0.00001", "0.25", "0.00000025"]),
    ("exponents-excel", "exponents, as Excel writes", ["1.50E+06", "2.25E+07", "9.75E+05"], [1500000, 22500000, 975000]),
    ("zero-negative", "none: a negative zero", ["-0.0", "0.5", "-1.5"], [0, "0.5", "-1.5"]),
    ("places-differ", "none: different decimal places", ["1.5", "2", "3.125"], ["1.5", "2", "3.125"]),
    ("mixed-sizes", "none: small and large numbers", ["0.000001", "123456789", "-1"], ["0.000001", "123456789", "-1"]),
    ("large", "none: sixteen digits", ["9007199254740993", "9007199254740992", "1"], [9007199254740993, 9007199254740992, 1]),
    ("large-missing", "sixteen digits, and a missing number", ["9007199254740993", "", "1"], [9007199254740993, None, 1]),
    ("cents", "none: amounts with cents", ["0.10", "0.20", "1234567890123.45"], ["0.10", "0.20", "1234567890123.45"]),
]:
    one(name, defect, cells, values, keeps=False)
one("long-fractions", "more digits than a float holds", ["0.1234567890123456789", "0.5", "1.25"], ["0.1234567890123456789", "0.5", "1.25"])
one("huge", "a number beyond the range of floats", ["1e400", "5", "6"])
one("tiny", "a number below the range of floats", ["1e-400", "5", "6"])

# Digits that are no numbers.
CODES = {
    "zeros": ("codes with leading zeros", ["02134", "10001", "00501"]),
    "zeros-one-first": ("one code with a leading zero, in the first row", ["0101", "1102", "2207"]),
    "zeros-one-last": ("one code with a leading zero, in the last row", ["1101", "1102", "0207"]),
    "zeros-only": ("codes of zeros", ["000", "001", "010"]),
    "digits-19": ("codes of nineteen digits", ["1234567890123456789", "1234567890123456788", "9876543210987654321"]),
    "digits-25": ("codes of twenty-five digits", ["1234567890123456789012345", "1234567890123456789012346"]),
    "exponent-like": ("codes that look like exponents", ["1E5", "22E1", "100"]),
    "exponent-like-lower": ("codes that look like exponents", ["314659e87", "412345e12", "12345678"]),
    "hex": ("hexadecimal codes", ["0x1F", "0x20", "0xFF"]),
    "hex-bare": ("hexadecimal codes", ["12D3", "1E10", "4567"]),
    "phone": ("telephone numbers", ["+12085550134", "+12085550135"]),
    "phone-dashes": ("telephone numbers", ["208-555-0134", "208-555-0135"]),
    "sections": ("numbers of sections", ["1.1", "1.10", "1.2"]),
    "versions": ("versions", ["1.2.3", "1.10.0", "2.0.1"]),
    "scores": ("scores", ["3-1", "0-0", "2-2"]),
    "slashes": ("pairs with a slash", ["1/2", "3/4", "5/8"]),
    "address": ("network addresses", ["10.0.0.1", "10.0.0.12"]),
    "isbn": ("ISBNs", ["978-0-14-028329-7", "0140283293"]),
    "tax": ("tax numbers", ["12-3456789", "98-7654321"]),
    "coordinates": ("coordinates", ["43.6N", "116.2W"]),
    "roman": ("Roman numerals", ["IV", "IX", "XII"]),
    "plus-zero": ("codes with a plus sign", ["+01", "+02", "+10"]),
    "underscores": ("codes with underscores", ["1_000", "2_000"]),
    "letters-last": ("codes whose last sign is a letter", ["12A", "13B", "14"]),
    "excel-merged": ("long codes that Excel rounded", ["1.23457E+12", "1.23457E+12", "9.87654E+12"]),
}
for word, (defect, cells) in CODES.items():
    if word.startswith("digits"):
        one(f"code-{word}", defect, cells, label="id", others=[number("id", *cells)], why="as a number it keeps every digit")
    elif word == "excel-merged":
        one(f"code-{word}", defect, cells, [1234570000000, 1234570000000, 9876540000000], label="id", note="id")
    else:
        one(f"code-{word}", defect, cells, label="id")

one(
    "code-classification",
    "codes of a classification that look like amounts",
    ["10.10", "10.20", "11.10"],
    ["10.10", "10.20", "11.10"],
    label="id",
    note=None,
    why="nothing tells them from amounts, and no digit is lost",
)

# Codes among numbers: missing, or the column stays text.
STANDINS = {
    "d": "D",
    "s": "S",
    "x": "X",
    "star": "*",
    "stars": "**",
    "dash": "-",
    "en-dash": "–",
    "em-dash": "—",
    "point": ".",
    "points": "..",
    "dots": "...",
    "na": "NA",
    "n-a": "N/A",
    "n-a-lower": "n/a",
    "null": "NULL",
    "none": "None",
    "nan": "NaN",
    "nan-lower": "nan",
    "inf": "Inf",
    "bracketed": "(D)",
    "not-available": "#N/A",
    "divided": "#DIV/0!",
    "reference": "#REF!",
    "question": "?",
    "colon": ":",
    "c": "c",
    "unknown": "Unknown",
    "redacted": "(b)(6)",
    "blank-words": "not reported",
    "tilde": "~",
    "dashes": "--",
    "withheld": "[withheld]",
    "sas-letter": ".A",
    "missing": "missing",
}
for word, code in STANDINS.items():
    one(f"standin-{word}", f"“{code}” among numbers", ["120", code, "240", "61"], [120, None, 240, 61])
for word, index in {"first": 0, "last": 3}.items():
    for name, code in {"d": "D", "na": "NA", "dash": "-", "points": ".."}.items():
        cells, values = ["120", "85", "240", "61"], [120, 85, 240, 61]
        cells[index], values[index] = code, None
        one(f"standin-{name}-{word}", f"“{code}” among numbers ({word})", cells, values)
one("standins-mostly", "a code in most cells", ["D", "95", "D", "D", "1000", "D"], [None, 95, None, None, 1000, None])
one("standins-all", "a code in every cell", ["D", "D", "D"])
one("standins-two", "two codes among numbers", ["120", "D", "S", "61"], [120, None, None, 61])
one("standins-decimals", "a code among decimals", ["1.5", "NA", "3.25"], ["1.5", None, "3.25"])
one("standins-grouped", "a code among numbers in groups", ["1,200", "D", "85"], [1200, None, 85])
one("standins-quoted", "a code among numbers in quotes", ["120", "n/a, see note", "61"], [120, None, 61])
one("sentinel", "none: -99 for missing, which nothing says", ["120", "-99", "240"], [120, -99, 240], keeps=False)
one("estimates", "letters after estimates", ["120", "85e", "240", "61p"], [120, 85, 240, 61])
one("footnotes", "footnotes after numbers", ["120", "850(a)", "240", "61"], [120, 850, 240, 61])
one("footnotes-star", "asterisks after numbers", ["120", "85*", "240", "61**"], [120, 85, 240, 61])
one("footnotes-bracket", "footnotes in brackets after numbers", ["120", "85 [1]", "240 [2]", "61"], [120, 85, 240, 61])
one("footnotes-superscript", "superscript footnotes after numbers", ["120", "85¹", "240²", "61"], [120, 85, 240, 61])
one("letter-o", "a letter O for a zero", ["120", "8O", "240"])
one("letter-l", "a letter l for a one", ["120", "l85", "240"])
one("standin-true", "“TRUE” among numbers", ["120", "TRUE", "240", "61"])
one("words", "numbers in words", ["120", "twelve", "240"])
one("two-numbers", "two numbers in one cell", ["120", "85 240", "61"])

# Words that other programs take for missing values.
for word, name in {"namibia": "NA", "surname-null": "Null", "surname-nan": "Nan", "surname-none": "None", "word-inf": "Inf"}.items():
    add(
        word,
        f"none: “{name}” is a value",
        csv([["name", "n"], [name, "5"], ["Ada", "6"], ["Roe", "7"]]),
        [text("name", name, "Ada", "Roe"), number("n", 5, 6, 7)],
    )

# A type that is known only late.
for word, cell, value in [("decimal", "2.5", "2.5"), ("code", "D", None), ("text", "A7", "A7"), ("zero", "007", "007")]:
    cells = [str(place) for place in range(1, 3001)] + [cell]
    right = number("n", *cells) if word == "decimal" else number("n", *cells[:-1], None) | text("n", *cells) if word == "code" else text("n", *cells)
    add(
        f"late-{word}",
        f"“{cell}” after 3,000 whole numbers",
        csv([["n"]] + [[cell] for cell in cells]),
        [right],
        note="n" if word == "code" else None,
    )
add(
    "late-missing",
    "none: the first 200 cells are missing",
    csv([["place", "n"]] + [[str(place), "" if place <= 200 else str(place)] for place in range(1, 206)]),
    [number("place", *range(1, 206)), number("n", *([None] * 200), *range(201, 206))],
)
