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
          result += trimmed(String(copying: text)[...]).utf8
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
    "the text with each run of white space reduced to one space, and without control and zero-width characters",
    example: #"clean("Webb   County ")"#, [.text()], result: .type(.text), unit: .none, foreign: ["str_squish": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.mapTexts(.text) { text, _ in
      let words = text.split { isSpace($0) }.map { word in
        String(String.UnicodeScalarView(word.unicodeScalars.filter { !isInvisible($0) }))
      }
      return .text(words.filter { !$0.isEmpty }.joined(separator: " "))
    }
  }

  static let slug = Function(
    "slug", "the text in lowercase ASCII letters, digits and hyphens, for file names and links",
    example: #"slug("Webb County, TX")"#, [.text()], result: .type(.text), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.mapTexts(.text) { text, _ in
      let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      return .text(words.joined(separator: "-"))
    }
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
