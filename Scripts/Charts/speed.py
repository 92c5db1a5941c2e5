"""The same line chart of 200 rows, from a script or a program to an SVG file, by each tool in turn: `speed.py [ROUNDS]`.

Whole processes, and the drawing alone inside a running process where a tool has one. Peers are installed into a virtual
environment in `~/.cache/stet-charts`; gnuplot is Debian's.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "stet-charts")
PEERS = ["vl-convert-python", "matplotlib", "plotnine", "altair"]

MATPLOTLIB = """
import time, sys
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt
import csv
rows = list(csv.DictReader(open(sys.argv[1])))
def draw():
    figure, axes = plt.subplots(figsize=(6.4, 4))
    for name in ("a", "b"):
        mine = [r for r in rows if r["series"] == name]
        axes.plot([int(r["year"]) for r in mine], [float(r["value"]) for r in mine], label=name)
    axes.set_title("Two series"); axes.legend()
    figure.savefig(sys.argv[2]); plt.close(figure)
draw()
times = []
for _ in range(5):
    start = time.perf_counter(); draw(); times.append(time.perf_counter() - start)
print(sorted(times)[2])
"""
PLOTNINE = """
import time, sys, warnings
warnings.simplefilter("ignore")
import pandas
from plotnine import ggplot, aes, geom_line, ggtitle
rows = pandas.read_csv(sys.argv[1])
def draw():
    (ggplot(rows, aes("year", "value", color="series")) + geom_line() + ggtitle("Two series")).save(sys.argv[2], verbose=False)
draw()
times = []
for _ in range(3):
    start = time.perf_counter(); draw(); times.append(time.perf_counter() - start)
print(sorted(times)[1])
"""
VEGA = """
import time, sys, csv, json
import vl_convert
rows = [{"year": int(r["year"]), "value": float(r["value"]), "series": r["series"]} for r in csv.DictReader(open(sys.argv[1]))]
spec = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "data": {"values": rows}, "mark": "line", "title": "Two series",
        "encoding": {"x": {"field": "year", "type": "quantitative"}, "y": {"field": "value", "type": "quantitative"}, "color": {"field": "series"}}}
def draw():
    open(sys.argv[2], "w").write(vl_convert.vegalite_to_svg(json.dumps(spec)))
draw()
times = []
for _ in range(5):
    start = time.perf_counter(); draw(); times.append(time.perf_counter() - start)
print(sorted(times)[2])
"""
GNUPLOT = """
set terminal svg size 640,400
set output "{out}"
set datafile separator ","
set title "Two series"
plot "< grep ,a, {data}" using 1:3 with lines title "a", "< grep ,b, {data}" using 1:3 with lines title "b"
"""
STET = """
load "rows.csv" | chart "chart.svg" {
  line x: year, y: value, color: series
  title "Two series"
}
"""


def python():
    binary = os.path.join(CACHE, "venv", "bin", "python")
    mark = os.path.join(CACHE, "venv", "complete")
    if not os.path.exists(mark):
        subprocess.run([sys.executable, "-m", "venv", os.path.join(CACHE, "venv")], check=True)
        subprocess.run([binary, "-m", "pip", "--quiet", "install", *PEERS], check=True)
        open(mark, "w").close()
    return binary


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    binary = python()
    built = subprocess.run([os.path.join(ROOT, "Scripts", "build")], check=True, stdout=subprocess.PIPE, text=True)
    stet = built.stdout.strip().splitlines()[-1]
    with tempfile.TemporaryDirectory() as work:
        data = os.path.join(work, "rows.csv")
        with open(data, "w") as file:
            file.write("year,series,value\n")
            for series in "ab":
                for year in range(100):
                    file.write(f"{1900 + year},{series},{(year * 37 + ord(series) * 11) % 97 + year}\n")
        files = {"with_matplotlib.py": MATPLOTLIB, "with_plotnine.py": PLOTNINE, "with_vega.py": VEGA, "chart.stet": STET,
                 "chart.gnuplot": GNUPLOT.format(out=os.path.join(work, "gnuplot.svg"), data=data)}
        for name, text in files.items():
            with open(os.path.join(work, name), "w") as file:
                file.write(text)
        commands = {"stet": [stet, "run", "chart.stet"]}
        if shutil.which("gnuplot"):
            commands["gnuplot"] = ["gnuplot", "chart.gnuplot"]
        for name in ("matplotlib", "plotnine", "vega"):
            commands[name] = [binary, f"with_{name}.py", data, os.path.join(work, name + ".svg")]
        times = {name: [] for name in commands}
        inside = {}
        for round in range(rounds):
            for name, command in commands.items():
                if name in ("matplotlib", "plotnine", "vega") and round >= 3:
                    continue
                start = time.perf_counter()
                run = subprocess.run(command, cwd=work, capture_output=True, text=True, check=True)
                times[name].append(time.perf_counter() - start)
                if name not in ("stet", "gnuplot"):
                    # The repeated drawings inside are not part of the whole process.
                    repeats = 3 if name == "plotnine" else 5
                    inside[name] = float(run.stdout)
                    times[name][-1] -= repeats * inside[name]
        print(f"{'tool':12}{'whole process':>16}{'inside':>12}")
        for name in commands:
            within = f"{inside[name] * 1000:.1f} ms" if name in inside else "–"
            print(f"{name:12}{statistics.median(times[name]) * 1000:>13.1f} ms{within:>12}")
        if "gnuplot" in times:
            print(f"stet / gnuplot {statistics.median(times['stet']) / statistics.median(times['gnuplot']):.2f}")


if __name__ == "__main__":
    main()
