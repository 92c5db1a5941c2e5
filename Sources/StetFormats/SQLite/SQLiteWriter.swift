import CDatabase
import StetColumns

/// A database with a table `data`; equal tables give equal bytes.
///
/// SQLite stores whole numbers of 64 bits, doubles and texts. A decimal of at most 15 digits is a double that reads back the same; a
/// column with a longer one is text, so that no digit is lost.
func sqliteBytes(_ table: Table) throws(UnwritableTable) -> [UInt8] {
  let names = table.schema.names
  guard !names.isEmpty else { throw UnwritableTable("it has no columns") }
  guard names.count <= 2000 else {
    throw UnwritableTable("it has \(names.count) columns, and a SQLite table at most 2000")
  }
  var seen: [String: String] = [:]
  for name in names {
    // SQLite ignores the case of ASCII letters.
    let folded = String(decoding: name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    if let first = seen.updateValue(name, forKey: folded) {
      throw UnwritableTable("`\(first)` and `\(name)` are the same name in SQLite")
    }
    if name.utf8.contains(0) { throw UnwritableTable("the name of a column has a NUL byte") }
  }
  let columns = table.columns.map(StoredColumn.init)
  var handle: OpaquePointer?
  guard unsafe stet_database_create(&handle) == SQLITE_OK, let database = unsafe handle else {
    throw UnwritableTable("SQLite cannot be started")
  }
  defer { unsafe sqlite3_close(database) }
  func failure() -> UnwritableTable { UnwritableTable(unsafe String(cString: sqlite3_errmsg(database))) }
  func run(_ sql: String) throws(UnwritableTable) {
    guard unsafe sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
  }
  let list = zip(names, columns).map { "\(SQLiteDatabase.quoted($0)) \($1.declaredType)" }.joined(separator: ", ")
  try run("CREATE TABLE data (\(list))")
  try run("BEGIN")
  var statement: OpaquePointer?
  let marks = names.map { _ in "?" }.joined(separator: ", ")
  guard unsafe sqlite3_prepare_v2(database, "INSERT INTO data VALUES (\(marks))", -1, &statement, nil) == SQLITE_OK
  else {
    throw failure()
  }
  defer { unsafe sqlite3_finalize(statement) }
  for row in 0..<table.rowCount {
    for (place, column) in columns.enumerated() {
      guard unsafe column.bind(row, to: statement, Int32(place + 1)) == SQLITE_OK else { throw failure() }
    }
    guard unsafe sqlite3_step(statement) == SQLITE_DONE, unsafe sqlite3_reset(statement) == SQLITE_OK else {
      throw failure()
    }
  }
  try run("COMMIT")
  var size: Int64 = 0
  guard let start = unsafe sqlite3_serialize(database, "main", &size, 0) else { throw failure() }
  defer { unsafe sqlite3_free(start) }
  var bytes = unsafe Array(UnsafeBufferPointer(start: start, count: Int(size)))
  // The version that wrote the file (https://sqlite.org/fileformat.html §1.3.18), which nothing depends on: it would change the bytes.
  if bytes.count >= 100 { bytes.replaceSubrange(96..<100, with: [0x00, 0x2E, 0x63, 0x01]) }
  return bytes
}

/// How the values of a column are stored.
private struct StoredColumn {
  let column: Column
  let declaredType: String
  private let isNumber: Bool

  init(_ column: Column) {
    self.column = column
    switch column {
    case .bool: (declaredType, isNumber) = ("BOOLEAN", true)
    case .int, .narrowInt, .period(_, .year): (declaredType, isNumber) = ("INTEGER", true)
    case .float: (declaredType, isNumber) = ("REAL", true)
    case .decimal(let vector, _):
      isNumber = vector.values.allSatisfy { $0.magnitude < 1_000_000_000_000_000 }
      declaredType = isNumber ? "REAL" : "TEXT"
    case .longDecimal(let vector, _):
      isNumber = vector.values.allSatisfy { $0.magnitude < 1_000_000_000_000_000 }
      declaredType = isNumber ? "REAL" : "TEXT"
    case .date: (declaredType, isNumber) = ("DATE", false)
    case .datetime: (declaredType, isNumber) = ("DATETIME", false)
    case .text, .period, .duration: (declaredType, isNumber) = ("TEXT", false)
    }
  }

  @unsafe func bind(_ row: Int, to statement: OpaquePointer?, _ place: Int32) -> Int32 {
    let value = column[row]
    switch value {
    case .missing: return unsafe sqlite3_bind_null(statement, place)
    case .bool(let truth): return unsafe sqlite3_bind_int64(statement, place, truth ? 1 : 0)
    case .int(let number): return unsafe sqlite3_bind_int64(statement, place, number)
    case .float(let number): return unsafe sqlite3_bind_double(statement, place, number)
    case .decimal(let number) where isNumber: return unsafe sqlite3_bind_double(statement, place, number.double)
    case .period(let year, .year): return unsafe sqlite3_bind_int64(statement, place, Int64(year))
    case .decimal, .text, .date, .datetime, .period, .duration:
      var text = writtenText(value)
      return text.withUTF8 { bytes in
        // Of no bytes, there may be no address, which would be NULL.
        guard bytes.count > 0 else { return unsafe stet_bind_text(statement, place, "", 0) }
        return unsafe bytes.withMemoryRebound(to: CChar.self) {
          unsafe stet_bind_text(statement, place, $0.baseAddress, Int32($0.count))
        }
      }
    }
  }
}
