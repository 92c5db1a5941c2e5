"""Measures a process: wall seconds, peak memory, and whether something else was busy meanwhile.

This program stays small and imports no libraries: Linux counts the memory of the parent at the moment of the start in a
child's peak, so that nothing below the size of this program, about 15 MB, can be seen.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

WARM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "warm.py")
# How much of one processor others may use during a run.
QUIET = 0.15
# Seconds after which a run is not repeated because others were busy: it would take too long.
LONG = 60


@dataclass
class Run:
    seconds: float
    peak: int
    # Processors that others kept busy, on average.
    others: float
    output: bytes
    # What the process wrote about itself.
    figures: object = None


class Failed(Exception):
    pass


def busy_seconds():
    """The time of all processors that was neither idle nor waiting, taken by the host included."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def available_memory():
    with open("/proc/meminfo") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024


def warm(files, memory):
    memory = min(memory, available_memory() * 6 // 10)
    subprocess.run([sys.executable, WARM, str(memory), *files], check=True)


def once(command, folder, environment):
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        own = os.times()
        busy = busy_seconds()
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        now = os.times()
        mine = usage.ru_utime + usage.ru_stime + now.user - own.user + now.system - own.system
        others = max(0, busy_seconds() - busy - mine) / seconds
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            said = errors.read().decode(errors="replace").strip()
            raise Failed(f"{command[0]} ended with {process.returncode}: {said}")
        return Run(seconds, usage.ru_maxrss * 1024, others, output.read())


class Meter:
    """Runs commands, again where something else was busy, and counts the runs that were disturbed all the same."""

    def __init__(self, attempts, warms=True):
        self.attempts = attempts
        self.warms = warms
        self.runs = 0
        self.disturbed = 0
        # The largest peak seen for a purpose, which is what the next run there will need.
        self.needs = {}

    def run(self, command, folder, purpose, files, environment={}, collect=lambda: None):
        """The least disturbed of at most so many attempts; `collect` reads what the process wrote about itself."""
        best = None
        for _ in range(self.attempts):
            if self.warms:
                paths = [os.path.join(folder, file) for file in files]
                warm(paths, self.needs.get(purpose, 4 * sum(map(os.path.getsize, paths))))
            run = once(command, folder, environment)
            run.figures = collect()
            self.needs[purpose] = max(self.needs.get(purpose, 0), run.peak)
            if best is None or run.others < best.others:
                best = run
            if run.others <= QUIET or run.seconds > LONG:
                break
        self.runs += 1
        self.disturbed += best.others > QUIET
        return best

    def briefly(self, command, folder):
        """For what is over before the clock of /proc/stat, which ticks in hundredths of a second, has moved."""
        return once(command, folder, {})
