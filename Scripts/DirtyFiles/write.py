"""Writes the files of `Datasets/dirty` and what is right for each: `Scripts/dirty-files`."""

import json
import os
import shutil
import sys

import aligned, bools, dates, delimiters, charsets, figures, headers, json_files, line_ends, look_alikes, names, notes, other_kinds, quotes, rows, six_columns, titles

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDERS = [
    module.folder
    for module in (
        delimiters,
        quotes,
        titles,
        notes,
        headers,
        names,
        rows,
        six_columns,
        figures,
        dates,
        bools,
        charsets,
        line_ends,
        look_alikes,
        json_files,
        aligned,
        other_kinds,
    )
]


def text(value):
    return json.dumps(value, ensure_ascii=False)


def printable(word):
    """JSON in which what cannot be seen is escaped."""
    return "".join(
        (
            character
            if character == "\n" or character.isprintable()
            else "".join(
                f"\\u{int.from_bytes(unit, 'big'):04x}"
                for unit in [character.encode("utf-16-be")[place : place + 2] for place in range(0, 2 * (1 + (ord(character) > 0xFFFF)), 2)]
            )
        )
        for character in word
    )


def table_lines(table, indent):
    """A line for each reading of a column."""
    columns = []
    for column in table:
        name = text(column.names[0] if len(column.names) == 1 else column.names)
        readings = f",\n{indent}    ".join(text(reading) for reading in column.readings)
        columns.append(f'{indent}  {{"name": {name}, "is": [{readings}]}}')
    return "[\n" + ",\n".join(columns) + f"\n{indent}]" if columns else "[]"


def case_lines(case):
    parts = [f'    "defect": {text(case.defect)}']
    if case.why:
        parts.append(f'    "why": {text(case.why)}')
    if case.refuse:
        parts.append('    "refuse": true')
    if case.by_hand:
        parts.append('    "by_hand": true')
    if case.at:
        parts.append(f'    "at": {text([part for part in case.at if part is not None])}')
    if case.note:
        parts.append(f'    "note": {text(case.note)}')
    for word, tables in ("tables", case.tables), ("after", case.after):
        if tables:
            parts.append(f'    "{word}": [' + ", ".join(table_lines(table, "    ") for table in tables) + "]")
    return f"  {text(case.name)}: {{\n" + ",\n".join(parts) + "\n  }"


def write(folder, root):
    path = os.path.join(root, folder.name)
    os.makedirs(path)
    for case in folder.cases:
        with open(os.path.join(path, case.name), "wb") as file:
            file.write(case.content)
    with open(os.path.join(path, "expected.json"), "w", encoding="utf-8", newline="\n") as file:
        file.write(printable("{\n" + ",\n".join(case_lines(case) for case in folder.cases) + "\n}\n"))


def main():
    root = os.path.join(ROOT, "Datasets", "dirty")
    for folder in FOLDERS:
        shutil.rmtree(os.path.join(root, folder.name), ignore_errors=True)
        write(folder, root)
    count = sum(len(folder.cases) for folder in FOLDERS)
    print(f"{count} files in {len(FOLDERS)} folders of {root}", file=sys.stderr)


if __name__ == "__main__":
    main()
