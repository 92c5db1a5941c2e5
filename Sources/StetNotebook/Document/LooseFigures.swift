package import StetDiagnostics
import StetProse

extension Notebook {
  /// Figures in the prose that have no expression: numbers in digits and words, shares, multiples, records, dates.
  ///
  /// Claims and calculated values are left out, and so are code, addresses, the labels of footnotes and the numbers of
  /// lists.
  package var looseFigures: [SourceRange] {
    var bytes = source.bytes
    for expression in expressions { blank(expression.whole, in: &bytes) }
    for range in codeAndAddresses(in: bytes) {
      blank(SourceRange(source.base + range.lowerBound, source.base + range.upperBound), in: &bytes)
    }
    replaceInvalid(in: &bytes)
    var loose: [SourceRange] = []
    for paragraph in paragraphs.flatMap({ pieces(of: $0, in: bytes) }) {
      var part = Array(bytes[paragraph])
      // The end of a line counts as a space, so that `one in` and `five` on two lines are one figure.
      for index in part.indices.dropLast() where part[index] == UInt8(ascii: "\n") && !beginsItem(part[(index + 1)...])
      {
        part[index] = UInt8(ascii: " ")
      }
      for figure in figures(in: String(decoding: part, as: UTF8.self)) {
        let low = source.base + paragraph.lowerBound + figure.range.lowerBound
        loose.append(SourceRange(low, low + figure.range.count))
      }
    }
    return loose
  }

  /// A paragraph too long to be written by hand, in pieces cut at spaces: reading words takes longer the more there are at once.
  private func pieces(of paragraph: Range<Int>, in bytes: [UInt8]) -> [Range<Int>] {
    let most = 8_192
    var pieces: [Range<Int>] = []
    var start = paragraph.lowerBound
    while paragraph.upperBound - start > most {
      let end =
        bytes[(start + 1)..<(start + most)].lastIndex(of: UInt8(ascii: " "))
        ?? bytes[(start + 1)...(start + most)].lastIndex { $0 & 0xC0 != 0x80 } ?? start + most
      pieces.append(start..<end)
      start = end
    }
    return pieces + [start..<paragraph.upperBound]
  }

  private func blank(_ range: SourceRange, in bytes: inout [UInt8]) {
    for index in (range.lower - source.base)..<(range.upper - source.base) where bytes[index] != UInt8(ascii: "\n") {
      bytes[index] = UInt8(ascii: " ")
    }
  }

  /// The runs of lines of the prose, without code, HTML and empty lines.
  private var paragraphs: [Range<Int>] {
    var paragraphs: [Range<Int>] = []
    var isOpen = false
    for number in 1...max(1, source.lineCount) {
      let line = source.lineRange(number)
      let range = (line.lower - source.base)..<(line.upper - source.base)
      let text = source.bytes[range].filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
      // The line below a table's header has only its marks.
      let isRuler = !text.isEmpty && text.allSatisfy { "|:-".utf8.contains($0) }
      guard !text.isEmpty, !literalLines.contains(number), !isRuler else {
        isOpen = false
        continue
      }
      if isOpen {
        paragraphs[paragraphs.count - 1] = paragraphs[paragraphs.count - 1].lowerBound..<range.upperBound
      } else {
        paragraphs.append(range)
      }
      isOpen = true
    }
    return paragraphs
  }
}

/// Bytes that are not UTF-8 become one `?` each: a decoder would insert three bytes for them, and offsets would no longer match
/// the file.
private func replaceInvalid(in bytes: inout [UInt8]) {
  var parser = UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  var place = 0
  while true {
    switch parser.parseScalar(from: &iterator) {
    case .valid(let scalar): place += scalar.count
    case .error(let length):
      for index in place..<place + length { bytes[index] = UInt8(ascii: "?") }
      place += length
    case .emptyInput: return
    }
  }
}

/// Whether a line begins with the mark of a list, such as `2.` or `-`.
private func beginsItem(_ line: ArraySlice<UInt8>) -> Bool {
  let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ">") }
  let rest = text.drop { (0x30...0x39).contains($0) }
  guard let mark = rest.first, rest.dropFirst().first == UInt8(ascii: " ") else { return false }
  return rest.startIndex > text.startIndex ? ".)".utf8.contains(mark) : "-*+".utf8.contains(mark)
}

/// Pieces of code, addresses of links and pictures, and labels of notes.
private func codeAndAddresses(in bytes: [UInt8]) -> [Range<Int>] {
  var found: [Range<Int>] = []
  var index = 0
  // Up to where a mark is known not to occur, so that a text of nothing but opening marks is not searched for each of them.
  var none: [String: Int] = [:]
  func end(of close: String, from start: Int) -> Int? {
    if let far = none[close], start < far { return nil }
    let mark = Array(close.utf8)
    var place = start
    while place + mark.count <= bytes.count {
      if bytes[place..<place + mark.count].elementsEqual(mark) { return place + mark.count }
      // None of them continues after an empty line.
      if bytes[place] == UInt8(ascii: "\n"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "\n") { break }
      place += 1
    }
    none[close] = place
    return nil
  }
  while index < bytes.count {
    let start = index
    switch bytes[index] {
    case UInt8(ascii: "`"):
      while index < bytes.count, bytes[index] == UInt8(ascii: "`") { index += 1 }
      let fence = String(repeating: "`", count: index - start)
      if let close = end(of: fence, from: index) {
        found.append(start..<close)
        index = close
      }
    case UInt8(ascii: "]") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "("):
      index += 1
      if let close = end(of: ")", from: index) {
        found.append(index..<close)
        index = close
      }
    case UInt8(ascii: "[") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "^"):
      index += 1
      if let close = end(of: "]", from: index) {
        found.append(start..<close)
        index = close
      }
    case UInt8(ascii: "h")
    where bytes[index...].starts(with: "http://".utf8) || bytes[index...].starts(with: "https://".utf8):
      while index < bytes.count, bytes[index] > 0x20, bytes[index] != UInt8(ascii: ")"),
        bytes[index] != UInt8(ascii: ">")
      { index += 1 }
      found.append(start..<index)
    default: index += 1
    }
  }
  return found
}

extension Diagnostic {
  /// What `--numbers` says of a figure.
  package static func looseFigure(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.looseFigure, "this figure has no expression", at: range, severity: .warning)
  }
}
