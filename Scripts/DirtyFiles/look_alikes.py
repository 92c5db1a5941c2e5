"""Texts that look the same and are not."""

from cases import *

folder = Folder("look-alikes", "Keys that differ in what cannot be seen.")
add = folder.add

PAIRS = {
    "space-after": ("a space after", "Texas", "Texas ", "Texas"),
    "space-before": ("a space before", "Texas", " Texas", "Texas"),
    "spaces-inside": ("two spaces", "New York", "New  York", "New York"),
    "nbsp": ("a no-break space", "New York", "New\u00a0York", "New York"),
    "nbsp-after": ("a no-break space after", "Texas", "Texas\u00a0", "Texas"),
    "zero-width": ("a zero-width space", "Texas", "Tex\u200bas", "Texas"),
    "composed": ("another normal form", "Qu\u00e9bec", "Que\u0301bec", "Qu\u00e9bec"),
    "case": ("another case", "Texas", "TEXAS", "TEXAS"),
    "dash": ("another dash", "Winston-Salem", "Winston–Salem", "Winston–Salem"),
    "minus": ("a minus sign as hyphen", "Winston-Salem", "Winston\u2212Salem", "Winston\u2212Salem"),
    "apostrophe": ("another apostrophe", "Coeur d'Alene", "Coeur d’Alene", "Coeur d’Alene"),
    "cyrillic": ("a Cyrillic letter", "Texas", "T\u0435xas", "T\u0435xas"),
    "soft-hyphen": ("a soft hyphen", "Winston", "Win\u00adston", "Win\u00adston"),
    "mark": ("a byte-order mark", "Texas", "\ufeffTexas", "Texas"),
    "ligature": ("a ligature", "Springfield", "Spring\ufb01eld", "Spring\ufb01eld"),
    "fullwidth": ("fullwidth letters", "Texas", "Ｔexas", "Ｔexas"),
    "tab-after": ("a tab after", "Texas", "Texas\t", "Texas"),
    "abbreviation": ("a point", "St Louis", "St. Louis", "St. Louis"),
}
for word, (says, plain, other, cleaned) in PAIRS.items():
    for place, cells in {"first": [other, plain, "Ohio"], "last": [plain, "Ohio", other]}.items():
        kept = text("key", *cells)
        if cleaned != other:
            kept = kept | text("key", *(cleaned if cell == other else cell for cell in cells))
        add(
            f"{word}-{place}",
            f"a key that differs in {says}",
            csv([["key", "n"]] + [[cell, str(n)] for n, cell in enumerate(cells, 5)]),
            [kept, number("n", 5, 6, 7)],
        )
