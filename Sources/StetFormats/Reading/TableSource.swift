import StetArchives
package import StetColumns
package import StetDiagnostics

/// A file that holds a table, opened, with its format and how it is to be read: the one door to loading.
///
/// `load` gives the table. `beginning` gives names and types of columns cheaply, for whoever binds a script before it runs: the
/// names are those that `load` finds, the types are provisional unless declared, because every row counts. To read
/// only some columns, set `options.isAskedFor`.
package struct TableSource: Sendable {
  package let format: SourceFormat
  package var options: ReadOptions
  /// What `from:` says of its rows: the file, or the sheet if that is one of several that are read.
  package private(set) var title: String
  let file: OpenFile

  /// A packed file is unpacked first, which `control` watches. The format is that of the first bytes, or else of the path, unless it is
  /// stated.
  package init(
    _ file: OpenFile, as format: SourceFormat? = nil, options: ReadOptions = ReadOptions(),
    _ control: ReadControl = ReadControl()
  ) throws(RunFailure) {
    self.file = try file.unpacked(control)
    title = file.name
    self.options = options
    if let format { self.format = format } else { self.format = try self.file.format() }
  }

  package init(
    path: String, shownAs name: String, as format: SourceFormat? = nil, options: ReadOptions = ReadOptions(),
    _ control: ReadControl = ReadControl()
  ) throws(RunFailure) {
    try self.init(OpenFile(path, shownAs: name), as: format, options: options, control)
  }

  /// A file inside a root folder; see `openFile` for what is refused.
  package init(
    _ path: String, beneath root: String, alsoAllowed: [String] = [], shownAs name: String,
    as format: SourceFormat? = nil, options: ReadOptions = ReadOptions(), _ control: ReadControl = ReadControl()
  ) throws(RunFailure) {
    try self.init(
      openFile(path, beneath: root, alsoAllowed: alsoAllowed, shownAs: name), as: format, options: options, control)
  }

  /// Reads the table: columns of final types, the lines its rows came from, and the receipt.
  package func load(_ control: ReadControl = ReadControl()) throws(RunFailure) -> Loaded {
    // A file's cells take about as much as their text; with few columns asked for, far less.
    if options.isAskedFor == nil, let shortage = control.memory.shortage(of: file.size) {
      throw RunFailure(.shortage(shortage, file.name))
    }
    var options = options
    // What identifies a table is the file on the disk, not what came out of it.
    if file.packing != nil { options.wantsHash = false }
    var loaded = try format.read(file, options, control)
    if file.packing != nil {
      loaded.receipt.notes = file.unpackingNotes + loaded.receipt.notes
      loaded.receipt.bytes = file.onDisk.size
    }
    if !format.capabilities.contains(.columns), options.isAskedFor != nil {
      let kept = loaded.table.schema.names.indices.filter { options.isRead(loaded.table.schema.names[$0]) }
      loaded.table.schema = Schema(kept.map { loaded.table.schema.fields[$0] })
      loaded.table.columns = TableColumns(kept.map { loaded.table.columns[$0] })
    }
    if options.isAskedFor == nil, options.fields.allSatisfy({ $0.additivity == nil }) { loaded.findAdditions() }
    loaded.receipt.columnNotes += loaded.table.notes
    if let from = options.from { try addTitle(as: from, to: &loaded.table) }
    loaded.coverage = options.coverage
    // Now rather than later, when the file may have changed.
    if self.options.wantsHash, !format.capabilities.contains(.hash) || file.packing != nil {
      _ = loaded.receipt.digest.sha256
    }
    precondition(
      loaded.receipt.records == loaded.receipt.header + loaded.receipt.loaded + loaded.receipt.skipped,
      "a reader must account for every record")
    return loaded
  }

  /// Of the file.
  package var byteCount: Int { file.size }

  /// A file of at most so many bytes is read whole before a script runs: all its figures together show which of them may be added.
  package static let mostBytesReadWhole = 8 << 20

  /// The whole table of a small file; nil for a large one, and for one that cannot be read.
  package func whole(_ control: ReadControl = ReadControl()) -> Loaded? {
    guard byteCount <= Self.mostBytesReadWhole else { return nil }
    var source = self
    source.options.isAskedFor = nil
    return try? source.load(control)
  }

  /// The same for the same state of the same file.
  package var identity: String { file.identity }

  /// Whether the columns are found without reading the whole file.
  package var hasBeginning: Bool {
    // Formats that are hashed while they are read are read line by line.
    format.beginning != nil && !(format.capabilities.contains(.hash) && file.hasLongLine)
  }

  /// The columns of the file; see above for what is known about their types. Throws the errors that the beginning of the file
  /// shows.
  package func beginning() throws(RunFailure) -> Schema {
    guard let beginning = format.beginning else { return try load().table.schema }
    var schema = try beginning(file, options)
    if let from = options.from { schema.fields.insert(Field(from, .text), at: 0) }
    return schema
  }

  /// The names of all columns, whichever are asked for.
  package func names() throws(RunFailure) -> [String] {
    var whole = self
    whole.options.isAskedFor = nil
    return try whole.beginning().names
  }

  /// Each of the tables that its options want as one, of which there may be only this; what is left out is said.
  package func parts(_ control: ReadControl = ReadControl()) throws(RunFailure) -> (
    sources: [TableSource], notes: [String]
  ) {
    guard let (parts, notes) = try format.parts?(file, options, control) else { return ([self], []) }
    let sources = parts.map { part in
      var source = self
      (source.title, source.options) = (part.title, part.options)
      return source
    }
    return (sources, notes)
  }

  /// The same, where other files are read too.
  package func amongFiles() -> TableSource {
    var source = self
    if title != file.name { source.title = "\(file.name)!\(title)" }
    return source
  }

  /// Whether the type of a column follows from its cells.
  package func isTypeFound(of column: String) -> Bool { options.declared(column) == nil }

  /// The same with these columns as texts, as the file has them; nil if its format cannot give them.
  package func withTexts(_ columns: Set<String>) -> TableSource? {
    guard format.options.contains(where: { $0.name == "types" }) else { return nil }
    var source = self
    for column in columns { source.options.types[column] = .text }
    return source
  }

  private func addTitle(as column: String, to table: inout Table) throws(RunFailure) {
    guard table.schema.index(of: column) == nil else { throw RunFailure(.titleTaken(file.name, column)) }
    guard options.isRead(column) else { return }
    var pool = TextPoolBuilder()
    let code = pool.code(for: title)
    table.schema.fields.insert(Field(column, .text), at: 0)
    table.columns.insert(
      .text(TextVector(codes: [Int32](repeating: code, count: table.rowCount), pool: pool.finish())), at: 0)
  }
}

extension [TableSource] {
  /// The same tables, to be read as one: what options say of a column applies to those that have it.
  package func withOwnOptions() throws(RunFailure) -> [TableSource] {
    guard count > 1, contains(where: { !$0.options.namedColumns.isEmpty }) else { return self }
    var names: [Set<String>] = []
    for source in self {
      var plain = source
      plain.options = source.options.without(source.options.namedColumns)
      names.append(Set(try plain.names()))
    }
    let known = names.reduce(into: Set<String>()) { $0.formUnion($1) }
    return zip(self, names).enumerated().map { place, part in
      var source = part.0
      let lacking = source.options.namedColumns.subtracting(part.1)
      // A column that no table has is one for the first to refuse.
      source.options = source.options.without(place == 0 ? lacking.intersection(known) : lacking)
      return source
    }
  }
}

extension SourceFormat {
  /// The format for the extension of a path; CSV if it is unknown. A format that cannot be read is refused.
  package static func named(by path: String) throws(RunFailure) -> SourceFormat {
    guard let ending = pathEnding(withoutCompression(path)) else { return .csv }
    if let format = all.first(where: { $0.endings.contains(ending) }) { return format }
    if let other = UnreadFormat.all.first(where: { $0.endings.contains(ending) }) { throw other.refusal(of: path) }
    return .csv
  }

  /// `a.csv` for `a.csv.gz`: a path without the extensions of compression.
  static func withoutCompression(_ path: String) -> String {
    var path = path
    while let ending = pathEnding(path), Compression.allCases.contains(where: { $0.endings.contains(ending) }) {
      path.removeLast(ending.count + 1)
    }
    return path
  }
}

extension OpenFile {
  /// The format of its content: by its first bytes if they show it, whatever the name there says; else by that name. Content that is
  /// recognized as something that cannot be read is refused.
  package func format() throws(RunFailure) -> SourceFormat {
    if let workbook = try workbookFormat() { return workbook }
    let head = head(512)
    if let format = SourceFormat.all.first(where: { $0.isRecognized(head) }) { return format }
    if let other = UnreadFormat.all.first(where: { $0.signatures.contains(where: head.starts(with:)) }) {
      throw other.refusal(of: name)
    }
    guard let contentName else { return .ofText(self.head(4096)) }
    return try .named(by: contentName)
  }
}

extension SourceFormat {
  /// The format of text without a name: JSON if it begins with an array or object, else CSV.
  fileprivate static func ofText(_ head: [UInt8]) -> SourceFormat {
    let marked = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    let text = marked.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(2)
    switch text.map({ Character(Unicode.Scalar($0)) }) {
    case ["[", "{"], ["[", "]"]: return .json
    case ["{", "\""], ["{", "}"]: return .ndjson
    default: return .csv
    }
  }
}

extension Diagnostic {
  fileprivate static func titleTaken(_ name: String, _ column: String) -> Diagnostic {
    Diagnostic(
      .loadOption, "the file has a column `\(column)` of its own, so that `from:` needs another name", location: name,
      kind: .data, notes: ["`from: source_file` is such a name"])
  }

  package static func shortage(_ shortage: MemoryBudget.Shortage, _ name: String) -> Diagnostic {
    Diagnostic(
      .memory,
      "the file needs \(byteWords(shortage.needed)), but \(byteWords(shortage.left)) is left of \(byteWords(shortage.limit))",
      location: name, kind: .limit,
      notes: ["`select` right after `load` reads fewer columns; `--max-memory` sets the limit"])
  }
}
