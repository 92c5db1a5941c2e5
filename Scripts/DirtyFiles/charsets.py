"""Encodings other than UTF-8, damaged bytes, and characters that cannot be seen."""

import codecs

from cases import *

folder = Folder("encodings", "The bytes are not plain UTF-8.")
add = folder.add

# What is written in which language, with two names of columns.
GERMAN = (["Stadt", "Größe"], ["München", "Köln", "Düsseldorf", "Gießen"])
FRENCH = (["ville", "trésorerie"], ["Orléans", "Besançon", "Nîmes", "Saint-Étienne"])
POLISH = (["miasto", "ludność"], ["Łódź", "Kraków", "Gdańsk", "Częstochowa"])
RUSSIAN = (["город", "население"], ["Москва", "Казань", "Самара", "Тверь"])
GREEK = (["πόλη", "πληθυσμός"], ["Αθήνα", "Πάτρα", "Λάρισα", "Βόλος"])
TURKISH = (["şehir", "nüfus"], ["İstanbul", "Muğla", "Şırnak", "Eskişehir"])
HEBREW = (["עיר", "תושבים"], ["ירושלים", "חיפה", "אילת", "נתניה"])
ARABIC = (["مدينة", "سكان"], ["القاهرة", "طنطا", "أسوان", "الأقصر"])
JAPANESE = (["都市", "人口"], ["東京", "大阪", "名古屋", "横浜"])
CHINESE = (["城市", "人口"], ["北京", "上海", "广州", "深圳"])
TAIWANESE = (["城市", "人口"], ["臺北", "高雄", "臺中", "臺南"])
KOREAN = (["도시", "인구"], ["서울", "부산", "대구", "인천"])
BALTIC = (["pilsēta", "skaits"], ["Rīga", "Liepāja", "Jūrmala", "Rēzekne"])
VALUES = ["120", "85", "240", "61"]

ENCODED = {
    "windows-1252": ("cp1252", [GERMAN, FRENCH]),
    "latin1": ("latin-1", [GERMAN]),
    "iso-8859-15": ("iso8859-15", [FRENCH]),
    "mac-roman": ("mac-roman", [GERMAN, FRENCH]),
    "ibm850": ("cp850", [GERMAN, FRENCH]),
    "ibm437": ("cp437", [GERMAN]),
    "windows-1250": ("cp1250", [POLISH]),
    "iso-8859-2": ("iso8859-2", [POLISH]),
    "windows-1251": ("cp1251", [RUSSIAN]),
    "koi8-r": ("koi8-r", [RUSSIAN]),
    "ibm866": ("cp866", [RUSSIAN]),
    "windows-1253": ("cp1253", [GREEK]),
    "iso-8859-7": ("iso8859-7", [GREEK]),
    "windows-1254": ("cp1254", [TURKISH]),
    "windows-1255": ("cp1255", [HEBREW]),
    "windows-1256": ("cp1256", [ARABIC]),
    "windows-1257": ("cp1257", [BALTIC]),
    "shift-jis": ("shift_jis", [JAPANESE]),
    "euc-jp": ("euc_jp", [JAPANESE]),
    "gbk": ("gbk", [CHINESE]),
    "gb18030": ("gb18030", [CHINESE]),
    "big5": ("big5", [TAIWANESE]),
    "euc-kr": ("euc_kr", [KOREAN]),
}


def place(content, encoding):
    """Line and column of the first character that is not ASCII."""
    for row, line in enumerate(content.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if ord(character) > 127:
                return row, column


for word, (encoding, languages) in ENCODED.items():
    for turn, (names, towns) in enumerate(languages):
        rows = [names] + [[town, value] for town, value in zip(towns, VALUES)]
        right = [text(names[0], *towns), number(names[1], *VALUES)]
        suffix = "-french" if turn else ""
        add(f"{word}{suffix}", f"encoded as {word}", csv(rows), right, refuse=True, at=place(csv(rows), encoding), encoding=encoding)
        plain = [["town", "n"]] + rows[1:]
        add(
            f"{word}{suffix}-cells",
            f"cells encoded as {word}, names in ASCII",
            csv(plain),
            [text("town", *towns), number("n", *VALUES)],
            refuse=True,
            at=place(csv(plain), encoding),
            encoding=encoding,
        )

rows = [["name", "price"], ["the “old” house", "120"], ["5 € – net", "85"], ["it’s new…", "240"]]
add(
    "windows-1252-typographic",
    "typographic marks in windows-1252",
    csv(rows),
    [text("name", *(row[0] for row in rows[1:])), number("price", 120, 85, 240)],
    refuse=True,
    at=(2, 5),
    encoding="cp1252",
)
add(
    "windows-1252-late",
    "one letter in windows-1252 in row 2,000",
    csv([["town", "n"]] + [["Ada", str(n)] for n in range(1, 2000)] + [["Köln", "2000"]]),
    [text("town", *["Ada"] * 1999, "Köln"), number("n", *range(1, 2001))],
    refuse=True,
    at=(2001, 2),
    encoding="cp1252",
)
add(
    "windows-1252-semicolon",
    "windows-1252 and semicolons",
    csv([["Stadt", "Jahr", "n"], ["München", "2019", "5"], ["Köln", "2020", "6"], ["Gießen", "2021", "7"]], ";"),
    [text("Stadt", "München", "Köln", "Gießen"), number("Jahr", 2019, 2020, 2021), number("n", 5, 6, 7)],
    refuse=True,
    at=(2, 2),
    encoding="cp1252",
)
add(
    "windows-1252-crlf",
    "windows-1252, lines end in CRLF",
    csv([["Stadt", "n"], ["München", "5"], ["Köln", "6"]], end="\r\n"),
    [text("Stadt", "München", "Köln"), number("n", 5, 6)],
    refuse=True,
    at=(2, 2),
    encoding="cp1252",
)
add(
    "windows-1252-title",
    "windows-1252 and a title",
    "Ausgaben der Städte\n\n" + csv([["Stadt", "n"], ["München", "5"], ["Köln", "6"]]),
    [text("Stadt", "München", "Köln"), number("n", 5, 6)],
    refuse=True,
    at=(1, 16),
    encoding="cp1252",
)

names, towns = GERMAN
german = [names] + [[town, value] for town, value in zip(towns, VALUES)]
right = [text(names[0], *towns), number(names[1], *VALUES)]
for word, encoding, mark in [
    ("utf-16le", "utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16be", "utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-32le", "utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32be", "utf-32-be", codecs.BOM_UTF32_BE),
]:
    add(f"{word}-mark", f"{word} with a byte-order mark", mark + csv(german).encode(encoding), right)
    add(f"{word}-bare", f"{word} without a byte-order mark", csv(german).encode(encoding), right, refuse=True)
    add(
        f"{word}-tab",
        f"{word} with a byte-order mark, and tabs, as Excel writes “Unicode text”",
        mark + csv(german, "\t", "\r\n").encode(encoding),
        right,
    )
add("utf-16le-odd", "utf-16le that is missing its last byte", codecs.BOM_UTF16_LE + csv(german).encode("utf-16-le")[:-1], refuse=True)
add("utf-16le-in-tsv.tsv", "utf-16le in a .tsv file", codecs.BOM_UTF16_LE + csv(german, "\t").encode("utf-16-le"), right)

for width, (rows, table) in BASES.items():
    add(f"mark-{width}", "a byte-order mark", "\ufeff" + csv(rows), table)
    add(f"mark-quoted-{width}", "a byte-order mark, and all cells in quotes", "\ufeff" + csv(rows, quoted=True), table)
add("mark-twice", "two byte-order marks", "\ufeff\ufeff" + csv(STATES), states)
add("mark-crlf", "a byte-order mark, semicolons and CRLF, as Excel writes", "\ufeff" + csv(TOWNS, ";", "\r\n"), BASES["3"][1])
add(
    "mark-in-the-middle",
    "a byte-order mark between two rows, where two files were joined",
    csv(STATES[:3]) + "\ufeff" + csv(STATES[3:]),
    states,
    [text("state", "Ohio", "Iowa", "\ufeffUtah", "Maine"), states[1]],
    note=ANY,
)

# One bad cell in a file of UTF-8.
for word, index in {"first": 0, "middle": 1, "last": 3}.items():
    body = csv(german).encode()
    body = body.replace(towns[index].encode(), towns[index].encode("cp1252"), 1)
    add(
        f"one-bad-{word}",
        f"one cell in windows-1252 in a file of UTF-8 ({word})",
        body,
        right,
        refuse=True,
        at=(index + 2, place(towns[index], None)[1]),
    )
add(
    "cut-character",
    "a character of which the last byte is missing",
    csv([["town", "n"], ["Köln", "5"]]).encode().replace("ö".encode(), b"\xc3"),
    refuse=True,
    at=(2, 2),
)
add(
    "surrogates",
    "surrogates in UTF-8 (CESU-8)",
    b"town,n\nAda \xed\xa0\xbd\xed\xb8\x80,5\nBoise,6\n",
    refuse=True,
    by_hand=True,
    at=(2, 5),
    after=[[text("town", "Ada 😀", "Boise"), number("n", 5, 6)]],
)
add("overlong", "an overlong form of a slash", b"town,n\nAda\xc0\xafold,5\nBoise,6\n", refuse=True, at=(2, 4))
doubled = [[cell.encode().decode("cp1252") for cell in row] for row in german]
add(
    "doubled",
    "UTF-8 encoded a second time, as if it were windows-1252",
    csv(doubled),
    right,
    [text(doubled[0][0], *(row[0] for row in doubled[1:])), number(doubled[0][1], *VALUES)],
    note=ANY,
)
add(
    "doubled-once",
    "one cell encoded twice",
    csv([["town", "n"], ["München".encode().decode("cp1252"), "5"], ["Köln", "6"]]),
    [text("town", "München", "Köln"), number("n", 5, 6)],
    [text("town", "München".encode().decode("cp1252"), "Köln"), number("n", 5, 6)],
    note=ANY,
)
add(
    "replacements",
    "replacement characters where letters were",
    csv([["town", "n"], ["M\ufffdnchen", "5"], ["K\ufffdln", "6"]]),
    [text("town", "M\ufffdnchen", "K\ufffdln"), number("n", 5, 6)],
    note=ANY,
)
add(
    "question-marks",
    "none: question marks where letters were",
    csv([["town", "n"], ["M?nchen", "5"], ["K?ln", "6"]]),
    [text("town", "M?nchen", "K?ln"), number("n", 5, 6)],
)
add(
    "entities",
    "HTML entities",
    csv([["name", "n"], ["R&amp;D", "5"], ["M&uuml;nchen", "6"]]),
    [text("name", "R&amp;D", "M&uuml;nchen"), number("n", 5, 6)],
)
add(
    "escapes-r",
    "letters as R escapes them",
    csv([["town", "n"], ["M<U+00FC>nchen", "5"], ["Ada", "6"]]),
    [text("town", "M<U+00FC>nchen", "Ada"), number("n", 5, 6)],
)
add(
    "escapes-json",
    "letters as JSON escapes them",
    csv([["town", "n"], ["M\\u00fcnchen", "5"], ["Ada", "6"]]),
    [text("town", "M\\u00fcnchen", "Ada"), number("n", 5, 6)],
)

# Characters that cannot be seen.
for word, code, says in [
    ("nul", "\0", "NUL"),
    ("escape", "\x1b[31m", "an escape sequence of terminals"),
    ("bell", "\x07", "U+0007"),
    ("delete", "\x7f", "U+007F"),
    ("bidi", "\u202e", "a mark of writing direction"),
    ("c1", "\u0085", "U+0085"),
    ("zero-width", "\u200b", "a zero-width space"),
    ("soft-hyphen", "\u00ad", "a soft hyphen"),
    ("line-separator", "\u2028", "U+2028"),
    ("vertical-tab", "\x0b", "U+000B"),
    ("form-feed", "\x0c", "U+000C"),
    ("tag", "\U000e0041", "a tag character"),
    ("private", "\ue000", "a character for private use"),
]:
    towns = ["Ada", f"Bo{code}ise", "Camas"]
    add(
        f"cell-{word}",
        f"a cell has {says}",
        csv([["town", "n"]] + [[town, str(n)] for n, town in enumerate(towns, 5)]),
        [text("town", *towns), number("n", 5, 6, 7)],
        refuse=word == "nul",
        at=(3, 3),
        note=None if word in ("zero-width", "soft-hyphen", "private") else ANY,
    )
add(
    "nul-number",
    "NUL after a number",
    "town,n\nAda,5\0\nBoise,6\n",
    [text("town", "Ada", "Boise"), text("n", "5\0", "6") | number("n", 5, 6)],
    refuse=True,
    at=(2, 6),
    note="n",
)
add("nul-end", "NULs at the end of the file", csv(STATES) + "\0" * 16, states, refuse=True, by_hand=True, at=6)
add(
    "nul-lines",
    "NULs in a whole row, as after a crash",
    csv(STATES[:3]) + "\0" * 12 + "\n" + csv(STATES[3:]),
    states,
    refuse=True,
    by_hand=True,
    at=4,
)
add(
    "zero-width-number",
    "a zero-width space after a number",
    "town,n\nAda,5\u200b\nBoise,6\n",
    [text("town", "Ada", "Boise"), number("n", 5, 6) | text("n", "5\u200b", "6")],
    note="n",
)
add(
    "nbsp-number",
    "a no-break space before a number",
    "town,n\nAda,\u00a05\nBoise,6\n",
    [text("town", "Ada", "Boise"), number("n", 5, 6) | text("n", "\u00a05", "6")],
    note="n",
)
add(
    "nbsp-empty",
    "cells of a no-break space",
    "town,n\nAda,\u00a0\nBoise,6\nCamas,7\n",
    [text("town", "Ada", "Boise", "Camas"), number("n", None, 6, 7) | text("n", "\u00a0", "6", "7")],
    note="n",
)
