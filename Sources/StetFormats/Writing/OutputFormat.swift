package import StetColumns

/// A format that `save` writes; the ending of a file's name chooses it. One is a file that declares one of these.
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

  /// The format that the ending of a path names; nil where it names none.
  package init?(path: String) {
    guard let format = Self.all.first(where: { $0.endings.contains(pathEnding(path) ?? "") }) else { return nil }
    self = format
  }

  /// The whole table; once `isCancelled` says so, a part of it that is good for nothing.
  package func bytes(of table: Table, isCancelled: () -> Bool = { false }) -> [UInt8] { write(table, isCancelled) }
}
