"""What the benchmark needs: the peers in a virtual environment, tools of the system, the release build; and their versions."""

import json
import os
import platform
import shutil
import subprocess
import sys

PACKAGES = ["duckdb", "duckdb-cli", "polars", "pandas", "pyarrow", "numpy", "tpchgen-cli"]
TOOLS = {"sqlite3": "sqlite3", "mlr": "miller"}


def say(text):
    print(text, file=sys.stderr, flush=True)


def environment(folder):
    """The Python of a virtual environment that holds the peers; made, or added to, where a package is absent."""
    python = os.path.join(folder, "bin", "python")
    mark = os.path.join(folder, "complete")
    wanted = " ".join(PACKAGES)
    held = open(mark).read() if os.path.exists(mark) else None
    if held != wanted:
        say(f"installing {', '.join(PACKAGES)} into {folder}")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
        with open(mark, "w") as file:
            file.write(wanted)
    return python


def install_tools():
    """Miller and SQLite from the system's packages, where this user may install them."""
    absent = [tool for tool in TOOLS if not shutil.which(tool)]
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [TOOLS[tool] for tool in absent]
        say(f"installing {', '.join(packages)}")
        for command in (["install", "-y", *packages], ["update"], ["install", "-y", *packages]):
            done = subprocess.run(["apt-get", "-q", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if command[0] == "install" and done.returncode == 0:
                break
    for tool in TOOLS:
        if not shutil.which(tool):
            say(f"without {tool}: it is not installed here")


def build(root):
    """The path of the release build."""
    done = subprocess.run([os.path.join(root, "Scripts/build")], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def first_line(command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip().split("\n")[0]
    except OSError:
        return ""


def described(root, threads):
    """Machine and versions, in two sentences."""
    model = platform.machine()
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
                break
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"], capture_output=True, text=True)
    installed = {package["name"]: package["version"] for package in json.loads(listed.stdout or "[]")}
    versions = [f"{name} {installed[name]}" for name in ("duckdb", "duckdb-cli", "polars") if name in installed]
    versions += [first_line(["mlr", "--version"]).replace("mlr", "miller").replace("version ", "")] if shutil.which("mlr") else []
    versions += ["sqlite3 " + first_line(["sqlite3", "--version"]).split(" ")[0]] if shutil.which("sqlite3") else []
    commit = first_line(["git", "-C", root, "describe", "--always", "--dirty"])
    return (
        f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}; "
        f"{threads} thread{'s' * (threads > 1)} for every engine. "
        f"stet {commit or 'of an unknown commit'}, {', '.join(versions)}, Python {platform.python_version()}.")
