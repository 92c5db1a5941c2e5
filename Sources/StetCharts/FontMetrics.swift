/// Advance widths of Inter, so that text is measured without a font at run time.
///
/// Kerning is left out; against a browser the error stays under 3% on labels, which the layout's margins absorb.
enum FontMetrics {
  static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
    var units = 0
    for scalar in text.unicodeScalars { units += advance(scalar.value, bold: bold) }
    return Double(units) * size / 1000
  }

  private static func advance(_ code: UInt32, bold: Bool) -> Int {
    let latin = bold ? Self.bold : Self.regular
    switch code {
    case 0x20...0x7E: return Int(latin[Int(code) - 0x20])
    case 0xA0...0x17F: return Int(latin[Int(code) - 0xA0 + 95])
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 1000
    default:
      guard let entry = punctuation.first(where: { $0.code == code }) else { return 600 }
      return Int(bold ? entry.bold : entry.regular)
    }
  }
}

/// A size and a weight of text.
struct Face: Sendable, Equatable {
  var size: Double
  var bold = false

  var lineHeight: Double { (size * 1.3).rounded() }

  func width(_ text: String) -> Double { FontMetrics.width(text, size: size, bold: bold) }

  /// Lines no wider than `limit`; a word wider than that is broken between characters.
  func wrapped(_ text: String, to limit: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
      let joined = line.isEmpty ? String(word) : line + " " + word
      if width(joined) <= limit {
        line = joined
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if !line.isEmpty, width(line + String(character)) > limit {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  func widestWord(_ text: String) -> Double {
    text.split(separator: " ").reduce(0) { max($0, width(String($1))) }
  }

  /// The text, or as much of it as fits before an ellipsis.
  func shortened(_ text: String, to limit: Double) -> String {
    if width(text) <= limit { return text }
    var kept = text
    while !kept.isEmpty, width(kept + "…") > limit { kept.removeLast() }
    return kept + "…"
  }
}
