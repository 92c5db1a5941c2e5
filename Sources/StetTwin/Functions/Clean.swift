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
    for character in text(values[0]).unicodeScalars.map(\.properties.lowercaseMapping).joined() {
      guard ("a"..."z").contains(character) || ("0"..."9").contains(character) else {
        gap = true
        continue
      }
      result += (gap && !result.isEmpty ? "-" : "") + String(character)
      gap = false
    }
    return .text(result)
  }
}
