"""What is right for a file of `Datasets/dirty`, and whether a table is that."""

import json
import os
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

ANY = "*"


@dataclass
class Column:
    """A column as a reader gives it. `kind` is number, text, bool, date, datetime, month, time, untyped, or a type of the reader's own."""

    name: str
    kind: str
    cells: list


@dataclass
class Case:
    """A file, and what is right for it."""

    folder: str
    name: str
    defect: str
    tables: list
    after: list
    refuse: bool
    at: list
    note: str | None
    by_hand: bool
    root: str = ""

    @property
    def title(self):
        return f"{self.folder}/{self.name}"

    @property
    def path(self):
        return os.path.join(self.root, self.folder, self.name)


def read_cases(root, only=None):
    cases = []
    for folder in sorted(os.listdir(root)):
        if folder.startswith(".") or only and folder not in only or not os.path.isdir(os.path.join(root, folder)):
            continue
        with open(os.path.join(root, folder, "expected.json"), encoding="utf-8") as file:
            for name, case in json.load(file).items():
                cases.append(
                    Case(
                        folder,
                        name,
                        case["defect"],
                        case.get("tables", []),
                        case.get("after", []),
                        case.get("refuse", False),
                        case.get("at", []),
                        case.get("note"),
                        case.get("by_hand", False),
                        root,
                    )
                )
    return cases


# What differs: the shape of the table, or columns of it, each by its name as the reader gives it.


def differences(columns, tables):
    """Nothing if the table is one of those that are right; else how it differs from the one that is nearest."""
    if not tables:
        return ["shape: a table where none is right"]
    return min((list(difference(columns, table)) for table in tables), key=lambda found: (bool(found) and found[0].startswith("shape"), len(found)))


def difference(columns, table):
    if len(columns) != len(table):
        yield f"shape: {len(columns)} columns, not {len(table)}"
        return
    rows = max((len(reading) - 1 for column in table for reading in column["is"]), default=0)
    found = max((len(column.cells) for column in columns), default=0)
    if found != rows:
        yield f"shape: {found} rows, not {rows}"
        return
    for column, right in zip(columns, table):
        names = right["name"] if isinstance(right["name"], list) else [right["name"]]
        if not any(name == ANY or name == column.name for name in names):
            yield f"name: {column.name!r}, not {names[0]!r}"
        elif not any(is_equal(column, kind, cells) for kind, *cells in right["is"]):
            yield f"column `{column.name}`: {column.kind} {shown(column.cells)}, not {right['is'][0][0]} {shown(right['is'][0][1:])}"


def kept_as_text(columns, tables):
    """The columns that a right table has as texts although they can be read as numbers, dates or truth values."""
    table = next(table for table in tables if not list(difference(columns, table)))
    return ", ".join(
        column.name
        for column, right in zip(columns, table)
        if column.kind == "text"
        and len(column.cells) > 0
        and right["is"][0][0] not in ("text", "any")
        and not any(is_equal(column, kind, cells) for kind, *cells in right["is"] if kind not in ("text", "any"))
    )


def shown(cells):
    return json.dumps(cells[:4], ensure_ascii=False) + ("…" if len(cells) > 4 else "")


def is_equal(column, kind, cells):
    """Whether cells have the values of a reading. An empty text and a missing value are the same here."""
    found = [None if cell in (None, "") else cell for cell in column.cells]
    wanted = [None if cell in (None, "") else cell for cell in cells]
    if [cell is None for cell in found] != [cell is None for cell in wanted]:
        return False
    pairs = [(a, b) for a, b in zip(found, wanted) if a is not None]
    return not pairs or KINDS[kind](column.kind, pairs)


def is_number(kind, pairs):
    return kind in ("number", "untyped") and all(same_number(a, b) for a, b in pairs)


def same_number(found, wanted):
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", found):
        return False
    try:
        a, b = Decimal(found), Decimal(wanted)
    except InvalidOperation:
        return False
    # Doubles are equal if they are the same double; whole numbers are equal in every digit.
    return a == b or "." in wanted and float(a) == float(b)


def is_text(kind, pairs):
    if kind == "time":
        return all(clock(a) == clock(b) for a, b in pairs)
    return kind in ("text", "untyped", "fiscal_year", "year", "quarter", "week") and all(a == b for a, b in pairs)


def clock(cell):
    match = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AP])M)?", cell)
    if not match:
        return cell
    hour = int(match[1]) % 12 + 12 * (match[4] == "P") if match[4] else int(match[1])
    return hour, match[2], match[3] or "00"


def is_date(kind, pairs):
    return kind in ("date", "datetime", "text", "untyped") and all(re.sub(r"[T ]00:00:00$", "", a) == b for a, b in pairs)


def is_moment(kind, pairs):
    return kind in ("date", "datetime", "text", "untyped") and all(moment(a) == moment(b) for a, b in pairs)


def moment(cell):
    """A date and time in its shortest form; that it is in UTC is left out."""
    cell = re.sub(r"(Z|\+00:00)$", "", cell.replace(" ", "T"))
    cell = re.sub(r"(:\d\d)\.?0*$|(\.\d*?)0+$", lambda match: match[1] or match[2], cell)
    return cell if "T" in cell else cell + "T00:00:00"


def is_month(kind, pairs):
    return kind in ("month", "text", "untyped") and all(a == b for a, b in pairs)


def is_truth(kind, pairs):
    return kind in ("bool", "untyped") and all(a.lower() == b for a, b in pairs)


KINDS = {
    "number": is_number,
    "text": is_text,
    "date": is_date,
    "datetime": is_moment,
    "month": is_month,
    "bool": is_truth,
    "any": lambda kind, pairs: False,
}
