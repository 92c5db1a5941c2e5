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

  func wrapped(_ text: String, to limit: Double) -> [String] { lineBreaks.wrapped(text, to: limit) }

  func balanced(_ text: String, to limit: Double) -> [String] { lineBreaks.balanced(text, to: limit) }

  func widestWord(_ text: String) -> Double { lineBreaks.widestWord(text) }

  private var lineBreaks: LineBreaks { LineBreaks { width($0) } }

  /// The text, or as much of it as fits before an ellipsis.
  func shortened(_ text: String, to limit: Double) -> String {
    if width(text) <= limit { return text }
    var kept = text
    while !kept.isEmpty, width(kept + "…") > limit { kept.removeLast() }
    return kept + "…"
  }
}
