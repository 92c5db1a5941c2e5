import StetColumns
import StetDiagnostics

// What `+`, `-` and `in` do with dates and periods.

extension FunctionTwin {
  static let addDays = FunctionTwin("add_days") { values in try moved(values, sign: 1) }

  static let subtractDays = FunctionTwin("subtract_days") { values in try moved(values, sign: -1) }

  static let addPeriods = FunctionTwin("add_periods") { values in
    guard case .period(let ordinal, let kind) = values[0] else {
      preconditionFailure("the binder guarantees a period here")
    }
    let moved = Int128(ordinal) + Int128(int(values[1]))
    guard let number = Int(exactly: moved), isInCalendar(number, kind) else { throw TwinFailure(.overflow) }
    return .period(Int32(number), kind)
  }

  static let periodsBetween = FunctionTwin("periods_between") { values in
    guard case .period(let from, _) = values[0], case .period(let to, _) = values[1] else {
      preconditionFailure("the binder guarantees two periods here")
    }
    return .int(Int64(from) - Int64(to))
  }

  static let period = FunctionTwin("period") { values, type in
    guard case .period(let kind) = type, let days = try days(of: values[0]) else {
      preconditionFailure("the binder guarantees a date or a period here")
    }
    return periodHolding(days, kind)
  }
}

private func moved(_ values: [Value], sign: Int64) throws -> Value {
  guard case .date(let days) = values[0], case .duration(let microseconds) = values[1] else {
    preconditionFailure("the binder guarantees a date and a duration here")
  }
  guard microseconds % 86_400_000_000 == 0 else { throw TwinFailure(.argument) }
  return try date(Int64(days) + microseconds / 86_400_000_000 * sign)
}

/// Whether a day of the period is in the years 1 to 9999.
private func isInCalendar(_ number: Int, _ kind: PeriodKind) -> Bool {
  switch kind {
  case .year: (1...9999).contains(number)
  case .month: (1 * 12..<10_000 * 12).contains(number)
  case .quarter: (1 * 4..<10_000 * 4).contains(number)
  // Fiscal 1 begins in the year 0, fiscal 10000 in 9999; fiscal quarters are all whole.
  case .fiscalYear: (1...10_000).contains(number)
  case .fiscalQuarter: (1 * 4 + 1...10_000 * 4).contains(number)
  case .week: (-daysBefore1970...2_932_896).contains(number * 7 - 3)
  }
}
