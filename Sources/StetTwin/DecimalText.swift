/// A number as its decimal digits, which are rounded as one does on paper.
struct DecimalText: CustomStringConvertible {
  var isNegative: Bool
  /// The digits before the point and after it, each from the left.
  var whole: [Int]
  var fraction: [Int]

  /// The digits of the shortest text that reads back as the same double.
  init(_ number: Double) { self.init(written: number.description) }

  /// Digits with a point and an exponent, as Swift writes numbers.
  init(written text: String) {
    let halves = text.split(separator: "e")
    let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    isNegative = text.hasPrefix("-")
    whole = parts[0].compactMap(\.wholeNumberValue)
    fraction = parts.count > 1 ? parts[1].compactMap(\.wholeNumberValue) : []
    shift(by: halves.count > 1 ? Int(halves[1]) ?? 0 : 0)
  }

  /// Moves the point to the right, or to the left where the count is negative.
  mutating func shift(by count: Int) {
    for _ in 0..<max(0, count) { whole.append(fraction.isEmpty ? 0 : fraction.removeFirst()) }
    for _ in 0..<max(0, -count) { fraction.insert(whole.popLast() ?? 0, at: 0) }
    whole = Array(whole.drop { $0 == 0 })
  }

  var isZero: Bool { (whole + fraction).allSatisfy { $0 == 0 } }

  /// To so many places after the point, or before it where negative; to the even digit where two are equally near.
  func rounded(_ places: Int) -> DecimalText {
    var result = self
    result.shift(by: places)
    let rest = result.fraction
    result.fraction = []
    let isOdd = (result.whole.last ?? 0) % 2 == 1
    let first = rest.first ?? 0
    if first > 5 || first == 5 && (isOdd || rest.dropFirst().contains { $0 != 0 }) {
      var place = result.whole.count - 1
      while place >= 0, result.whole[place] == 9 {
        result.whole[place] = 0
        place -= 1
      }
      if place >= 0 { result.whole[place] += 1 } else { result.whole.insert(1, at: 0) }
    }
    result.shift(by: -places)
    if places < 0 { result.fraction = [] }
    return result
  }

  /// Without zeros at the end of the fraction.
  var trimmed: DecimalText {
    var result = self
    while result.fraction.last == 0 { result.fraction.removeLast() }
    return result
  }

  /// The magnitude, in groups of three where wanted.
  func magnitude(grouped: Bool) -> String {
    var text = ""
    for (place, digit) in whole.reversed().enumerated() {
      if grouped, place > 0, place % 3 == 0 { text = "," + text }
      text = "\(digit)" + text
    }
    return (text.isEmpty ? "0" : text) + (fraction.isEmpty ? "" : "." + fraction.map(String.init).joined())
  }

  var description: String { (isNegative ? "-" : "") + magnitude(grouped: false) }
}
