import CDatabase
import StetDiagnostics
import StetSystem

/// A SQLite file, open for reading, of which nothing is trusted: what it says runs no code but that of tables.
///
/// Its pages are read through the open file, never by a path again.
@safe final class SQLiteDatabase {
  /// A table with rows of its own; views and virtual tables are none.
  struct TableEntry {
    let name: String
    let rows: Int
  }

  let name: String
  private let file: OpenFile
  private var handle: OpaquePointer?
  private let isCancelled: () -> Bool

  init(_ file: OpenFile, isCancelled: @escaping () -> Bool) throws(RunFailure) {
    (name, self.file, self.isCancelled) = (file.name, file, isCancelled)
    for ending in ["-wal", "-journal"] {
      if let size = file.sizeOfNeighbor(ending), size > 0 { throw RunFailure(.unfinished(name, ending)) }
    }
    let result = unsafe stet_database_open(
      { file, target, count, offset in
        guard let file = unsafe file, let target = unsafe target else { return -1 }
        let open = unsafe Unmanaged<OpenFile>.fromOpaque(file).takeUnretainedValue()
        let bytes = unsafe target.assumingMemoryBound(to: UInt8.self)
        guard let done = unsafe try? open.descriptor.read(into: bytes, Int(count), at: Int(offset)) else { return -1 }
        return Int32(done)
      }, Unmanaged.passUnretained(file).toOpaque(), Int64(file.size), &handle)
    guard result == SQLITE_OK else { throw failure(result) }
    unsafe stet_database_watch(
      handle,
      { database in
        guard let database = unsafe database else { return 1 }
        return unsafe Unmanaged<SQLiteDatabase>.fromOpaque(database).takeUnretainedValue().isCancelled() ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { unsafe stet_database_close(handle) }

  // MARK: - Tables

  /// The tables in the order in which they were made, without those that SQLite and formats on top of it keep for themselves.
  func tables() throws(RunFailure) -> [TableEntry] {
    var names: [String] = []
    try rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rowid") {
      row throws(RunFailure) in
      let name = row.text(0)
      if !["sqlite_", "gpkg_", "rtree_"].contains(where: name.lowercased().hasPrefix) { names.append(name) }
    }
    var entries: [TableEntry] = []
    for name in names {
      var count = 0
      try rows("SELECT count(*) FROM \(Self.quoted(name))") { row throws(RunFailure) in count = Int(row.int(0)) }
      entries.append(TableEntry(name: name, rows: count))
    }
    return entries
  }

  /// Whether something of this name is in the schema that is not a table with rows of its own.
  func hasOther(_ name: String) throws(RunFailure) -> Bool {
    var names: Set<String> = []
    try rows("SELECT name FROM sqlite_schema WHERE type = 'view' OR (type = 'table' AND rootpage = 0)") {
      row throws(RunFailure) in names.insert(row.text(0))
    }
    return names.contains(name)
  }

  /// Refuses a table whose pages are damaged.
  func check(_ table: String) throws(RunFailure) {
    var words: String?
    try rows("PRAGMA quick_check('\(table.replacing("'", with: "''"))')") { row throws(RunFailure) in
      if words == nil { words = row.text(0) }
    }
    if words != "ok" { throw RunFailure(.damaged(name, words ?? "the check found nothing")) }
  }

  /// An identifier of SQL.
  static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  // MARK: - Rows

  /// Nil if the statement cannot be made, as with a column that is not there.
  func statement(_ sql: String) -> SQLiteStatement? {
    var statement: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let made = unsafe statement else {
      return nil
    }
    return unsafe SQLiteStatement(made)
  }

  func rows(_ sql: String, _ body: (SQLiteStatement) throws(RunFailure) -> Void) throws(RunFailure) {
    guard let statement = statement(sql) else { throw failure(unsafe sqlite3_errcode(handle)) }
    try rows(statement, body)
  }

  func rows(
    _ statement: SQLiteStatement, _ body: (SQLiteStatement) throws(RunFailure) -> Void
  ) throws(RunFailure) {
    while true {
      switch statement.step() {
      case SQLITE_ROW: try body(statement)
      case SQLITE_DONE: return
      case let code: throw failure(code)
      }
    }
  }

  private func failure(_ code: Int32) -> RunFailure {
    switch code & 0xFF {
    case SQLITE_INTERRUPT: return RunFailure(.cancelled(name))
    case SQLITE_NOTADB: return RunFailure(.notADatabase(name))
    case SQLITE_NOMEM: return RunFailure(.noMemory(name))
    case SQLITE_TOOBIG: return RunFailure(.valueTooLong(name))
    default:
      let words = unsafe handle.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "it cannot be opened"
      return RunFailure(.damaged(name, words))
    }
  }
}

/// A statement and the row that it is at.
@safe final class SQLiteStatement {
  private let handle: OpaquePointer

  fileprivate init(_ handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { unsafe sqlite3_finalize(handle) }

  func step() -> Int32 { unsafe sqlite3_step(handle) }

  var columnCount: Int { Int(unsafe sqlite3_column_count(handle)) }

  func name(_ column: Int) -> String {
    unsafe sqlite3_column_name(handle, Int32(column)).map { unsafe String(cString: $0) } ?? ""
  }

  /// As `create table` has it; empty if it has none.
  func declaredType(_ column: Int) -> String {
    unsafe sqlite3_column_decltype(handle, Int32(column)).map { unsafe String(cString: $0) } ?? ""
  }

  /// The storage class of a cell: `SQLITE_INTEGER` and so on.
  @inline(__always)
  func kind(_ column: Int) -> Int32 { unsafe sqlite3_column_type(handle, Int32(column)) }

  @inline(__always)
  func int(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, Int32(column)) }

  @inline(__always)
  func float(_ column: Int) -> Double { unsafe sqlite3_column_double(handle, Int32(column)) }

  func text(_ column: Int) -> String { unsafe String(decoding: bytes(column), as: UTF8.self) }

  /// Those of a text, until the next step.
  @inline(__always)
  @unsafe func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
    let start = unsafe sqlite3_column_text(handle, Int32(column))
    return unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
  }
}

extension Diagnostic {
  fileprivate static func unfinished(_ name: String, _ ending: String) -> Diagnostic {
    Diagnostic(
      .unfinishedChange, "the database has changes in \(quoted(name + ending)) that are not in the file itself",
      location: name, kind: .data,
      notes: ["`sqlite3 \(name) \"VACUUM INTO 'copy.db'\"` writes all of it to a file that can be loaded"])
  }

  fileprivate static func notADatabase(_ name: String) -> Diagnostic {
    Diagnostic(
      .damagedFile, "the file is not a SQLite database, or it is encrypted", location: name, kind: .data)
  }

  fileprivate static func damaged(_ name: String, _ words: String) -> Diagnostic {
    Diagnostic(
      .damagedFile, "the database is damaged: \(quoted(words))", location: name, kind: .data,
      notes: [
        "the cause may be an interrupted download; `sqlite3 \(name) .recover` writes what is left as SQL"
      ])
  }

  fileprivate static func noMemory(_ name: String) -> Diagnostic {
    Diagnostic(.memory, "there is not enough memory to read the database", location: name, kind: .limit)
  }

  fileprivate static func valueTooLong(_ name: String) -> Diagnostic {
    Diagnostic(.cellTooLong, "a value is larger than 64 MiB", location: name, kind: .limit)
  }
}
