import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let number = FunctionTwin("number", seesMissing: true) { values in
    if values[0].isMissing || values[1].isMissing { return .missing }
    guard [".", ","].contains(text(values[1])) else { throw TwinFailure(.argument) }
    if let number = shownNumber(in: text(values[0]), point: text(values[1])) { return .decimal(number) }
    // A bool stands for an error, as nobody can pass one.
    if let other = values[2].asDecimal { return .decimal(other) }
    guard values[2].isMissing else { throw TwinFailure(.notANumber) }
    return .missing
  }
}

/// From the left: a bracket or a sign, a currency, digits in one run or in threes, a point and digits, a percent sign, the
/// bracket.
private func shownNumber(in text: String, point: String) -> Decimal? {
  var rest = Array(text).filter { ![" ", "\u{A0}", "\u{202F}"].contains($0) }[...]
  func digits() -> String {
    let run = String(rest.prefix { $0.isASCII && $0.isNumber })
    rest = rest.dropFirst(run.count)
    return run
  }
  func take(_ letters: String) -> Bool {
    guard let first = rest.first, letters.contains(first) else { return false }
    rest.removeFirst()
    return true
  }
  let isBracketed = take("(")
  let isNegative = isBracketed || take("-−")
  if !isNegative { _ = take("+") }
  _ = take("$€£")
  let first = digits()
  guard !first.isEmpty else { return nil }
  var whole = first
  while take(point == "." ? "," : ".") {
    let three = digits()
    guard three.count == 3, first.count <= 3 else { return nil }
    whole += three
  }
  var fraction = ""
  if take(point) {
    fraction = digits()
    guard !fraction.isEmpty else { return nil }
  }
  let scale = fraction.count + (take("%") ? 2 : 0)
  if isBracketed, !take(")") { return nil }
  guard rest.isEmpty, scale < powersOfTen.count, let digits = Int128(whole + fraction) else { return nil }
  return Decimal(digits: isNegative ? -digits : digits, scale: scale)
}
