"""Yes and no."""

from cases import *

folder = Folder("bools", "Truth values in any form.")
add = folder.add


def one(name, defect, cells, values, column=None, note=None, **more):
    towns = [f"{chr(65 + place)}ville" for place in range(len(cells))]
    right = truth("open", *(None if value is None else str(value).lower() for value in values)) if values else None
    texts = text("open", *(cell or None for cell in cells))
    right = texts if right is None else right | texts
    if column:
        right = right | column
    add(name, defect, csv([["town", "open"]] + [[town, cell] for town, cell in zip(towns, cells)]), [text("town", *towns), right], note=note, **more)


T, F = True, False
for word, yes, no in [
    ("lower", "true", "false"),
    ("upper", "TRUE", "FALSE"),
    ("title", "True", "False"),
    ("letters", "T", "F"),
    ("letters-lower", "t", "f"),
    ("yes-no", "Yes", "No"),
    ("yes-no-lower", "yes", "no"),
    ("yes-no-upper", "YES", "NO"),
    ("y-n", "Y", "N"),
    ("y-n-lower", "y", "n"),
    ("on-off", "ON", "OFF"),
    ("ja-nein", "ja", "nein"),
]:
    one(word, f"{yes} and {no}", [yes, no, yes], [T, F, T])
    one(f"{word}-missing", f"{yes} and {no}, and a missing cell", [yes, "", no], [T, None, F])
one("zero-one", "none: 1 and 0", ["1", "0", "1"], None, number("open", 1, 0, 1))
one("zero-one-missing", "none: 1 and 0, and a missing cell", ["1", "", "0"], None, number("open", 1, None, 0))
one("mixed-case", "TRUE, true and True", ["TRUE", "true", "False"], [T, T, F])
one("mixed-words", "TRUE and Yes", ["TRUE", "Yes", "FALSE"], [T, T, F])
one("na", "TRUE, FALSE and NA, as R writes", ["TRUE", "NA", "FALSE"], [T, None, F], note="open")
one("unknown", "Yes, No and Unknown", ["Yes", "Unknown", "No"], None)
one("all-yes", "Yes in every cell", ["Yes", "Yes", "Yes"], None, truth("open", "true", "true", "true"))
one("all-n", "N in every cell, which may be a direction", ["N", "N", "N"], None)
one("x", "X and empty cells", ["X", "", "X"], None)
one("check", "check marks", ["✓", "✗", "✓"], None)
one("numbers-too", "TRUE, FALSE and a number", ["TRUE", "2", "FALSE"], None)
one("party", "none: Y, N and D are codes", ["Y", "N", "D"], None)
add(
    "country-no",
    "none: NO is Norway",
    csv([["country", "n"], ["NO", "5"], ["SE", "6"], ["DK", "7"]]),
    [text("country", "NO", "SE", "DK"), number("n", 5, 6, 7)],
)
add(
    "upper-six",
    "TRUE and FALSE in two of six columns",
    csv(
        [["id", "town", "open", "paved", "n", "rate"], ["0101", "Ada", "TRUE", "FALSE", "5", "0.5"], ["0102", "Boise", "FALSE", "FALSE", "6", "1.5"]]
    ),
    [
        text("id", "0101", "0102"),
        text("town", "Ada", "Boise"),
        truth("open", "true", "false") | text("open", "TRUE", "FALSE"),
        truth("paved", "false", "false") | text("paved", "FALSE", "FALSE"),
        number("n", 5, 6),
        number("rate", "0.5", "1.5"),
    ],
)
