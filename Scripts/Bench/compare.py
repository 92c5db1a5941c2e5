"""Holds the answers of the engines against each other, to the last row.

    compare.py JOBS

The jobs are a JSON file: a list of name, files by engine, keys, ordered, absolute. What disagrees is printed, a line each.
"""

import json
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

RELATIVE = 1e-9


def read(path):
    return pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True))


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


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        for job in json.load(file):
            for line in disagreements(job):
                print(line)
