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
  let file: OpenFile

  /// The format is that of the path unless stated; a file that is recognized by its first bytes as one that cannot be read is
  /// refused whatever its path says.
  package init(_ file: OpenFile, as format: SourceFormat? = nil, options: ReadOptions = ReadOptions())
    throws(RunFailure)
  {
    self.file = file
    self.options = options
    if let format { self.format = format } else { self.format = try SourceFormat.named(by: file.name) }
    let head = file.head(64)
    if let other = UnreadFormat.all.first(where: { $0.signatures.contains(where: head.starts(with:)) }),
      !self.format.signatures.contains(where: head.starts(with:))
    {
      throw other.refusal(of: file.name)
    }
  }

  package init(
    path: String, shownAs name: String, as format: SourceFormat? = nil, options: ReadOptions = ReadOptions()
  ) throws(RunFailure) {
    try self.init(OpenFile(path, shownAs: name), as: format, options: options)
  }

  /// A file inside a root folder; see `openFile` for what is refused.
  package init(
    _ path: String, beneath root: String, alsoAllowed: [String] = [], shownAs name: String,
    as format: SourceFormat? = nil, options: ReadOptions = ReadOptions()
  ) throws(RunFailure) {
    try self.init(
      openFile(path, beneath: root, alsoAllowed: alsoAllowed, shownAs: name), as: format, options: options)
  }

  /// Reads the table: columns of final types, the lines its rows came from, and the receipt.
  package func load(_ control: ReadControl = ReadControl()) throws(RunFailure) -> Loaded {
    // A file's cells take about as much as their text; with few columns asked for, far less.
    if options.isAskedFor == nil, let shortage = control.memory.shortage(of: file.size) {
      throw RunFailure(.shortage(shortage, file.name))
    }
    var loaded = try format.read(file, options, control)
    if !format.capabilities.contains(.columns), options.isAskedFor != nil {
      let kept = loaded.table.schema.names.indices.filter { options.isRead(loaded.table.schema.names[$0]) }
      loaded.table.schema = Schema(kept.map { loaded.table.schema.fields[$0] })
      loaded.table.columns = TableColumns(kept.map { loaded.table.columns[$0] })
    }
    loaded.receipt.notes += loaded.table.notes
    // Now rather than later, when the file may have changed.
    if options.wantsHash, !format.capabilities.contains(.hash) { _ = loaded.receipt.digest.sha256 }
    precondition(
      loaded.receipt.records == loaded.receipt.header + loaded.receipt.loaded + loaded.receipt.skipped,
      "a reader must account for every record")
    return loaded
  }

  /// Of the file.
  package var byteCount: Int { file.size }

  /// The columns of the file; see above for what is known about their types. Throws the errors that the beginning of the file
  /// shows.
  package func beginning() throws(RunFailure) -> Schema {
    guard let beginning = format.beginning else { return try load().table.schema }
    return try beginning(file, options)
  }
}

extension SourceFormat {
  /// The format for the extension of a path; CSV if it is unknown. A format that cannot be read is refused.
  package static func named(by path: String) throws(RunFailure) -> SourceFormat {
    guard let ending = pathEnding(path) else { return .csv }
    if let format = all.first(where: { $0.endings.contains(ending) }) { return format }
    if let other = UnreadFormat.all.first(where: { $0.endings.contains(ending) }) { throw other.refusal(of: path) }
    return .csv
  }
}

extension Diagnostic {
  fileprivate static func shortage(_ shortage: MemoryBudget.Shortage, _ name: String) -> Diagnostic {
    Diagnostic(
      .memory,
      "the file needs \(byteWords(shortage.needed)), but \(byteWords(shortage.left)) is left of \(byteWords(shortage.limit))",
      location: name, kind: .limit,
      notes: ["`select` right after `load` reads fewer columns; `--max-memory` sets the limit"])
  }
}
