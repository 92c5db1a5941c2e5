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
class Section:
    title: str
    rows: list[Row]
    # Name, bytes by engine, goal.
    memory: list = field(default_factory=list)
    # At most this geometric mean of the ratios.
    goal: float | None = None
    # No question above this ratio, and none above this one together with the load.
    worst: float | None = None
    worst_with_load: float | None = None


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


def verdict(value, goal):
    if value is None or goal is None:
        return ""
    return f"meets {goal:g}" if value <= goal else f"MISSES {goal:g}"


def table(header, rows, markdown):
    if markdown:
        lines = [header, ["---"] + ["--:"] * (len(header) - 1)] + rows
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    widths = [max(len(line[i]) for line in [header] + rows) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in [header] + rows)


def section_text(section, markdown=False):
    """The table of a section; goals that it misses are marked."""
    engines = list(dict.fromkeys(name for row in section.rows for name in row.seconds))
    has_first = any(row.first for row in section.rows)
    header = [section.title, *engines, "ratio", "goal"]
    header += ["first time", "ratio", "load and first", "ratio", "goal"] if has_first else []
    lines = []
    for row in section.rows:
        value = ratio(row.seconds, row.against)
        line = [row.name, *(shown(row.seconds.get(name)) for name in engines), shown_ratio(value)]
        line.append(verdict(value, row.goal or section.worst))
        if has_first:
            together = ratio(row.with_load, row.against)
            line += [shown(row.first.get("stet")), shown_ratio(ratio(row.first, row.against))]
            line += [shown(row.with_load.get("stet")), shown_ratio(together), verdict(together, section.worst_with_load)]
        lines.append(line)
    if section.goal:
        mean = section_mean(section)
        lines.append(["geometric mean", *[""] * len(engines), shown_ratio(mean), verdict(mean, section.goal), *[""] * (5 * has_first)])
    text = table(header, lines, markdown)
    if section.memory:
        names = list(dict.fromkeys(name for _, peaks, _ in section.memory for name in peaks))
        rows = [
            [name, *(megabytes(peaks.get(engine)) for engine in names), shown_ratio(ratio(peaks, PEERS + ["duckdb-cli"])),
             verdict(ratio(peaks, PEERS + ["duckdb-cli"]), goal)]
            for name, peaks, goal in section.memory
        ]
        text += "\n\n" + table(["peak memory", *names, "ratio", "goal"], rows, markdown)
    return text


def section_mean(section):
    return geometric_mean([value for row in section.rows if (value := ratio(row.seconds, row.against)) is not None])


def tally(sections):
    """How many of the goals are reached."""
    judged = []
    for section in sections:
        for row in section.rows:
            judged.append((ratio(row.seconds, row.against), row.goal or section.worst))
            judged.append((ratio(row.with_load, row.against), section.worst_with_load))
        judged.append((section_mean(section), section.goal) if section.goal else (None, None))
        judged += [(ratio(peaks, PEERS + ["duckdb-cli"]), goal) for _, peaks, goal in section.memory]
    judged = [value <= goal for value, goal in judged if value is not None and goal is not None]
    return f"{sum(judged)} of {len(judged)} goals reached"


def growth_text(cells, markdown=False):
    """`cells`: (work, rows, threads) → seconds. The cost of a row shows whether the time grows with the rows alone."""
    threads = sorted({key[2] for key in cells})
    header = ["growth of stet", "rows"] + [text for count in threads for text in (f"{count} thread{'s' * (count > 1)}", "a row")]
    rows = []
    for work, count in dict.fromkeys((key[0], key[1]) for key in cells):
        line = [work, f"{count:,}"]
        for number in threads:
            seconds = cells.get((work, count, number))
            line += [shown(seconds), "–" if seconds is None else f"{seconds / count * 1e9:.0f} ns"]
        rows.append(line)
    return table(header, rows, markdown)


def middle(runs):
    return median(runs) if runs else None
