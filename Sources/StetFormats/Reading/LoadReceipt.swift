package import StetColumns
package import StetEvidence

/// A table and what loading did to its file.
package struct Loaded: Sendable {
  package var table: Table
  package var receipt: LoadReceipt
  /// What was declared about the days that the table covers.
  package var coverage = DeclaredCoverage()
  /// What its figures show about adding its rows; nil where it was not looked for, because columns were left out.
  package var additions: FoundAdditions?

  package init(table: Table, receipt: LoadReceipt) { (self.table, self.receipt) = (table, receipt) }

  /// Looks for what the figures of the whole table show about adding them, and says what was not said before.
  package mutating func findAdditions(unless known: Set<String> = []) { note(FoundAdditions(table), unless: known) }

  /// Takes what the figures of the whole table were found to show.
  package mutating func note(_ found: FoundAdditions, unless known: Set<String> = []) {
    additions = found
    receipt.notes += found.notes.filter { !known.contains($0) }
    receipt.columnNotes += found.columnNotes.map { .init(column: $0.column, words: $0.words) }
  }
}

/// What loading did to a file's records: `records` = `header` + `loaded` + `skipped`; nothing is rejected row by row.
///
/// A record is a line, or several if a quoted cell contains line breaks. A blank line is a record that is skipped,
/// except in a file of one column, where it is the row of a missing value. So is a record of several cells of which none has anything.
package struct LoadReceipt: Sendable {
  /// How many cells of a column contained a code of `missing` or `redacted`.
  package struct Code: Sendable, Equatable {
    package var column: String
    package var code: String
    package var count: Int

    package init(column: String, code: String, count: Int) {
      (self.column, self.code, self.count) = (column, code, count)
    }
  }

  /// A note about a column, of no interest to who does not read it.
  package struct ColumnNote: Sendable, Equatable {
    package var column: String
    package var words: String

    package init(column: String, words: String) { (self.column, self.words) = (column, words) }
  }

  package var path: String
  package var bytes: Int
  package var digest: SourceDigest
  /// Counted while the file is scanned, not summed from the following.
  package var records: Int
  /// How many records name the columns: 0 if the file has no header line.
  package var header: Int
  package var loaded: Int
  package var blankLines = 0
  /// Records of empty cells.
  package var hollowRows = 0
  package var commentLines = 0
  /// Rows between others that have the names of the columns again.
  package var repeatedHeaders = 0
  /// Lines before the header that the caller asked to leave out.
  package var skippedLines = 0
  /// Lines that `until:` or `rows:` left out, starting with the one that ends the table.
  package var trailingLines = 0
  /// Of the columns that were read.
  package var missing: [Code] = []
  /// Of all columns.
  package var redactions: [Code] = []
  package var notes: [String]
  /// What a reader should know about the values of single columns.
  package var columnNotes: [ColumnNote] = []
  /// The options that the file itself showed to be needed, as a script writes them.
  package var options: String?

  /// Those about all columns too.
  package var allNotes: [String] { notes + columnNotes.map(\.words) }

  package var skipped: Int { blankLines + hollowRows + commentLines + repeatedHeaders + skippedLines + trailingLines }
}
