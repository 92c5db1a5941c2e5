import StetDiagnostics

/// Limits of a notebook's text: a text beyond them is refused before Markdown is read, because the parser could take minutes.
enum NotebookLimits {
  static let mostCodeBlocks = 2_000
  private static let largest = 4 << 20
  private static let longestRun = 1_000
  /// Lines of text right before a table; the parser reads the table again for each.
  private static let mostLines = 1_000
  private static let widestTable = 1_000
  /// The parser creates every cell of a row, even those that are not written.
  private static let largestTable = 500_000
  /// A hundred levels of lists, each indented as far as allowed.
  private static let farthestIn = 400

  /// The first limit that is exceeded; nil for a notebook that can be read.
  static func excess(in source: SourceText) -> Diagnostic? {
    guard source.bytes.count <= largest else { return .tooLarge(source) }
    if let run = longRun(in: source.bytes) { return .longRun(source.base + run) }
    return longLines(in: source)
  }

  private static func longRun(in bytes: [UInt8]) -> Int? {
    var start = 0
    for index in bytes.indices {
      if bytes[index] != bytes[start] { start = index }
      if index - start >= longestRun, "*_[]`~>!(<".utf8.contains(bytes[index]) { return start }
    }
    return nil
  }

  private static func longLines(in source: SourceText) -> Diagnostic? {
    // The lines since the last empty one, and the columns of the table that may have begun among them.
    var lines = 0
    var columns = 0
    var rows = 0
    for number in 1...max(1, source.lineCount) {
      let range = source.lineRange(number)
      let line = source.bytes[(range.lower - source.base)..<(range.upper - source.base)]
      let words = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let first = words.first else {
        (lines, columns, rows) = (0, 0, 0)
        continue
      }
      if words.startIndex - line.startIndex > farthestIn, "-+*0123456789>".utf8.contains(first) {
        return .tooFarIn(range)
      }
      lines += 1
      rows += 1
      if line.allSatisfy({ " \t>|:-".utf8.contains($0) }),
        line.contains(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ":") })
      {
        guard lines <= mostLines else { return .textBeforeTable(range) }
        columns = max(columns, line.count { $0 == UInt8(ascii: "|") } + 1)
        rows = 0
      }
      guard columns <= widestTable, columns * rows <= largestTable else { return .tableTooLarge(range) }
    }
    return nil
  }
}

extension Diagnostic {
  fileprivate static func tooLarge(_ source: SourceText) -> Diagnostic {
    Diagnostic(
      .tooLarge, "the notebook has \(source.bytes.count) bytes; the limit is 4 MiB",
      at: SourceRange(source.base, source.base),
      kind: .limit)
  }

  fileprivate static func longRun(_ place: Int) -> Diagnostic {
    Diagnostic(
      .tooLong, "a run of more than 1,000 of the same character begins here", at: SourceRange(place, place + 1),
      kind: .limit)
  }

  fileprivate static func tooFarIn(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.tooDeep, "this line is indented by more than 400 characters", at: range, kind: .limit)
  }

  fileprivate static func textBeforeTable(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooLong, "more than 1,000 lines without a blank line come before this table", at: range, kind: .limit,
      notes: ["a blank line before the header separates the table from the lines above it"])
  }

  fileprivate static func tableTooLarge(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooLarge, "this table has more than 1,000 columns or 500,000 cells", at: range, kind: .limit,
      notes: ["a block with `load` shows the first 200 rows of a file"])
  }
}
