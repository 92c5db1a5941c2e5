import StetColumns

extension FunctionTwin {
  static let trim = FunctionTwin("trim") { values in
    let characters = Array(text(values[0]))
    guard let first = characters.firstIndex(where: { !$0.isWhitespace }),
      let last = characters.lastIndex(where: { !$0.isWhitespace })
    else { return .text("") }
    return .text(String(characters[first...last]))
  }

  static let clean = FunctionTwin("clean") { values in
    var result = ""
    var gap = false
    for character in text(values[0]) {
      if character.isWhitespace {
        gap = true
        continue
      }
      let seen = character.unicodeScalars.filter { ![.control, .format].contains($0.properties.generalCategory) }
      if seen.isEmpty { continue }
      if gap, !result.isEmpty { result += " " }
      gap = false
      result.unicodeScalars.append(contentsOf: seen)
    }
    return .text(result.map(oneLetter).joined())
  }

  /// A letter and its marks as the one character that equals them, if there is one.
  private static func oneLetter(_ letter: Character) -> String {
    let scalars = Array(letter.unicodeScalars)
    guard scalars.count > 1 else { return String(letter) }
    for end in (2...scalars.count).reversed() {
      let beginning = String(String.UnicodeScalarView(scalars[..<end]))
      for block in [0xC0..<0x250, 0x370..<0x500, 0x600..<0x700, 0x1E00..<0x2000, 0x3040..<0x3100] as [Range<UInt32>] {
        for number in block {
          guard let whole = Unicode.Scalar(number), String(whole) == beginning else { continue }
          return String(whole) + String(String.UnicodeScalarView(scalars[end...]))
        }
      }
    }
    return String(letter)
  }

  static let slug = FunctionTwin("slug") { values in
    var result = ""
    var gap = false
    for letter in text(values[0]).unicodeScalars.map(\.properties.lowercaseMapping).joined().unicodeScalars {
      if letter.properties.generalCategory == .nonspacingMark { continue }
      guard let plain = unaccented(letter) else {
        gap = true
        continue
      }
      result += (gap && !result.isEmpty ? "-" : "") + plain
      gap = false
    }
    return .text(result)
  }
}

/// A small letter or digit without its accents; nil for any other character.
private func unaccented(_ letter: Unicode.Scalar) -> String? {
  switch letter {
  case "a"..."z", "0"..."9": return String(letter)
  case "ß", "ẞ": return "ss"
  case "æ", "ǣ", "ǽ": return "ae"
  case "œ": return "oe"
  case "þ": return "th"
  case "ð": return "d"
  case "ı": return "i"
  case "ȷ": return "j"
  case "\u{80}"..."\u{24F}", "\u{1E00}"..."\u{1EFF}":
    // LATIN SMALL LETTER N WITH TILDE
    let words = (letter.properties.name ?? "").split(separator: " ")
    guard words.count > 4, words[..<3].joined(separator: " ") == "LATIN SMALL LETTER", words[3].count == 1 else {
      return nil
    }
    return words[3].lowercased()
  default: return nil
  }
}
