"""What the benchmark found, as lines for a terminal and as Markdown for the manual."""

import math
from dataclasses import dataclass, field
from statistics import median

PEERS = ["duckdb", "polars"]


@dataclass
class Row:
    """One question, with the seconds of every engine."""

    name: str
    # The figure that is judged: of warmed runs where a question was asked more than once.
    seconds: dict
    goal: float | None = None
    # The first time the question was asked, and that time with the load before it.
    first: dict = field(default_factory=dict)
    with_load: dict = field(default_factory=dict)
    # What the ratio is to, if not the faster of DuckDB and Polars.
    against: list = field(default_factory=lambda: PEERS)


@dataclass
class Peak:
    """The largest memory of every engine, in bytes."""

    name: str
    bytes: dict
    # At most this share of what the most modest of the others takes, and at most so many bytes.
    goal: float | None = None
    limit: int | None = None
    against: list = field(default_factory=lambda: PEERS + ["duckdb-cli"])


def ratio(figures, against):
    known = [figures[name] for name in against if figures.get(name)]
    return figures["stet"] / min(known) if known and "stet" in figures else None


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def shown(seconds):
    if seconds is None:
        return "–"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def shown_ratio(value):
    return "–" if value is None else f"{value:.2f}"


def megabytes(count):
    return "–" if count is None else f"{count / 1e6:.0f} MB"


def verdict(value, goal, text="{:g}".format):
    if value is None or goal is None:
        return ""
    return f"meets {text(goal)}" if value <= goal else f"MISSES {text(goal)}"


def table(header, rows, markdown):
    if markdown:
        lines = [header, ["---"] + ["--:"] * (len(header) - 1)] + rows
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    widths = [max(len(line[i]) for line in [header] + rows) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in [header] + rows)


def middle(runs):
    return median(runs) if runs else None


# A part of the benchmark has a text, judgements (for each of its goals whether it is reached), and remarks.


@dataclass
class Section:
    """Questions, each with the seconds of every engine."""

    title: str
    rows: list[Row]
    memory: list[Peak] = field(default_factory=list)
    # At most this geometric mean of the ratios.
    goal: float | None = None
    # No question above this ratio, and none above this one together with the load.
    worst: float | None = None
    worst_with_load: float | None = None

    def text(self, markdown=False):
        """The table; goals that it misses are marked."""
        engines = list(dict.fromkeys(name for row in self.rows for name in row.seconds))
        has_first = any(row.first for row in self.rows)
        header = [self.title, *engines, "ratio", "goal"]
        header += ["first time", "ratio", "load and first", "ratio", "goal"] if has_first else []
        lines = []
        for row in self.rows:
            value = ratio(row.seconds, row.against)
            line = [row.name, *(shown(row.seconds.get(name)) for name in engines), shown_ratio(value)]
            line.append(verdict(value, row.goal or self.worst))
            if has_first:
                together = ratio(row.with_load, row.against)
                line += [shown(row.first.get("stet")), shown_ratio(ratio(row.first, row.against))]
                line += [shown(row.with_load.get("stet")), shown_ratio(together), verdict(together, self.worst_with_load)]
            lines.append(line)
        if self.goal:
            mean = self.mean()
            lines.append(
                ["geometric mean", *[""] * len(engines), shown_ratio(mean), verdict(mean, self.goal), *[""] * (5 * has_first)])
        text = table(header, lines, markdown)
        return text + "\n\n" + self.memory_text(markdown) if self.memory else text

    def memory_text(self, markdown):
        engines = list(dict.fromkeys(name for peak in self.memory for name in peak.bytes))
        has_limit = any(peak.limit for peak in self.memory)
        lines = []
        for peak in self.memory:
            value = ratio(peak.bytes, peak.against)
            line = [peak.name, *(megabytes(peak.bytes.get(name)) for name in engines), shown_ratio(value), verdict(value, peak.goal)]
            lines.append(line + ([verdict(peak.bytes["stet"], peak.limit, megabytes)] if has_limit else []))
        return table(["peak memory", *engines, "ratio", "goal"] + (["limit"] if has_limit else []), lines, markdown)

    def mean(self):
        return geometric_mean([value for row in self.rows if (value := ratio(row.seconds, row.against)) is not None])

    def judgements(self):
        judged = [(self.mean(), self.goal)] if self.goal else []
        for row in self.rows:
            judged.append((ratio(row.seconds, row.against), row.goal or self.worst))
            judged.append((ratio(row.with_load, row.against), self.worst_with_load))
        for peak in self.memory:
            judged += [(ratio(peak.bytes, peak.against), peak.goal), (peak.bytes["stet"], peak.limit)]
        return [value <= goal for value, goal in judged if value is not None and goal is not None]

    def remarks(self):
        return []


@dataclass
class Waits:
    """How long each question of a session at the prompt takes, and how long it may take."""

    title: str
    seconds: dict
    limit: float

    def text(self, markdown=False):
        return table(
            [self.title, "stet", "goal"],
            [[name, shown(seconds), verdict(seconds, self.limit, shown)] for name, seconds in self.seconds.items()], markdown)

    def judgements(self):
        return [seconds <= self.limit for seconds in self.seconds.values()]

    def remarks(self):
        late = [name for name, seconds in self.seconds.items() if seconds > self.limit]
        return [f"At the prompt these take more than {shown(self.limit)}: {', '.join(late)}."] if late else []


@dataclass
class Growth:
    """How the time of each kind of step grows with the rows."""

    # (kind, threads) → rows → seconds
    seconds: dict
    # At most so many times the time for ten times the rows, from so many rows up: below, the start of a step counts for more.
    limit: float = 15
    first: int = 100_000

    def factors(self, by_rows):
        """For each number of rows how many times the time of a tenth of them it takes."""
        return {rows: seconds / by_rows[rows // 10] for rows, seconds in by_rows.items() if rows // 10 in by_rows}

    def largest(self, by_rows):
        return max((factor for rows, factor in self.factors(by_rows).items() if rows // 10 >= self.first), default=None)

    def text(self, markdown=False):
        sizes = sorted({rows for by_rows in self.seconds.values() for rows in by_rows})
        header = ["growth of stet", "threads"]
        for rows in sizes:
            header += [f"{rows:,} rows"] + (["growth"] if rows // 10 in sizes else [])
        lines = []
        for (kind, threads), by_rows in self.seconds.items():
            factors = self.factors(by_rows)
            line = [kind, str(threads)]
            for rows in sizes:
                line += [shown(by_rows[rows])] + ([f"{factors[rows]:.1f}"] if rows in factors else [])
            lines.append(line + [verdict(self.largest(by_rows), self.limit)])
        return table(header + ["goal"], lines, markdown)

    def judgements(self):
        return [factor <= self.limit for by_rows in self.seconds.values() if (factor := self.largest(by_rows)) is not None]

    def remarks(self):
        steep = [
            f"{kind} ({factor:.1f} on {threads} thread{'s' * (threads > 1)})" for (kind, threads), by_rows in self.seconds.items()
            if (factor := self.largest(by_rows)) is not None and factor > self.limit
        ]
        if steep:
            yield f"From {self.first:,} rows up these grow more than {self.limit:g}-fold for ten times the rows: {', '.join(steep)}."


def tally(sections):
    """How many of the goals are reached."""
    judged = [reached for section in sections for reached in section.judgements()]
    return f"{sum(judged)} of {len(judged)} goals reached"
