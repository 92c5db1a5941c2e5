package import StetColumns

/// How a file is to be read: what several formats share, and what one format alone has.
package struct ReadOptions: Sendable {
  /// Where the table ends: with the file, or at the first blank line after the header.
  package enum Until: Sendable { case end, blank }

  /// Where the names of the columns come from.
  package enum Header: Sendable, Equatable {
    case firstRecord
    /// The file has no header line; the columns are `column_1`, `column_2`, ….
    case none
    /// The file has no header line, or `skip` steps over it; these are the names.
    case names([String])
  }

  /// The order of day, month and year in a column of declared dates; ISO 8601 is read under each.
  package enum DateOrder: String, Sendable, CaseIterable { case ymd, dmy, mdy }

  /// Nil: UTF-8, or UTF-16 where a byte-order mark says so.
  package var encoding: TextEncoding?
  /// Physical lines before the header.
  package var skip = 0
  package var header = Header.firstRecord
  package var until = Until.end
  /// Texts that stand for a missing value, besides the empty cell.
  package var missing: [String] = []
  /// Texts that stand for a value that somebody withheld: missing too, and counted in the receipt.
  package var redacted: [String] = []
  /// Types that the script declares, by column; they take precedence over those of `fields`.
  package var types: [String: ValueType] = [:]
  /// The order in dates such as `03/04/2011`, by column; such a column is a `date` without more words.
  package var dates: [String: DateOrder] = [:]
  /// Units that the script declares, by column.
  package var units: [String: String] = [:]
  /// Types, units and descriptions from metadata.
  package var fields: [Field] = []

  /// Which columns anything will ask for, by name; nil for all. The others are left out of the table, except those that have a
  /// declared type: that every cell has it is a promise.
  package var isAskedFor: (@Sendable (String) -> Bool)?

  /// Whether the file's SHA-256 is needed at once, and not only when somebody asks.
  package var wantsHash = false

  /// What one format alone is told, by the type that holds it.
  private var own: [ObjectIdentifier: any FormatOptions] = [:]

  package init() {}

  /// The options that a format declares for itself.
  package subscript<Options: FormatOptions>(type: Options.Type) -> Options {
    get { own[ObjectIdentifier(type)] as? Options ?? Options() }
    set { own[ObjectIdentifier(type)] = newValue }
  }

  func isRead(_ column: String) -> Bool { isAskedFor?(column) ?? true || declared(column) != nil }

  func declared(_ column: String) -> Field? {
    let known = fields.first { $0.name == column }
    let dated: ValueType? = dates[column] == nil ? nil : .date
    guard let type = types[column] ?? dated ?? known?.type else { return nil }
    return Field(column, type, unit: units[column] ?? known?.unit, summary: known?.summary)
  }
}

/// What one format alone is told: a struct whose initial values say what holds where a script says nothing.
package protocol FormatOptions: Sendable {
  init()
}
