import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let date = FunctionTwin("date", seesMissing: true) { values in
    if values[0].isMissing || values[1].isMissing { return .missing }
    guard ["ymd", "dmy", "mdy"].contains(text(values[1])) else { throw TwinFailure(.argument) }
    if let days = try days(of: values[0]) { return .date(Int32(days)) }
    guard let words = values[0].asText else { throw TwinFailure(.argument) }
    if let day = shownDay(in: words, text(values[1])) { return try day.value() }
    // A bool stands for an error, as nobody can pass one.
    if case .bool = values[2] { throw TwinFailure(.notADate) }
    return values[2]
  }

  static let start = FunctionTwin("start") { values in
    let (number, kind) = numbered(values[0])
    return try firstDay(number, kind)
  }

  static let end = FunctionTwin("end") { values in
    let (number, kind) = numbered(values[0])
    return try lastDay(number, kind)
  }
}

private func numbered(_ value: Value) -> (Int, PeriodKind) {
  guard case .period(let ordinal, let kind) = value else { preconditionFailure("the binder guarantees a period here") }
  return (Int(ordinal), kind)
}

/// Digits, a separator, digits, the same separator, digits; the year has four of them, the others up to four.
private func shownDay(in text: String, _ order: String) -> PlainDay? {
  var runs = [""]
  var separators: [Character] = []
  for character in text {
    if ["/", "-", "."].contains(character) {
      separators.append(character)
      runs.append("")
    } else {
      guard character.isASCII, character.isNumber else { return nil }
      runs[runs.count - 1].append(character)
    }
  }
  guard separators.count == 2, separators[0] == separators[1], runs.allSatisfy({ (1...4).contains($0.count) }) else {
    return nil
  }
  let numbers = Dictionary(zip(order, runs)) { first, _ in first }
  guard let year = numbers["y"], year.count == 4, let month = numbers["m"].flatMap({ Int($0) }),
    let day = numbers["d"].flatMap({ Int($0) }), let number = Int(year)
  else { return nil }
  let first = PlainDay(number, month, 1)
  guard (1...9999).contains(number), (1...12).contains(month), day >= 1, day <= first.daysInMonth else { return nil }
  return PlainDay(number, month, day)
}
