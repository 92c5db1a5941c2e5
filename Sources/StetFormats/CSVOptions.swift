package import StetColumns

/// How a CSV or TSV file is to be read.
package struct CSVOptions: Sendable {
  /// What becomes of a row that is shorter than the header.
  package enum Ragged: Sendable { case reject, pad }

  /// Nil: a comma, or a tab for `.tsv`.
  package var delimiter: UInt8?
  /// Physical lines in front of the header.
  package var skip = 0
  /// Texts that stand for a missing value, besides the empty cell.
  package var missing: [String] = []
  /// Types that the script declares, by column; they go before those of `fields`.
  package var types: [String: ValueType] = [:]
  /// Units that the script declares, by column.
  package var units: [String: String] = [:]
  package var ragged = Ragged.reject
  /// Types, units and descriptions from metadata.
  package var fields: [Field] = []

  package init() {}

  func declared(_ column: String) -> Field? {
    let known = fields.first { $0.name == column }
    guard let type = types[column] ?? known?.type else { return nil }
    return Field(column, type, unit: units[column] ?? known?.unit, summary: known?.summary)
  }
}

/// A table and what loading did to its file.
package struct Loaded: Sendable {
  package var table: Table
  package var receipt: LoadReceipt
}

/// What loading did to a file's records: `records` = `header` + `loaded` + `skipped`.
package struct LoadReceipt: Sendable {
  package var path: String
  package var bytes: Int
  package var sha256: String
  package var loaded: Int
  package var blankLines: Int
  /// Lines in front of the header that the caller asked to leave out.
  package var skippedLines: Int
  package var notes: [String]

  package var header: Int { 1 }
  package var skipped: Int { blankLines + skippedLines }
  package var records: Int { header + loaded + skipped }
}
