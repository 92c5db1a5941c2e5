package import StetColumns
import StetDiagnostics

/// A format that tables are loaded from: how its files are recognized, which options they take, and how they are read.
///
/// Parsing, errors, `:help load`, completion and the page "Loading files" of the manual come from these values; a format is one
/// file that declares one of them.
package struct SourceFormat: Sendable {
  /// What a reader can do by itself. `TableSource` does what it cannot.
  package struct Capabilities: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Leaves out the columns that `ReadOptions.isRead` does not ask for. Otherwise they are dropped from the table.
    package static let columns = Capabilities(rawValue: 1)
    /// Computes the SHA-256 of the bytes while it reads them if `ReadOptions.wantsHash` says so. Otherwise it hands over
    /// `OpenFile.digest`, and the file is read a second time for its hash.
    package static let hash = Capabilities(rawValue: 2)
    /// Finds the columns from the beginning of the file. Otherwise the whole file is read for them.
    package static let schema = Capabilities(rawValue: 4)
    /// Never keeps a whole large file in memory.
    package static let streaming = Capabilities(rawValue: 8)
  }

  typealias Read =
    @Sendable (_ file: OpenFile, _ options: ReadOptions, _ control: ReadControl) throws(RunFailure) -> Loaded
  typealias Beginning =
    @Sendable (_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema

  /// The tables of a file, with the options that read each; none for a part that has no table.
  typealias Tables =
    @Sendable (_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> [(title: String, options: Proposal?)]

  /// How each of the tables is read that the options want as one; nil if they want a single table. What is left out is said.
  typealias Parts =
    @Sendable (_ file: OpenFile, _ options: ReadOptions, _ control: ReadControl) throws(RunFailure) -> (
      parts: [(title: String, options: ReadOptions)], notes: [String]
    )?

  package let name: String
  /// One clause for the manual.
  package let summary: String
  /// A paragraph for the manual about how its cells get their types, in Markdown.
  package let details: String
  /// How paths to such files end, in lower case and without the dot.
  package let endings: [String]
  /// Whether the first bytes of a file are those of this format and no other; no text that separates cells is.
  let isRecognized: @Sendable (_ head: [UInt8]) -> Bool
  /// A small file, with at least one row, that loads without options: the example of the manual.
  package let sample: Sample
  package let options: [SourceOption]
  package let capabilities: Capabilities
  let read: Read
  let beginning: Beginning?
  /// Nil for a format whose files have one table.
  let tables: Tables?
  /// Nil for a format that has no option for several tables as one.
  let parts: Parts?

  package enum Sample: Sendable, ExpressibleByStringLiteral {
    case text(String)
    /// A file that is not text, and what it holds, as a noun phrase.
    case described(String, [UInt8])

    package init(stringLiteral text: String) { self = .text(text) }

    package var bytes: [UInt8] {
      switch self {
      case .text(let text): Array(text.utf8)
      case .described(_, let bytes): bytes
      }
    }
  }

  /// `beginning` finds the columns, with types that the rest of the file may still change, from the file's first bytes.
  init(
    _ name: String, summary: String, details: String, endings: [String],
    isRecognized: @escaping @Sendable (_ head: [UInt8]) -> Bool = { _ in false }, sample: Sample,
    options: [SourceOption], capabilities: Capabilities, beginning: Beginning? = nil, tables: Tables? = nil,
    parts: Parts? = nil, read: @escaping Read
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.endings = endings
    self.isRecognized = isRecognized
    self.sample = sample
    self.options = (options + [.asOf, .covers, .from]).sorted { $0.name < $1.name }
    self.capabilities = beginning == nil ? capabilities : capabilities.union(.schema)
    self.beginning = beginning
    self.tables = tables
    self.parts = parts
    self.read = read
  }
}

/// How a caller watches and stops the reading of a file.
package struct ReadControl {
  let progress: ((_ read: Int64, _ total: Int64) -> Void)?
  package let memory: MemoryBudget
  /// Where unpacked files are kept for the next reading; nil if there will be none.
  let unpacked: UnpackedFiles?
  let isCancelled: () -> Bool

  package init(
    progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, memory: MemoryBudget = MemoryBudget(),
    unpacked: UnpackedFiles? = nil, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.progress = progress
    self.memory = memory
    self.unpacked = unpacked
    self.isCancelled = isCancelled
  }
}
