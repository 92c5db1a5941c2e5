"""Writes the tables of the benchmark: the same bytes on every machine.

    generate.py FOLDER FILE …    with names such as G1_1e6_1e2_0_0.csv

The tables are those of the public db-benchmark (columns, ranges and sizes), drawn by a generator of our own: SplitMix64
of the seed, the column and the row (Steele, Lea and Flood, 2014), so that no library's generator or writer matters.
"""

import os
import subprocess
import sys
import zlib

import numpy as np

SEED = 108
CHUNK = 500_000
LEVELS = ["no record", "pending charge", "misdemeanor", "felony", "not stated"]
STATES = """AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK
OR PA RI SC SD TN TX UT VT VA WA WV WI WY""".split()
COUNTIES = [
    name + " County"
    for name in """Adams,Baker,Cameron,Dallas,Doña Ana,El Paso,Franklin,Gwinnett,Harris,Imperial,Jefferson,Kern,La Salle,Maricopa,
Navajo,Orange,Pima,Queens,Rio Arriba,San Diego,Travis,Ulster,Ventura,Webb,Yuma""".replace("\n", "").split(",")
]
COUNTRIES = """Mexico,Guatemala,Honduras,El Salvador,Dominican Republic,Colombia,Ecuador,Brazil,Nicaragua,Peru,Jamaica,
India,China,Haiti,Venezuela,Cuba,Türkiye,Côte d’Ivoire,Russia,Philippines,Nigeria""".replace("\n", "").split(",")
REMARKS = [
    '"Transferred, then released"', '"Held in Doña Ana, New Mexico"', '"Zürich flight, delayed"', '""',
    '"Counsel present, hearing set"', '"He said ""no"", through an interpreter"', '"São Paulo, via Panamá"',
    '"Returned to Côte d’Ivoire, by air"', '"Family unit, three persons"', '"Paper file, not scanned"',
]


def draw(column, rows, bound):
    """Whole numbers from 0 to bound - 1 for a range of rows; `column` is any name."""
    with np.errstate(over="ignore"):
        stream = np.uint64(zlib.crc32(column.encode()) << 32 | SEED)
        bits = (np.arange(rows.start, rows.stop, dtype=np.uint64) + stream) * np.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits ^= bits >> np.uint64(31)
        # Multiply-shift of the upper half; bounds are below 2^32.
        return ((bits >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32)


def shuffled(name, count):
    """The numbers 1 to count in an order of their own; ties of the drawn bits keep their order."""
    return np.argsort(draw("order " + name, range(count), 1 << 32), kind="stable").astype(np.uint64) + np.uint64(1)


# Cells are matrices of bytes, a row for each, with zeros where there is nothing: what is not zero is the file.


def digits(numbers, width=None):
    """Numbers in decimal, filled with zeros to a width where one is given."""
    places = width or len(str(int(numbers.max())))
    powers = np.uint64(10) ** np.arange(places - 1, -1, -1, dtype=np.uint64)
    cells = (numbers[:, None] // powers % np.uint64(10)).astype(np.uint8) + np.uint8(ord("0"))
    if width is None:
        cells[(numbers[:, None] < powers) & (powers > 1)] = 0
    return cells


def constant(text, count):
    return np.tile(np.frombuffer(text.encode(), np.uint8), (count, 1))


def choice(texts, indexes):
    texts = [text.encode() for text in texts]
    width = max(map(len, texts))
    return np.frombuffer(b"".join(text.ljust(width, b"\0") for text in texts), np.uint8).reshape(-1, width)[indexes]


def beside(*cells):
    return np.hstack(cells)


def millionths(numbers):
    """12345678 is 12.345678"""
    return beside(digits(numbers // np.uint64(1_000_000)), constant(".", len(numbers)), digits(numbers % np.uint64(1_000_000), 6))


def named(numbers, width=None):
    return beside(constant("id", len(numbers)), digits(numbers, width))


def write(path, header, count, columns):
    """`columns` gives the cells of a range of rows. A half file never has the name of a whole one."""
    partial = path + ".partial"
    with open(partial, "wb") as file:
        file.write((",".join(header) + "\n").encode())
        for start in range(0, count, CHUNK):
            rows = range(start, min(start + CHUNK, count))
            parts = []
            for cells in columns(rows):
                parts += [cells, constant(",", len(rows))]
            parts[-1] = constant("\n", len(rows))
            bytes = np.hstack(parts).ravel()
            file.write(bytes[bytes != 0].tobytes())
    os.replace(partial, path)


def group_table(path, count, few):
    """Three keys as texts and three as numbers, of each two with `few` values and one with a value for every `few` rows."""
    one = np.uint64(1)
    many = max(1, count // few)

    def columns(rows):
        yield named(draw("id1", rows, few) + one, 3)
        yield named(draw("id2", rows, few) + one, 3)
        yield named(draw("id3", rows, many) + one, 10)
        yield digits(draw("id4", rows, few) + one)
        yield digits(draw("id5", rows, few) + one)
        yield digits(draw("id6", rows, many) + one)
        yield digits(draw("v1", rows, 5) + one)
        yield digits(draw("v2", rows, 15) + one)
        yield millionths(draw("v3", rows, 100_000_000))

    write(path, ["id1", "id2", "id3", "id4", "id5", "id6", "v1", "v2", "v3"], count, columns)


def join_table(path, left_count, side):
    """The left table x or one of its right sides. Of each side's keys 9 in 10 are on the other side too."""
    count = max(1, {"x": left_count, "big": left_count, "medium": left_count // 1000, "small": left_count // 1_000_000}[side])
    sizes = [max(1, left_count // 1_000_000), max(1, left_count // 1000), left_count]
    held = {"x": 3, "big": 3, "medium": 2, "small": 1}[side]
    keys = []
    for index in range(held):
        size = sizes[index]
        extra = size // 10
        pool = shuffled(f"key {index} of {left_count}", size + extra)
        # The first tenth is only on the left, the last only on the right.
        mine = pool[:size] if side == "x" else pool[extra:]
        # Every key once, the rest drawn, all in an order of their own.
        drawn = mine[draw(f"{side} key {index}", range(count - size), size)] if count > size else mine[:0]
        values = np.concatenate([mine, drawn])
        keys.append(values[shuffled(f"{side} rows {index}", count) - np.uint64(1)])

    def columns(rows):
        held_rows = [key[rows.start : rows.stop] for key in keys]
        yield from (digits(key) for key in held_rows)
        yield from (named(key) for key in held_rows)
        yield millionths(draw(f"{side} value", rows, 100_000_000))

    header = [f"id{i + 1}" for i in range(held)] + [f"id{i + 4}" for i in range(held)]
    write(path, header + ["v1" if side == "x" else "v2"], count, columns)


def encounters(path, count):
    days = np.datetime64("2011-10-01") + np.arange(4748)
    dates = np.datetime_as_string(days).tolist()

    def columns(rows):
        yield choice(dates, draw("date", rows, len(dates)))
        yield choice(STATES, np.minimum(draw("state", rows, len(STATES)), draw("state too", rows, len(STATES))))
        yield choice(COUNTIES, draw("county", rows, len(COUNTIES)))
        yield choice(COUNTRIES, np.minimum(draw("country", rows, len(COUNTRIES)), draw("country too", rows, len(COUNTRIES))))
        yield choice(LEVELS, draw("level", rows, len(LEVELS)))
        yield digits(draw("age", rows, 60) + np.uint64(18))
        cents = draw("cost", rows, 1_000_000)
        cost = beside(digits(cents // np.uint64(100)), constant(".", len(rows)), digits(cents % np.uint64(100), 2))
        cost[draw("cost known", rows, 100) < 3] = 0
        yield cost
        yield choice(REMARKS, draw("remark", rows, len(REMARKS)))

    write(path, ["date", "state", "county", "country", "level", "age", "cost", "remark"], count, columns)


def tpch(folder):
    """All tables of TPC-H at the scale that the folder's name says."""
    scale = folder.rsplit("_", 1)[1]
    partial = folder + ".partial"
    program = os.path.join(os.path.dirname(sys.executable), "tpchgen-cli")
    subprocess.run([program, "csv", "-s", scale, "-o", partial], check=True, stdout=sys.stderr)
    os.replace(partial, folder)


def generate(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        return
    print(f"writing {path}", file=sys.stderr, flush=True)
    if name.startswith("tpch_"):
        return tpch(os.path.dirname(path))
    kind, size, *rest = name.removesuffix(".csv").split("_")
    count = int(float(size))
    if kind == "G1":
        # G1_1e6_1e2_0_0 has 1e6 rows and 1e2 values of its small keys.
        group_table(path, count, int(float(rest[0])))
    elif kind == "J1":
        # J1_1e6_NA_0_0 is the left table; the right ones say their side: J1_1e6_medium_0_0.
        join_table(path, count, "x" if rest[0] == "NA" else rest[0])
    else:
        encounters(path, count)


if __name__ == "__main__":
    for name in sys.argv[2:]:
        generate(sys.argv[1], name)
