import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let daysBetween = FunctionTwin("days_between") { values in
    guard case .date(let from) = values[0], case .date(let to) = values[1] else {
      preconditionFailure("the binder guarantees two dates here")
    }
    return .int(Int64(to) - Int64(from))
  }

  static let addMonths = FunctionTwin("add_months") { values in
    guard case .date(let days) = values[0] else { preconditionFailure("the binder guarantees a date here") }
    let steps = int(values[1])
    guard steps.magnitude < 1_000_000 else { throw TwinFailure(.overflow) }
    var day = PlainDay(Int(days))
    for _ in 0..<steps.magnitude {
      day.month += steps > 0 ? 1 : -1
      if day.month == 13 { (day.year, day.month) = (day.year + 1, 1) }
      if day.month == 0 { (day.year, day.month) = (day.year - 1, 12) }
    }
    day.day = min(day.day, day.daysInMonth)
    return try day.value()
  }
}
