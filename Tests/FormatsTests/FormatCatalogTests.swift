import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

/// The Swift files below a folder, with their text.
private func sources(below folder: String) throws -> [String] {
  var texts: [String] = []
  for name in names(in: folder) {
    let path = folder + "/" + name
    if name.hasSuffix(".swift") {
      texts.append(String(decoding: try readFile(path, shownAs: name), as: UTF8.self))
    } else {
      texts += try sources(below: path)
    }
  }
  return texts
}

@Test("The lists of formats have every format of the folder")
func lists() throws {
  let folder = project + "/Sources/StetFormats"
  let declarations = try sources(below: folder).flatMap { text in
    text.matches(of: #/static let (\w+) = (SourceFormat|OutputFormat)\(\s*"[^"]+"/#).map {
      (identifier: String($0.1), type: String($0.2))
    }
  }
  var text = "// Generated from the folder by `RECORD=1 swift test`.\n"
  for (type, words) in [("SourceFormat", "tables are loaded from"), ("OutputFormat", "tables are written in")] {
    let names = declarations.filter { $0.type == type }.map(\.identifier).sorted()
    #expect(names.count >= 4 && Set(names).count == names.count)
    text +=
      "\nextension \(type) {\n  /// Every format that \(words), by name.\n  package static let all: [\(type)] = [\n"
    text += names.map { "    .\($0),\n" }.joined() + "  ]\n}\n"
  }
  let path = folder + "/Formats+Generated.swift"
  let committed = String(decoding: try readFile(path, shownAs: "Formats+Generated.swift"), as: UTF8.self)
  #expect(committed == text, "`RECORD=1 Scripts/test` writes it anew")
  if isRecording, committed != text { try writeAtomically(Array(text.utf8), to: path) }
}

@Test("Every format has a summary and an extension of its own, and says all about its options")
func complete() {
  let endings = SourceFormat.all.flatMap(\.endings) + UnreadFormat.all.flatMap(\.endings)
  #expect(Set(endings).count == endings.count)
  #expect(Set(OutputFormat.all.flatMap(\.endings)).count == OutputFormat.all.flatMap(\.endings).count)
  for format in SourceFormat.all {
    #expect(
      !format.summary.isEmpty && !format.summary.hasSuffix(".") && format.details.hasSuffix(".")
        && !format.endings.isEmpty, "\(format.name)")
    #expect(Set(format.options.map(\.name)).count == format.options.count, "\(format.name)")
    for option in format.options {
      #expect(!option.takes.isEmpty && !option.summary.isEmpty, "\(format.name): \(option.name)")
      #expect(option.example.hasPrefix(option.name + ": "), "\(format.name): \(option.name)")
    }
  }
  for format in OutputFormat.all { #expect(!format.summary.isEmpty && !format.endings.isEmpty, "\(format.name)") }
}

private let people = Table(
  schema: Schema([
    Field("state", .text), Field("year", .period(.fiscalYear)), Field("persons", .int), Field("share", .decimal),
    Field("since", .date), Field("late", .bool),
  ]),
  columns: [
    Column([.text("TX"), .text("Washington, D.C."), .missing, .text("")], type: .text),
    Column(
      [.period(2010, .fiscalYear), .period(2011, .fiscalYear), .missing, .period(2012, .fiscalYear)],
      type: .period(.fiscalYear)),
    Column([.int(5), .missing, .int(-7), .int(12_345)], type: .int),
    Column(
      [.decimal(Decimal(digits: 1250, scale: 2)), .missing, .decimal(Decimal(digits: 5, scale: 2)), .missing],
      type: .decimal),
    Column([.date(15_098), .missing, .date(0), .missing], type: .date),
    Column([.bool(true), .bool(false), .missing, .missing], type: .bool),
  ], rowCount: 4)

@Test("Every written format has a golden file", arguments: OutputFormat.all.map(\.endings[0]))
func written(_ ending: String) throws {
  let format = try #require(OutputFormat(path: "people." + ending))
  let path = project + "/Tests/GoldenTests/Formats/written." + ending
  let bytes = try format.content(of: people).bytes
  let golden = (try? readFile(path, shownAs: path)) ?? []
  #expect(bytes == golden, "`RECORD=1 Scripts/test` writes it anew; read what changed")
  if isRecording, bytes != golden { try writeAtomically(bytes, to: path) }
}

private let manyRows = Table(
  schema: Schema([Field("n", .int), Field("name", .text), Field("part", .float)]),
  columns: [
    Column((0..<10_000).map { $0 % 7 == 3 ? .missing : .int(Int64($0)) }, type: .int),
    Column((0..<10_000).map { $0 % 5 == 1 ? .missing : .text("a \"\($0 % 100)\"\n") }, type: .text),
    Column((0..<10_000).map { .float(Double($0) / 8) }, type: .float),
  ], rowCount: 10_000)

@Test(
  "A file that is written in several parts is the table", arguments: ["csv", "tsv", "json", "ndjson"])
func writtenInParts(_ ending: String) throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/t." + ending
  try writeAtomically(try #require(OutputFormat(path: path)).content(of: manyRows), to: path)
  var options = ReadOptions()
  options.types = ["part": .float]
  let table = try TableSource(path: path, shownAs: "t." + ending, options: options).load().table
  #expect(table.schema == manyRows.schema && table.rowCount == manyRows.rowCount)
  for row in 0..<table.rowCount where table.row(row) != manyRows.row(row) { Issue.record("row \(row)") }
}

@Test("A file whose writing is stopped between two parts is not replaced")
func stoppedBetweenParts() throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/t.csv"
  try writeAtomically(Array("old".utf8), to: path)
  var asked = 0
  let found = #expect(throws: RunFailure.self) {
    try writeAtomically(csvContent(manyRows), to: path) {
      asked += 1
      return asked > 2
    }
  }
  #expect(found?.diagnostics.first?.code == .cancelled && asked == 3)
  #expect(try folder.text("t.csv") == "old" && folder.names == ["t.csv"])
}

@Test("A table that a format cannot hold is refused, with the reason")
func unwritable() throws {
  let short = OutputFormat("Short", summary: "", endings: []) { table throws(UnwritableTable) in
    guard table.rowCount < 4 else { throw UnwritableTable("it has 4 rows, and a Short file holds 3 at most") }
    return csvContent(table)
  }
  let refusal = #expect(throws: UnwritableTable.self) { try short.content(of: people) }
  #expect(
    refusal?.diagnostic(short).message
      == "the table cannot be written as Short: it has 4 rows, and a Short file holds 3 at most")
}

/// A reader that can do nothing but read.
private let plain = SourceFormat(
  "Plain", summary: "", details: "", endings: [], sample: "", options: [], capabilities: []
) { file, options, control throws(RunFailure) in
  var options = options
  (options.isAskedFor, options.wantsHash) = (nil, false)
  var loaded = try CSVReader.read(file, options, control)
  loaded.receipt.digest = file.digest
  return loaded
}

@Test("What a reader cannot do is done for it: columns are dropped, the hash is computed, the columns are told")
func completed() throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/t.csv"
  let bytes = Array("state,persons,late\nTX,5,true\nIL,6,false\n".utf8)
  try writeAtomically(bytes, to: path)
  var options = ReadOptions()
  options.isAskedFor = { $0 == "persons" }
  options.wantsHash = true
  options.types = ["late": .bool]
  let source = try TableSource(path: path, shownAs: "t.csv", as: plain, options: options)
  let loaded = try source.load()
  #expect(loaded.table.schema.names == ["persons", "late"], "what is declared is kept")
  #expect(loaded.table.columns.count == 2 && loaded.table.columns[0][1] == .int(6))
  #expect(loaded.receipt.digest.sha256 == SHA256.hex(of: bytes))
  #expect(try source.beginning().names == ["persons", "late"])
}

/// The columns of other files are described at the end.
private let textFormats = SourceFormat.all.filter { if case .text = $0.sample { true } else { false } }

@Test(
  "The beginning of a file tells its columns without the rest",
  arguments: textFormats.map { $0.endings[0] }.filter { OutputFormat(path: "t." + $0) != nil })
func beginning(_ ending: String) throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/t." + ending
  let rows = 20_000
  let table = Table(
    schema: Schema([Field("n", .int), Field("name", .text)]),
    columns: [
      Column((0..<rows).map { .int(Int64($0)) }, type: .int),
      Column((0..<rows).map { .text("row \($0)") }, type: .text),
    ], rowCount: rows)
  var bytes = try #require(OutputFormat(path: path)).content(of: table).bytes
  // A mistake far from the beginning is for whoever loads the file.
  bytes += Array("\"broken".utf8)
  try writeAtomically(bytes, to: path)
  let source = try TableSource(path: path, shownAs: "t." + ending)
  #expect(throws: RunFailure.self) { try source.load() }
  guard source.format.capabilities.contains(.schema) else { return }
  #expect(try source.beginning() == table.schema)
}

@Test(
  "A file is recognized by its first bytes where its name says something else",
  arguments: [
    ("t.csv", "PK\u{3}\u{4}rest", "the file ends in the middle", "copied again"),
    ("t.xls", "\u{0}\u{1}\u{0}\u{0}Standard Jet DB", "databases of Access cannot be loaded yet", "save it as CSV"),
    ("t.ndjson", "%PDF-1.7\n", "PDF documents cannot be loaded yet", "`load \"t.csv\"`"),
  ])
func signatures(_ name: String, _ text: String, _ message: String, _ note: String) throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/t"
  try writeAtomically(Array(text.utf8), to: path)
  let found = #expect(throws: RunFailure.self) { try TableSource(path: path, shownAs: name) }
  #expect(found?.diagnostics.first?.message.hasPrefix(message) == true)
  #expect(found?.diagnostics.first?.notes.first?.contains(note) == true)
}
