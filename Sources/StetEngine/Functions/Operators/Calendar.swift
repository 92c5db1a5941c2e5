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
        guard calendarDays.contains(sum) else { throw outsideCalendar }
        return .date(Int32(sum))
      }
    }.compiled { builder, arguments, _ in
      // A constant number of days, if no date then leaves the calendar.
      guard arguments[0].constant == nil, let duration = arguments[1].constant?.asMicroseconds else { return nil }
      let (steps, rest) = duration.quotientAndRemainder(dividingBy: 86_400_000_000)
      let reach = arguments[0].reach
      guard rest == 0, steps.magnitude < 4_000_000, calendarDays.contains(reach.lowerBound + steps * sign),
        calendarDays.contains(reach.upperBound + steps * sign)
      else { return nil }
      let (date, days) = (arguments[0], Int32(steps * sign))
      let out = builder.register(
        .narrow, .date, bounds: reach.lowerBound + steps * sign...reach.upperBound + steps * sign)
      builder.emit(builder.unchecked(.add, .cells(date), .one(days), out))
      return out
    }
  }

  /// From January 1, 0001, to December 31, 9999.
  private static var calendarDays: ClosedRange<Int64> { -719_162...2_932_896 }

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
  }.compiled { builder, arguments, _ in builder.difference(arguments[0], arguments[1]) }

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
