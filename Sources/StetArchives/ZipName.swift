/// The name of an entry of a ZIP archive, decoded (APPNOTE.TXT 6.3.10 appendix D and §4.6.9).
struct ZipName {
  let text: String

  /// `madeBy` is the system of the program that wrote the archive: 3 is Unix, 19 macOS, where names are UTF-8 also without the flag.
  init(_ bytes: ArraySlice<UInt8>, isUTF8: Bool, madeBy: Int, extra: ArraySlice<UInt8>) {
    let decoded: String
    if let name = Self.unicodePath(of: bytes, in: extra) {
      decoded = name
    } else if isUTF8 || madeBy == 3 || madeBy == 19, let name = String(validating: bytes, as: UTF8.self) {
      decoded = name
    } else {
      decoded = String(
        String.UnicodeScalarView(bytes.map { $0 < 128 ? Unicode.Scalar($0) : Self.ibm437[Int($0) - 128] }))
    }
    // Some programs for Windows separate folders with their own character (§4.4.17.1 forbids it).
    text = decoded.contains("/") ? decoded : String(decoded.map { $0 == "\\" ? "/" : $0 })
  }

  /// Whether the name stays in the archive: not absolute, no way up, no NUL.
  static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.utf8.contains(0)
      && !name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains("..")
  }

  /// The name in UTF-8 that Info-ZIP adds to one in another encoding, if it was made for these bytes (§4.6.9).
  private static func unicodePath(of bytes: ArraySlice<UInt8>, in extra: ArraySlice<UInt8>) -> String? {
    guard let field = extraField(0x7075, in: extra), field.count > 5, field.first == 1 else { return nil }
    let stated = UInt32(LittleEndianBytes(Array(field)).int32(1))
    return CRC32.of(Array(bytes).span) == stated ? String(validating: field.dropFirst(5), as: UTF8.self) : nil
  }

  /// The content of the extra field of that number (§4.5.1); nil if there is none.
  static func extraField(_ id: Int, in extra: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = extra
    while rest.count >= 4 {
      let head = LittleEndianBytes(Array(rest.prefix(4)))
      rest = rest.dropFirst(4)
      guard head.int16(2) <= rest.count else { return nil }
      if head.int16(0) == id { return rest.prefix(head.int16(2)) }
      rest = rest.dropFirst(head.int16(2))
    }
    return nil
  }

  /// The upper half of IBM code page 437.
  private static let ibm437 = Array(
    ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
      + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars)
}
