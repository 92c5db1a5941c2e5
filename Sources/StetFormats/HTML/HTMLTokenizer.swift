import StetDiagnostics

/// Steps through the tags and texts of a page (WHATWG HTML, §13.2.5). Whatever the bytes are, they are tokens: an error in a page is
/// no error for whoever reads it.
struct HTMLTokenizer {
  struct Tag {
    /// In lower case.
    let name: String
    let isEnd: Bool
    /// Names in lower case; of two with the same name the first counts.
    let attributes: [(name: String, value: String)]
    let line: Int32

    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  enum Token {
    case tag(Tag)
    /// Bytes in which character references are not replaced yet.
    case text(Range<Int>)
  }

  private let bytes: [UInt8]
  private var index: Int
  private(set) var line: Int32 = 1
  /// The element whose text may be anything but its own end tag, if one has begun.
  private var rawName: String?

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    index = start
  }

  /// Nil at the end.
  mutating func next() -> Token? {
    while index < bytes.count {
      if let name = rawName {
        rawName = nil
        let start = index
        skipRaw(name)
        // What is within them is not text of the page, besides that of these two.
        if index > start, name == "textarea" || name == "title" { return .text(start..<index) }
        continue
      }
      if bytes[index] == UInt8(ascii: "<") {
        if let tag = tag() { return .tag(tag) }
        if skipComment() { continue }
      }
      let start = index
      repeat { step() } while index < bytes.count && bytes[index] != UInt8(ascii: "<")
      return .text(start..<index)
    }
    return nil
  }

  private mutating func step() {
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private mutating func skip(to end: Int) { while index < min(end, bytes.count) { step() } }

  private func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }

  /// Elements whose content has no tags.
  private static let raw: Set<String> = [
    "script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title",
  ]

  // MARK: - Comments

  /// Skips what begins with `<!`, `<?` or `</` and is no tag; false for a `<` that is a character of the text.
  private mutating func skipComment() -> Bool {
    guard byte(1) == UInt8(ascii: "!") || byte(1) == UInt8(ascii: "?") || byte(1) == UInt8(ascii: "/") else {
      return false
    }
    if byte(1) == UInt8(ascii: "/"), index + 2 >= bytes.count { return false }
    guard byte(1) == UInt8(ascii: "!"), byte(2) == UInt8(ascii: "-"), byte(3) == UInt8(ascii: "-") else {
      while index < bytes.count, bytes[index] != UInt8(ascii: ">") { step() }
      skip(to: index + 1)
      return true
    }
    skip(to: index + 4)
    // `<!-->` and `<!--->` are whole comments.
    if byte(0) == UInt8(ascii: ">") || byte(0) == UInt8(ascii: "-") && byte(1) == UInt8(ascii: ">") {
      while bytes[index] != UInt8(ascii: ">") { step() }
      step()
      return true
    }
    while index < bytes.count {
      if byte(0) == UInt8(ascii: "-"), byte(1) == UInt8(ascii: "-") {
        if byte(2) == UInt8(ascii: ">") {
          skip(to: index + 3)
          return true
        }
        if byte(2) == UInt8(ascii: "!"), byte(3) == UInt8(ascii: ">") {
          skip(to: index + 4)
          return true
        }
      }
      step()
    }
    return true
  }

  /// Skips to the end tag of an element.
  private mutating func skipRaw(_ name: String) {
    let end = Array("</".utf8) + name.utf8
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "<"), bytes.count - index > end.count,
        zip(end, bytes[index...]).allSatisfy({ $0 == lowered($1) }), isTagEnd(bytes[index + end.count])
      {
        return
      }
      step()
    }
  }

  // MARK: - Tags

  private mutating func tag() -> Tag? {
    let isEnd = byte(1) == UInt8(ascii: "/")
    guard isLetter(byte(isEnd ? 2 : 1)) else { return nil }
    let line = line
    skip(to: index + (isEnd ? 2 : 1))
    let name = word { isTagEnd($0) }
    var attributes: [(name: String, value: String)] = []
    while index < bytes.count {
      if isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "/") {
        step()
      } else if bytes[index] == UInt8(ascii: ">") {
        step()
        break
      } else {
        let attribute = attribute()
        // Some pages have thousands of them by mistake; those that tables use come early.
        if attributes.count < 100 { attributes.append(attribute) }
      }
    }
    if !isEnd, Self.raw.contains(name) { rawName = name }
    return Tag(name: name, isEnd: isEnd, attributes: attributes, line: line)
  }

  private mutating func attribute() -> (name: String, value: String) {
    // An equals sign at the beginning belongs to the name.
    let start = index
    step()
    while index < bytes.count, !isTagEnd(bytes[index]), bytes[index] != UInt8(ascii: "=") { step() }
    let name = String(decoding: bytes[start..<index].map(lowered), as: UTF8.self)
    while index < bytes.count, isSpace(bytes[index]) { step() }
    guard byte(0) == UInt8(ascii: "=") else { return (name, "") }
    step()
    while index < bytes.count, isSpace(bytes[index]) { step() }
    let value: Range<Int>
    if byte(0) == UInt8(ascii: "\"") || byte(0) == UInt8(ascii: "'") {
      let quote = bytes[index]
      step()
      let first = index
      while index < bytes.count, bytes[index] != quote { step() }
      value = first..<index
      if index < bytes.count { step() }
    } else {
      let first = index
      while index < bytes.count, !isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">") { step() }
      value = first..<index
    }
    return (name, String(decoding: CharacterReferences.replaced(bytes[value], inAttribute: true), as: UTF8.self))
  }

  private mutating func word(_ isEnd: (UInt8) -> Bool) -> String {
    let start = index
    while index < bytes.count, !isEnd(bytes[index]) { step() }
    return String(decoding: bytes[start..<index].map(lowered), as: UTF8.self)
  }
}

private func isTagEnd(_ byte: UInt8) -> Bool {
  isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
}

private func lowered(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte + 32 : byte }

private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

/// ASCII white space as HTML has it.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D }
