"""Files of another kind that are called .csv."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

from cases import *

folder = Folder("other-kinds", "Files that are no delimited text, whatever they are called.")
add = folder.add


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(
                zipfile.ZipInfo(
                    name.replace("__", "/").replace("_csv", ".csv").replace("_xml", ".xml").replace("_rels", ".rels"), (2023, 1, 5, 0, 0, 0)
                ),
                text,
            )
    return content.getvalue()


def tarred(name, text):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
    return content.getvalue()


SHEET = "".join(
    f'<row r="{n}">'
    + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' if not cell.isdigit() else f"<c><v>{cell}</v></c>" for cell in row)
    + "</row>"
    for n, row in enumerate(TOWNS, 1)
)
WORKBOOK = zipped(
    **{
        "[Content_Types]_xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels": '<?xml version="1.0"?><Relationships/>',
        "xl__workbook_xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl__worksheets__sheet1_xml": f'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{SHEET}</sheetData></worksheet>',
    }
)

body = csv(TOWNS)
# What holds one table only may be read, or refused.
add("gzip", "gzip", gzip.compress(body.encode(), mtime=0), towns, refuse=True)
add("gzip-named.csv.gz", "none: gzip that is called so", gzip.compress(body.encode(), mtime=0), towns, refuse=True)
add("gzip-cut-off", "gzip that is cut off", gzip.compress(body.encode(), mtime=0)[:40])
add("bzip2", "bzip2", bz2.compress(body.encode()), towns, refuse=True)
add("xz", "xz", lzma.compress(body.encode()), towns, refuse=True)
add("zip", "zip", zipped(towns_csv=body), towns, refuse=True)
add("zip-two", "zip with two files", zipped(towns_csv=body, states_csv=csv(STATES)))
add("tar", "tar", tarred("towns.csv", body), towns, refuse=True)
add("workbook", "a workbook", WORKBOOK, towns, refuse=True)
add("workbook-old", "the beginning of an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in TOWNS)
add("html-table", "an HTML table, as web pages call it .csv or .xls", f"<html><body>\n<table>\n{cells}</table>\n</body></html>\n", towns, refuse=True)
add("html-table-bare", "an HTML table without a page", f"<table>\n{cells}</table>\n", towns, refuse=True)
add(
    "html-doctype",
    "a page that says that the file is not there",
    "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\n<body><h1>Not Found, sorry</h1></body></html>\n",
)
add(
    "html-login",
    "a page that asks for a password",
    '<html>\n<head><title>Sign in</title></head>\n<body><form action="/login"><input name="user"></form></body>\n</html>\n',
)
add("error-message", "a message of a server in JSON", '{"error": "Too many requests", "status": 429}\n')
add(
    "error-words",
    "a message of a server in words",
    "Too Many Requests\n",
    [any_type("Too Many Requests")],
    refuse=True,
    why="a header and no rows looks the same",
)
add(
    "error-xml",
    "a message of a storage service in XML",
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n',
)
add(
    "xml",
    "XML",
    '<?xml version="1.0"?>\n<rows>\n<row><town>Ada</town><n>5</n></row>\n<row><town>Boise</town><n>6</n></row>\n</rows>\n',
    [text("town", "Ada", "Boise"), number("n", 5, 6)],
    refuse=True,
)
add(
    "json-array",
    "a JSON array that is called .csv",
    '[\n  {"town": "Ada", "n": 5},\n  {"town": "Boise", "n": 6}\n]\n',
    [text("town", "Ada", "Boise"), number("n", 5, 6)],
    refuse=True,
)
add(
    "json-lines",
    "JSON lines that are called .csv",
    '{"town": "Ada", "n": 5}\n{"town": "Boise", "n": 6}\n',
    [text("town", "Ada", "Boise"), number("n", 5, 6)],
    refuse=True,
)
add("csv-in-json.json", "CSV that is called .json", body, towns, refuse=True)
add("csv-in-xlsx.xlsx", "CSV that is called .xlsx", body, towns, refuse=True)
add("empty", "an empty file", b"")
add("mark-only", "a byte-order mark and nothing else", b"\xef\xbb\xbf")
add("newline-only", "a line end and nothing else", "\n")
add("newlines-only", "twenty line ends and nothing else", "\n" * 20)
add("spaces-only", "spaces and nothing else", "     ")
add("commas-only", "rows of empty cells and nothing else", ",,\n" * 5)
add("nul-only", "NULs and nothing else", b"\0" * 64)
add("binary", "bytes of no kind", bytes((n * 97 + 31) % 256 for n in range(512)))
add("binary-text-like", "bytes of which half are letters", bytes(65 + n % 26 if n % 2 else (n * 37) % 256 for n in range(512)))
add("pdf", "the beginning of a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")
add("png", "the beginning of a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89")
add("sqlite", "the beginning of a database", b"SQLite format 3\0\x10\0\x01\x01\0@  " + b"\0" * 78)
add("parquet", "the marks of a Parquet file", b"PAR1" + b"\x15\x04\x15\x10" * 8 + b"\x08\0\0\0PAR1")
add("arrow", "the marks of an Arrow file", b"ARROW1\0\0" + b"\xff\xff\xff\xff\x10\0\0\0" * 4 + b"ARROW1")
add("rtf", "RTF", "{\\rtf1\\ansi\\deff0\n{\\fonttbl{\\f0 Arial;}}\ntown, year, spend\\par\n}\n")
add(
    "pointer",
    "a pointer of Git LFS",
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
)
add(
    "prose",
    "a text of two paragraphs",
    "The towns spent more than before.\n\nIn 2022, Declo spent 640 dollars, and Camas, as before, spent nothing at all.\n",
)
add("sql", "a dump in SQL", "CREATE TABLE towns (town TEXT, n INT);\nINSERT INTO towns VALUES ('Ada', 5);\nINSERT INTO towns VALUES ('Boise', 6);\n")
add("yaml", "YAML", "- town: Ada\n  n: 5\n- town: Boise\n  n: 6\n")
add("mail", "a mail", "From: clerk@example.gov\nTo: desk@example.org\nSubject: towns, as asked\n\nPlease find the towns attached.\n")
add("conflict", "marks of a merge that failed", "town,n\n<<<<<<< HEAD\nAda,5\n=======\nAda,6\n>>>>>>> other\nBoise,7\n")
