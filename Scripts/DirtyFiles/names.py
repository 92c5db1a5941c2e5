"""Names that are there twice, look alike, or have characters that a script cannot easily write."""

from cases import *

folder = Folder("names", "Names that are the same, look the same, or have characters that cannot be seen or written.")
add = folder.add


def like(name):
    """The name itself, or any other that tells the column from its namesake."""
    return [name, ANY]


# The same name twice: which is which cannot be known, but all cells can be kept.
add(
    "same-adjacent",
    "two neighbors have the same name",
    lines("town,spend,spend", "Ada,5,6", "Boise,7,8"),
    [text("town", "Ada", "Boise"), number("spend", 5, 7), number(ANY, 6, 8)],
    refuse=True,
    at=1,
)
add(
    "same-apart",
    "the first and the last column have the same name",
    lines("name,year,spend,name", "Ada,2019,5,Ann", "Boise,2020,6,Bob"),
    [text("name", "Ada", "Boise"), number("year", 2019, 2020), number("spend", 5, 6), text(ANY, "Ann", "Bob")],
    refuse=True,
    at=1,
)
add(
    "same-three",
    "three columns have the same name",
    lines("town,n,n,n", "Ada,5,6,7", "Boise,8,9,10"),
    [text("town", "Ada", "Boise"), number("n", 5, 8), number(ANY, 6, 9), number(ANY, 7, 10)],
    refuse=True,
    at=1,
)
add(
    "same-two-pairs",
    "two pairs of columns have the same names",
    lines("town,n,rate,n,rate", "Ada,5,0.5,6,0.25", "Boise,8,1.5,9,2.25"),
    [text("town", "Ada", "Boise"), number("n", 5, 8), number("rate", "0.5", "1.5"), number(ANY, 6, 9), number(ANY, "0.25", "2.25")],
    refuse=True,
    at=1,
)
add(
    "same-suffix-taken",
    "the same name twice, and the name with a number is taken",
    lines("a,a,a_2", "1,2,3", "4,5,6"),
    [number("a", 1, 4), number(ANY, 2, 5), number("a_2", 3, 6)],
    refuse=True,
    at=1,
)
add(
    "same-quoted",
    "the same name twice, all cells in quotes",
    csv([["town", "n", "n"], ["Ada", "5", "6"], ["Boise", "7", "8"]], quoted=True),
    [text("town", "Ada", "Boise"), number("n", 5, 7), number(ANY, 6, 8)],
    refuse=True,
    at=1,
)
add(
    "same-equal-cells",
    "the same column twice, with equal cells",
    lines("town,n,n", "Ada,5,5", "Boise,7,7"),
    [text("town", "Ada", "Boise"), number("n", 5, 7), number(ANY, 5, 7)],
    refuse=True,
    at=1,
)
add(
    "same-semicolon",
    "the same name twice in a file with semicolons",
    lines("town;n;n", "Ada;5;6", "Boise;7;8"),
    [text("town", "Ada", "Boise"), number("n", 5, 7), number(ANY, 6, 8)],
    refuse=True,
    at=1,
)
add(
    "same-case",
    "names that differ in case only",
    lines("State,state", "Ohio,5", "Iowa,6"),
    [text("State", "Ohio", "Iowa"), number(like("state"), 5, 6)],
    refuse=True,
    at=1,
)
add(
    "same-space",
    "names that differ in a space at the end",
    lines("town,n,n ", "Ada,5,6", "Boise,7,8"),
    [text("town", "Ada", "Boise"), number("n", 5, 7), number(like("n "), 6, 8)],
    refuse=True,
    at=1,
)
add(
    "same-nbsp",
    "names that differ in the kind of space",
    lines("the town,the\u00a0town", "Ada,5", "Boise,6"),
    [text("the town", "Ada", "Boise"), number(like("the\u00a0town"), 5, 6)],
    refuse=True,
    at=1,
)
add(
    "same-normal-form",
    "names that differ in their normal form",
    lines("\u00e9tat,e\u0301tat", "Ohio,5", "Iowa,6"),
    [text("\u00e9tat", "Ohio", "Iowa"), number(like("e\u0301tat"), 5, 6)],
    refuse=True,
    at=1,
)
add(
    "same-cyrillic",
    "names of which one has a Cyrillic letter",
    lines("cost,\u0441ost", "5,6", "7,8"),
    [number("cost", 5, 7), number("\u0441ost", 6, 8)],
)

# Strange characters.
STRANGE = {
    "break": ("a line break", "Total\npopulation", ["Total population"]),
    "break-crlf": ("a CRLF", "Total\r\npopulation", ["Total population"]),
    "backtick": ("a backtick", "the `real` jobs", ["the real jobs"]),
    "zero-width": ("a zero-width space", "jo\u200bbs", ["jobs"]),
    "nbsp": ("a no-break space", "new\u00a0jobs", ["new jobs"]),
    "tab": ("a tab", "new\tjobs", ["new jobs"]),
    "space-before": ("a space before it", " jobs", ["jobs"]),
    "space-after": ("a space after it", "jobs ", ["jobs"]),
    "spaces-inside": ("two spaces in it", "new  jobs", ["new jobs"]),
    "quotes": ("quotes in it", 'the "real" jobs', []),
    "comma": ("a comma in it", "jobs, total", []),
    "dollar": ("a currency sign", "spend ($)", []),
    "percent": ("a percent sign", "% of jobs", []),
    "number-sign": ("a number sign", "# of jobs", []),
    "slash": ("a slash", "jobs/1000", []),
    "point": ("points", "jobs.per.town", []),
    "braces": ("braces", "{jobs}", []),
    "brackets": ("brackets", "jobs [2]", []),
    "backslash": ("a backslash", "jobs\\n", []),
    "emoji": ("an emoji", "jobs 👷", []),
    "accents": ("accents", "Größe", []),
    "japanese": ("Japanese letters", "人口", []),
    "arabic": ("Arabic letters", "السكان", []),
    "digit-first": ("a digit first", "3rd quarter", []),
    "dash": ("a dash alone", "-", []),
    "keyword": ("a word of the language", "group", []),
    "long": ("three hundred letters", "number of jobs " * 20 + "in all", []),
    "bidi": ("a mark of writing direction", "jobs\u202e", ["jobs"]),
    "soft-hyphen": ("a soft hyphen", "popu\u00adlation", ["population"]),
    "control": ("a control character", "jobs\x1b[31m", ["jobs", "jobs[31m"]),
    "upper": ("capitals", "JOBS IN TOWN", []),
    "bom-inside": ("a byte-order mark before it", "\ufeffjobs", ["jobs"]),
    "replacement": ("a replacement character", "Gr\ufffd\ufffde", []),
    "entity": ("an HTML entity", "R&amp;D jobs", ["R&D jobs"]),
}
for word, (says, name, cleaned) in STRANGE.items():
    add(
        word,
        f"a name has {says}",
        csv([["state", name], ["Ohio", "120"], ["Iowa", "85"]]),
        [text("state", "Ohio", "Iowa"), number([name] + cleaned, 120, 85)],
    )
for word in ("break", "backtick", "zero-width", "space-before", "nbsp"):
    says, name, cleaned = STRANGE[word]
    add(
        f"{word}-first",
        f"the first name has {says}",
        csv([[name, "state"], ["120", "Ohio"], ["85", "Iowa"]]),
        [number([name] + cleaned, 120, 85), text("state", "Ohio", "Iowa")],
    )
add(
    "break-semicolon",
    "a name has a line break, in a file with semicolons",
    csv([["state", "Total\njobs"], ["Ohio", "120"], ["Iowa", "85"]], ";"),
    [text("state", "Ohio", "Iowa"), number(["Total\njobs", "Total jobs"], 120, 85)],
)
add(
    "break-and-title",
    "a name has a line break, and a title is above",
    "Jobs\n\n" + csv([["state", "Total\njobs", "n"], ["Ohio", "120", "5"], ["Iowa", "85", "6"]]),
    [text("state", "Ohio", "Iowa"), number(["Total\njobs", "Total jobs"], 120, 85), number("n", 5, 6)],
)
add(
    "backtick-code",
    "a name with a backtick over a column with a code",
    lines("state,`jobs`", "Ohio,120", "Iowa,D", "Utah,240"),
    [text("state", "Ohio", "Iowa", "Utah"), text(["`jobs`", "jobs"], "120", "D", "240") | number(["`jobs`", "jobs"], 120, None, 240)],
    note=ANY,
)
