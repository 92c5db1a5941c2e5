/// A letter beyond ASCII, as an encoding reads it.
struct ReadLetter: Hashable {
  enum Script: Sendable { case latin, mark, cyrillic, other, han, kana, hangul }

  let scalar: UInt32
  /// Of a capital letter.
  let lower: UInt32?
  let script: Script
  /// Where its encoding has it: 0 among the frequent ones, 1 among the others of the first standard, 2 among what was added later.
  let level: Int
}

/// A word of a file as an encoding reads it: its letters, and what speaks against it whatever the language.
///
/// Costs are negative logarithms of how likely something is, in about the way in which `Language` measures letters.
struct ReadWord {
  let text: String
  private(set) var letters: [ReadLetter] = []
  private(set) var cost = 0.0
  /// Characters beyond ASCII.
  private(set) var foreign = 0

  private struct Character {
    let scalar: Unicode.Scalar
    let isLetter: Bool
    let isUpper: Bool
    let isLower: Bool
    let script: ReadLetter.Script
    let level: Int

    var isASCII: Bool { scalar.value < 0x80 }
  }

  init(_ scalars: [(scalar: Unicode.Scalar, level: Int)]) {
    var text = ""
    for (scalar, _) in scalars { text.unicodeScalars.append(scalar) }
    self.text = text
    let word = scalars.map { scalar, level in
      let category = scalar.properties.generalCategory
      let isLetter =
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark: true
        default: false
        }
      return Character(
        scalar: scalar, isLetter: isLetter || scalar.value == 0xE33, isUpper: category == .uppercaseLetter,
        isLower: category == .lowercaseLetter, script: Self.script(scalar.value), level: level)
    }
    let plain = word.count { $0.isASCII && $0.isLetter }
    let others = word.count { !$0.isASCII && $0.isLetter }
    for index in word.indices where !word[index].isASCII {
      foreign += 1
      let before = index > 0 ? word[index - 1] : nil
      let after = index + 1 < word.count ? word[index + 1] : nil
      guard word[index].isLetter else {
        cost += Self.sign(word[index], before, after)
        continue
      }
      let character = word[index]
      letters.append(
        ReadLetter(
          scalar: character.scalar.value,
          lower: character.isUpper ? character.scalar.properties.lowercaseMapping.unicodeScalars.first?.value : nil,
          script: character.script, level: character.level))
      cost += Self.neighbors(character, before, after, index > 1 ? word[index - 2] : nil)
      if character.script == .latin, plain == 0, others >= 3 { cost += 2.5 }
      if Self.isEnclosed(word, index) { cost += 5 }
      let isAlone = before?.isLetter != true && after?.isLetter != true
      if others == 1, isAlone, character.script == .cyrillic || character.script == .other { cost += 1.5 }
    }
  }

  // MARK: - What letters stand beside

  private static func neighbors(
    _ letter: Character, _ before: Character?, _ after: Character?, _ beforeThat: Character?
  ) -> Double {
    var cost = 0.0
    let touchesPlain = [before, after].count { $0?.isASCII == true && $0?.isLetter == true }
    switch letter.script {
    case .latin:
      cost += miscased(letter, before, after, beforeThat)
      if let before, before.isLetter, !before.isASCII, before.script == .latin { cost += 1.2 }
      if letter.scalar == "ª" || letter.scalar == "º", after?.isLetter == true { cost += 4 }
    case .mark: if before?.isLetter != true { cost += 8 }
    case .han, .kana, .hangul: cost += 2.5 * Double(touchesPlain)
    case .cyrillic, .other:
      cost += 6 * Double(touchesPlain) + miscased(letter, before, after, beforeThat)
      if let before, before.isLetter, !before.isASCII, before.script != letter.script { cost += 4 }
      if letter.scalar.properties.generalCategory == .nonspacingMark, before?.script != letter.script { cost += 6 }
    }
    return cost
  }

  /// Whether an ideograph or syllable is among such between two ASCII letters.
  private static func isEnclosed(_ word: [Character], _ index: Int) -> Bool {
    func isAsian(_ character: Character) -> Bool { [.han, .kana, .hangul].contains(character.script) }
    guard isAsian(word[index]), let first = word[..<index].last(where: { !isAsian($0) }),
      let last = word[index...].first(where: { !isAsian($0) })
    else { return false }
    return [first, last].allSatisfy { $0.isASCII && $0.isLetter }
  }

  /// A capital after a small letter, or a small letter among capitals.
  private static func miscased(
    _ letter: Character, _ before: Character?, _ after: Character?, _ beforeThat: Character?
  ) -> Double {
    if letter.isUpper {
      return before?.isLower == true || before?.isUpper == true && after?.isLower == true ? 8 : 0
    }
    guard letter.isLower, before?.isUpper == true, !"ßıªº".unicodeScalars.contains(letter.scalar) else { return 0 }
    return beforeThat?.isUpper == true || beforeThat == nil && after?.isUpper == true ? 4 : 0
  }

  // MARK: - Signs

  private static let common = Set("’‘“”„–—…•·°§€£«»‹›\u{A0}¿¡ªº²³½¼¾±×™®©、。「」・（）：，；％".unicodeScalars)
  private static let quotes = Set("“‘„«»”\u{A0}：".unicodeScalars)
  private static let dashes = Set("–—…、。「」・（）：，；".unicodeScalars)
  /// Signs that come after a letter.
  private static let raised = Set("²³™®©".unicodeScalars)

  private static func sign(_ sign: Character, _ before: Character?, _ after: Character?) -> Double {
    let code = sign.scalar.value
    // Control characters and private code points.
    if code < 0xA0 || (0xE000..<0xF900).contains(code) { return 14 }
    let (isAfterLetter, isBeforeLetter) = (before?.isLetter == true, after?.isLetter == true)
    let isByDigit = [before, after].contains { $0.map { ("0"..."9").contains($0.scalar) } ?? false }
    var cost = (0x2500..<0x2600).contains(code) ? 7 : common.contains(sign.scalar) ? 2.2 : 5.5
    // Signs rarely follow each other.
    if let before, !before.isASCII, !before.isLetter, !quotes.contains(before.scalar) { cost += 3 }
    switch sign.scalar {
    case "¿", "¡": return isAfterLetter ? 12 : cost
    case "’": return isAfterLetter ? 1.2 : 2.5
    case "·" where before?.scalar == after?.scalar && (before?.scalar == "l" || before?.scalar == "L"): return 1
    case "€", "£": return isByDigit ? 1 : isAfterLetter || isBeforeLetter ? 8 : cost
    case "°" where after?.scalar == "C" || after?.scalar == "F": return 1.2
    case let other where raised.contains(other) && isAfterLetter && !isBeforeLetter: return cost
    case let other where dashes.contains(other): return cost + (isAfterLetter != isBeforeLetter ? 2 : 0)
    case let other where quotes.contains(other): return isAfterLetter && isBeforeLetter ? cost + 3 : cost
    default: return cost + (isAfterLetter && isBeforeLetter ? 6 : isAfterLetter || isBeforeLetter ? 3 : 0)
    }
  }

  private static func script(_ code: UInt32) -> ReadLetter.Script {
    switch code {
    case 0x300..<0x370: .mark
    case ..<0x250, 0x1E00..<0x1F00: .latin
    case 0x400..<0x530: .cyrillic
    case 0xAC00..<0xD7B0: .hangul
    case 0x3041..<0x3100, 0xFF66..<0xFFA0: .kana
    case 0x3005, 0x3400..<0xA000, 0xF900..<0xFB00, 0x20000..<0x30000: .han
    default: .other
    }
  }
}
