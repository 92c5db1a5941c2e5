"""How a case is written down: the bytes of a file, the one thing that is wrong with it, and the tables that are right.

A column is made by `number`, `text`, `date`, … and `|` gives it a second reading that is as right: `number("jobs", 95, None) | text("jobs",
"95", "D")`. A cell is what a careful editor would type; None is missing.
"""

from dataclasses import dataclass, field

ANY = "*"


@dataclass
class Column:
    """A column of a right table: the names that are right, and the readings, each a type and its cells."""

    names: list
    readings: list

    def __or__(self, other):
        names = self.names + [name for name in other.names if name not in self.names]
        return Column(names, self.readings + [reading for reading in other.readings if reading not in self.readings])

    def named(self, *names):
        return Column(list(names), self.readings)


def column(kind, name, cells):
    names = list(name) if isinstance(name, (list, tuple)) else [name]
    return Column(names, [[kind] + [None if cell is None else str(cell) for cell in cells]])


def number(name, *cells):
    return column("number", name, cells)


def text(name, *cells):
    return column("text", name, cells)


def date(name, *cells):
    return column("date", name, cells)


def datetime(name, *cells):
    return column("datetime", name, cells)


def month(name, *cells):
    return column("month", name, cells)


def truth(name, *cells):
    return column("bool", name, cells)


def any_type(name):
    """A column without rows, or of missing cells only: its type says nothing."""
    return column("any", name, [])


def blank(name, rows):
    return Column([name] if isinstance(name, str) else list(name), [["any"] + [None] * rows])


def joined(*parts):
    """The names that two lines of a header may give together."""
    return [glue.join(parts) for glue in (" ", "_", " - ", ": ", ".", "/")]


@dataclass
class Case:
    folder: str
    name: str
    content: bytes
    defect: str
    # Right at the first try.
    tables: list
    # Right once the advice that was printed has been applied, and not before.
    after: list
    # Whether it is right to refuse the file at first.
    refuse: bool
    # Line and column of the defect, as far as it has one.
    at: tuple | None
    # The column, or `*`, about which a reader that loads the file has to say something.
    note: str | None
    # Whether the file may also be corrected by hand, so that no option has to help.
    by_hand: bool
    # Why this is right, where it is not plain.
    why: str


class Folder:
    """The cases of one class."""

    def __init__(self, name, summary):
        self.name, self.summary, self.cases = name, summary, []

    def add(self, name, defect, content, *tables, after=(), refuse=False, at=None, note=None, by_hand=False, why="", encoding="utf-8"):
        """`tables` are lists of columns; without any, and without `after`, the file has to be refused and corrected by hand."""
        if "." not in name:
            name += ".csv"
        if isinstance(content, str):
            content = content.encode(encoding)
        assert all(case.name != name for case in self.cases), f"{self.name}/{name} is there twice"
        if by_hand and not why:
            why = "what was meant is known only to whoever made the file, so it may have to be corrected"
        at = (at, None) if isinstance(at, int) else at
        self.cases.append(
            Case(
                self.name, name, content, defect, list(tables), list(after), refuse or not tables, at, note, by_hand or not tables and not after, why
            )
        )


def lines(*rows, end="\n", last=True):
    """Lines as given, each with its end."""
    return end.join(rows) + (end if last else "")


def csv(rows, delimiter=",", end="\n", quoted=False, last=True):
    """Rows of cells as lines; a cell that needs quotes has them, or all have them."""

    def cell(text):
        text = "" if text is None else str(text)
        needs = quoted or any(mark in text for mark in (delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    return lines(*(delimiter.join(cell(text) for text in row) for row in rows), end=end, last=last)


# Tables that many cases share: the rows as a file has them, and the columns that are right.

TOWNS = [["town", "year", "spend"], ["Ada", "2019", "1200"], ["Boise", "2020", "950"], ["Camas", "2021", "1875"], ["Declo", "2022", "640"]]
STATES = [["state", "jobs"], ["Ohio", "120"], ["Iowa", "85"], ["Utah", "240"], ["Maine", "61"]]
JOBS = [["jobs"], ["120"], ["85"], ["240"], ["61"]]
AGENCIES = [
    ["id", "agency", "opened", "staff", "budget", "notes"],
    ["0101", "Parks, Recreation", "2015-03-02", "14", "1250.50", ""],
    ["0102", "Water", "2016-11-15", "9", "980.00", "leased"],
    ["0207", "Roads, Bridges", "2011-01-31", "41", "20400.75", ""],
    ["0309", "Library", "2018-06-01", "6", "310.25", "renovated"],
]

towns = [text("town", "Ada", "Boise", "Camas", "Declo"), number("year", 2019, 2020, 2021, 2022), number("spend", 1200, 950, 1875, 640)]
states = [text("state", "Ohio", "Iowa", "Utah", "Maine"), number("jobs", 120, 85, 240, 61)]
jobs = [number("jobs", 120, 85, 240, 61)]
agencies = [
    text("id", "0101", "0102", "0207", "0309"),
    text("agency", "Parks, Recreation", "Water", "Roads, Bridges", "Library"),
    date("opened", "2015-03-02", "2016-11-15", "2011-01-31", "2018-06-01"),
    number("staff", 14, 9, 41, 6),
    number("budget", "1250.50", "980.00", "20400.75", "310.25"),
    text("notes", None, "leased", None, "renovated"),
]

# What a file of 1, 2, 3 or 6 columns looks like, by a word for file names.
BASES = {"1": (JOBS, jobs), "2": (STATES, states), "3": (TOWNS, towns), "6": (AGENCIES, agencies)}
