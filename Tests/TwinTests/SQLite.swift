import CSQLite
import StetColumns

/// A database in memory, for a third opinion.
final class SQLite {
  private var handle: OpaquePointer?

  struct Failure: Error { var message: String }

  init() { sqlite3_open(":memory:", &handle) }
  deinit { sqlite3_close(handle) }

  private var failure: Failure { Failure(message: String(cString: sqlite3_errmsg(handle))) }

  /// A table of ints, floats and texts.
  func create(_ name: String, _ table: Table) throws {
    let columns = table.schema.fields.map { field in
      "\(field.name) \(field.type == .int ? "INTEGER" : field.type == .float ? "REAL" : "TEXT")"
    }
    try _ = rows("CREATE TABLE \(name) (\(columns.joined(separator: ", ")))")
    let marks = table.schema.fields.map { _ in "?" }.joined(separator: ", ")
    for row in 0..<table.rowCount { try _ = rows("INSERT INTO \(name) VALUES (\(marks))", table.row(row)) }
  }

  func rows(_ sql: String, _ values: [Value] = []) throws -> [[Value]] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure }
    defer { sqlite3_finalize(statement) }
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      switch value {
      case .int(let number): sqlite3_bind_int64(statement, place, number)
      case .float(let number): sqlite3_bind_double(statement, place, number)
      case .text(let text):
        // SQLITE_TRANSIENT: the bytes are copied.
        sqlite3_bind_text(statement, place, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      default: sqlite3_bind_null(statement, place)
      }
    }
    var rows: [[Value]] = []
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return rows }
      guard code == SQLITE_ROW else { throw failure }
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          switch sqlite3_column_type(statement, column) {
          case SQLITE_INTEGER: .int(sqlite3_column_int64(statement, column))
          case SQLITE_FLOAT: .float(sqlite3_column_double(statement, column))
          case SQLITE_TEXT: .text(String(cString: sqlite3_column_text(statement, column)))
          default: .missing
          }
        })
    }
  }
}
