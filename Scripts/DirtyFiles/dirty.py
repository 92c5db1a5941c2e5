"""How stet, DuckDB, pandas, polars and sqlite3 read the files of `Datasets/dirty`: `Scripts/dirty --help`."""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from expected import Column, read_cases
from outcomes import BY_ADVICE, CRASHED, FINDINGS, OUTCOMES, SILENT, judged, judged_peer
from report import behind, by_class, listed, markdown, summary
from stet_reader import Stet

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PEERS = ["duckdb", "pandas", "polars", "sqlite3"]
PACKAGES = ["duckdb", "pandas", "polars"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    parser = argparse.ArgumentParser(
        prog="Scripts/dirty",
        description="How stet and others read small files of which each has one defect.",
        epilog="Exit status 1: stet made a wrong table in silence or by its advice, or did not end as it should.",
    )
    parser.add_argument("--only", metavar="CLASS", action="append", help="only this folder of Datasets/dirty; may be repeated")
    parser.add_argument(
        "--list",
        metavar="WORDS",
        action="append",
        default=[],
        help=f"name the files with this outcome or finding, by the words it begins with: {', '.join(OUTCOMES + FINDINGS)}",
    )
    parser.add_argument("--reader", default="stet", choices=["stet", *PEERS], help="whose files --list names; the default is stet")
    parser.add_argument("--behind", action="store_true", help="name the files that another reader reads exactly at once and stet does not")
    parser.add_argument("--file", metavar="CLASS/NAME", help="what stet says about one file, with each option that it prints")
    parser.add_argument("--alone", action="store_true", help="stet alone")
    parser.add_argument("--markdown", metavar="FILE", help="write the tables for the manual")
    parser.add_argument("--stet", metavar="FILE", help="this program instead of a new release build")
    parser.add_argument(
        "--environment", metavar="FOLDER", default=f"{cache}/stet-dirty", help="where the other readers are kept; the default is ~/.cache/stet-dirty"
    )
    return parser.parse_args()


def environment(folder):
    """The Python of a virtual environment that has the peers; made if it is not there."""
    python = os.path.join(folder, "bin", "python")
    if subprocess.run([python, "-c", "import " + ", ".join(PACKAGES)], capture_output=True).returncode if os.path.exists(python) else True:
        say(f"installing {', '.join(PACKAGES)} into {folder}")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
    return python


def run_peer(python, name, cases):
    """An answer for each case; a process that ends is started again after the file at which it ended."""
    answers, process = [], None
    for case in cases:
        if process is None:
            process = subprocess.Popen(
                [python, os.path.join(HERE, "peers.py"), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        try:
            process.stdin.write(json.dumps(case.path) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            process, line = None, json.dumps({"error": "the process ended"})
        answer = json.loads(line)
        columns = None if "error" in answer else [Column(*column) for column in answer["columns"]]
        answers.append((columns, answer.get("error"), answer.get("warnings", [])))
    if process:
        process.stdin.close()
        process.wait()
    return answers


def sqlite_answer(case):
    """`.import --csv`. All cells are texts then, and are compared as what they say."""
    if case.name.endswith((".json", ".ndjson", ".jsonl")):
        return None, "does not read JSON", []
    with tempfile.TemporaryDirectory() as folder:
        database = os.path.join(folder, "t.db")
        done = subprocess.run(["sqlite3", database, f'.import --csv "{case.path}" t'], capture_output=True, stdin=subprocess.DEVNULL)
        said = done.stderr.decode(errors="replace").strip()
        try:
            connection = sqlite3.connect(database)
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            found = connection.execute("SELECT * FROM t")
            names, rows = [column[0] for column in found.description], found.fetchall()
            connection.close()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            return None, said.split("\n")[0] or str(error), []
    columns = [Column(name, "untyped", [row[place] for row in rows]) for place, name in enumerate(names)]
    return columns, None, [said] if said else []


def show(stet, case):
    from outcomes import explored

    print(f"{case.title}: {case.defect}\n")
    for one in explored(case, stet):
        verdict = "exact" if one.is_exact else one.issues[0] if one.is_wrong else "refused"
        print(f"--- {one.path()}: {verdict}")
        print(one.reading.said)


def main():
    options = arguments()
    program = (
        options.stet
        or subprocess.run([os.path.join(ROOT, "Scripts/build")], check=True, stdout=subprocess.PIPE, text=True).stdout.strip().split("\n")[-1]
    )
    stet = Stet(program)
    cases = read_cases(os.path.join(ROOT, "Datasets", "dirty"), options.only)
    if options.file:
        show(stet, next(case for case in read_cases(os.path.join(ROOT, "Datasets", "dirty")) if case.title == options.file))
        return
    with ThreadPoolExecutor(2) as pool:
        say(f"stet: {len(cases)} files")
        results = {"stet": list(pool.map(lambda case: judged(case, stet), cases))}
        if not options.alone:
            python = environment(options.environment)
            for name in PACKAGES:
                say(f"{name}: {len(cases)} files")
                results[name] = [judged_peer(case, answer) for case, answer in zip(cases, run_peer(python, name, cases))]
            if shutil.which("sqlite3"):
                say(f"sqlite3: {len(cases)} files")
                results["sqlite3"] = [judged_peer(case, answer) for case, answer in zip(cases, pool.map(sqlite_answer, cases))]
            else:
                say("without sqlite3: it is not installed here")
    print(summary(results))
    print()
    print(by_class(results))
    for words in options.list:
        print(f"\n{listed(results[options.reader], words)}")
    if options.behind:
        print(f"\n{behind(results)}")
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write(markdown(results))
    sys.exit(any(result.outcome in (BY_ADVICE, SILENT, CRASHED) for result in results["stet"]))


if __name__ == "__main__":
    main()
