import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let year = FunctionTwin("year") { values in .int(Int64(try civilDay(values[0]).year)) }

  static let day = FunctionTwin("day") { values in .int(Int64(try civilDay(values[0]).day)) }

  static let weekday = FunctionTwin("weekday") { values in
    .int(Int64((try dayCount(values[0]) + daysBefore1970) % 7 + 1))
  }

  static let month = FunctionTwin("month") { values in periodHolding(try dayCount(values[0]), .month) }

  static let quarter = FunctionTwin("quarter") { values in periodHolding(try dayCount(values[0]), .quarter) }

  static let fiscalYear = FunctionTwin("fiscal_year") { values in
    if case .period(_, let kind) = values[0], [.year, .week].contains(kind) { throw TwinFailure(.argument) }
    if let days = try days(of: values[0]) { return periodHolding(days, .fiscalYear) }
    var named: Int32?
    switch values[0] {
    case .int(let year): named = Int32(exactly: year)
    case .text(let text):
      let digits = text.uppercased().hasPrefix("FY") ? text.dropFirst(2).drop { $0 == " " } : text[...]
      if digits.utf8.allSatisfy({ (48...57).contains($0) }) { named = Int32(digits) }
    default: break
    }
    guard let named, (1700...2200).contains(named) else { throw TwinFailure(.notADate) }
    return .period(named, .fiscalYear)
  }
}

private func dayCount(_ value: Value) throws -> Int {
  guard let days = try days(of: value) else { preconditionFailure("the binder guarantees a date here") }
  return days
}

private func civilDay(_ value: Value) throws -> PlainDay { PlainDay(try dayCount(value)) }
