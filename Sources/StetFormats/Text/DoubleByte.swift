/// Encodings of East Asia, in which a character has one byte or several, as the WHATWG's Encoding Standard decodes them. Bytes that
/// it replaces are errors here, and so are the single bytes that it takes for control characters.

/// Code page 932: Shift JIS with the additions of NEC and IBM.
struct ShiftJIS: CharacterScheme {
  static let kanji = CharacterTable(DoubleByteTables.jis)

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    let lead = bytes[index]
    if lead < 0x80 { return DecodedCharacter(UInt32(lead), length: 1) }
    if (0xA1...0xDF).contains(lead) { return DecodedCharacter(0xFF61 + UInt32(lead) - 0xA1, length: 1) }
    guard lead != 0x80, lead != 0xA0, lead < 0xFD, index + 1 < bytes.count else { return nil }
    let trail = bytes[index + 1]
    guard trail >= 0x40, trail != 0x7F, trail < 0xFD else { return nil }
    let row = Int(lead) - (lead < 0xA0 ? 0x81 : 0xC1)
    return Self.kanji[row * 188 + Int(trail) - (trail < 0x7F ? 0x40 : 0x41)].map { DecodedCharacter($0, length: 2) }
  }
}

/// EUC-JP with JIS X 0212 and the additions of NEC and IBM.
struct EUCJP: CharacterScheme {
  private static let supplement = CharacterTable(DoubleByteTables.jisSupplement)

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    let lead = bytes[index]
    if lead < 0x80 { return DecodedCharacter(UInt32(lead), length: 1) }
    guard index + 1 < bytes.count else { return nil }
    let second = bytes[index + 1]
    if lead == 0x8E {
      return (0xA1...0xDF).contains(second) ? DecodedCharacter(0xFF61 + UInt32(second) - 0xA1, length: 2) : nil
    }
    if lead == 0x8F {
      guard index + 2 < bytes.count, let place = Self.place(second, bytes[index + 2]) else { return nil }
      return Self.supplement[place].map { DecodedCharacter($0, length: 3) }
    }
    // Beyond 94 rows of JIS X 0208, the table has what only Shift JIS can write.
    guard let place = Self.place(lead, second), let code = ShiftJIS.kanji[place] else { return nil }
    return DecodedCharacter(code, length: 2)
  }

  /// The place of a character in 94 rows of 94.
  private static func place(_ lead: UInt8, _ trail: UInt8) -> Int? {
    guard (0xA1...0xFE).contains(lead), (0xA1...0xFE).contains(trail) else { return nil }
    return (Int(lead) - 0xA1) * 94 + Int(trail) - 0xA1
  }
}

/// GB 18030-2022, of which GBK and GB 2312 are parts.
struct GB18030: CharacterScheme {
  private static let table = CharacterTable(DoubleByteTables.gb)

  /// The code points below 0x10000 that have four bytes, in their order: those without two bytes in the edition of 2000.
  private static let fourBytes: [UInt32] = {
    var hasTwo = [Bool](repeating: false, count: 0x10000)
    for code in table.codes where code > 0 { hasTwo[Int(code)] = true }
    for (now, before) in moved {
      hasTwo[Int(now)] = false
      hasTwo[Int(before)] = true
    }
    // Once the code of an ideographic space.
    hasTwo[0xE5E5] = true
    for code in 0xD800...0xDFFF { hasTwo[code] = true }
    let rest = (0x80..<0x10000).filter { !hasTwo[$0] }.map(UInt32.init)
    // The edition of 2005 changed places with the private code point.
    return rest.map { $0 == 0x1E3F ? 0xE7C7 : $0 }
  }()

  /// Code points that got two bytes after the edition of 2000, and the private ones that had them before.
  private static let moved: [(UInt32, UInt32)] = [
    (0xFE10, 0xE78D), (0xFE12, 0xE78E), (0xFE11, 0xE78F), (0xFE13, 0xE790), (0xFE14, 0xE791), (0xFE15, 0xE792),
    (0xFE16, 0xE793), (0xFE17, 0xE794), (0xFE18, 0xE795), (0xFE19, 0xE796), (0x1E3F, 0xE7C7), (0x9FB4, 0xE81E),
    (0x9FB5, 0xE826), (0x9FB6, 0xE82B), (0x9FB7, 0xE82C), (0x9FB8, 0xE832), (0x9FB9, 0xE843), (0x9FBA, 0xE854),
    (0x9FBB, 0xE864),
  ]

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    let lead = bytes[index]
    if lead < 0x80 { return DecodedCharacter(UInt32(lead), length: 1) }
    // As code page 936 of Windows has it.
    if lead == 0x80 { return DecodedCharacter(0x20AC, length: 1) }
    guard (0x81...0xFE).contains(lead), index + 1 < bytes.count else { return nil }
    let trail = bytes[index + 1]
    if (0x30...0x39).contains(trail) { return four(bytes, index) }
    guard trail >= 0x40, trail != 0x7F, trail != 0xFF else { return nil }
    let place = (Int(lead) - 0x81) * 190 + Int(trail) - (trail < 0x7F ? 0x40 : 0x41)
    return Self.table[place].map { DecodedCharacter($0, length: 2) }
  }

  private func four(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    guard index + 3 < bytes.count, (0x81...0xFE).contains(bytes[index + 2]), (0x30...0x39).contains(bytes[index + 3])
    else { return nil }
    let (a, b) = (Int(bytes[index]) - 0x81, Int(bytes[index + 1]) - 0x30)
    let place = ((a * 10 + b) * 126 + Int(bytes[index + 2]) - 0x81) * 10 + Int(bytes[index + 3]) - 0x30
    if place < Self.fourBytes.count { return DecodedCharacter(Self.fourBytes[place], length: 4) }
    guard place >= 189_000, place <= 189_000 + 0xF_FFFF else { return nil }
    return DecodedCharacter(UInt32(place - 189_000 + 0x10000), length: 4)
  }
}

/// Big5 with the characters of Hong Kong.
struct Big5: CharacterScheme {
  private static let table = CharacterTable(DoubleByteTables.big5)

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    let lead = bytes[index]
    if lead < 0x80 { return DecodedCharacter(UInt32(lead), length: 1) }
    guard (0x81...0xFE).contains(lead), index + 1 < bytes.count else { return nil }
    let trail = bytes[index + 1]
    guard (0x40...0x7E).contains(trail) || (0xA1...0xFE).contains(trail) else { return nil }
    let place = (Int(lead) - 0x81) * 157 + Int(trail) - (trail < 0x7F ? 0x40 : 0x62)
    switch place {
    case 1133: return DecodedCharacter(0xCA, mark: 0x304, length: 2)
    case 1135: return DecodedCharacter(0xCA, mark: 0x30C, length: 2)
    case 1164: return DecodedCharacter(0xEA, mark: 0x304, length: 2)
    case 1166: return DecodedCharacter(0xEA, mark: 0x30C, length: 2)
    default: return Self.table[place].map { DecodedCharacter($0, length: 2) }
    }
  }
}

/// Code page 949: EUC-KR with all Hangul syllables.
struct EUCKR: CharacterScheme {
  private static let table = CharacterTable(DoubleByteTables.korean)

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    let lead = bytes[index]
    if lead < 0x80 { return DecodedCharacter(UInt32(lead), length: 1) }
    guard (0x81...0xFE).contains(lead), index + 1 < bytes.count, (0x41...0xFE).contains(bytes[index + 1]) else {
      return nil
    }
    return Self.table[(Int(lead) - 0x81) * 190 + Int(bytes[index + 1]) - 0x41].map { DecodedCharacter($0, length: 2) }
  }
}
