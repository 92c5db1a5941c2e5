import StetDiagnostics

/// How a file's bytes represent text, by the names that scripts use.
package struct TextEncoding: Sendable, Equatable {
  /// How bytes become characters.
  enum Scheme: Sendable {
    case utf8, shiftJIS, eucJP, gb18030, big5, eucKR
    /// Nil: as the byte-order mark says.
    case utf16(isBig: Bool?)
    case utf32(isBig: Bool?)
    case singleByte(SingleByte)
    /// UTF-8 that was taken for windows-1252 and encoded a second time.
    case utf8Twice
    /// UTF-8 in which some bytes are of another encoding.
    case utf8Or(SingleByte)
  }

  /// As messages write it.
  package let name: String
  let scheme: Scheme
  /// What others call it; compared without regard to case, hyphens, underscores and spaces, as `name` is.
  package let otherNames: [String]
  /// How much less often it occurs than the most common one, as the logarithm of a probability.
  let rarity: Double

  init(_ name: String, _ scheme: Scheme, _ otherNames: [String] = [], rarity: Double = 0) {
    (self.name, self.scheme, self.otherNames, self.rarity) = (name, scheme, otherNames, rarity)
  }

  /// Also `utf-8 or windows-1252`: bytes that are not UTF-8 are of the second encoding, which has one byte for each character.
  package init?(name: String) {
    let key = Self.key(name)
    if let known = Self.all.first(where: { Self.key($0.name) == key || $0.otherNames.contains { Self.key($0) == key } })
    {
      self = known
      return
    }
    let parts = name.lowercased().split(separator: " or ", maxSplits: 1)
    guard parts.count == 2, TextEncoding(name: String(parts[0])) == .utf8,
      let other = TextEncoding(name: String(parts[1])), case .singleByte(let page) = other.scheme
    else { return nil }
    self = .utf8(or: other.name, page)
  }

  package static func == (first: TextEncoding, second: TextEncoding) -> Bool { first.name == second.name }

  static func utf8(or other: String, _ page: SingleByte) -> TextEncoding {
    TextEncoding("utf-8 or \(other)", .utf8Or(page))
  }

  /// `ISO_8859-1` and `iso-8859-1` are one name.
  private static func key(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

  /// The name that is most like another; nil if none is.
  static func near(_ name: String) -> String? {
    nearest(to: name.lowercased(), among: all.flatMap { [$0.name] + $0.otherNames })
  }
}

extension TextEncoding {
  package static let utf8 = TextEncoding("utf-8", .utf8, ["utf-8-sig", "utf-8-bom", "u8"])
  package static let utf16le = TextEncoding("utf-16le", .utf16(isBig: false), ["ucs-2le"])
  package static let utf16be = TextEncoding("utf-16be", .utf16(isBig: true), ["ucs-2be"])
  package static let utf32le = TextEncoding("utf-32le", .utf32(isBig: false), ["ucs-4le"])
  package static let utf32be = TextEncoding("utf-32be", .utf32(isBig: true), ["ucs-4be"])
  package static let utf8Twice = TextEncoding("utf-8 twice", .utf8Twice, ["double utf-8"])
  package static let windows1252 = TextEncoding(
    "windows-1252", .singleByte(.windows1252), ["cp1252", "ansi", "1252", "win-1252", "x-cp1252"])
  package static let latin1 = TextEncoding(
    "latin1", .singleByte(.iso1), ["iso-8859-1", "l1", "8859-1", "cp819", "ibm819"], rarity: 0.3)

  /// Every encoding but those made of two, in the order of the manual.
  package static let all: [TextEncoding] =
    [
      utf8, utf8Twice, utf16le, utf16be, TextEncoding("utf-16", .utf16(isBig: nil), ["unicode", "ucs-2"]), utf32le,
      utf32be, TextEncoding("utf-32", .utf32(isBig: nil), ["ucs-4"]), windows1252, latin1,
    ] + windows + iso + macintosh + dos + koi8 + asian

  private static let windows = [
    TextEncoding("windows-1250", .singleByte(.windows1250), ["cp1250", "1250", "win-1250"], rarity: 0.5),
    TextEncoding("windows-1251", .singleByte(.windows1251), ["cp1251", "1251", "win-1251"], rarity: 0.3),
    TextEncoding("windows-1253", .singleByte(.windows1253), ["cp1253", "1253", "win-1253"], rarity: 0.5),
    TextEncoding("windows-1254", .singleByte(.windows1254), ["cp1254", "1254", "win-1254"], rarity: 0.5),
    TextEncoding("windows-1255", .singleByte(.windows1255), ["cp1255", "1255", "win-1255"], rarity: 0.5),
    TextEncoding("windows-1256", .singleByte(.windows1256), ["cp1256", "1256", "win-1256"], rarity: 0.5),
    TextEncoding("windows-1257", .singleByte(.windows1257), ["cp1257", "1257", "win-1257"], rarity: 0.7),
    TextEncoding("windows-1258", .singleByte(.windows1258), ["cp1258", "1258", "win-1258"], rarity: 1),
    TextEncoding("windows-874", .singleByte(.windows874), ["cp874", "874", "tis-620", "ibm874"], rarity: 0.5),
  ]

  private static let iso = [
    TextEncoding("iso-8859-2", .singleByte(.iso2), ["latin2", "l2", "8859-2"], rarity: 1),
    TextEncoding("iso-8859-3", .singleByte(.iso3), ["latin3", "l3", "8859-3"], rarity: 5),
    TextEncoding("iso-8859-4", .singleByte(.iso4), ["latin4", "l4", "8859-4"], rarity: 5),
    TextEncoding("iso-8859-5", .singleByte(.iso5), ["iso cyrillic", "8859-5"], rarity: 1.5),
    TextEncoding("iso-8859-6", .singleByte(.iso6), ["iso arabic", "8859-6"], rarity: 1.2),
    TextEncoding("iso-8859-7", .singleByte(.iso7), ["iso greek", "8859-7"], rarity: 0.8),
    TextEncoding("iso-8859-8", .singleByte(.iso8), ["iso hebrew", "iso-8859-8-i", "8859-8"], rarity: 1.2),
    TextEncoding("iso-8859-9", .singleByte(.iso9), ["latin5", "l5", "8859-9"], rarity: 1.2),
    TextEncoding("iso-8859-10", .singleByte(.iso10), ["latin6", "l6", "8859-10"], rarity: 5),
    TextEncoding("iso-8859-11", .singleByte(.iso11), ["iso thai", "8859-11"], rarity: 1.5),
    TextEncoding("iso-8859-13", .singleByte(.iso13), ["latin7", "l7", "8859-13"], rarity: 2.5),
    TextEncoding("iso-8859-14", .singleByte(.iso14), ["latin8", "l8", "8859-14"], rarity: 5),
    TextEncoding("iso-8859-15", .singleByte(.iso15), ["latin9", "latin-0", "l9", "8859-15"], rarity: 0.8),
    TextEncoding("iso-8859-16", .singleByte(.iso16), ["latin10", "l10", "8859-16"], rarity: 6),
  ]

  private static let macintosh = [
    TextEncoding("mac-roman", .singleByte(.macRoman), ["macintosh", "mac", "x-mac-roman", "cp10000"], rarity: 1),
    TextEncoding(
      "mac-central-europe", .singleByte(.macCentralEurope),
      ["mac-ce", "mac-latin2", "x-mac-ce", "cp10029"], rarity: 1.8),
    TextEncoding(
      "mac-cyrillic", .singleByte(.macCyrillic), ["x-mac-cyrillic", "x-mac-ukrainian", "cp10007"], rarity: 2.5),
  ]

  private static let dos = [
    TextEncoding("ibm850", .singleByte(.ibm850), ["cp850", "850", "dos-850", "oem-850"], rarity: 1.2),
    TextEncoding("ibm437", .singleByte(.ibm437), ["cp437", "437", "dos", "oem", "oem-437"], rarity: 1.5),
    TextEncoding("ibm852", .singleByte(.ibm852), ["cp852", "852", "dos-852", "oem-852"], rarity: 1.4),
    TextEncoding("ibm855", .singleByte(.ibm855), ["cp855", "855", "dos-855", "oem-855"], rarity: 2.5),
    TextEncoding("ibm858", .singleByte(.ibm858), ["cp858", "858", "dos-858", "ibm00858"], rarity: 1.8),
    TextEncoding("ibm866", .singleByte(.ibm866), ["cp866", "866", "dos-866", "oem-866"], rarity: 0.8),
  ]

  private static let koi8 = [
    TextEncoding("koi8-r", .singleByte(.koi8R), ["koi8", "koi", "cp20866"], rarity: 0.7),
    TextEncoding("koi8-u", .singleByte(.koi8U), ["koi8-ru", "cp21866"], rarity: 1),
  ]

  private static let asian = [
    TextEncoding(
      "shift_jis", .shiftJIS, ["sjis", "cp932", "windows-31j", "ms932", "ms-kanji", "x-sjis", "932"], rarity: 0.3),
    TextEncoding("euc-jp", .eucJP, ["eucjp-ms", "x-euc-jp", "cp51932", "ujis"], rarity: 0.8),
    TextEncoding("gb18030", .gb18030, ["gbk", "gb2312", "cp936", "euc-cn", "x-gbk", "936", "gb"], rarity: 0.3),
    TextEncoding("big5", .big5, ["big5-hkscs", "cp950", "x-x-big5", "cn-big5", "950"], rarity: 0.3),
    TextEncoding("euc-kr", .eucKR, ["cp949", "uhc", "ks_c_5601-1987", "windows-949", "949", "ksc5601"], rarity: 0.3),
  ]
}
