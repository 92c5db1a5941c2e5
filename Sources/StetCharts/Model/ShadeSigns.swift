/// A sign for each of some classes, the last the darkest; digits where shades run out.
func terminalSigns(_ count: Int) -> [String] {
  let shades = ["░", "▒", "▓", "█"]
  switch count {
  case ...1: return ["█"]
  case 2...4: return (0..<count).map { shades[$0 * 3 / (count - 1)] }
  default: return (1...count).map { $0 < 10 ? String($0) : String(Unicode.Scalar(UInt8(min(87 + $0, 122)))) }
  }
}

extension Shades {
  /// `░ 0–10  ▒ 10–20`
  var terminalLegend: String {
    zip(terminalSigns(count), 0..<count).map { "\($0)\(count > 4 ? ":" : "") \(labels[$1])–\(labels[$1 + 1])" }.joined(
      separator: "  ")
  }
}
