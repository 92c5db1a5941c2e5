"""How each engine is called: a plan (tables and questions) in, seconds, answers and memory out."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

from measure import Meter
from questions import ONE_LINERS, Question

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass
class Plan:
    # [name, file]
    tables: list
    questions: list[Question] = field(default_factory=list)
    times: int = 1
    # Whether answers are shown, as at the prompt, and not kept.
    shown: bool = False

    @property
    def files(self):
        return [file for _, file in self.tables]


@dataclass
class Outcome:
    load: float
    # For each question its seconds, in the order in which they were taken.
    questions: list[list[float]]
    whole: float
    peak: int


class Engine:
    def __init__(self, name, data, work, threads):
        self.name = name
        self.data = data
        self.work = work
        self.threads = threads

    def run(self, plan: Plan, purpose, meter: Meter, answers=None) -> Outcome:
        results = os.path.join(self.work, f"{self.name}.results")
        if answers:
            os.makedirs(answers, exist_ok=True)
        command, environment = self.command(plan, results, answers)
        run = meter.run(command, self.data, purpose, plan.files, environment, lambda: self.times(plan, results))
        loads = [seconds for label, seconds in run.figures if label == "load"]
        asked = [[seconds for label, seconds in run.figures if label == number] for number in range(len(plan.questions))]
        return Outcome(sum(loads), asked, run.seconds, run.peak)


class Stet(Engine):
    def __init__(self, program, data, work, threads):
        super().__init__("stet", data, work, threads)
        self.program = program

    def command(self, plan, results, answers):
        """A script with a statement a line, whose locations in the timings say which is which. `let` computes at once."""
        lines = [f'let {name} = load "{os.path.join(self.data, file)}"' for name, file in plan.tables]
        self.labels = {line + 1: "load" for line in range(len(lines))}
        for number, question in enumerate(plan.questions):
            for _ in range(plan.times):
                # The previous answer is released, as the peers do, outside of what is timed.
                lines += [question.stet] if plan.shown else ["let answer = 0", f"let answer = {question.stet}"]
                self.labels[len(lines)] = number
            if answers:
                lines.append(f'answer | save "{number}.csv"')
        # Every column of every table is used, or a load could leave out what nothing reads.
        lines += [f"{name} | take 1" for name, _ in plan.tables]
        script = os.path.join(self.work, "bench.stet")
        with open(script, "w") as file:
            file.write("\n".join(lines) + "\n")
        command = [self.program, "run", script, "--threads", str(self.threads), "--timings", results]
        return command + ["--allow-read", self.data, "--out", answers or self.work], {}

    def times(self, plan, results):
        times = []
        with open(results) as file:
            for line in file:
                step = json.loads(line)
                number = int(step["location"].split(":")[-2])
                if step["step"] == "statement" and number in self.labels:
                    times.append([self.labels[number], step["seconds"]])
        return times


class Peer(Engine):
    def command(self, plan, results, answers):
        path = os.path.join(self.work, f"{self.name}.plan")
        with open(path, "w") as file:
            json.dump({
                "tables": plan.tables, "times": plan.times, "threads": self.threads, "results": results, "answers": answers,
                "questions": [question.sql if self.name == "duckdb" else question.polars for question in plan.questions],
            }, file)
        command = [sys.executable, os.path.join(HERE, "peers.py"), self.name, path]
        return command, {"POLARS_MAX_THREADS": str(self.threads)}

    def times(self, plan, results):
        with open(results) as file:
            return json.load(file)


def duckdb_cli():
    """The program itself; what pip puts into `bin` is Python that starts it."""
    found = subprocess.run(
        [sys.executable, "-c", "import duckdb_cli; print(duckdb_cli.__path__[0])"], capture_output=True, text=True)
    program = os.path.join(found.stdout.strip(), "duckdb")
    return program if found.returncode == 0 and os.access(program, os.X_OK) else shutil.which("duckdb")


def one_liners(stet, file, threads):
    """Name, command and environment of each program that answers from a file in one line."""
    def words(name):
        return ONE_LINERS[name].format(file=file)

    found = {"stet": ([stet, "-e", words("stet"), "--as", "csv", "--threads", str(threads)], {})}
    if program := duckdb_cli():
        found["duckdb-cli"] = ([program, "-init", "/dev/null", "-csv", "-c", f"SET threads={threads}; {words('duckdb-cli')}"], {})
    found["polars"] = ([sys.executable, "-c", words("polars")], {"POLARS_MAX_THREADS": str(threads)})
    if program := shutil.which("mlr"):
        found["miller"] = ([program, "--icsv", "--ocsv", *ONE_LINERS["miller"], file], {"GOMAXPROCS": str(threads)})
    if program := shutil.which("sqlite3"):
        found["sqlite3"] = ([program, "-init", "/dev/null", "-csv", "-header", ":memory:", f".import {file} t", words("sqlite3")], {})
    return found


def from_files(stet, question, tables, data, work, threads):
    """Name, command and environment of each program that answers from files, of which each reads those that its words name.
    DuckDB does so in two ways: it reads them while it answers, or makes tables of them first."""
    def named(words):
        return [table for table in tables if re.search(rf"\b{table[0]}\b", words)]

    script = os.path.join(work, "question.stet")
    with open(script, "w") as file:
        file.writelines(f'let {name} = load "{os.path.join(data, path)}"\n' for name, path in named(question.stet))
        file.write(question.stet + "\n")
    found = {"stet": ([stet, "run", script, "--as", "csv", "--threads", str(threads), "--allow-read", data], {})}
    if program := duckdb_cli():
        for way in ("VIEW", "TABLE"):
            made = "".join(f"CREATE {way} {name} AS SELECT * FROM read_csv('{path}'); " for name, path in named(question.sql))
            words = f"SET threads={threads}; {made}{question.sql}"
            found[f"duckdb-cli, {way.lower()}s"] = ([program, "-init", "/dev/null", "-csv", "-c", words], {})
    return found


def limited(stet, question, files, work, threads, memory):
    """Name, command and environment of each program that answers from files within so many bytes of memory. It writes what does
    not fit into the folder `work`, and its answer into NAME.csv there."""
    words = f"{question.stet.format(**files)} | save \"stet.csv\""
    command = [stet, "-e", words, "--threads", str(threads), "--max-memory", f"{memory >> 20}M", "--out", work]
    found = {"stet": (command, {"TMPDIR": work})}
    if program := duckdb_cli():
        words = f"SET threads={threads}; SET memory_limit='{memory >> 20}MiB'; SET temp_directory='{work}/spilled'; "
        words += f"COPY ({question.sql.format(**files)}) TO '{work}/duckdb-cli.csv' (HEADER)"
        found["duckdb-cli"] = ([program, "-init", "/dev/null", "-c", words], {})
    return found


def starts(stet):
    found = {"stet": [stet, "-e", "1"]}
    if program := duckdb_cli():
        found["duckdb-cli"] = [program, "-init", "/dev/null", "-c", "SELECT 1"]
    if program := shutil.which("sqlite3"):
        found["sqlite3"] = [program, "-init", "/dev/null", ":memory:", "SELECT 1"]
    return found
