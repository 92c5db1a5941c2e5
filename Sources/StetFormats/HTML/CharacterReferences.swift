/// Characters that a page names: `&amp;`, `&#8211;`, `&#x2013;` (WHATWG HTML, §13.2.5.72).
enum CharacterReferences {
  /// The text with each reference replaced. In an attribute, a name without a semicolon counts only if nothing goes on.
  static func replaced(_ text: ArraySlice<UInt8>, inAttribute: Bool = false) -> [UInt8] {
    guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "&"), let (characters, end) = reference(text[(index + 1)...], inAttribute) {
        result += characters
        index = end
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  /// What a reference after `&` stands for, and where it ends.
  private static func reference(_ text: ArraySlice<UInt8>, _ inAttribute: Bool) -> ([UInt8], Int)? {
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "#") { return number(text.dropFirst()) }
    let name = text.prefix(33).prefix { isDigit($0) || ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
    guard !name.isEmpty else { return nil }
    if name.endIndex < text.endIndex, text[name.endIndex] == UInt8(ascii: ";"), let characters = names[Array(name)] {
      return (characters, name.endIndex + 1)
    }
    // Of the old names, the longest that the text begins with.
    for length in stride(from: min(name.count, longestLegacy), through: 2, by: -1) {
      let part = Array(name.prefix(length))
      guard legacy.contains(part), let characters = names[part] else { continue }
      let end = name.startIndex + length
      if inAttribute, end < text.endIndex, end < name.endIndex || text[end] == UInt8(ascii: "=") { return nil }
      return (characters, end)
    }
    return nil
  }

  private static func number(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
    var index = text.startIndex
    let isHexadecimal = index < text.endIndex && text[index] | 0x20 == UInt8(ascii: "x")
    if isHexadecimal { index += 1 }
    let start = index
    var code: UInt32 = 0
    while index < text.endIndex, let digit = Character(UnicodeScalar(text[index])).hexDigitValue,
      isHexadecimal || digit < 10
    {
      if code < 0x11_0000 { code = code * (isHexadecimal ? 16 : 10) + UInt32(digit) }
      index += 1
    }
    guard index > start else { return nil }
    if index < text.endIndex, text[index] == UInt8(ascii: ";") { index += 1 }
    return (Array(String(character(code)).utf8), index)
  }

  /// Numbers that no character has are the replacement character, and those of C1 controls are read as windows-1252, as the standard says.
  private static func character(_ code: UInt32) -> UnicodeScalar {
    if (0x80...0x9F).contains(code), let known = UnicodeScalar(windows1252[Int(code) - 0x80]) { return known }
    guard code != 0, let scalar = UnicodeScalar(code) else { return "\u{FFFD}" }
    return scalar
  }

  private static let windows1252: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  // MARK: - Names

  private static let names: [[UInt8]: [UInt8]] = {
    var names: [[UInt8]: [UInt8]] = [:]
    for entry in characterReferenceNames.utf8.split(whereSeparator: { isSpace($0) }) {
      let parts = entry.split(separator: UInt8(ascii: "="))
      var characters = ""
      for code in parts[1].split(separator: UInt8(ascii: "+")) {
        if let scalar = UInt32(String(Substring(code)), radix: 16).flatMap(UnicodeScalar.init) {
          characters.unicodeScalars.append(scalar)
        }
      }
      names[Array(parts[0])] = Array(characters.utf8)
    }
    return names
  }()

  private static let legacy = Set(legacyReferenceNames.utf8.split(whereSeparator: { isSpace($0) }).map { Array($0) })
  private static let longestLegacy = legacy.reduce(0) { max($0, $1.count) }
}
