import StetColumns
import StetFormats
import StetInterpreter

/// A table that a pipeline gave: columns of one length, rows in the order shown.
public struct ResultTable: Sendable {
  private let table: Table

  init(_ table: Table) { self.table = table }

  public var rowCount: Int { table.rowCount }

  /// The columns in the order shown.
  public var columns: [ResultColumn] { zip(table.schema.fields, table.columns).map { ResultColumn($0, $1) } }

  /// The column of that name; nil if there is none.
  public subscript(name: String) -> ResultColumn? { columns.first { $0.name == name } }

  /// A column's values as Swift optionals; a missing value is nil.
  ///
  /// ```swift
  /// let persons: [Int64?] = try table.values("persons")
  /// ```
  ///
  /// - Throws: `TableError` if there is no such column, or if its type can be read without loss only as another Swift
  ///   type: `Double` reads int, decimal and float; `ExactDecimal` reads int and decimal; every other reads its own type.
  public func values<Value: ScriptValue>(_ name: String, as type: Value.Type = Value.self) throws(TableError)
    -> [Value?]
  {
    guard let column = self[name] else {
      throw .unknownColumn(
        "there is no column `\(name)`; the columns are \(columns.map { "`\($0.name)`" }.joined(separator: ", "))")
    }
    return try column.values(as: type)
  }

  /// The table as aligned text, as the command line shows it: at most 40 rows, missing as a dot.
  public var text: String { tableText(table) }

  /// The table as CSV, with a line of names; what is written reads back as the same table.
  public var csv: String { String(decoding: csvText(table), as: UTF8.self) }
}

/// A named, typed column of a result.
public struct ResultColumn: Sendable {
  public let name: String
  /// The word that scripts use: `int`, `decimal`, `float`, `text`, `bool`, `date`, `datetime`, `duration`, `year`,
  /// `month`, `quarter`, `week`, `fiscal_year` or `fiscal_quarter`.
  public let typeName: String
  /// `persons`, `usd`, from the metadata or the script.
  public let unit: String?
  private let column: Column

  init(_ field: Field, _ column: Column) {
    name = field.name
    typeName = field.type.name
    unit = field.unit
    self.column = column
  }

  public var count: Int { column.count }

  /// The cell of a row, counted from zero.
  public subscript(row: Int) -> Cell { Cell(column[row]) }

  /// The values as Swift optionals; a missing value is nil. Any column's cells read as text by `texts`.
  public func values<Value: ScriptValue>(as type: Value.Type = Value.self) throws(TableError) -> [Value?] {
    guard Value.reads.contains(typeName) else {
      throw .differentType("`\(name)` is `\(typeName)`, which cannot be read as `\(Value.self)`")
    }
    return (0..<count).map { Value(self[$0]) }
  }

  /// Each cell as plain text that reads back as the same value (a date as `2011-05-04`, a period as `FY2011`); nil if
  /// it is missing.
  public var texts: [String?] { (0..<count).map { row in column.isPresent(row) ? plainText(column[row]) : nil } }
}

public enum TableError: Error, Sendable, Hashable, CustomStringConvertible {
  case unknownColumn(String)
  case differentType(String)

  public var description: String {
    switch self {
    case .unknownColumn(let message), .differentType(let message): message
    }
  }
}
