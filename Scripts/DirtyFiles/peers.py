"""Loads files with one peer, by its defaults, in a process of its own: `peers.py NAME`, paths on standard input, a line of JSON for each."""

import datetime
import decimal
import json
import math
import sys
import warnings

SUFFIXES = (".json", ".ndjson", ".jsonl")


def kind_of(cells):
    """The kind of a column of Python values, and its cells as texts."""
    kinds, texts = set(), []
    for cell in cells:
        if cell is None or isinstance(cell, float) and math.isnan(cell):
            texts.append(None)
            continue
        kind, text = value(cell)
        kinds.add(kind)
        texts.append(text)
    # DuckDB gives 24:00 as a text.
    if kinds == {"time", "text"}:
        return "time", texts
    return (kinds.pop() if len(kinds) == 1 else "text" if not kinds else "mixed"), texts


def value(cell):
    if isinstance(cell, bool):
        return "bool", str(cell).lower()
    if isinstance(cell, (int, float, decimal.Decimal)):
        return "number", str(cell) if not isinstance(cell, float) else repr(cell)
    if isinstance(cell, datetime.datetime):
        return "datetime", cell.isoformat()
    if isinstance(cell, datetime.date):
        return "date", cell.isoformat()
    if isinstance(cell, datetime.time):
        return "time", cell.isoformat()
    if isinstance(cell, str):
        return "text", cell
    return "other", str(cell)


def duckdb_table(path):
    import duckdb

    function = "read_json" if path.endswith(SUFFIXES) else "read_csv"
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        found = connection.execute(f"SELECT * FROM {function}(?)", [path])
        names = [column[0] for column in found.description]
        rows = found.fetchall()
    return [(name, [row[place] for row in rows]) for place, name in enumerate(names)]


def pandas_table(path):
    import pandas

    if path.endswith(SUFFIXES):
        frame = pandas.read_json(path, lines=not path.endswith(".json"))
    else:
        frame = pandas.read_csv(path)
    if not isinstance(frame.index, pandas.RangeIndex):
        frame = frame.reset_index()
    # pandas.NaT and pandas.NA are missing, too.
    columns = []
    for place, name in enumerate(frame.columns):
        column = frame.iloc[:, place]
        columns.append((str(name), [None if is_missing else cell for cell, is_missing in zip(column.tolist(), column.isna().tolist())]))
    return columns


def polars_table(path):
    import polars

    if path.endswith(SUFFIXES):
        frame = polars.read_json(path) if path.endswith(".json") else polars.read_ndjson(path)
    else:
        frame = polars.read_csv(path)
    return [(column.name, column.to_list()) for column in frame.get_columns()]


READERS = {"duckdb": duckdb_table, "pandas": pandas_table, "polars": polars_table}


def main():
    read = READERS[sys.argv[1]]
    for line in sys.stdin:
        path = json.loads(line)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            try:
                columns = [[name, *kind_of(cells)] for name, cells in read(path)]
                answer = {"columns": columns, "warnings": [str(one.message) for one in said]}
            # Polars panics with an exception that is no Exception.
            except BaseException as error:
                if isinstance(error, (KeyboardInterrupt, SystemExit)):
                    raise
                answer = {"error": f"{type(error).__name__}: {error}".split("\n")[0][:200]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
