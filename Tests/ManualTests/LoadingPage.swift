import StetDiagnostics
import StetFormats
import StetInterpreter
import StetKit
import TestSupport
import Testing

/// The page about loading and saving, from what the formats declare of themselves.
private var page: String {
  func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }
  func endings(_ list: [String]) -> String { list.map { "`.\($0)`" }.joined(separator: ", ") }
  var text = """
    # Loading and saving files

    `load "file.csv"` loads a file from the script's folder or a folder inside it, and `save "file.csv"` writes one to the output folder;
    the file extension determines the format. This page is generated from the program's own list of formats; `:help load` and `:help save`
    give a short version.

    """
  for format in SourceFormat.all {
    let file = "sample.\(format.endings[0])"
    text += "\n## \(format.name)\n\n\(sentence(format.summary)) File extensions: \(endings(format.endings)).\n"
    text += "\n\(format.details)\n"
    switch format.sample {
    case .text(let sample): text += "\nThe file `\(file)`:\n\n```\(format.endings[0])\n\(sample)```\n"
    case .described(let words, _): text += "\nThe file `\(file)` is \(words).\n"
    }
    text += "\n```stet\nload \"\(file)\"\n```\n\n```result\n```\n\n```ledger\n```\n"
  }
  text += "\n## Options\n\nOptions follow the file, in any order: `load \"spend.csv\", skip: 3, missing: [\"D\"]`.\n"
  text += "\n| option | meaning | formats |\n| --- | --- | --- |\n"
  var options: [String: (option: SourceOption, formats: [String])] = [:]
  for format in SourceFormat.all {
    for option in format.options { options[option.name, default: (option, [])].formats.append(format.name) }
  }
  for (_, entry) in options.sorted(by: { $0.key < $1.key }) {
    text += "| `\(entry.option.example)` | \(entry.option.summary) | \(entry.formats.joined(separator: ", ")) |\n"
  }
  text += packed + several + times
  text += """

    ## Encodings

    A file is UTF-8, or what its byte-order mark or its zero bytes say, unless `encoding:` names another. In a name, case, spaces, hyphens and
    underscores do not matter. A file in another encoding is refused, and the error offers those in which its words read well, with the words. Bytes
    without a meaning in an encoding are an error with their line and column; none is replaced.

    `"utf-8 or windows-1252"`, or with any other encoding that has one byte for each character, reads a file in which only some bytes are not UTF-8.
    `"utf-8 twice"` reads text such as `MÃ¼nchen`, which was saved as UTF-8 twice.

    | encoding | other names |
    | --- | --- |

    """
  for encoding in TextEncoding.all {
    text += "| `\(encoding.name)` | \(encoding.otherNames.map { "`\($0)`" }.joined(separator: ", ")) |\n"
  }
  text += "\n## Saving\n\n| format | file extensions | what is written |\n| --- | --- | --- |\n"
  for format in OutputFormat.all { text += "| \(format.name) | \(endings(format.endings)) | \(format.summary) |\n" }
  text += """

    In CSV and TSV, texts are written as they are. A spreadsheet reads a text as a formula if it begins with `=`, `@`, a tab or a return, or with `+`
    or `-` without being a number; the ledger says how many there are. `save "people.csv", spreadsheet_safe: true` puts an apostrophe before each of them.

    """
  text += "\n## Formats that cannot be loaded yet\n\n| files | file extensions | workaround |\n| --- | --- | --- |\n"
  for format in UnreadFormat.all { text += "| \(format.name) | \(endings(format.endings)) | \(format.wayOut) |\n" }
  return text
}

/// What no entry says: how several files or sheets are one table.
private let several = """

  ## Several files or sheets as one table

  `load "raw/*.csv"` loads every file whose name has the pattern, in the order of their names, and puts their rows below each other. In a
  name, `*` stands for any number of characters and `?` for one; folders can have a pattern too, as in `load "*/spend.csv"`, and so can the
  files of an archive: `load "release.zip/*.csv"`. Files whose names begin with a dot are not among them, nor the `~$` files that Excel keeps
  beside a workbook that is open. Options apply to all the files; what they say of a column applies to those that have it.

  `load "detention.xlsx", sheet: all` loads the tables of all sheets that are not hidden, and `sheet: ["FY23", "FY24"]` those of two.

  Columns are matched by name. The ledger lists the files with their rows, and the columns that some of them lack, which are missing
  there. A column has the type that it would have in a single file: of `int` and `decimal` it is `decimal`, and if it is text in one file, it
  is the text of every cell in all of them, with a note. A table that has no column in common with any other is an error, and so are
  different units. What is wrong with several files is reported at once. `from: file` adds a column before the others that says which
  file, or which sheet, a row is from.

  """

/// What no entry says: how dates and times with a zone are read.
private let times = """

  ## Time zones

  A date and a time such as `2020-01-05T08:30:00Z` or `2020-01-05 08:30 -0500` stays text until `zone:` says what to do with the zone: `given`
  keeps date and time as they are written, `utc` converts them to UTC, and a name such as `"America/New_York"` to the clocks of that place, by
  the time zone database of the machine. It applies to every column of which each cell states a zone.

  """

/// What no entry says: how files that are packed, and standard input, are loaded.
private let packed = """

  ## Compressed files, ZIP archives and standard input

  A file that gzip, Zstandard, bzip2 or xz compressed is loaded like the file itself: `load "spend.csv.gz"`. Its first bytes say how it
  is compressed, whatever its name; the format is that of the name without `.gz`, `.zst`, `.bz2` or `.xz`, and CSV if that has no
  extension. The bytes are unpacked once, to a file without a name in the folder for temporary files (`TMPDIR`), checked
  against their checksum, and read from there. The ledger says what was unpacked: `unpacked from gzip: 1.2 MB → 9.8 MB`. A file
  that is cut off or damaged is an error, never the first half of a table.

  `load "release.zip/data/spend.csv"` loads a file of a ZIP archive. `load "release.zip"` is enough if the archive has
  only one table; if it has several, an error lists a line to paste for each. `__MACOSX/`, `.DS_Store` and `Thumbs.db` are ignored. Locations in messages are
  `release.zip/data/spend.csv:3:4`. Files in the archive may be compressed themselves. Encrypted files, methods other than Deflate and
  archives of 100,000 files and more are errors.

  `stet.lock`, `stet diff` and the hash of a source are about the file on the disk: the compressed file or the archive.

  A file that unpacks to more than 256 MB and to more than 500 times its size is refused, because a small file can be made to
  fill any disk; few tables are packed to less than a four-hundredth, such as a hundred columns of zeros by bzip2. Unpacked by hand, the same file loads.
  The sheets of a workbook have the same limit.

  `load stdin` loads what comes through standard input, in a script and in a one-liner: `cat spend.csv | stet -e 'load stdin | take 5'`. It is read once; its
  format is found by its first bytes: JSON if they begin an array of objects, NDJSON if they begin an object, a compressed file by its signature, else CSV. It takes the
  options of its format. `stet lock` records the hash of what came in, and `stet run --locked` needs the same bytes again.

  """

@Test("The page about loading and saving is written from the formats")
func loadingPage() throws {
  let folder = try storyFolder()
  let (run, unexpected) = try ManualPage(page).run(in: folder.path)
  #expect(unexpected == [])
  let committed = (try? readText(pagePath("Loading"))) ?? ""
  #expect(run.text == committed, "`RECORD=1 Scripts/test` writes it anew")
  if isRecording, run.text != committed { try writeAtomically(Array(run.text.utf8), to: pagePath("Loading")) }
}

@Test(
  "The sample of every format loads, and every option that it lists is taken", arguments: SourceFormat.all.map(\.name))
func optionsAreTaken(_ name: String) throws {
  let format = try #require(SourceFormat.all.first { $0.name == name })
  let folder = try storyFolder()
  let file = "sample.\(format.endings[0])"
  try writeAtomically(format.sample.bytes, to: folder.path + "/" + file)
  for option in [""] + format.options.map({ ", " + $0.example }) {
    let report = ScriptSession(folder: folder.path).run("load \"\(file)\"\(option)")
    if option.isEmpty { #expect(report.findingsText == "") }
    // What the sample cannot have is refused as data, never as a script.
    let code = report.findings.first?.code ?? ""
    #expect(
      !["load-option", "unknown-option", "option-twice", "not-built"].contains(code),
      "\(option): \(report.findingsText)")
  }
}
