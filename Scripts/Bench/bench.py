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
from engines import Peer, Plan, Stet, from_files, limited, one_liners, starts
from growth import GROWTH
from measure import Failed, Meter
from memory import MEMORY
from prompt import PROMPT
from questions import GROUP, JOIN, ONE_LINER_ANSWER, SORT
from report import PEERS, Growth, Peak, Row, Section, Waits, middle, tally
from steps import STEPS
from tpch import TPCH, TPCH_TABLES

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PARTS = ["load", "group", "join", "sort", "steps", "tpch", "cold", "oneliner", "start", "memory", "prompt", "growth"]
SIDES = {"x": "NA", "small": "small", "medium": "medium", "big": "big"}
# Those whose answers are compared.
COMPARED = ["group", "join", "sort", "steps", "tpch", "cold", "oneliner", "memory"]


def arguments():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    parser = argparse.ArgumentParser(prog="Scripts/bench", description="Measures stet beside DuckDB, Polars and others.")
    parser.add_argument("--quick", action="store_true", help="tables of 1e6 rows, and a tenth of TPC-H; a quarter of an hour")
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
        self.join_tables = [[name, f"J1_{self.size}_{side}_0_0.csv"] for name, side in SIDES.items()]
        scale = "0.1" if options.quick else "1"
        self.scale = f"scale {scale}"
        self.tpch_tables = [[name, f"tpch_{scale}/{name}.csv"] for name in TPCH_TABLES]
        self.disagreements = []

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
            rows.append(Row(name, {engine: middle([run.load for run in runs]) for engine, runs in outcomes.items()}, goal=0.3))
            rows.append(Row(f"{name}, whole process", {engine: middle([run.whole for run in runs]) for engine, runs in outcomes.items()}))
            memory.append(Peak(name, peaks(outcomes), goal=0.4))
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
        memory = [Peak("load and all questions", peaks(outcomes))]
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
        return self.questions("tpch", self.tpch_tables, TPCH, size=self.scale, goal=0.5, worst=1.0)

    def cold(self):
        self.make(self.tpch_tables)
        rows, most = [], {}
        for question in TPCH:
            programs = from_files(self.options.stet, question, self.tpch_tables, self.data, self.work, self.options.threads)
            runs = self.processes(f"cold {question.name}", programs, [file for _, file in self.tpch_tables], self.options.rounds)
            self.compare([(question, self.printed(runs))])
            rows.append(Row(question.name, seconds(runs), against=list(programs)[1:]))
            for name, peak in peaks(runs).items():
                most[name] = max(peak, most.get(name, 0))
        memory = [Peak("the largest", most, against=list(programs)[1:])]
        return self.judged(Section(f"cold tpch, {self.scale}, whole process", rows, memory, goal=0.35, worst=1.0))

    def memory(self):
        """With `--quick` a 25th of the rows, but a 16th of the memory: the programs themselves need some of it. Most take so long that
        one round is enough."""
        size, right, limit = ("4e6", "4e5", 128 << 20) if self.options.quick else ("1e8", "1e7", 2 << 30)
        files = {"x": f"G1_{size}_1e1_0_0.csv", "y": f"J1_{right}_big_0_0.csv"}
        self.make(files.items())
        rows, memory = [], []
        for question in MEMORY:
            with tempfile.TemporaryDirectory(dir=self.work) as folder:
                programs = limited(self.options.stet, question, files, folder, self.options.threads, limit)
                purpose = f"memory, {question.name}"
                self.meter.needs[purpose] = limit
                runs = self.processes(purpose, programs, files.values(), rounds=1)
                self.compare([(question, {name: os.path.join(folder, f"{name}.csv") for name in programs})])
            rows.append(Row(question.name, seconds(runs), 1.0, against=["duckdb-cli"]))
            memory.append(Peak(question.name, peaks(runs), limit=limit))
        return Section(f"{size} rows within {limit >> 20} MiB, whole process", rows, memory)

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
                        "total": question.total, "absolute": question.absolute} for question, files in answers], file)
        found = subprocess.run(
            [sys.executable, os.path.join(HERE, "compare.py"), jobs], check=True, stdout=subprocess.PIPE, text=True)
        for line in found.stdout.splitlines():
            surroundings.say(f"DISAGREE: {line}")
            self.disagreements.append(line)

    def processes(self, purpose, programs, files, rounds):
        """For each program its runs, by turns."""
        runs = {name: [] for name in programs}
        for turn in range(rounds):
            for name, (command, environment) in programs.items():
                surroundings.say(f"{purpose}, round {turn + 1}: {name}")
                runs[name].append(self.meter.run(command, self.data, purpose, files, environment))
        return runs

    def printed(self, runs):
        """Files with what each program printed last."""
        files = {}
        for name in runs:
            files[name] = os.path.join(self.work, f"printed by {name}.csv")
            with open(files[name], "wb") as file:
                file.write(runs[name][-1].output.replace(b"\r\n", b"\n"))
        return files

    def oneliner(self):
        self.make([["x", self.encounters]])
        programs = one_liners(self.options.stet, self.encounters, self.options.threads)
        runs = self.processes("one-liner", programs, [self.encounters], self.options.rounds)
        self.compare([(ONE_LINER_ANSWER, self.printed(runs))])
        row = Row("filter, group, print", seconds(runs), 0.4, against=["duckdb-cli"])
        return Section("cold one-liner, ratio to duckdb-cli", [row], [Peak("one-liner", peaks(runs))])

    def start(self):
        programs = starts(self.options.stet)
        runs = {name: [] for name in programs}
        surroundings.say("start")
        for _ in range(self.options.rounds * 10):
            for name, command in programs.items():
                runs[name].append(self.meter.briefly(command, self.data))
        figures = seconds(runs)
        rows = [Row(f"start, to {name}", figures, goal, against=[name]) for name, goal in (("sqlite3", 1.5), ("duckdb-cli", 0.2))]
        return Section("stet -e '1'", rows)

    def prompt(self):
        tables = [["x", self.encounters]]
        self.make(tables)
        outcomes = []
        for turn in range(self.options.rounds):
            surroundings.say(f"prompt, round {turn + 1}")
            outcomes.append(self.stet.run(Plan(tables, PROMPT, shown=True), "prompt", self.meter))
        times = {question.name: middle([run.questions[number][0] for run in outcomes]) for number, question in enumerate(PROMPT)}
        return Waits(f"at the prompt, {self.encounters.removesuffix('.csv')}", times, limit=0.1)

    def growth(self):
        times = {}
        for size in ["1e4", "1e5", "1e6"] + ([] if self.options.quick else ["1e7"]):
            tables = [["small_keys", f"G1_{size}_1e2_0_0.csv"], ["x", f"encounters_{size}.csv"],
                      ["left", f"J1_{size}_NA_0_0.csv"], ["big", f"J1_{size}_big_0_0.csv"]]
            self.make(tables)
            # What is over soon is asked more often: a disturbance would be all of it.
            times_asked = 3 if size == "1e7" else 6
            for threads in (1, 2):
                stet = Stet(self.options.stet, self.data, self.work, threads)
                loads, outcomes = [], []
                for turn in range(self.options.rounds):
                    surroundings.say(f"growth, {size} rows, threads: {threads}, round {turn + 1}")
                    loads.append(stet.run(Plan(tables[:1]), f"growth, load {size}", self.meter).load)
                    outcomes.append(stet.run(Plan(tables, GROWTH, times_asked), f"growth {size}", self.meter))
                figures = {"load": loads}
                for number, question in enumerate(GROWTH):
                    figures[question.name] = [median(run.questions[number][1:]) for run in outcomes]
                for kind, runs in figures.items():
                    times.setdefault(kind, {}).setdefault(threads, {})[int(float(size))] = middle(runs)
        return Growth({(kind, threads): by_rows for kind, of in times.items() for threads, by_rows in of.items()})

    def run(self):
        sections = []
        for part in self.parts:
            sections.append(getattr(self, part)())
            print(sections[-1].text(), end="\n\n", flush=True)
        return sections

    def remarks(self, sections):
        """What a reader must know of the tables, each a sentence."""
        yield tally(sections) + (", which are meant for 1e7 rows." if self.options.quick else ".")
        for section in sections:
            yield from section.remarks()
        if self.meter.disturbed:
            yield f"Something else was busy during {self.meter.disturbed} of {self.meter.runs} runs."
        for line in self.disagreements:
            yield f"DISAGREE: {line}."
        checked = [part for part in self.parts if part in COMPARED]
        if checked and not self.disagreements:
            yield f"All engines agree to the last row ({', '.join(checked)})."


def peaks(outcomes):
    return {engine: middle([run.peak for run in runs]) for engine, runs in outcomes.items()}


def seconds(runs):
    return {name: middle([run.seconds for run in of]) for name, of in runs.items()}


def markdown(sections, description, remarks):
    parts = [description, *(section.text(markdown=True) for section in sections)]
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
            sections = bench.run()
        except Failed as failure:
            print(failure, file=sys.stderr)
            sys.exit(2)
    remarks = list(bench.remarks(sections))
    print("\n".join(remarks))
    print(f"It took {time.monotonic() - began:.0f} seconds.")
    if options.markdown:
        with open(options.markdown, "w") as file:
            file.write(markdown(sections, description, remarks))
    sys.exit(1 if bench.disagreements else 0)


if __name__ == "__main__":
    main()
