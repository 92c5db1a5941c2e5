/// The text of one script, with the table of its lines.
///
/// Positions everywhere else are offsets counted through all sources of a run, one after another: a name of one source is
/// bound from another, and a range alone says which source it is in. Only this type turns them into lines and columns.
package struct SourceText: Sendable {
  /// The name shown at the beginning of a diagnostic, as the user typed it.
  package let name: String
  package let bytes: [UInt8]
  /// The offset of the first byte among all sources; 0 where there is one source.
  package let base: Int
  private let lineStarts: [Int]

  package init(name: String, bytes: [UInt8], base: Int = 0) {
    self.name = name
    self.base = base
    self.bytes = bytes
    var starts = [0]
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") {
        starts.append(index + 1)
      } else if bytes[index] == UInt8(ascii: "\r") {
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") { index += 1 }
        starts.append(index + 1)
      }
      index += 1
    }
    self.lineStarts = starts
  }

  package init(name: String, text: String, base: Int = 0) {
    self.init(name: name, bytes: Array(text.utf8), base: base)
  }

  /// The base of the next source: one past the end, because the end is still a position of this source.
  package var nextBase: Int { base + bytes.count + 1 }

  /// The whole of the source.
  package var range: SourceRange { SourceRange(base, base + bytes.count) }

  package func contains(_ range: SourceRange) -> Bool { base <= range.lower && range.upper <= base + bytes.count }

  /// The characters of a range.
  package subscript(range: SourceRange) -> String {
    let lower = min(max(0, range.lower - base), bytes.count)
    return String(decoding: bytes[lower..<min(bytes.count, max(lower, range.upper - base))], as: UTF8.self)
  }

  /// The source with a fix-it applied; nil where the fix-it belongs to another source.
  package func applying(_ fix: Diagnostic.FixIt) -> SourceText? {
    guard contains(fix.range) else { return nil }
    let mended = bytes[..<(fix.range.lower - base)] + Array(fix.replacement.utf8) + bytes[(fix.range.upper - base)...]
    return SourceText(name: name, bytes: Array(mended), base: base)
  }

  /// The one-based line and column (in Unicode scalars) of an offset.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(0, offset - base), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let scalars = bytes[lineStarts[low]..<offset].count { $0 & 0xC0 != 0x80 }
    return (low + 1, scalars + 1)
  }

  package var lineCount: Int { lineStarts.count }

  /// The range of a one-based line, without its line ending; the end of the source for a line beyond it.
  package func lineRange(_ number: Int) -> SourceRange {
    guard number >= 1, number <= lineStarts.count else { return SourceRange(base + bytes.count, base + bytes.count) }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return SourceRange(base + start, base + end)
  }

  /// The text of a one-based line, without its line ending.
  package func line(_ number: Int) -> String { self[lineRange(number)] }
}

/// A half-open range of UTF-8 offsets, counted through all sources.
package struct SourceRange: Hashable, Sendable {
  package let lower: Int
  package let upper: Int

  package init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = upper
  }

  /// The smallest range that covers both.
  package func union(_ other: SourceRange) -> SourceRange {
    SourceRange(min(lower, other.lower), max(upper, other.upper))
  }
}
