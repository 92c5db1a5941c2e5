/// A size and a weight of text.
struct Face: Sendable, Equatable {
  var size: Double
  var bold = false

  var lineHeight: Double { (size * 1.3).rounded() }
  /// How far capitals rise above the baseline and letters hang below it.
  var ascent: Double { size * 0.75 }
  var descent: Double { size * 0.22 }

  func width(_ text: String) -> Double { FontMetrics.width(text, size: size, bold: bold) }

  func widest(_ lines: [String]) -> Double { lines.reduce(0) { max($0, width($1)) } }

  /// Lines no wider than `limit`, filled one after the other; a word wider than that is broken between characters.
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

  /// As few lines as `wrapped` needs, of about equal width, so that no word is left alone on the last one.
  func balanced(_ text: String, to limit: Double) -> [String] {
    let filled = wrapped(text, to: limit)
    guard filled.count > 1 else { return filled }
    // A word that must be broken keeps the limit: narrower lines would break more words.
    var low = min(widestWord(text), limit)
    var high = limit
    while high - low > 1 {
      let middle = (low + high) / 2
      if wrapped(text, to: middle).count > filled.count { low = middle } else { high = middle }
    }
    return wrapped(text, to: high)
  }

  func widestWord(_ text: String) -> Double {
    text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }).reduce(0) { max($0, width(String($1))) }
  }

  /// The text, or as much of it as fits before an ellipsis.
  func shortened(_ text: String, to limit: Double) -> String {
    if width(text) <= limit { return text }
    var kept = text
    while !kept.isEmpty, width(kept + "…") > limit { kept.removeLast() }
    return kept + "…"
  }
}
