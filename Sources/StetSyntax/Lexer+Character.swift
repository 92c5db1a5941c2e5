import StetDiagnostics

extension Lexer {
  mutating func notASCII() {
    let start = index
    let (scalar, length) = scalar(at: index)
    let range = span(start, start + length)
    switch scalar {
    case nil:
      index += 1
      report(.notUTF8(at: range))
    case "“", "”", "„": foreignText(length, closedBy: ["“", "”", "\""])
    case "‘", "’", "‚": foreignText(length, closedBy: ["‘", "’"])
    case let space? where space.properties.generalCategory == .spaceSeparator:
      index += length
      isSpaced = true
    case let scalar? where isLetter(scalar): name()
    case let scalar?:
      index += length
      report(
        isInvisible(scalar) ? .invisible(scalar, at: range) : .unknownCharacter(String(Character(scalar)), at: range))
    }
  }

  /// Steps over one character of a text, a comment or a name in backticks, where joiners are allowed; characters that reorder
  /// or hide others are kept as written and reported. False if there is no character.
  mutating func words(invisible severity: Diagnostic.Severity = .warning) -> Bool {
    let (scalar, length) = scalar(at: index)
    let range = span(index, index + length)
    index += length
    guard let scalar else {
      report(.notUTF8(at: range))
      return false
    }
    guard isInvisible(scalar), scalar != "\u{200C}", scalar != "\u{200D}" else { return true }
    var finding = Diagnostic.invisible(scalar, at: range)
    finding.severity = severity
    report(finding)
    return true
  }

  /// The character at an offset and its length in bytes; nil and 1 if it is not UTF-8.
  func scalar(at place: Int) -> (UnicodeScalar?, Int) {
    var end = place + 1
    while end < limit, end < place + 4, bytes[end] & 0xC0 == 0x80 { end += 1 }
    let length = bytes[place] < 0x80 ? 1 : bytes[place] < 0xE0 ? 2 : bytes[place] < 0xF0 ? 3 : 4
    guard place + length <= end, let text = String(validating: bytes[place..<(place + length)], as: UTF8.self),
      let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1
    else { return (nil, 1) }
    return (scalar, length)
  }

  func isInvisible(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .control: true
    default: scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
    }
  }
}

extension Diagnostic {
  static func notUTF8(at range: SourceRange) -> Diagnostic {
    Diagnostic(.notUtf8, "this byte is not part of a UTF-8 character", at: range)
  }

  static func invisible(_ scalar: UnicodeScalar, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .invisibleCharacter, "there is an invisible character here (U+\(codePoint(scalar)))",
      at: range, fixIts: [FixIt("remove it", range: range, replacement: "")])
  }

  static func unknownCharacter(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.unknownCharacter, "\(quoted(text)) has no meaning here", at: range)
  }
}

func codePoint(_ scalar: UnicodeScalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
