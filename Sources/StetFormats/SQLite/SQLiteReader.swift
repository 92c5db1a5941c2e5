import CDatabase
import StetColumns
import StetDiagnostics

/// Reads a table of a database: its columns get their types from the values that are stored, as those of JSON do, because a declared
/// type of SQLite promises nothing.
struct SQLiteReader {
  let options: ReadOptions
  private let database: SQLiteDatabase
  private let file: OpenFile
  private let isCancelled: () -> Bool

  private init(_ file: OpenFile, _ options: ReadOptions, isCancelled: @escaping () -> Bool) throws(RunFailure) {
    (self.file, self.options, self.isCancelled) = (file, options, isCancelled)
    database = try SQLiteDatabase(file, isCancelled: isCancelled)
  }

  static func read(_ file: OpenFile, _ options: ReadOptions, _ control: ReadControl) throws(RunFailure) -> Loaded {
    let reader = try SQLiteReader(file, options, isCancelled: control.isCancelled)
    let (table, note) = try reader.table()
    try reader.database.check(table)
    var loaded = try reader.read(table)
    if let note { loaded.receipt.notes.insert(note, at: 0) }
    try file.checkUnchanged()
    return loaded
  }

  /// The columns as the first rows have them.
  static func beginning(_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema {
    let reader = try SQLiteReader(file, options, isCancelled: { false })
    return try reader.read(reader.table().name, limit: tried).table.schema
  }

  /// How many rows are read to try a table.
  private static let tried = 1000

  // MARK: - Which table

  private func table() throws(RunFailure) -> (name: String, note: String?) {
    let tables = try database.tables()
    switch options.table {
    case .name(let wanted):
      if let table = tables.first(where: { $0.name == wanted }) { return (table.name, nil) }
      if try database.hasOther(wanted) { throw RunFailure(.view(file.name, wanted, tables.map(\.name))) }
      throw RunFailure(.unknownTable(file.name, wanted, tables.map(\.name)))
    case .number(let number):
      guard number <= tables.count else { throw RunFailure(.noSuchNumber(file.name, number, tables.count)) }
      return (tables[number - 1].name, nil)
    case nil: break
    }
    let full = tables.filter { $0.rows > 0 }
    guard let table = full.first ?? tables.first else { throw RunFailure(.noTables(file.name)) }
    guard full.count <= 1 else { throw RunFailure(.severalTables(file.name, tables.count, offers(full))) }
    let others = tables.count - 1
    return (
      table.name,
      "read with `\(Self.option(table.name).text)`, the only table"
        + (others > 0 ? " that has rows" : "")
    )
  }

  private static func option(_ table: String) -> Proposal { Proposal([("table", .text(table))]) }

  /// What each of the first tables gives, for those that can be read.
  private func offers(_ tables: [SQLiteDatabase.TableEntry]) -> [String] {
    let most = 20
    var offers = tables.prefix(most).compactMap { table -> String? in
      guard let names = try? read(table.name, limit: Self.tried).table.schema.names else { return nil }
      return "`\(Self.option(table.name).text)` reads \(counted(table.rows, "row")) of "
        + names.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }
    if tables.count > most { offers.append("and \(tables.count - most) more") }
    return offers
  }

  // MARK: - Its rows

  private func read(_ table: String, limit: Int? = nil) throws(RunFailure) -> Loaded {
    let source = SQLiteDatabase.quoted(table)
    guard let all = database.statement("SELECT * FROM \(source) LIMIT 0") else {
      throw RunFailure(.cannotQuery(file.name, table))
    }
    let columns = (0..<all.columnCount).map { (name: all.name($0), type: all.declaredType($0)) }
    let place = "\(file.name)!\(table)"
    try ColumnNames(names: columns.map(\.name), location: place).check(options)
    let wanted = columns.filter { options.isRead($0.name) }
    let list = wanted.map { SQLiteDatabase.quoted($0.name) }
    // A rowid has three names, of which columns may take some; a table without one has none.
    let rowid = ["rowid", "_rowid_", "oid"].first { name in !columns.contains { $0.name.lowercased() == name } }
    let end = " FROM \(source) NOT INDEXED" + (limit.map { " LIMIT \($0)" } ?? "")
    let numbered = rowid.flatMap { database.statement("SELECT \(([$0] + list).joined(separator: ", "))" + end) }
    let plain = { database.statement("SELECT \((list.isEmpty ? ["1"] : list).joined(separator: ", "))" + end) }
    guard let statement = numbered ?? plain() else { throw RunFailure(.cannotQuery(file.name, table)) }
    var cells = StoredCells(wanted.map(\.name), of: place, options.encoding)
    try database.rows(statement) { row throws(RunFailure) in
      try cells.append(row, from: numbered == nil ? 0 : 1)
    }
    let notes = try cells.dropBinary(options)
    return try typed(cells, Dictionary(uniqueKeysWithValues: wanted), notes)
  }

  /// `declared` is what the database calls the type of each column.
  private func typed(
    _ read: StoredCells, _ declared: [String: String], _ notes: [String]
  ) throws(RunFailure) -> Loaded {
    var (read, options) = (read, options)
    // A database has no other way to say true and false than 1 and 0.
    for name in read.columns.map(\.name) {
      let wanted = options.declared(name)?.type
      guard wanted == .bool || wanted == nil && declared[name]?.isTruth == true, read.takeTruths(name) else { continue }
      options.types[name] = .bool
    }
    let columns = read.cells(options)
    for (stored, cells) in zip(read.columns, columns)
    where declared[stored.name]?.isMoment == true && options.declared(stored.name) == nil {
      let areTexts = stored.cells.allSatisfy { $0.isEmpty || $0.isQuoted } && stored.cells.contains { !$0.isEmpty }
      if areTexts, try cells.whole(DateTimeParser(), isCancelled) != nil { options.types[stored.name] = .datetime }
    }
    let result = try TypedColumns(columns, options, hashing: nil, isCancelled)
    return result.loaded(from: read.name, bytes: file.size, lines: read.rows, digest: file.digest, notes: notes)
  }
}

extension StoredCells {
  /// The row that a statement is at; if its cells come after the first column, that is the rowid.
  fileprivate mutating func append(_ row: SQLiteStatement, from first: Int) throws(RunFailure) {
    try beginRow(first == 0 ? nil : Int32(exactly: row.int(0)))
    for column in columns.indices {
      switch row.kind(first + column) {
      case SQLITE_INTEGER: append(row.int(first + column), to: column)
      case SQLITE_FLOAT: append(row.float(first + column), to: column)
      case SQLITE_TEXT: try unsafe append(stored: row.bytes(first + column), to: column)
      case SQLITE_BLOB: appendBinary(to: column)
      default: appendMissing(to: column)
      }
    }
  }
}

extension String {
  /// Whether a declared type is one of dates with times.
  fileprivate var isMoment: Bool { ["DATETIME", "TIMESTAMP"].contains { uppercased().hasPrefix($0) } }

  /// Whether it is that of true and false.
  fileprivate var isTruth: Bool { uppercased().hasPrefix("BOOL") }
}

extension Diagnostic {
  fileprivate static func view(_ name: String, _ view: String, _ tables: [String]) -> Diagnostic {
    Diagnostic(
      .unknownTable, "\(quoted(view)) is a view or a virtual table, which has no rows of its own", location: name,
      kind: .data, notes: listed(tables))
  }

  fileprivate static func unknownTable(_ name: String, _ table: String, _ tables: [String]) -> Diagnostic {
    Diagnostic(
      .unknownTable, "the database has no table \(quoted(table))", location: name, kind: .data,
      notes: nearest(to: table, among: tables).map { ["the closest match is `table: \"\(pastedText($0))\"`"] }
        ?? listed(tables))
  }

  private static func listed(_ tables: [String]) -> [String] {
    tables.isEmpty
      ? [] : ["the tables are " + tables.prefix(20).map { "\"\(pastedText($0))\"" }.joined(separator: ", ")]
  }

  fileprivate static func noSuchNumber(_ name: String, _ number: Int, _ count: Int) -> Diagnostic {
    Diagnostic(
      .unknownTable, "the database has \(counted(count, "table")), not \(number)", location: name, kind: .data,
      notes: ["`table:` takes the name of a table too"])
  }

  fileprivate static func noTables(_ name: String) -> Diagnostic {
    Diagnostic(.noTable, "the database has no tables", location: name, kind: .data)
  }

  fileprivate static func severalTables(_ name: String, _ count: Int, _ offers: [String]) -> Diagnostic {
    Diagnostic(.severalTables, "the database has \(count) tables", location: name, kind: .data, notes: offers)
  }

  fileprivate static func cannotQuery(_ name: String, _ table: String) -> Diagnostic {
    Diagnostic(
      .damagedFile, "the table \(quoted(table)) cannot be read as the database defines it", location: name, kind: .data)
  }
}
