import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let fromUnix = FunctionTwin("from_unix") { values in
    let micros: Int128
    if let exact = values[0].asDecimal {
      guard exact.scale < powersOfTen.count else { throw TwinFailure(.overflow) }
      // Half a millionth away from zero, then cut off.
      let unit = powersOfTen[exact.scale]
      let (scaled, overflow) = exact.digits.multipliedReportingOverflow(by: 2_000_000)
      guard !overflow else { throw TwinFailure(.overflow) }
      micros = (scaled + (scaled < 0 ? -unit : unit)) / (unit * 2)
    } else {
      guard case .float(let seconds) = values[0], seconds.magnitude < 1e12 else { throw TwinFailure(.overflow) }
      micros = Int128((seconds * 1e6).rounded(.toNearestOrAwayFromZero))
    }
    guard micros.magnitude < 1 << 62 else { throw TwinFailure(.overflow) }
    let day = Int((Double(micros) / 86_400_000_000).rounded(.down))
    // The first and the last day that a date can be.
    guard (-719_162...2_932_896).contains(day) else { throw TwinFailure(.overflow) }
    return .datetime(Int64(micros))
  }

  static let fromSpreadsheet = FunctionTwin("from_spreadsheet") { values in
    let epoch = int(values[1])
    guard epoch == 1900 || epoch == 1904 else { throw TwinFailure(.argument) }
    let number: Double
    if let exact = values[0].asDecimal {
      number = Double(exact.digits) / Double(powersOfTen[exact.scale])
    } else if case .float(let float) = values[0] {
      number = float
    } else {
      throw TwinFailure(.argument)
    }
    guard number == number.rounded(), number < 3_000_000 else { throw TwinFailure(.argument) }
    var left = Int(max(number, -1))
    guard left >= (epoch == 1900 ? 1 : 0), epoch == 1904 || left != 60 else { throw TwinFailure(.argument) }
    // Years are walked through, one by one, and then the days.
    var day = PlainDay(Int(epoch), 1, 1)
    if epoch == 1900 { left -= left > 60 ? 2 : 1 }
    while true {
      let days = (1...12).reduce(0) { $0 + PlainDay(day.year, $1, 1).daysInMonth }
      if left < days { break }
      left -= days
      day.year += 1
      guard day.year <= 9999 else { throw TwinFailure(.argument) }
    }
    while left >= day.daysInMonth {
      left -= day.daysInMonth
      day.month += 1
    }
    day.day += left
    return try day.value()
  }
}
