package import StetColumns

/// A format that `save` writes; the file extension chooses it. To add one, add a file that declares one of these.
package struct OutputFormat: Sendable {
  package let name: String
  /// One clause for the manual.
  package let summary: String
  /// In lower case and without the dot.
  package let endings: [String]
  private let write: @Sendable (_ table: Table, _ isCancelled: () -> Bool) -> [UInt8]

  init(
    _ name: String, summary: String, endings: [String],
    write: @escaping @Sendable (_ table: Table, _ isCancelled: () -> Bool) -> [UInt8]
  ) {
    self.name = name
    self.summary = summary
    self.endings = endings
    self.write = write
  }

  /// The format for the extension of a path; nil if it is unknown.
  package init?(path: String) {
    guard let format = Self.all.first(where: { $0.endings.contains(pathEnding(path) ?? "") }) else { return nil }
    self = format
  }

  /// The whole table; once `isCancelled` says so, a useless part of it.
  package func bytes(of table: Table, isCancelled: () -> Bool = { false }) -> [UInt8] { write(table, isCancelled) }
}
