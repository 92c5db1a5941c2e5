import StetColumns
import StetDiagnostics

// Times and days that other programs write as numbers counted from an agreed beginning.

extension Function {
  static let fromUnix = Function(
    "from_unix", "the date and time, in UTC, of a number of seconds since 1970",
    example: "from_unix(1304467200)", [Parameter("seconds", .number)], result: .type(.datetime), unit: .none,
    foreign: [
      "from_unixtime": .same, "to_timestamp": .same,
      "fromtimestamp": .different("`from_unix` gives UTC, not the zone of the computer"),
    ]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.datetime) { values throws(ValueFailure) in
      guard let micros = microseconds(values[0]), let day = Int32(exactly: floorDivide(micros, microsOfDay).quotient),
        earliestDay...latestDay ~= day
      else { throw ValueFailure(.overflow, outsideCalendar.message, notes: smallerUnit(values[0])) }
      return .datetime(Int64(micros))
    }
  }

  static let fromSpreadsheet = Function(
    "from_spreadsheet", "the date of a spreadsheet's day number; `epoch: 1904` is for files of old Macs",
    example: "from_spreadsheet(40667)",
    [Parameter("days", .number), Parameter("epoch", .type(.int), default: .int(1900), isConstant: true)],
    result: .type(.date), unit: .none,
    foreign: ["excel_numeric_to_date": .reordered([0])]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.date) { values throws(ValueFailure) in
      guard case .int(let epoch) = values[1], epoch == 1900 || epoch == 1904 else {
        throw ValueFailure(.argument, "`epoch:` must be 1900 or 1904")
      }
      guard let day = wholeDay(values[0]) else {
        throw ValueFailure(
          .argument, "a day number has a time of day: \(plainText(values[0]))",
          notes: ["`from_spreadsheet(floor(…))` leaves out the time"])
      }
      guard let date = spreadsheetDay(day, epoch) else {
        throw ValueFailure(
          .argument, "no date has the day number \(day)",
          notes: day == 60 ? ["spreadsheets count 29 February 1900, which did not exist, as day 60"] : [])
      }
      return .date(date)
    }
  }
}

private let microsOfDay = 86_400_000_000

/// Seconds in millionths, rounded to the nearest; nil beyond 64 bits.
private func microseconds(_ seconds: Value) -> Int? {
  if let exact = seconds.asDecimal {
    let (scaled, overflow) = exact.digits.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow, exact.scale < powersOfTen.count else { return nil }
    let divisor = powersOfTen[exact.scale]
    let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: divisor)
    let isUp = remainder.magnitude * 2 >= divisor.magnitude
    return Int(exactly: isUp ? quotient + (scaled < 0 ? -1 : 1) : quotient)
  }
  guard case .float(let number) = seconds else { return nil }
  return Int(exactly: (number * 1_000_000).rounded())
}

/// What a number means in a unit smaller than a second, if that is a time up to the year 2200.
private func smallerUnit(_ number: Value) -> [String] {
  guard let seconds = number.asFloat else { return [] }
  for (unit, divisor) in [("milliseconds", 1000), ("microseconds", 1_000_000), ("nanoseconds", 1_000_000_000)] {
    let micros = Int64(exactly: (seconds / Double(divisor) * 1_000_000).rounded())
    guard let micros, (0..<7_258_118_400_000_000).contains(micros) else { continue }
    return ["if the number is in \(unit), `/ \(divisor)` gives \(plainText(.datetime(micros)))"]
  }
  return []
}

/// A whole number; nil for any other.
private func wholeDay(_ days: Value) -> Int? {
  if let exact = days.asDecimal {
    guard exact.scale < powersOfTen.count else { return nil }
    let (quotient, remainder) = exact.digits.quotientAndRemainder(dividingBy: powersOfTen[exact.scale])
    return remainder == 0 ? Int(exactly: quotient) : nil
  }
  guard case .float(let number) = days else { return nil }
  return Int(exactly: number)
}

/// ECMA-376 Part 1, 18.17.4.1: day 1 is 1 January 1900, and the year 1900 is taken for a leap year; or day 0 is 1 January 1904.
private func spreadsheetDay(_ day: Int, _ epoch: Int64) -> Int32? {
  guard day >= (epoch == 1900 ? 1 : 0), epoch == 1904 || day != 60, day < 3_000_000 else { return nil }
  // 1899-12-31, 1899-12-30 and 1904-01-01.
  let start = epoch == 1904 ? -24_107 : day < 60 ? -25_568 : -25_569
  return Int32(start + day) <= latestDay ? Int32(start + day) : nil
}
