import StetColumns
import StetDiagnostics
import StetSyntax

extension WindowTwin {
  static let previous = WindowTwin("previous") { partition in try partition.neighbors(-1).map { Calculated($0) } }

  static let next = WindowTwin("next") { partition in try partition.neighbors(1).map { Calculated($0) } }

  static let percentChange = WindowTwin("percent_change") { partition in
    zip(partition.rows, try partition.neighbors(-1)).map { row, before in ratio(row[0], before) { ($0 - $1) / $1 } }
  }

  static let indexTo = WindowTwin("index_to") { partition in
    guard let orderType = partition.orderType else { throw TwinFailure(.argument) }
    guard let base = partition.rows.first?[1], base.type == orderType else { throw TwinFailure(.typesDiffer) }
    guard let found = partition.orders.firstIndex(where: { areSame($0[0], base) }) else {
      return partition.rows.map { _ in Calculated(.missing) }
    }
    let bases = partition.rows.indices.filter { areSame(partition.orders[$0][0], base) }
    guard bases.allSatisfy({ areSame([partition.rows[$0][0]], [partition.rows[found][0]]) }) else {
      throw TwinFailure(.needsOrder)
    }
    return partition.rows.map { ratio($0[0], partition.rows[found][0]) { $0 / $1 * 100 } }
  }
}

extension WindowTwin.Partition {
  /// The value that each row looks at, in one direction.
  fileprivate func neighbors(_ direction: Int) throws -> [Value] {
    guard case .int(let steps)? = rows.first?[1], steps >= 1, steps <= 1_000_000 else { throw TwinFailure(.argument) }
    guard let step = try step(Int(steps)) else {
      return rows.indices.map { place in
        let wanted = place + direction * Int(steps)
        return rows.indices.contains(wanted) ? rows[wanted][0] : .missing
      }
    }
    let signed = direction * Int(steps) * (isDescending ? -1 : 1)
    let times = times
    return times.map { key in
      for wanted in step(key, signed) {
        if let found = times.firstIndex(where: { areSame($0, wanted) }) { return rows[found][0] }
      }
      return .missing
    }
  }

  /// The type of the only key, years as whole numbers being periods.
  private var timeType: ValueType? { areYears ? .period(.year) : orderType }

  /// The only key of each row, likewise.
  var times: [Value] {
    orders.map { keys in
      if areYears, case .int(let year) = keys[0] { return .period(Int32(year), .year) }
      return keys[0]
    }
  }

  /// Where so many steps lead from a key, the likeliest first; nil where steps count rows.
  func step(_ count: Int) throws -> ((Value, Int) -> [Value])? {
    switch (timeType, unit) {
    case (_, .row?): return nil
    case (.date?, nil), (.datetime?, nil):
      if count > 1 { throw TwinFailure(.argument) }
      return nil
    case (.period?, nil): return { value, steps in Self.moved(value, Int64(steps)) }
    case (_, nil): return nil
    case (.period(let kind)?, let unit?):
      let months: [DurationUnit: Int64] = [.month: 1, .quarter: 3, .year: 12]
      let own: [PeriodKind: Int64] = [.month: 1, .quarter: 3, .fiscalQuarter: 3, .year: 12, .fiscalYear: 12]
      if kind == .week, unit == .week { return { value, steps in Self.moved(value, Int64(steps)) } }
      guard let long = months[unit], let short = own[kind], long * Int64(count) % short == 0 else {
        throw TwinFailure(.argument)
      }
      return { value, steps in Self.moved(value, Int64(steps) * long / short) }
    case (.date?, let unit?), (.datetime?, let unit?):
      if let months = [DurationUnit.month: 1, .quarter: 3, .year: 12][unit] {
        return { value, steps in Self.inMonths(value, steps * months) }
      }
      let seconds: [DurationUnit: Int64] = [.second: 1, .minute: 60, .hour: 3600, .day: 86_400, .week: 604_800]
      guard let length = seconds[unit], timeType == .datetime || length % 86_400 == 0 else {
        throw TwinFailure(.argument)
      }
      let units = timeType == .date ? length / 86_400 : length * 1_000_000
      return { value, steps in Self.moved(value, Int64(steps) * units) }
    case (_, _?): throw TwinFailure(.argument)
    }
  }

  private static func moved(_ value: Value, _ units: Int64) -> [Value] {
    switch value {
    case .period(let ordinal, let kind): Int32(exactly: Int64(ordinal) + units).map { [.period($0, kind)] } ?? []
    case .date(let days): Int32(exactly: Int64(days) + units).map { [.date($0)] } ?? []
    case .datetime(let microseconds): [.datetime(microseconds + units)]
    default: []
    }
  }

  /// The same day of another month, or its last; the last day of a month leads to the last day.
  private static func inMonths(_ value: Value, _ months: Int) -> [Value] {
    let day: Int64 = 86_400_000_000
    let (days, time): (Int64, Int64) =
      switch value {
      case .date(let days): (Int64(days), 0)
      case .datetime(let moment): ((moment - ((moment % day) + day) % day) / day, ((moment % day) + day) % day)
      default: (0, 0)
      }
    let from = CivilDate(daysSinceEpoch: Int32(days))
    var (year, month) = (from.year, from.month)
    for _ in 0..<months.magnitude {
      month += months.signum()
      if month == 0 { (year, month) = (year - 1, 12) }
      if month == 13 { (year, month) = (year + 1, 1) }
    }
    let last = CivilDate.days(inMonth: month, of: year)
    let isLast = from.day == CivilDate.days(inMonth: from.month, of: from.year)
    return (isLast && from.day < last ? [from.day, last] : [min(from.day, last)]).compactMap { wanted in
      guard let date = CivilDate(year: year, month: month, day: wanted) else { return nil }
      let moved = Int64(date.daysSinceEpoch)
      if case .date = value { return .date(Int32(moved)) }
      return .datetime(moved * day + time)
    }
  }
}

private func ratio(_ a: Value, _ b: Value, _ body: (Double, Double) -> Double) -> Calculated {
  guard let x = a.asFloat, let y = b.asFloat else { return Calculated(.missing) }
  let result = body(x, y)
  return Calculated(result.isFinite ? .float(result) : .missing)
}
