"""The benchmark: Stet beside the engines that one would otherwise reach for, at the same answers.

`Scripts/bench --help` says what it takes. Exit status 1 means that answers disagree, 2 that a program failed; no time fails a run.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from statistics import median

import surroundings
from engines import Peer, Plan, Stet, one_liners, starts
from measure import Failed, Meter
from questions import GROUP, JOIN, ONE_LINER_ANSWER, SORT
from report import PEERS, Row, Section, growth_text, middle, section_text, tally
from steps import STEPS
from tpch import TPCH, TPCH_TABLES

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PARTS = ["load", "group", "join", "sort", "steps", "tpch", "oneliner", "start", "growth"]


def arguments():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    parser = argparse.ArgumentParser(prog="Scripts/bench", description="Measures stet beside DuckDB, Polars and others.")
    parser.add_argument("--quick", action="store_true", help="tables of 1e6 rows, and a tenth of TPC-H; within ten minutes")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be repeated")
    parser.add_argument("--threads", type=int, default=2, help="for every engine; the default is 2")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each engine, in turn; the default is 3")
    parser.add_argument("--attempts", type=int, help="for a run during which the machine was busy; the default is 3, or 2 with --quick")
    parser.add_argument("--markdown", metavar="FILE", help="writes the tables for the manual")
    parser.add_argument("--stet", metavar="FILE", help="this program instead of a new release build")
    parser.add_argument("--data", metavar="FOLDER", default=os.environ.get("STET_BENCH_DATA") or f"{cache}/stet-bench",
                        help="where tables and the other engines are kept; the default is STET_BENCH_DATA, or ~/.cache/stet-bench")
    return parser.parse_args()


class Bench:
    def __init__(self, options, work):
        self.options = options
        self.parts = options.only or PARTS
        self.size = "1e6" if options.quick else "1e7"
        self.encounters = "encounters_1e6.csv" if options.quick else "encounters_5e6.csv"
        self.data = os.path.join(options.data, "tables")
        os.makedirs(self.data, exist_ok=True)
        self.work = work
        self.meter = Meter(options.attempts or (2 if options.quick else 3))
        self.untimed = Meter(attempts=1, warms=False)
        self.stet = Stet(options.stet, self.data, work, options.threads)
        self.engines = [self.stet] + [Peer(name, self.data, work, options.threads) for name in PEERS]
        self.group_table = [["x", f"G1_{self.size}_1e2_0_0.csv"]]
        self.join_tables = self.joined(self.size)
        self.disagreements = []

    def joined(self, size):
        sides = {"x": "NA", "small": "small", "medium": "medium", "big": "big"}
        return [[name, f"J1_{size}_{side}_0_0.csv"] for name, side in sides.items()]

    def make(self, tables):
        files = [file for _, file in tables]
        subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), self.data, *files], check=True)

    # The engines take turns, so that changes on the machine over time affect all of them.

    def rounds(self, plan, purpose):
        """For each engine its outcomes."""
        outcomes = {engine.name: [] for engine in self.engines}
        for turn in range(self.options.rounds):
            for engine in self.engines[turn % 3 :] + self.engines[: turn % 3]:
                surroundings.say(f"{purpose}, round {turn + 1}: {engine.name}")
                outcomes[engine.name].append(engine.run(plan, purpose, self.meter))
        return outcomes

    def load(self):
        rows, memory = [], []
        for name, file in [("G1", self.group_table[0][1]), ("J1", self.join_tables[0][1]), ("encounters", self.encounters)]:
            tables = [["x", file]]
            self.make(tables)
            outcomes = self.rounds(Plan(tables), f"load {name}")
            rows.append(Row(name, {engine: middle([run.load for run in runs]) for engine, runs in outcomes.items()}, goal=0.5))
            rows.append(Row(f"{name}, whole process", {engine: middle([run.whole for run in runs]) for engine, runs in outcomes.items()}))
            memory.append((name, peaks(outcomes), 0.5))
        return self.judged(Section(f"load, {self.size} rows", rows, memory))

    def judged(self, section):
        """On one thread the only goal is to be no slower than the peers on one."""
        if self.options.threads == 1:
            section.goal, section.worst, section.worst_with_load = None, 1.0, None
            for row in section.rows:
                row.goal = None
        return section

    def questions(self, title, tables, questions, size=None, **goals):
        self.make(tables)
        outcomes = self.rounds(Plan(tables, questions, times=3), title)
        rows = []
        for number, question in enumerate(questions):
            def over(pick):
                return {engine: middle([pick(run) for run in runs]) for engine, runs in outcomes.items()}

            rows.append(Row(
                question.name, over(lambda run: median(run.questions[number][1:])), question.goal,
                over(lambda run: run.questions[number][0]), over(lambda run: run.load + run.questions[number][0])))
        self.check(title, Plan(tables, questions))
        memory = [("load and all questions", peaks(outcomes), None)]
        return self.judged(Section(f"{title}, {size or self.size + ' rows'}", rows, memory, **goals))

    def group(self):
        return self.questions("group", self.group_table, GROUP, goal=0.3, worst=0.8, worst_with_load=1.0)

    def join(self):
        return self.questions("join", self.join_tables, JOIN, goal=0.45, worst=0.8)

    def sort(self):
        return self.questions("sort", self.group_table, SORT)

    def steps(self):
        tables = [["x", self.encounters], ["big", self.join_tables[3][1]]]
        return self.questions("steps", tables, STEPS, goal=0.3, worst=1.0)

    def tpch(self):
        scale = "0.1" if self.options.quick else "1"
        tables = [[name, f"tpch_{scale}/{name}.csv"] for name in TPCH_TABLES]
        return self.questions("tpch", tables, TPCH, size=f"scale {scale}", goal=0.5, worst=1.0)

    def check(self, title, plan):
        """Every engine writes its answers, in long runs for one question at a time to spare the disk."""
        surroundings.say(f"checking the answers, {title}")
        for questions in [plan.questions] if self.options.quick else [[question] for question in plan.questions]:
            with tempfile.TemporaryDirectory(dir=self.work) as folder:
                for engine in self.engines:
                    engine.run(Plan(plan.tables, questions), "answers", self.untimed, os.path.join(folder, engine.name))
                self.compare([
                    (question, {engine.name: os.path.join(folder, engine.name, f"{number}.csv") for engine in self.engines})
                    for number, question in enumerate(questions)
                ])

    def compare(self, answers):
        """`answers` are questions with the files of every engine."""
        jobs = os.path.join(self.work, "compare.json")
        with open(jobs, "w") as file:
            json.dump([{"name": question.name, "files": files, "keys": question.keys, "ordered": question.ordered,
                        "absolute": question.absolute} for question, files in answers], file)
        found = subprocess.run(
            [sys.executable, os.path.join(HERE, "compare.py"), jobs], check=True, stdout=subprocess.PIPE, text=True)
        for line in found.stdout.splitlines():
            surroundings.say(f"DISAGREE: {line}")
            self.disagreements.append(line)

    def oneliner(self):
        self.make([["x", self.encounters]])
        programs = one_liners(self.options.stet, self.encounters, self.options.threads)
        seconds = {name: [] for name in programs}
        memory = {name: [] for name in programs}
        files = {}
        for turn in range(self.options.rounds):
            for name, (command, environment) in programs.items():
                surroundings.say(f"one-liner, round {turn + 1}: {name}")
                run = self.meter.run(command, self.data, "one-liner", [self.encounters], environment)
                seconds[name].append(run.seconds)
                memory[name].append(run.peak)
                files[name] = os.path.join(self.work, f"one-liner-{name}.csv")
                with open(files[name], "wb") as file:
                    file.write(run.output.replace(b"\r\n", b"\n"))
        self.compare([(ONE_LINER_ANSWER, files)])
        row = Row("filter, group, print", {name: middle(runs) for name, runs in seconds.items()}, 0.4, against=["duckdb-cli"])
        return Section(
            "cold one-liner, ratio to duckdb-cli", [row], [("one-liner", {name: middle(runs) for name, runs in memory.items()}, None)])

    def start(self):
        programs = starts(self.options.stet)
        seconds = {name: [] for name in programs}
        surroundings.say("start")
        for _ in range(self.options.rounds * 10):
            for name, command in programs.items():
                seconds[name].append(self.meter.briefly(command, self.data).seconds)
        figures = {name: middle(runs) for name, runs in seconds.items()}
        rows = [Row(f"start, to {name}", figures, goal, against=[name]) for name, goal in (("sqlite3", 2), ("duckdb-cli", 0.2))]
        return Section("stet -e '1'", rows)

    def growth(self):
        cells = {}
        by = {question.name[:2]: question for question in GROUP + JOIN}
        for size in ["1e4", "1e5", "1e6"] + ([] if self.options.quick else ["1e7"]):
            group_table, join_tables = [["x", f"G1_{size}_1e2_0_0.csv"]], self.joined(size)
            self.make(group_table + join_tables)
            for threads in (1, 2, 4):
                stet = Stet(self.options.stet, self.data, self.work, threads)
                surroundings.say(f"growth: {size} rows, {threads} threads")
                runs = {
                    "load G1": [stet.run(Plan(group_table), f"growth {size}", self.meter).load for _ in range(self.options.rounds)]
                }
                for question, tables in ((by["q3"], group_table), (by["j5"], join_tables)):
                    outcomes = [
                        stet.run(Plan(tables, [question], times=3), f"growth {size}", self.meter) for _ in range(self.options.rounds)
                    ]
                    runs[question.name] = [median(outcome.questions[0][1:]) for outcome in outcomes]
                for work, seconds in runs.items():
                    cells[work, int(float(size)), threads] = middle(seconds)
        return dict(sorted(cells.items()))

    def run(self):
        sections, growth = [], None
        for part in self.parts:
            if part == "growth":
                growth = self.growth()
            else:
                sections.append(getattr(self, part)())
                print(section_text(sections[-1]), end="\n\n", flush=True)
        if growth:
            print(growth_text(growth), end="\n\n")
        return sections, growth

    def remarks(self, sections):
        """What a reader must know of the tables, each a sentence."""
        yield tally(sections) + (", which are meant for 1e7 rows." if self.options.quick else ".")
        if self.meter.disturbed:
            yield f"Something else was busy during {self.meter.disturbed} of {self.meter.runs} runs."
        for line in self.disagreements:
            yield f"DISAGREE: {line}."
        checked = [part for part in self.parts if part in ("group", "join", "sort", "steps", "tpch", "oneliner")]
        if checked and not self.disagreements:
            yield f"All engines agree to the last row ({', '.join(checked)})."


def peaks(outcomes):
    return {engine: middle([run.peak for run in runs]) for engine, runs in outcomes.items()}


def markdown(sections, growth, description, remarks):
    parts = [description, *(section_text(section, markdown=True) for section in sections)]
    if growth:
        parts.append(growth_text(growth, markdown=True))
    return "\n\n".join(parts + [" ".join(remarks)]) + "\n"


def main():
    options = arguments()
    began = time.monotonic()
    # Everything from here on runs in the peers' environment, so that `sys.executable` has them.
    python = surroundings.environment(os.path.join(options.data, "venv"))
    if os.path.abspath(sys.prefix) != os.path.abspath(os.path.join(options.data, "venv")):
        os.execv(python, [python, *sys.argv])
    surroundings.install_tools()
    options.stet = os.path.abspath(options.stet) if options.stet else surroundings.build(ROOT)
    # When it is stopped, it leaves neither a process nor a file.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(dir=options.data) as work:
        bench = Bench(options, work)
        description = surroundings.described(ROOT, options.threads)
        print(description, end="\n\n", flush=True)
        try:
            sections, growth = bench.run()
        except Failed as failure:
            print(failure, file=sys.stderr)
            sys.exit(2)
    remarks = list(bench.remarks(sections))
    print("\n".join(remarks))
    print(f"It took {time.monotonic() - began:.0f} seconds.")
    if options.markdown:
        with open(options.markdown, "w") as file:
            file.write(markdown(sections, growth, description, remarks))
    sys.exit(1 if bench.disagreements else 0)


if __name__ == "__main__":
    main()
