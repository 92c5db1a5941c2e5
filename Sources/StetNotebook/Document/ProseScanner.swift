import StetDiagnostics
import StetFormats
import StetSyntax

/// Finds the expressions in the prose before Markdown is read, because the address of a link cannot contain spaces or pipes, and
/// puts a short mark in their place.
struct ProseScanner {
  /// An expression's range in the bytes, with what it is.
  struct Found {
    var isClaim: Bool
    var expression: Range<Int>
    var format: Range<Int>?
    var whole: Range<Int>
    /// The words of a claim, with their marks.
    var words: Range<Int>
  }

  private(set) var found: [Found] = []
  /// The text with marks in place of the expressions.
  private(set) var marked: [UInt8] = []
  /// Claims without an end.
  private(set) var unclosed: [Int] = []
  /// What is meant as a claim but written differently.
  private(set) var slips: [Range<Int>] = []
  /// Claims that would be the address of a picture.
  private(set) var pictures: [Int] = []
  private let source: SourceText
  private var bytes: [UInt8] { source.bytes }
  /// The beginning of marks. No text can hold its own digest, however a link or an entity may spell it.
  private let mark: String
  /// The longest expression in bytes; a sentence with a longer one could not be read.
  static let longest = 4_096
  /// In a text of nothing but opening marks, each is not worth searching up to its limit.
  private static let mostUnclosed = 1_000
  private var copied = 0
  /// Where the last run of backticks of each width begins in the lines that are read; nil before the first.
  private var lastRuns: [Int: Int]?

  init(_ source: SourceText, literalLines: Set<Int>) {
    self.source = source
    mark = "#stet-\(SHA256.hex(of: source.bytes).prefix(16))-"
    var segment: Range<Int>?
    // Lines in a row without code or empty lines: brackets and backticks must close within them.
    for line in 1...max(1, source.lineCount) {
      let range = source.lineRange(line)
      let (start, end) = (range.lower - source.base, range.upper - source.base)
      let isBlank = bytes[start..<end].allSatisfy { " \t>".utf8.contains($0) }
      if isBlank || literalLines.contains(line) {
        if let lines = segment { scan(lines) }
        segment = nil
      } else {
        segment = (segment?.lowerBound ?? start)..<end
      }
    }
    if let lines = segment { scan(lines) }
    marked += bytes[copied...]
  }

  /// The expression that a mark represents.
  func position(of text: String) -> Int? {
    guard text.hasPrefix(mark) else { return nil }
    return Int(text.dropFirst(mark.count)).flatMap { found.indices.contains($0) ? $0 : nil }
  }

  // MARK: - One run of lines

  private mutating func scan(_ range: Range<Int>) {
    var index = range.lowerBound
    var open: [Int] = []
    lastRuns = nil
    while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "`"): index = code(at: index, range.upperBound)
      case UInt8(ascii: "!") where index + 1 < range.upperBound && bytes[index + 1] == UInt8(ascii: "["):
        open.append(index)
        index += 2
      case UInt8(ascii: "["):
        open.append(index)
        index += 1
      case UInt8(ascii: "]"):
        let start = open.popLast()
        guard let start, let first = beginning(after: index + 1, range.upperBound) else {
          if let start, let end = slip(after: index + 1, range.upperBound) { slips.append(start..<end) }
          index += 1
          continue
        }
        guard bytes[start] == UInt8(ascii: "[") else {
          pictures.append(start)
          index = first
          continue
        }
        index = claim(start, closing: index, first, range.upperBound)
      default: index += 1
      }
    }
  }

  /// What can only be meant as a claim: `[words] (= expr)` with a space, or `[words](table[…].column)` without `=`; its end.
  private func slip(after start: Int, _ end: Int) -> Int? {
    var index = start
    while index < end, isSpace(bytes[index]) { index += 1 }
    guard index < end, bytes[index] == UInt8(ascii: "(") else { return nil }
    if index > start { return beginning(after: index, end) }
    index += 1
    let name = index
    while index < end, isWord(bytes[index]) { index += 1 }
    return index > name && index < end && bytes[index] == UInt8(ascii: "[") ? index : nil
  }

  private func isWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  /// Where the expression begins after the words of a claim; nil if there is none.
  private func beginning(after start: Int, _ end: Int) -> Int? {
    guard start < end, bytes[start] == UInt8(ascii: "(") else { return nil }
    var index = start + 1
    while index < end, isSpace(bytes[index]) { index += 1 }
    return index < end && bytes[index] == UInt8(ascii: "=") ? index + 1 : nil
  }

  /// `[words](= expr)`: the expression ends at the bracket that closes the one before it.
  private mutating func claim(_ start: Int, closing: Int, _ first: Int, _ end: Int) -> Int {
    let part = SourceText(
      name: source.name, bytes: Array(bytes[closing + 1..<min(end, first + Self.longest)]), base: closing + 1)
    guard unclosed.count < Self.mostUnclosed, let after = endOfBracket(part) else {
      unclosed.append(start)
      return first
    }
    let close = after - 1
    put(
      Found(
        isClaim: true, expression: trimmed(first..<close), format: nil, whole: start..<close + 1,
        words: start + 1..<closing),
      replacing: closing + 2..<close)
    return close + 1
  }

  /// A piece of code between runs of as many backticks; `` `= …` `` is a value.
  private mutating func code(at start: Int, _ end: Int) -> Int {
    var width = 0
    while start + width < end, bytes[start + width] == UInt8(ascii: "`") { width += 1 }
    var index = start + width
    if lastRuns == nil { lastRuns = runs(from: start, end) }
    // Otherwise, a thousand widths without a closing run would each be searched to the end.
    guard let last = lastRuns?[width], last > start else { return index }
    while index < end {
      guard bytes[index] == UInt8(ascii: "`") else {
        index += 1
        continue
      }
      let run = index
      while index < end, bytes[index] == UInt8(ascii: "`") { index += 1 }
      guard index - run == width else { continue }
      let inner = trimmed(start + width..<run)
      guard !inner.isEmpty, bytes[inner.lowerBound] == UInt8(ascii: "=") else { return index }
      let text = trimmed(inner.lowerBound + 1..<inner.upperBound)
      let colon = colon(text)
      put(
        Found(
          isClaim: false, expression: trimmed(text.lowerBound..<(colon ?? text.upperBound)),
          format: colon.map { trimmed($0 + 1..<text.upperBound) }, whole: start..<index, words: 0..<0),
        replacing: start + width..<run)
      return index
    }
    return start + width
  }

  /// Where the last run of each width begins.
  private func runs(from start: Int, _ end: Int) -> [Int: Int] {
    var last: [Int: Int] = [:]
    var index = start
    while index < end {
      guard bytes[index] == UInt8(ascii: "`") else {
        index += 1
        continue
      }
      let run = index
      while index < end, bytes[index] == UInt8(ascii: "`") { index += 1 }
      last[index - run] = run
    }
    return last
  }

  private mutating func put(_ found: Found, replacing range: Range<Int>) {
    marked += bytes[copied..<range.lowerBound] + Array("\(mark)\(self.found.count)".utf8)
    copied = range.upperBound
    self.found.append(found)
  }

  /// The colon before a format: the first outside all brackets.
  private func colon(_ range: Range<Int>) -> Int? {
    let part = SourceText(name: source.name, bytes: Array(bytes[range.prefix(Self.longest)]), base: range.lowerBound)
    var depth = 0
    for token in lex(part).0 {
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
      case .symbol(":") where depth == 0: return token.range.lower
      default: continue
      }
    }
    return nil
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, isSpace(bytes[low]) { low += 1 }
    while high > low, isSpace(bytes[high - 1]) { high -= 1 }
    return low..<high
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
