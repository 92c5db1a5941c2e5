package import StetColumns

/// A table and what loading did to its file.
package struct Loaded: Sendable {
  package var table: Table
  package var receipt: LoadReceipt
}

/// What loading did to a file's records: `records` = `header` + `loaded` + `skipped`; nothing is rejected row by row.
///
/// A record is a line, or several if a quoted cell contains line breaks. A blank line is a record that is skipped,
/// except in a file of one column, where it is the row of a missing value.
package struct LoadReceipt: Sendable {
  /// How many cells of a column contained a code of `redacted`.
  package struct Redaction: Sendable, Equatable {
    package var column: String
    package var code: String
    package var count: Int
  }

  package var path: String
  package var bytes: Int
  package var digest: SourceDigest
  /// Counted while the file is scanned, not summed from the following.
  package var records: Int
  /// 1, or 0 if the file has no header line.
  package var header: Int
  package var loaded: Int
  package var blankLines = 0
  /// Lines before the header that the caller asked to leave out.
  package var skippedLines = 0
  /// Lines that `until: blank` left out, starting with the blank one.
  package var trailingLines = 0
  package var redactions: [Redaction] = []
  package var notes: [String]

  package var skipped: Int { blankLines + skippedLines + trailingLines }
}
