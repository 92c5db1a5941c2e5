/// The upper half of an encoding that has one byte for each character; the lower half is ASCII.
struct SingleByte: CharacterScheme {
  let table: CharacterTable

  private init(_ text: StaticString) { table = CharacterTable(text) }

  @inline(__always)
  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    let byte = bytes[index]
    if byte < 0x80 { return DecodedCharacter(UInt32(byte), length: 1) }
    return table[Int(byte) - 0x80].map { DecodedCharacter($0, length: 1) }
  }

  static let windows1250 = SingleByte(SingleByteTables.windows1250)
  static let windows1251 = SingleByte(SingleByteTables.windows1251)
  static let windows1252 = SingleByte(SingleByteTables.windows1252)
  static let windows1253 = SingleByte(SingleByteTables.windows1253)
  static let windows1254 = SingleByte(SingleByteTables.windows1254)
  static let windows1255 = SingleByte(SingleByteTables.windows1255)
  static let windows1256 = SingleByte(SingleByteTables.windows1256)
  static let windows1257 = SingleByte(SingleByteTables.windows1257)
  static let windows1258 = SingleByte(SingleByteTables.windows1258)
  static let windows874 = SingleByte(SingleByteTables.windows874)
  static let iso1 = SingleByte(SingleByteTables.iso1)
  static let iso2 = SingleByte(SingleByteTables.iso2)
  static let iso3 = SingleByte(SingleByteTables.iso3)
  static let iso4 = SingleByte(SingleByteTables.iso4)
  static let iso5 = SingleByte(SingleByteTables.iso5)
  static let iso6 = SingleByte(SingleByteTables.iso6)
  static let iso7 = SingleByte(SingleByteTables.iso7)
  static let iso8 = SingleByte(SingleByteTables.iso8)
  static let iso9 = SingleByte(SingleByteTables.iso9)
  static let iso10 = SingleByte(SingleByteTables.iso10)
  static let iso11 = SingleByte(SingleByteTables.iso11)
  static let iso13 = SingleByte(SingleByteTables.iso13)
  static let iso14 = SingleByte(SingleByteTables.iso14)
  static let iso15 = SingleByte(SingleByteTables.iso15)
  static let iso16 = SingleByte(SingleByteTables.iso16)
  static let macRoman = SingleByte(SingleByteTables.macRoman)
  static let macCentralEurope = SingleByte(SingleByteTables.macCentralEurope)
  static let macCyrillic = SingleByte(SingleByteTables.macCyrillic)
  static let ibm437 = SingleByte(SingleByteTables.ibm437)
  static let ibm850 = SingleByte(SingleByteTables.ibm850)
  static let ibm852 = SingleByte(SingleByteTables.ibm852)
  static let ibm855 = SingleByte(SingleByteTables.ibm855)
  static let ibm858 = SingleByte(SingleByteTables.ibm858)
  static let ibm866 = SingleByte(SingleByteTables.ibm866)
  static let koi8R = SingleByte(SingleByteTables.koi8R)
  static let koi8U = SingleByte(SingleByteTables.koi8U)
}
