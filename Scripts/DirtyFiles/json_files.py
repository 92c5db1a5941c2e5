"""JSON and NDJSON that is not quite JSON, or not quite a table."""

from cases import *

folder = Folder("json", "JSON that breaks its rules, or that is no array of flat objects.")
add = folder.add

two = [text("town", "Ada", "Boise"), number("n", 5, 6)]
ADA, BOISE = '{"town": "Ada", "n": 5}', '{"town": "Boise", "n": 6}'


def array(*objects):
    return "[\n  " + ",\n  ".join(objects) + "\n]\n"


add("array.json", "none: an array of objects", array(ADA, BOISE), two)
add("lines.ndjson", "none: an object on each line", lines(ADA, BOISE), two)
add("lines.jsonl", "none: an object on each line of a .jsonl file", lines(ADA, BOISE), two)
add("lines-in-json.json", "an object on each line of a .json file", lines(ADA, BOISE), two)
add("array-in-ndjson.ndjson", "an array in a .ndjson file", array(ADA, BOISE), two)
add("mark.json", "a byte-order mark", "\ufeff" + array(ADA, BOISE), two)
add("mark.ndjson", "a byte-order mark", "\ufeff" + lines(ADA, BOISE), two)
add("crlf.ndjson", "CRLF", lines(ADA, BOISE, end="\r\n"), two)
add("no-end.ndjson", "no line end after the last object", lines(ADA, BOISE, last=False), two)
add("blank-line.ndjson", "a blank line between two objects", lines(ADA, "", BOISE), two)
add("blank-lines-last.ndjson", "blank lines at the end", lines(ADA, BOISE, "", ""), two)
add("one-line.json", "none: all on one line", f"[{ADA},{BOISE}]", two)
add("utf-16.json", "utf-16le with a byte-order mark", b"\xff\xfe" + array(ADA, BOISE).encode("utf-16-le"), two)
add("one-object.json", "one object, not an array", ADA + "\n", [text("town", "Ada"), number("n", 5)])

BROKEN = {
    "comma-last.json": ("a comma after the last object", f"[\n  {ADA},\n  {BOISE},\n]\n", 4, [two]),
    "comma-last-member.json": ("a comma after the last member", '[\n  {"town": "Ada", "n": 5,},\n  {"town": "Boise", "n": 6}\n]\n', 2, [two]),
    "comma-lines.ndjson": ("a comma after each line", lines(ADA + ",", BOISE + ","), 1, [two]),
    "comma-absent.json": ("no comma between two objects", f"[\n  {ADA}\n  {BOISE}\n]\n", 3, [two]),
    "nan.json": ("NaN", array('{"town": "Ada", "n": NaN}', BOISE), 2, [[two[0], number("n", None, 6)]]),
    "infinity.json": ("Infinity", array('{"town": "Ada", "n": Infinity}', BOISE), 2, []),
    "nan.ndjson": ("NaN, as pandas writes", lines('{"town": "Ada", "n": NaN}', BOISE), 1, [[two[0], number("n", None, 6)]]),
    "none-python.json": ("None, as Python writes", array('{"town": "Ada", "n": None}', BOISE), 2, [[two[0], number("n", None, 6)]]),
    "undefined.json": ("undefined", array('{"town": "Ada", "n": undefined}', BOISE), 2, [[two[0], number("n", None, 6)]]),
    "quotes-single.json": ("single quotes", array("{'town': 'Ada', 'n': 5}", "{'town': 'Boise', 'n': 6}"), 2, [two]),
    "names-bare.json": ("names without quotes", array('{town: "Ada", n: 5}', '{town: "Boise", n: 6}'), 2, [two]),
    "comment.json": ("a comment", f"[\n  // towns\n  {ADA},\n  {BOISE}\n]\n", 2, [two]),
    "comment-block.json": ("a comment", f"/* towns */\n[{ADA},\n{BOISE}]\n", 1, [two]),
    "zero-leading.json": ("a number with a leading zero", array('{"id": 0101, "n": 5}', '{"id": 1102, "n": 6}'), 2, []),
    "plus.json": ("a number with a plus sign", array('{"town": "Ada", "n": +5}', BOISE), 2, [two]),
    "point-first.json": ("a number that begins with a point", array('{"town": "Ada", "n": .5}', BOISE), 2, [[two[0], number("n", "0.5", 6)]]),
    "hex.json": ("a hexadecimal number", array('{"town": "Ada", "n": 0x1F}', BOISE), 2, []),
    "cut-off.json": ("the end is cut off", f'[\n  {ADA},\n  {{"town": "Boi', 3, []),
    "cut-off.ndjson": ("the last line is cut off", lines(ADA, BOISE) + '{"town": "Cam', 3, []),
    "bracket-open.json": ("the closing bracket is missing", f"[\n  {ADA},\n  {BOISE}\n", None, [two]),
    "text-after.json": ("text after the array", array(ADA, BOISE) + "end\n", 5, [two]),
    "jsonp.json": ("a call around the array (JSONP)", f"callback([{ADA}, {BOISE}]);\n", 1, [two]),
    "variable.json": ("a variable before the array", f"var towns = [{ADA}, {BOISE}];\n", 1, [two]),
    "prefix.json": ("a prefix against hijacking", f")]}}',\n[{ADA}, {BOISE}]\n", 1, [two]),
    "two-arrays.json": ("two arrays", f"[{ADA}]\n[{BOISE}]\n", 2, [two]),
    "objects-bare.json": ("objects after each other without a line end", ADA + BOISE + "\n", 1, [two]),
    "control.json": ("a line break within a text", array('{"town": "A\nda", "n": 5}', BOISE), 2, []),
    "escape-wrong.json": ("an escape that there is none of", array('{"town": "A\\qda", "n": 5}', BOISE), 2, []),
    "surrogate-alone.json": ("half a character", array('{"town": "A\\ud83d", "n": 5}', BOISE), 2, []),
    "same-name.json": ("a name that is twice in one object", array('{"town": "Ada", "n": 5, "n": 7}', BOISE), 2, []),
    "same-name.ndjson": ("a name that is twice in one object", lines(ADA, '{"town": "Boise", "n": 6, "n": 8}'), 2, []),
    "boolean-upper.json": (
        "True, as Python writes",
        array('{"town": "Ada", "open": True}', '{"town": "Boise", "open": False}'),
        2,
        [[two[0], truth("open", "true", "false")]],
    ),
    "windows-1252.json": ("windows-1252", array('{"town": "Köln", "n": 5}', BOISE).encode("cp1252"), 2, [[text("town", "Köln", "Boise"), two[1]]]),
    "huge.json": ("a number beyond the range of floats", array('{"town": "Ada", "n": 1e400}', BOISE), 2, [[two[0], text("n", "1e400", "6")]]),
}
for name, (defect, content, line, after) in BROKEN.items():
    # JSON has one grammar, and no option changes it: only an encoding can be stated.
    add(
        name,
        defect,
        content,
        refuse=True,
        at=line,
        after=after,
        by_hand=name != "windows-1252.json",
        why="" if name == "windows-1252.json" else "JSON has one grammar, and no option changes it",
    )
add(
    "same-name-equal.json",
    "a name that is twice in one object, with one value",
    array('{"town": "Ada", "n": 5, "n": 5}', BOISE),
    two,
    refuse=True,
    by_hand=True,
    at=2,
)

# Objects that are not alike, or not flat.
add("key-absent.json", "none: a name is missing from one object", array('{"town": "Ada"}', BOISE), [two[0], number("n", None, 6)])
add(
    "key-late.ndjson",
    "none: a name that only the last object has",
    lines(ADA, BOISE, '{"town": "Camas", "n": 7, "note": "new"}'),
    [text("town", "Ada", "Boise", "Camas"), number("n", 5, 6, 7), text("note", None, None, "new")],
)
add("null.json", "none: null", array('{"town": "Ada", "n": null}', BOISE), [two[0], number("n", None, 6)])
add("order.json", "none: names in another order", array('{"n": 5, "town": "Ada"}', BOISE), [two[1], two[0]], two)
add(
    "key-case.json",
    "names that differ in case",
    array('{"Town": "Ada", "n": 5}', BOISE),
    [text("Town", "Ada", None), number("n", 5, 6), text("town", None, "Boise")],
    refuse=True,
)
add(
    "numbers-in-quotes.json",
    "numbers in quotes",
    array('{"town": "Ada", "n": "5"}', '{"town": "Boise", "n": "6"}'),
    [two[0], text("n", "5", "6") | two[1]],
)
add(
    "numbers-some-in-quotes.json",
    "some of the numbers in quotes",
    array('{"town": "Ada", "n": "5"}', BOISE),
    [two[0], text("n", "5", "6") | two[1]],
    note="n",
)
add(
    "code-among-numbers.json",
    "a code among numbers",
    array('{"town": "Ada", "n": "D"}', BOISE),
    [two[0], text("n", "D", "6") | number("n", None, 6)],
    note="n",
)
add(
    "zeros-leading.json",
    "none: codes with leading zeros in quotes",
    array('{"id": "0101", "n": 5}', '{"id": "0102", "n": 6}'),
    [text("id", "0101", "0102"), two[1]],
)
add(
    "large.json",
    "sixteen digits",
    array('{"id": 9007199254740993, "n": 5}', '{"id": 9007199254740992, "n": 6}'),
    [number("id", 9007199254740993, 9007199254740992), two[1]],
)
add(
    "large-missing.json",
    "sixteen digits, and null",
    array('{"id": 9007199254740993, "n": 5}', '{"id": null, "n": 6}'),
    [number("id", 9007199254740993, None), two[1]],
)
add(
    "digits-20.json",
    "a whole number of twenty digits",
    array('{"id": 12345678901234567891, "n": 5}', '{"id": 12345678901234567892, "n": 6}'),
    [number("id", 12345678901234567891, 12345678901234567892) | text("id", "12345678901234567891", "12345678901234567892"), two[1]],
)
add(
    "exponents.json", "none: exponents", array('{"town": "Ada", "n": 1e5}', '{"town": "Boise", "n": 2.5e-3}'), [two[0], number("n", 100000, "0.0025")]
)
add(
    "dates.json",
    "none: dates as texts",
    array('{"day": "2020-01-05", "n": 5}', '{"day": "2020-02-13", "n": 6}'),
    [date("day", "2020-01-05", "2020-02-13"), two[1]],
)
add(
    "dates-ambiguous.json",
    "dates whose day and month can be confused",
    array('{"day": "01/05/2020", "n": 5}', '{"day": "02/03/2020", "n": 6}'),
    [text("day", "01/05/2020", "02/03/2020"), two[1]],
)
add(
    "milliseconds.json",
    "none: milliseconds since 1970, as pandas writes",
    array('{"day": 1578182400000, "n": 5}', '{"day": 1581552000000, "n": 6}'),
    [number("day", 1578182400000, 1581552000000), two[1]],
)
add(
    "kinds-mixed.json",
    "a number and a truth value in one column",
    array('{"town": "Ada", "n": true}', BOISE),
    [two[0], text("n", "true", "6")],
    refuse=True,
)
add(
    "nested-object.json",
    "an object within an object",
    array('{"town": {"name": "Ada", "state": "ID"}, "n": 5}', '{"town": {"name": "Reno", "state": "NV"}, "n": 6}'),
    [text(joined("town", "name"), "Ada", "Reno"), text(joined("town", "state"), "ID", "NV"), two[1]],
    refuse=True,
    at=2,
    after=[[text("town", '{"name": "Ada", "state": "ID"}', '{"name": "Reno", "state": "NV"}'), two[1]]],
)
add(
    "nested-array.json",
    "an array within an object",
    array('{"town": "Ada", "n": [5, 6]}', '{"town": "Boise", "n": [7]}'),
    refuse=True,
    at=2,
    after=[[two[0], text("n", "[5, 6]", "[7]")]],
)
add("wrapped.json", "the array is a member of an object", f'{{"count": 2, "results": [{ADA}, {BOISE}]}}\n', two, refuse=True)
add(
    "wrapped-deep.json",
    "the array is a member of a member of an object",
    f'{{"meta": {{"page": 1}}, "data": {{"rows": [{ADA}, {BOISE}]}}}}\n',
    two,
    refuse=True,
)
add("columns.json", "an object of columns", '{"town": ["Ada", "Boise"], "n": [5, 6]}\n', two, refuse=True)
add(
    "columns-indexed.json",
    "an object of columns with row numbers, as pandas writes",
    '{"town": {"0": "Ada", "1": "Boise"}, "n": {"0": 5, "1": 6}}\n',
    two,
    refuse=True,
)
add("by-key.json", "an object of objects", '{"Ada": {"n": 5}, "Boise": {"n": 6}}\n', [text(ANY, "Ada", "Boise"), two[1]], refuse=True)
add("arrays.json", "an array of arrays, the first has the names", '[["town", "n"], ["Ada", 5], ["Boise", 6]]\n', two, refuse=True)
add("scalars.json", "an array of numbers", "[5, 6, 7]\n", [number(ANY, 5, 6, 7)], refuse=True)
add("empty-array.json", "an empty array", "[]\n", [], refuse=True)
add("empty.json", "an empty file", "", refuse=True)
add("string.json", "the array as a text in a text", '"[{\\"town\\": \\"Ada\\", \\"n\\": 5}]"\n', [text("town", "Ada"), number("n", 5)], refuse=True)
add("name-empty.json", "an empty name", array('{"": "Ada", "n": 5}', '{"": "Boise", "n": 6}'), [text(ANY, "Ada", "Boise"), two[1]], refuse=True)
add(
    "name-break.json",
    "a line break in a name",
    array('{"to\\nwn": "Ada", "n": 5}', '{"to\\nwn": "Boise", "n": 6}'),
    [text(["to\nwn", "to wn"], "Ada", "Boise"), two[1]],
    refuse=True,
)
add(
    "name-space.json",
    "a space after a name in one object",
    array('{"town ": "Ada", "n": 5}', BOISE),
    [text("town ", "Ada", None), number("n", 5, 6), text("town", None, "Boise")],
    two,
    refuse=True,
)
add(
    "geo.json",
    "none: an array of coordinates as numbers",
    array('{"lat": 43.615, "lon": -116.2023}', '{"lat": 39.5296, "lon": -119.8138}'),
    [number("lat", "43.615", "39.5296"), number("lon", "-116.2023", "-119.8138")],
)
