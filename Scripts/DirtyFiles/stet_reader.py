"""Runs stet on a file, and reads what it says: the table, the notes, the location of an error, and the options that it proposes."""

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field

from expected import Column

NUMBERS = ("int", "decimal", "float")


@dataclass
class Advice:
    """Options as printed in backquotes, and whether the note says when they are right."""

    options: dict
    is_conditional: bool

    @property
    def text(self):
        return ", ".join(f"{name}: {value}" for name, value in self.options.items())


@dataclass
class Reading:
    """What came of loading a file once."""

    status: int
    columns: list | None
    notes: list
    said: str
    # What the ledger counts, such as missing cells by code.
    counts: list = field(default_factory=list)
    code: str = ""
    line: int | None = None
    column: int | None = None
    advice: list = field(default_factory=list)


class Stet:
    def __init__(self, program):
        self.program = os.path.abspath(program)

    def load(self, case, options):
        """In a process of its own, with 10 seconds."""
        written = "".join(f", {name}: {value}" for name, value in options.items())
        script = f"let t = load {json.dumps(case.name)}{written}\nt\nt | describe\n"
        with tempfile.TemporaryDirectory() as folder:
            ledger = os.path.join(folder, "ledger.json")
            command = [self.program, "run", "-", "--as", "json", "--ledger", ledger, "--threads", "1", "--out", os.path.join(folder, "out")]
            try:
                done = subprocess.run(command, input=script.encode(), capture_output=True, cwd=os.path.dirname(case.path), timeout=10)
            except subprocess.TimeoutExpired:
                return Reading(-1, None, [], "no answer within 10 seconds", code="hang")
            said = done.stderr.decode(errors="replace")
            if done.returncode != 0:
                return failed(done.returncode, said, case.name)
            with open(ledger, encoding="utf-8") as file:
                step = json.load(file)[0]
        notes, counts = step.get("notes", []), [count["label"] for count in step.get("counts", [])]
        return Reading(0, table(done.stdout.decode()), notes, said, counts, advice=proposed(notes, case.name))


def table(printed):
    """The rows and the description, both as JSON."""
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    rows, end = decoder.raw_decode(printed)
    described, _ = decoder.raw_decode(printed[end:].lstrip())
    columns = []
    for column in described:
        kind = "number" if column["type"] in NUMBERS else column["type"]
        cells = [row[column["column"]] for row in rows]
        columns.append(Column(column["column"], kind, [str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]))
    return columns


def failed(status, said, name):
    reading = Reading(status, None, [], said)
    first = re.search(rf"^{re.escape(name)}(?::(\d+))?(?::(\d+))?[^\n]*?: error\[([a-z0-9-]+)\]", said, re.M) or re.search(
        r"()()error\[([a-z0-9-]+)\]", said
    )
    if first:
        reading.line, reading.column = (int(part) if part else None for part in first.groups()[:2])
        reading.code = first[3]
    notes = re.findall(r"^ +(?:note|fix): (.*)$", said, re.M)
    reading.notes, reading.advice = notes, proposed(notes, name)
    return reading


# Options in notes.


def proposed(notes, name):
    """Each alternative that notes print in backquotes, once."""
    found = []
    for note in notes:
        for piece in backquoted(note):
            piece = re.sub(rf'^load "{re.escape(name)}", ', "", piece)
            options = parsed(piece)
            if options and "…" not in piece and all(options != one.options for one in found):
                found.append(Advice(options, bool(re.search(r"\bright (only )?if\b", note))))
    return found


def backquoted(note):
    """What is between backquotes; within braces, names may have backquotes of their own."""
    place = 0
    while (start := note.find("`", place)) >= 0:
        end = closing(note, start + 1, "`")
        if end is None:
            return
        yield note[start + 1 : end]
        place = end + 1


def closing(text, place, mark):
    """Where a mark is that is neither in quotes nor in brackets."""
    depth = 0
    while place < len(text):
        character = text[place]
        if character == '"':
            place += 1
            while place < len(text) and text[place] != '"':
                place += 1 + (text[place] == "\\")
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
        elif character == mark and depth == 0:
            return place
        elif character == "`":
            place = text.find("`", place + 1)
            if place < 0:
                return None
        place += 1
    return None


def parsed(piece):
    """`skip: 1, header: none` by name; nothing if it is anything else."""
    options = {}
    while piece:
        named = re.match(r"([a-z_]+): ", piece)
        if not named:
            return {}
        end = closing(piece, named.end(), ",")
        options[named[1]] = piece[named.end() : end].strip()
        piece = piece[end + 1 :].lstrip() if end is not None else ""
    return options


def together(options, more):
    """Options with others: a record takes the members of both, anything else is replaced."""
    merged = dict(options)
    for name, value in more.items():
        before = merged.get(name, "")
        if before.startswith("{") and value.startswith("{") and before != value:
            value = "{ " + before.strip("{} ") + ", " + value.strip("{} ") + " }"
        merged[name] = value
    return merged
