import StetColumns
import StetDiagnostics

extension Function {
  static let daysBetween = Function(
    "days_between", "the number of days from the first date to the second; negative if the second is earlier",
    example: "days_between(@2011-05-04, @2011-06-01)",
    [Parameter("from", .type(.date)), Parameter("to", .type(.date))], result: .type(.int), unit: .none,
    foreign: [
      "datediff": .reordered([1, 0]), "days": .reordered([1, 0]),
      "date_diff": .different("`days_between(from, to)` counts days and takes the earlier date first"),
    ]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.int) { values in .int(Int64(values[1].asDate ?? 0) - Int64(values[0].asDate ?? 0)) }
  }.compiled { builder, arguments, _ in builder.difference(arguments[1], arguments[0]) }

  static let addMonths = Function(
    "add_months", "the date a given number of months later; the last day of the month if the day does not exist",
    example: "add_months(@2011-01-31, 1)", [Parameter("date", .type(.date)), Parameter("months", .type(.int))],
    result: .type(.date), unit: .none, foreign: ["edate": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.date) { values throws(ValueFailure) in
      guard case .date(let days) = values[0], case .int(let months) = values[1] else {
        preconditionFailure("the binder guarantees a date and an int here")
      }
      let from = CivilDate(daysSinceEpoch: days)
      guard months.magnitude < 120_000 else { throw outsideCalendar }
      let (year, month) = floorDivide(from.year * 12 + from.month - 1 + Int(months), 12)
      let day = Swift.min(from.day, CivilDate.days(inMonth: month + 1, of: year))
      guard let date = CivilDate(year: year, month: month + 1, day: day) else { throw outsideCalendar }
      return .date(date.daysSinceEpoch)
    }
  }
}

let outsideCalendar = ValueFailure(.overflow, "the result is outside the years 0001 to 9999")
