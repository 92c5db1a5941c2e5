import StetColumns
import StetDiagnostics

// What `+`, `-` and `in` do with dates and periods; scripts do not call these by name.

extension Function {
  /// `date + 7 days`
  static let addDays = dateShift("add_days", sign: 1)
  /// `date - 7 days`
  static let subtractDays = dateShift("subtract_days", sign: -1)

  private static func dateShift(_ name: String, sign: Int64) -> Function {
    Function(
      operator: name, [Parameter("date", .type(.date)), Parameter("duration", .type(.duration))], result: .type(.date),
      unit: .none
    ) { arguments throws(ValueFailure) in
      try arguments.map(.date) { values throws(ValueFailure) in
        guard case .date(let days) = values[0], case .duration(let microseconds) = values[1] else {
          preconditionFailure("the binder guarantees a date and a duration here")
        }
        let (steps, rest) = microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
        guard rest == 0 else { throw ValueFailure(.argument, "a date can be moved only by whole days") }
        let sum = Int64(days) + steps * sign
        guard (-719_162...2_932_896).contains(sum) else { throw outsideCalendar }
        return .date(Int32(sum))
      }
    }
  }

  /// `FY2011 + 1`
  static let addPeriods = Function(
    operator: "add_periods", [Parameter("period", .period), Parameter("steps", .type(.int))], result: .argument(0),
    unit: .none
  ) { arguments throws(ValueFailure) in
    try arguments.map(arguments.columns[0].type) { values throws(ValueFailure) in
      guard case .period(let ordinal, let kind) = values[0], case .int(let steps) = values[1] else {
        preconditionFailure("the binder guarantees a period and an int here")
      }
      let (sum, overflow) = Int64(ordinal).addingReportingOverflow(steps)
      guard !overflow, let moved = Int32(exactly: sum), calendarOrdinals(kind).contains(moved) else {
        throw outsideCalendar
      }
      return .period(moved, kind)
    }
  }

  /// `FY2012 - FY2009` is 3.
  static let periodsBetween = Function(
    operator: "periods_between", [Parameter("from", .period), Parameter("to", .period)], result: .type(.int),
    unit: .none
  ) { arguments throws(ValueFailure) in
    try arguments.map(.int) { values in .int(Int64(values[0].asOrdinal ?? 0) - Int64(values[1].asOrdinal ?? 0)) }
  }

  /// The period of one kind that holds a date or a shorter period; `departed in FY2022` asks for it.
  static func period(_ kind: PeriodKind) -> Function {
    Function(operator: "period", [Parameter("date", .any)], result: .type(.period(kind)), unit: .none) {
      arguments throws(ValueFailure) in
      try arguments.map(.period(kind)) { values throws(ValueFailure) in
        guard let day = try firstDay(values[0]) else {
          preconditionFailure("the binder guarantees a date or a period here")
        }
        return calendarPeriod(of: day, kind)
      }
    }
  }
}
