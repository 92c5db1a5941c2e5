package import StetColumns

/// How a CSV or TSV file is to be read.
package struct CSVOptions: Sendable {
  /// What becomes of a row that is shorter than the header.
  package enum Ragged: Sendable { case reject, pad }

  /// What becomes of a quote that stands where RFC 4180 has none: refused, or kept as it stands.
  package enum Quotes: Sendable { case strict, lenient }

  /// Where the table ends: with the file, or at the first blank line behind the header.
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

  /// Nil: a comma, or a tab for `.tsv`; refused where another one splits the lines as well.
  package var delimiter: UInt8?
  /// Nil: UTF-8, or UTF-16 where a byte-order mark says so.
  package var encoding: TextEncoding?
  /// Physical lines in front of the header.
  package var skip = 0
  package var header = Header.firstRecord
  package var until = Until.end
  package var quotes = Quotes.strict
  /// Texts that stand for a missing value, besides the empty cell.
  package var missing: [String] = []
  /// Texts that stand for a value that somebody withheld: missing too, and counted in the receipt.
  package var redacted: [String] = []
  /// Types that the script declares, by column; they go before those of `fields`.
  package var types: [String: ValueType] = [:]
  /// The order in dates such as `03/04/2011`, by column; such a column is a `date` without more words.
  package var dates: [String: DateOrder] = [:]
  /// Units that the script declares, by column.
  package var units: [String: String] = [:]
  package var ragged = Ragged.reject
  /// Types, units and descriptions from metadata.
  package var fields: [Field] = []

  /// Which columns anything will ask for, by name; nil for all. The others are left out of the table, but for those that have a
  /// declared type: that every cell has it is a promise.
  package var isAskedFor: (@Sendable (String) -> Bool)?

  /// Whether the file's SHA-256 is needed at once, and not only when somebody asks.
  package var wantsHash = false

  package init() {}

  func isRead(_ column: String) -> Bool { isAskedFor?(column) ?? true || declared(column) != nil }

  func declared(_ column: String) -> Field? {
    let known = fields.first { $0.name == column }
    let dated: ValueType? = dates[column] == nil ? nil : .date
    guard let type = types[column] ?? dated ?? known?.type else { return nil }
    return Field(column, type, unit: units[column] ?? known?.unit, summary: known?.summary)
  }
}

/// A table and what loading did to its file.
package struct Loaded: Sendable {
  package var table: Table
  package var receipt: LoadReceipt
}

/// What loading did to a file's records: `records` = `header` + `loaded` + `skipped`; nothing is rejected row by row.
///
/// A record is a line, or several where a quoted cell holds line breaks. A blank line is a record that is skipped,
/// except in a file of one column, where it is the row of a missing value.
package struct LoadReceipt: Sendable {
  /// How many cells of a column held a code of `redacted`.
  package struct Redaction: Sendable, Equatable {
    package var column: String
    package var code: String
    package var count: Int
  }

  package var path: String
  package var bytes: Int
  package var digest: SourceDigest
  /// Counted while the file is scanned, not summed up from what follows.
  package var records: Int
  /// 1, or 0 where the file has no header line.
  package var header: Int
  package var loaded: Int
  package var blankLines: Int
  /// Lines in front of the header that the caller asked to leave out.
  package var skippedLines: Int
  /// Lines from the blank one on that `until: blank` left out.
  package var trailingLines: Int
  package var redactions: [Redaction]
  package var notes: [String]

  package var skipped: Int { blankLines + skippedLines + trailingLines }
}
