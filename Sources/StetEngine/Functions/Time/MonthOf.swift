import StetColumns
import StetDiagnostics

extension Function {
  static let monthOf = Function(
    "month_of",
    "the month of a year by its number or English name: `2018-10` for `month_of(2018, 10)` and for `month_of(FY2019, \"Oct\")`",
    example: #"month_of(FY2019, "Oct")"#, [Parameter("year", .any), Parameter("month", .any)],
    result: .type(.period(.month)), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.period(.month)) { values throws(ValueFailure) in
      guard let month = monthNumber(values[1]) else { throw .noMonth(values[1]) }
      let year: Int64
      switch values[0] {
      case .int(let number) where (1...9999).contains(number): year = number
      case .period(let number, .year): year = Int64(number)
      // October to December are months of the year before.
      case .period(let number, .fiscalYear): year = Int64(number) - (month > 9 ? 1 : 0)
      default: throw .noYear(values[0])
      }
      guard let ordinal = Int32(exactly: year * 12 + Int64(month) - 1), calendarOrdinals(.month).contains(ordinal)
      else {
        throw outsideCalendar
      }
      return .period(ordinal, .month)
    }
  }
}

/// 1 to 12, as a number, or as an English name, whole or its first three letters, with or without a point.
private func monthNumber(_ value: Value) -> Int? {
  switch value {
  case .int(let number): (1...12).contains(number) ? Int(number) : nil
  case .text(let text): englishMonth(text)
  default: nil
  }
}

extension ValueFailure {
  fileprivate static func noMonth(_ value: Value) -> ValueFailure {
    ValueFailure(
      .argument, "`\(plainText(value))` is no month of a year",
      notes: ["`month_of` takes a number from 1 to 12 or an English name such as `\"Oct\"` or `\"October\"`"])
  }

  fileprivate static func noYear(_ value: Value) -> ValueFailure {
    ValueFailure(
      .argument, "`\(plainText(value))` is no year",
      notes: [
        "`month_of` takes a number such as `2011`, or a fiscal year, which `fiscal_year(…)` makes of a number or text"
      ])
  }
}
