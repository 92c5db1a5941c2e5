import StetColumns
import StetDiagnostics
import Synchronization

extension Function {
  static let date = Function(
    "date", "the date written in text; `order:` gives the order of day, month and year",
    example: #"date("5/4/2011", order: "mdy")"#,
    [
      Parameter("text", .any), Parameter("order", .type(.text), default: .text("ymd"), isConstant: true),
      // A bool cannot be passed here: it represents an error.
      Parameter("otherwise", .type(.date), default: .bool(false), isConstant: true),
    ],
    result: .type(.date), unit: .none, foreign: ["to_date": .reordered([0]), "as_date": .reordered([0])]
  ) { arguments throws(ValueFailure) in
    let found = Mutex<[String]>([])
    let column = try arguments.mapWithMissing(.date) { values throws(ValueFailure) in
      if values[0].isMissing || values[1].isMissing { return .missing }
      guard let order = values[1].asText, ["ymd", "dmy", "mdy"].contains(order) else {
        throw ValueFailure(.argument, "`order:` must be `\"ymd\"`, `\"dmy\"` or `\"mdy\"`")
      }
      if let day = try firstDay(values[0]) { return .date(day.daysSinceEpoch) }
      guard case .text(let text) = values[0] else {
        throw ValueFailure(.argument, "`date` needs text, but this is `\(values[0].type?.name ?? "missing")`")
      }
      if let date = shownDate(text, order: order) { return .date(date.daysSinceEpoch) }
      guard case .bool = values[2] else { return values[2] }
      found.withLock { $0.append(text) }
      return .missing
    }
    let misfits = found.withLock { $0 }
    guard misfits.isEmpty else {
      throw ValueFailure(
        .notADate,
        "`date` cannot read \(misfits.count == 1 ? "a value as a date" : "\(misfits.count) values as dates")",
        notes: [
          examples(of: misfits).map { quoted($0) }.joined(separator: ", "),
          "`otherwise: missing` makes such values missing",
        ])
    }
    return column
  }

  static let start = Function(
    "start", "the first day of a period", example: "start(FY2011)", [Parameter("period", .period)],
    result: .type(.date), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.date) { values throws(ValueFailure) in
      guard let day = try firstDay(values[0]) else { preconditionFailure("the binder guarantees a period here") }
      return .date(day.daysSinceEpoch)
    }
  }

  static let end = Function(
    "end", "the last day of a period", example: "end(FY2011)", [Parameter("period", .period)], result: .type(.date),
    unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.date) { values throws(ValueFailure) in
      guard case .period(let ordinal, let kind) = values[0] else {
        preconditionFailure("the binder guarantees a period here")
      }
      guard let next = firstDay(Int(ordinal) + 1, kind), next - 1 >= earliestDay else { throw outsideCalendar }
      return .date(next - 1)
    }
  }
}

/// The first three different texts by their bytes: the same for any order of the rows, which a plan may change.
private func examples(of misfits: [String]) -> [String] {
  var examples: [String] = []
  for text in misfits.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where examples.count < 3 {
    if examples.last.map({ !$0.utf8.elementsEqual(text.utf8) }) ?? true { examples.append(text) }
  }
  return examples
}

/// Three numbers with `/`, `-` or `.` between them, the year in four digits: a year of two digits is a guess.
private func shownDate(_ text: String, order: String) -> CivilDate? {
  let parts = text.split(omittingEmptySubsequences: false, whereSeparator: { "/-.".contains($0) }).map(String.init)
  guard parts.count == 3, Set(text.filter { "/-.".contains($0) }).count == 1,
    parts.allSatisfy({ (1...4).contains($0.utf8.count) }),
    let year = order.firstIndex(of: "y").map({ parts[order.distance(from: order.startIndex, to: $0)] }),
    year.count == 4, parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } })
  else { return nil }
  var fields: [Character: Int] = [:]
  for (letter, part) in zip(order, parts) { fields[letter] = Int(part) }
  guard let year = fields["y"], let month = fields["m"], let day = fields["d"] else { return nil }
  return CivilDate(year: year, month: month, day: day)
}
