/// Texts in the XML of a workbook.
enum SheetText {
  /// `<is><t>text</t></is>`
  static func element(_ text: String) -> String {
    let keepsSpace =
      text.first?.isWhitespace == true || text.last?.isWhitespace == true || text.contains(where: \.isNewline)
    return "<is><t\(keepsSpace ? " xml:space=\"preserve\"" : "")>\(escaped(text))</t></is>"
  }

  /// With the characters that XML does not allow as `_x0001_`, and an underscore that would begin such an escape as `_x005F_`.
  static func escaped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    // Nearly every text is as it is.
    guard
      bytes.contains(where: {
        $0 < 0x20 || $0 == 0x22 || $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x5F || $0 == 0xEF
      })
    else { return text }
    let scalars = Array(text.unicodeScalars)
    var written = ""
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "&": written += "&amp;"
      case "<": written += "&lt;"
      case ">": written += "&gt;"
      case "\"": written += "&quot;"
      case "_" where isEscape(scalars, place): written += "_x005F_"
      // A tab and a line feed are allowed; a return would become a line feed.
      case "\t", "\n": written.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        written += "_x\(String(repeating: "0", count: 4 - digits.count))\(digits)_"
      default: written.unicodeScalars.append(scalar)
      }
    }
    return written
  }

  private static func isEscape(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
    guard place + 6 < scalars.count, scalars[place + 1] == "x", scalars[place + 6] == "_" else { return false }
    return scalars[(place + 2)..<(place + 6)].allSatisfy { Character($0).isHexDigit && $0.isASCII }
  }
}
