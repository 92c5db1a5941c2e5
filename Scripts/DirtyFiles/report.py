"""The outcomes as tables, for a terminal and for the manual."""

from collections import Counter

from outcomes import EXACT, FINDINGS, OUTCOMES, SECOND, SILENT


def table(header, rows, is_markdown=False):
    if is_markdown:
        lines = [header, ["---"] + ["--:"] * (len(header) - 1)] + rows
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    widths = [max(len(line[place]) for line in [header] + rows) for place in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in [header] + rows
    )


def counts(results):
    return Counter(result.outcome for result in results)


def share(right, of):
    return f"{right} of {of}" + (f" ({100 * right / of:.0f}%)" if of else "")


def summary(results, is_markdown=False):
    """A column for each reader, a row for each outcome; then what is known of stet alone."""
    found = {reader: counts(own) for reader, own in results.items()}
    rows = [
        [outcome, *(str(own[outcome]) if own[outcome] else "–" for own in found.values())]
        for outcome in OUTCOMES
        if any(own[outcome] for own in found.values())
    ]
    text = table([f"{len(results['stet'])} files", *results], rows, is_markdown)
    lines = [result.line for result in results["stet"] if result.line is not None]
    columns = [result.column for result in results["stet"] if result.column is not None]
    findings = Counter(finding for result in results["stet"] for finding in result.findings)
    more = [
        f"Refusals of stet whose location is known: line named right in {share(sum(lines), len(lines))}, column in {share(sum(columns), len(columns))}."
    ]
    more += [f"{finding}: {findings[finding]}" for finding in FINDINGS if findings[finding]]
    return text + "\n\n" + "\n".join(f"- {line}" if is_markdown else line for line in more)


def by_class(results, is_markdown=False):
    """For each class how many files each reader reads exactly, and how many it reads wrong without a word."""
    readers = list(results)
    header = ["class", "files", *(f"{reader} exact" for reader in readers), "stet at 2nd", *(f"{reader} silent" for reader in readers)]
    rows = []
    for name in sorted({result.case.folder for result in results["stet"]}):
        found = {reader: counts(result for result in own if result.case.folder == name) for reader, own in results.items()}
        rows.append(
            [
                name,
                str(sum(found["stet"].values())),
                *(str(found[reader][EXACT]) for reader in readers),
                str(found["stet"][EXACT] + found["stet"][SECOND]),
                *(str(found[reader][SILENT]) for reader in readers),
            ]
        )
    return table(header, rows, is_markdown)


def listed(results, words):
    """The files whose outcome, or one of whose findings, begins with these words, or has them as one of its words."""
    lines = []
    for result in results:
        if is_meant(result.outcome, words):
            lines.append(f"{result.case.title}: {result.outcome}: {result.why}")
        lines += [f"{result.case.title}: {finding}: {why}" for finding, why in result.findings.items() if is_meant(finding, words)]
    return "\n".join(lines) or f"no file is “{words}”"


def behind(results):
    """The files that another reader reads exactly at once and stet does not."""
    lines = []
    for place, result in enumerate(results["stet"]):
        ahead = [reader for reader, own in results.items() if own[place].outcome == EXACT]
        if ahead and result.outcome != EXACT:
            lines.append(f"{result.case.title}: {', '.join(ahead)}; stet: {result.outcome}: {result.why}")
    return "\n".join(lines) or "stet reads every file exactly that another reader does"


def is_meant(name, words):
    return name == words or name.startswith(words + " ")


def markdown(results):
    return f"""# How dirty files are read

Each file of `Datasets/dirty` is small and has one defect, or none; what is right for it was written down before any program read it. `Scripts/dirty` loads all of them
with stet, and with the defaults of `read_csv` in DuckDB, pandas and polars and of `.import --csv` in sqlite3, whose cells are compared without types.

{summary(results, True)}

## By class

Exact: the right table at the first try. Silent: another table than a right one, without a word. At the second try: after one of the options that stet printed was added.

{by_class(results, True)}
"""
