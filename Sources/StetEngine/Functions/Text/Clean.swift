import StetColumns

extension Function {
  static let trim = Function(
    "trim", "the text without spaces or other white space at either end", example: #"trim("  Webb County ")"#,
    [.text()],
    result: .type(.text), unit: .none, foreign: ["str_trim": .same, "strip": .same, "trimws": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { _ in
      { text, result in
        guard isPlain(text) else {
          result.append(trimmed(String(copying: text)[...]))
          return true
        }
        var (start, end) = (0, text.count)
        while start < end, isSpace(text[start]) { start += 1 }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        result.append(text, start..<end)
        return true
      }
    }
  }

  static let clean = Function(
    "clean",
    "the text with each run of white space reduced to one space, without control and zero-width characters, and with letters and their accents as single characters",
    example: #"clean("Webb   County ")"#, [.text()], result: .type(.text), unit: .none, foreign: ["str_squish": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { _ in
      { text, result in
        guard isPlain(text) else {
          result.append(cleaned(String(copying: text)))
          return true
        }
        result.append(text, separator: 32) { byte in
          if isSpace(byte) { return .between }
          return byte < 32 || byte == 127 ? .dropped : .kept(byte)
        }
        return true
      }
    }
  }

  static let slug = Function(
    "slug", "the text in lowercase ASCII letters, digits and hyphens, for file names and links",
    example: #"slug("Webb County, TX")"#, [.text()], result: .type(.text), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { _ in
      { text, result in
        guard isPlain(text) else {
          result.append(hyphenated(String(copying: text)))
          return true
        }
        result.append(text, separator: UInt8(ascii: "-")) { byte in
          switch byte {
          case 65...90: .kept(byte + 32)
          case 97...122, 48...57: .kept(byte)
          default: .between
          }
        }
        return true
      }
    }
  }
}

/// What becomes of a byte of a text that is put together from words.
private enum WordByte {
  case kept(UInt8)
  case dropped, between
}

extension TextWriter {
  /// The words of a text with one byte between two of them.
  @inline(__always)
  fileprivate mutating func append(
    _ text: borrowing Span<UInt8>, separator: UInt8, _ role: (UInt8) -> WordByte
  ) {
    let start = count
    var isBetween = false
    for place in text.indices {
      switch role(text[place]) {
      case .kept(let byte):
        if isBetween, count > start { append(separator) }
        isBetween = false
        append(byte)
      case .dropped: break
      case .between: isBetween = true
      }
    }
  }
}

/// Words with one space between two of them, without characters that are not seen.
func cleaned(_ text: String) -> String {
  let words = text.split { isSpace($0) }.map { word in
    String(String.UnicodeScalarView(word.unicodeScalars.filter { !isInvisible($0) }))
  }
  return composed(words.filter { !$0.isEmpty }.joined(separator: " "))
}

private func hyphenated(_ text: String) -> String {
  var result = ""
  var isBetween = false
  for scalar in text.lowercased().unicodeScalars where !isAccent(scalar) {
    guard let letters = plainLetters(scalar) else {
      isBetween = true
      continue
    }
    if isBetween, !result.isEmpty { result.append("-") }
    result += letters
    isBetween = false
  }
  return result
}

/// A mark above or below the letter before it.
private func isAccent(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .nonspacingMark }

/// A lowercase letter or a digit in ASCII, found by the name of the character: `n` for `ñ`, `ss` for `ß`; nil for other characters.
private func plainLetters(_ scalar: Unicode.Scalar) -> String? {
  if scalar.isASCII { return scalar.properties.isAlphabetic || "0"..."9" ~= scalar ? String(scalar) : nil }
  if scalar == "œ" { return "oe" }
  guard "\u{80}"..."\u{24F}" ~= scalar || "\u{1E00}"..."\u{1EFF}" ~= scalar else { return nil }
  let prefix = "LATIN SMALL LETTER "
  guard let name = scalar.properties.name, name.hasPrefix(prefix) else { return nil }
  let words = name.dropFirst(prefix.count).split(separator: " ")
  switch words.first ?? "" {
  case "SHARP": return "ss"
  case "AE": return "ae"
  case "THORN": return "th"
  case "ETH": return "d"
  case "DOTLESS": return words.last.map { $0.lowercased() }
  case let letter where letter.count == 1 && words.count > 1: return letter.lowercased()
  default: return nil
  }
}

/// Of the characters of one byte.
private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }

/// White space, including `\r\n`, which is a single character, and the no-break space.
private func isSpace(_ character: Character) -> Bool { character.isWhitespace || character == "\u{A0}" }

private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format: true
  default: false
  }
}

private func trimmed(_ text: Substring) -> String {
  var rest = text.drop { isSpace($0) }
  while let last = rest.last, isSpace(last) { rest.removeLast() }
  return String(rest)
}
