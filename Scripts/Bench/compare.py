"""Holds the answers of the engines against each other, to the last row.

    compare.py JOBS

The jobs are a JSON file: a list of name, files by engine, keys, ordered, total, absolute. What disagrees is printed, a line each.
"""

import json
import sys
from itertools import zip_longest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

RELATIVE = 1e-9
PARSE = pyarrow.csv.ParseOptions(newlines_in_values=True)


def read(path):
    return pyarrow.csv.read_csv(path, parse_options=PARSE)


def pieces(path, rows=1_000_000):
    """A file that may be larger than memory, so many rows at a time."""
    held = None
    for batch in pyarrow.csv.open_csv(path, parse_options=PARSE, read_options=pyarrow.csv.ReadOptions(block_size=1 << 24)):
        batch = pa.Table.from_batches([batch])
        held = pa.concat_tables([held, batch]) if held else batch
        while held.num_rows >= rows:
            yield held.slice(0, rows)
            held = held.slice(rows)
    if held:
        yield held


def difference(a, b, absolute):
    """What differs between two columns of the same rows, or None."""
    a, b = a.combine_chunks(), b.combine_chunks()
    if pa.types.is_floating(a.type) or pa.types.is_floating(b.type):
        a, b = a.cast(pa.float64()), b.cast(pa.float64())
        if not pc.is_null(a).equals(pc.is_null(b)):
            return "different rows are missing"
        a, b = (np.asarray(column.fill_null(0)) for column in (a, b))
        wrong = ~(np.abs(a - b) <= RELATIVE * np.maximum(np.abs(a), np.abs(b)) + absolute)
    else:
        if a.type != b.type:
            return f"{a.type} against {b.type}"
        if a.equals(b):
            return None
        wrong = ~np.asarray(pc.equal(a, b).fill_null(False)) & ~np.asarray(pc.and_(pc.is_null(a), pc.is_null(b)))
    if not wrong.any():
        return None
    row = int(np.argmax(wrong))
    return f"{int(wrong.sum())} rows differ, the first with {a[row]} against {b[row]}"


def disagreements(job):
    (first, path), *others = job["files"].items()
    one = read(path)
    order = job["keys"] + [name for name in one.column_names if name not in job["keys"]]
    # Figures that are compared with a tolerance come last in the order.
    order.sort(key=lambda name: name not in job["keys"] and pa.types.is_floating(one[name].type))

    def arranged(table):
        return table.take(pc.sort_indices(table, [(name, "ascending") for name in order]))

    for other, path in others:
        two = read(path)
        what = f"{job['name']}: {first} and {other} disagree"
        if one.column_names != two.column_names:
            yield f"{what}: columns {one.column_names} against {two.column_names}"
            continue
        if one.num_rows != two.num_rows:
            yield f"{what}: {one.num_rows} rows against {two.num_rows}"
            continue
        for name in job["ordered"]:
            if found := difference(one[name], two[name], job["absolute"]):
                yield f"{what}: order of `{name}`: {found}"
        # Rows that already stand in the same order need no arranging, which takes longest.
        if not any(difference(one[name], two[name], job["absolute"]) for name in order):
            continue
        a, b = arranged(one), arranged(two)
        for name in order:
            if found := difference(a[name], b[name], job["absolute"]):
                yield f"{what}: `{name}`: {found}"


def disagreements_in_order(job):
    """For answers whose order leaves no choice: the first piece that disagrees."""
    (first, path), *others = job["files"].items()
    for other, other_path in others:
        what = f"{job['name']}: {first} and {other} disagree"
        for number, (one, two) in enumerate(zip_longest(pieces(path), pieces(other_path))):
            found = piece_difference(one, two, job["absolute"])
            if found:
                yield f"{what}: piece {number + 1}: {found}"
                break


def piece_difference(one, two, absolute):
    if one is None or two is None or one.num_rows != two.num_rows:
        return f"{one.num_rows if one else 0} rows against {two.num_rows if two else 0}"
    if one.column_names != two.column_names:
        return f"columns {one.column_names} against {two.column_names}"
    for name in one.column_names:
        if found := difference(one[name], two[name], absolute):
            return f"`{name}`: {found}"


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        for job in json.load(file):
            for line in (disagreements_in_order if job["total"] else disagreements)(job):
                print(line)
