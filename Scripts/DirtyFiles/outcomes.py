"""What came of each file, by the same expectations for all readers."""

from dataclasses import dataclass, field

from expected import differences, kept_as_text
from stet_reader import together

EXACT, SECOND, THIRD = "exact", "exact at the second try", "exact at the third try"
RIGHTLY, REFUSED, WARNED, GUESSED = "rightly refused", "refused", "warned", "guessed"
BY_ADVICE, SILENT, CRASHED = "wrong by advice", "wrong in silence", "crashed"
OUTCOMES = [EXACT, SECOND, THIRD, RIGHTLY, REFUSED, WARNED, GUESSED, BY_ADVICE, SILENT, CRASHED]

# What else is found about a file that stet loads or refuses.
SURE = "refused although sure"
NO_ADVICE = "no advice that helps"
LINE, COLUMN = "other line", "other column"
UNNOTED = "without a note"
AS_TEXT = "kept as text"
# Of those: an option that was printed gives the type.
TYPED = "typed by advice"
CHOICE = "choice"
CONDITION = "wrong if a condition is ignored"
FINDINGS = [SURE, NO_ADVICE, LINE, COLUMN, UNNOTED, AS_TEXT, TYPED, CHOICE, CONDITION]

TRIES = 3
# At most so many loads of one file.
LOADS = 16


@dataclass
class Result:
    case: object
    outcome: str
    # Why, in a few words, for the list.
    why: str = ""
    findings: dict = field(default_factory=dict)
    # Whether the line, or the column, of a refusal was named right; None if there is nothing to name.
    line: bool | None = None
    column: bool | None = None


# MARK: - Peers


def judged_peer(case, answer):
    """`answer`: the columns, or an error; and warnings."""
    columns, error, warnings = answer
    if error is not None:
        return Result(case, RIGHTLY if not case.tables else REFUSED, error)
    found = differences(columns, case.tables)
    if not found:
        return Result(case, EXACT)
    # Right, but only because another reading that is as likely was passed over.
    if case.after and not differences(columns, case.after):
        return Result(case, WARNED if warnings else GUESSED, found[0])
    return Result(case, WARNED if warnings else SILENT, found[0])


# MARK: - Stet


@dataclass
class Try:
    """A load of the file with some options, and how its table differs from the right ones."""

    options: dict
    reading: object
    depth: int
    is_conditional: bool
    issues: list
    parent: object = None
    last: object = None

    @property
    def is_exact(self):
        return self.reading.columns is not None and not self.issues

    @property
    def is_wrong(self):
        return bool(self.issues)

    def is_noted(self):
        """Whether the notes name each of the columns that differ, or, at the first try, what a wrong shape comes from."""
        return all(any(names(note, issue) or self.depth == 1 and doubts(note, issue) for note in self.reading.notes) for issue in self.issues)

    def is_as_before(self):
        """Whether what is wrong was so before the advice."""
        return self.parent.is_wrong and {key(issue) for issue in self.issues} <= {key(issue) for issue in self.parent.issues}

    def path(self):
        return ", ".join(f"{name}: {value}" for name, value in self.options.items()) or "no options"


def key(issue):
    return issue.split(":")[0]


def doubts(note, issue):
    """Whether a note says how the lines were read, that a column has no name, that one is not of the type that it seems to be, or that there
    may be two tables."""
    return not issue.startswith("column") and any(words in note for words in ("read with `", " called `", "stays text", "they may be two tables"))


def names(note, issue):
    return issue.startswith("column") and f"`{issue.split('`')[1]}`" in note


def judged(case, stet):
    """Loads a file as it is, then with each option that is printed, and with each that is printed then."""
    tries = explored(case, stet)
    first = tries[0]
    result = Result(case, REFUSED)
    if any(one.reading.status in (-1, 132, 134, 139) or one.reading.status < 0 for one in tries):
        bad = next(one for one in tries if one.reading.status < 0 or one.reading.status in (132, 134, 139))
        result.outcome, result.why = CRASHED, f"status {bad.reading.status} with {bad.path()}"
        return result
    locate(result, first)
    wrong = by_advice(result, tries)
    exact = min((one.depth for one in tries if one.is_exact), default=None)
    if first.is_wrong and not first.is_noted():
        result.outcome, result.why = SILENT, first.issues[0]
    elif wrong:
        result.outcome, result.why = BY_ADVICE, f"{wrong.path()} → {wrong.issues[0]}"
    elif exact:
        result.outcome = [EXACT, SECOND, THIRD][exact - 1]
        result.why = next(one.path() for one in tries if one.is_exact and one.depth == exact)
    elif first.is_wrong:
        result.outcome, result.why = WARNED, first.issues[0]
    else:
        result.outcome, result.why = RIGHTLY if case.by_hand else REFUSED, f"{first.reading.code}: {advised(first)}"
    if exact == 1 and (kept := kept_as_text(first.reading.columns, case.tables)):
        result.findings[AS_TEXT] = kept
        right = case.tables + case.after
        typed = next((one for one in tries[1:] if one.is_exact and not kept_as_text(one.reading.columns, right)), None)
        if typed:
            result.findings[TYPED] = typed.path()
    if exact == 1 and case.note and not is_said(first.reading, case.note):
        result.findings[UNNOTED] = case.note
    if first.reading.columns is None and case.tables and not case.refuse:
        result.findings[SURE] = f"{first.reading.code}: {advised(first)}"
    if first.reading.columns is None and not case.by_hand and not exact:
        result.findings[NO_ADVICE] = f"{first.reading.code}: {advised(first)}"
    return result


def advised(one):
    return "; ".join(f"`{advice.text}`" for advice in one.reading.advice) or "no advice"


def is_said(reading, about):
    said = reading.notes + reading.counts
    return bool(said) if about == "*" else any(f"`{about}`" in note for note in said)


def explored(case, stet):
    tries, seen, waiting = [], [], [({}, None, None)]
    while waiting and len(tries) < LOADS:
        options, parent, last = waiting.pop(0)
        depth = parent.depth + 1 if parent else 1
        reading = stet.load(case, options)
        right = case.tables if depth == 1 else case.tables + case.after
        issues = differences(reading.columns, right) if reading.columns is not None else []
        is_conditional = bool(last and last.is_conditional) or bool(parent and parent.is_conditional)
        one = Try(options, reading, depth, is_conditional, issues, parent, last)
        tries.append(one)
        seen.append(options)
        if depth < TRIES and not (depth > 1 and one.is_wrong):
            for advice in reading.advice:
                following = together(options, advice.options)
                if following not in seen and all(following != other for other, _, _ in waiting):
                    waiting.append((following, one, advice))
    return tries


def by_advice(result, tries):
    """The first try that followed advice to a wrong table, unless the advice says when it is right, or offers the right table beside it."""
    wrong = None
    for one in tries[1:]:
        if not one.is_wrong or one.is_as_before() or one.is_noted():
            continue
        if one.is_conditional:
            result.findings.setdefault(CONDITION, f"{one.path()} → {one.issues[0]}")
        elif any(other.is_exact and other.parent is one.parent for other in tries if other is not one):
            result.findings.setdefault(CHOICE, f"{one.path()} → {one.issues[0]}")
        else:
            wrong = wrong or one
    return wrong


def locate(result, first):
    """Whether a refusal names the line and column of the defect."""
    at, reading = result.case.at, first.reading
    if reading.columns is not None or not at:
        return
    result.line = reading.line == at[0]
    if not result.line:
        result.findings[LINE] = f"{reading.code} at {reading.line or 'no line'}, not {at[0]}"
    if len(at) > 1:
        result.column = result.line and reading.column == at[1]
        if result.line and not result.column:
            result.findings[COLUMN] = f"{reading.code} at {reading.line}:{reading.column or 'no column'}, not {at[0]}:{at[1]}"
