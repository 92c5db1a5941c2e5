"""Runs one peer on one plan, in the process that is measured.

    peers.py duckdb|polars PLAN

The plan is a JSON file: threads, tables as [name, path], questions, how many times each, where the times go, and where
the answers go if they are wanted. Types, and whatever else has a default, are the engine's defaults.
"""

import json
import sys
import time


class DuckDB:
    def __init__(self, threads):
        import duckdb

        self.connection = duckdb.connect(config={"threads": threads})

    def load(self, name, path):
        self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}')")

    # A temporary table was the quickest of the ways to have the whole answer (Arrow took 1 to 5 times as long).
    def dates(self, name):
        pass

    def prepare(self):
        self.connection.execute("DROP TABLE IF EXISTS answer")

    def ask(self, question):
        self.connection.execute(f"CREATE TEMP TABLE answer AS {question}")

    def save(self, path):
        self.connection.execute(f"COPY answer TO '{path}' (HEADER)")


class Polars:
    # The number of threads is set by POLARS_MAX_THREADS before the import.
    def __init__(self, threads):
        import polars

        self.polars = polars
        self.names = {"pl": polars}

    def load(self, name, path):
        self.names[name] = self.polars.read_csv(path).lazy()

    def dates(self, name):
        """Dates as dates, which the other engines' readers give; outside of what is timed."""
        pl, frame = self.polars, self.names[name].collect()
        texts = [column for column in frame.columns if column.endswith("date") and frame[column].dtype == pl.String]
        self.names[name] = frame.with_columns(pl.col(column).str.to_date() for column in texts).lazy()

    def prepare(self):
        self.answer = None

    def ask(self, question):
        self.answer = eval(question, self.names).collect()

    def save(self, path):
        self.answer.write_csv(path)


def main(engine, plan):
    times = []

    def timed(label, work, *arguments):
        start = time.perf_counter()
        work(*arguments)
        times.append([label, time.perf_counter() - start])

    engine = {"duckdb": DuckDB, "polars": Polars}[engine](plan["threads"])
    for name, path in plan["tables"]:
        timed("load", engine.load, name, path)
        engine.dates(name)
    for number, question in enumerate(plan["questions"]):
        for _ in range(plan["times"]):
            engine.prepare()
            timed(number, engine.ask, question)
        if plan["answers"]:
            engine.save(f"{plan['answers']}/{number}.csv")
    with open(plan["results"], "w") as file:
        json.dump(times, file)


if __name__ == "__main__":
    with open(sys.argv[2]) as file:
        main(sys.argv[1], json.load(file))
