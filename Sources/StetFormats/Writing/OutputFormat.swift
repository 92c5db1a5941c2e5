package import StetColumns
package import StetDiagnostics

/// A format that `save` writes; the file extension chooses it. To add one, add a file that declares one of these.
package struct OutputFormat: Sendable {
  package let name: String
  /// One clause for the manual.
  package let summary: String
  /// In lower case and without the dot.
  package let endings: [String]
  /// Whether its files are cells between delimiters, which spreadsheets open as if they had been typed.
  package let isDelimitedText: Bool
  private let write: Write

  /// Throws if the format cannot hold the table, rather than write another one.
  typealias Write = @Sendable (_ table: Table) throws(UnwritableTable) -> FileContent

  init(
    _ name: String, summary: String, endings: [String], isDelimitedText: Bool = false, write: @escaping Write
  ) {
    self.name = name
    self.summary = summary
    self.endings = endings
    self.isDelimitedText = isDelimitedText
    self.write = write
  }

  /// The format for the extension of a path; nil if it is unknown.
  package init?(path: String) {
    guard let format = Self.all.first(where: { $0.endings.contains(pathEnding(path) ?? "") }) else { return nil }
    self = format
  }

  /// The file that holds the whole table.
  package func content(of table: Table) throws(UnwritableTable) -> FileContent { try write(table.made) }
}

/// A table that a format cannot hold: it has more rows than a sheet can have, or a text has the character that separates the cells.
package struct UnwritableTable: Error {
  /// What the format cannot hold and where it is, as a clause: ``row 3 of `note` has a tab``.
  package let reason: String

  init(_ reason: String) { self.reason = reason }

  /// The finding about it, for the one who asked for the file.
  package func diagnostic(_ format: OutputFormat, at range: SourceRange? = nil) -> Diagnostic {
    Diagnostic(.cannotWrite, "the table cannot be written as \(format.name): \(reason)", at: range, kind: .data)
  }
}
