import StetColumns
import StetDiagnostics
import StetSyntax

/// How far a window looks from row to row: over periods and dates, by time, so that a row that is lacking is no step.
enum WindowSteps {
  case rows
  /// In the units of the key: periods, days, microseconds.
  case units(Int64)
  /// By the calendar, along dates.
  case months(Int)

  /// `key` is the type of the only key of `sort`; nil if there are several.
  init(_ count: Int, _ unit: DurationUnit?, along key: ValueType?) throws(ValueFailure) {
    switch (key, unit) {
    case (_, .row?): self = .rows
    case (.period?, nil): self = .units(Int64(count))
    // The row before is clear; seven could be rows or days.
    case (.date?, nil) where count > 1, (.datetime?, nil) where count > 1:
      throw ValueFailure(
        .argument, "over dates, \(count) could be rows or days",
        notes: ["`\(count) rows` counts rows, `\(count) days` days, and `\(count) months` months"])
    case (_, nil): self = .rows
    case (.period(let kind)?, let unit?):
      guard let periods = kind.periods(count, unit) else {
        throw ValueFailure(
          .argument,
          "\(counted(count, unit.rawValue)) is not a whole number of steps along a column of type `\(ValueType.period(kind).name)`"
        )
      }
      self = .units(periods)
    case (.date?, .day?): self = .units(Int64(count))
    case (.date?, .week?): self = .units(Int64(count) * 7)
    case (.date?, let unit?), (.datetime?, let unit?):
      if let months = unit.months {
        self = .months(count * Int(months))
      } else if key == .datetime, let microseconds = unit.microseconds {
        self = .units(Int64(count) * microseconds)
      } else {
        throw ValueFailure(.argument, "dates have no steps of \(unit.rawValue)s")
      }
    case (_, let unit?):
      throw ValueFailure(
        .argument, "steps of \(unit.rawValue)s need one `sort` column of dates or periods",
        notes: ["`\(counted(count, "row"))` counts rows"])
    }
  }

  var goesByTime: Bool { if case .rows = self { false } else { true } }

  /// Where on the key it is so far away from an ordinal. Where a month is longer than the one before, the end of it is a month after that
  /// one's end, too. Nil outside the calendar.
  func target(
    from ordinal: Int64, isBefore: Bool, isDateTime: Bool
  ) -> (likeliest: Int64, endOfMonth: Int64?)? {
    let sign = isBefore ? -1 : 1
    switch self {
    case .rows: return nil
    case .units(let length):
      let (target, isOutside) = ordinal.addingReportingOverflow(Int64(sign) * length)
      return isOutside ? nil : (target, nil)
    case .months(let months):
      let day: Int64 = 86_400_000_000
      let (days, time) = isDateTime ? floorDivide(Int(ordinal), Int(day)) : (Int(ordinal), 0)
      guard let days = Int32(exactly: days) else { return nil }
      let from = CivilDate(daysSinceEpoch: days)
      let (year, month) = floorDivide(from.year * 12 + from.month - 1 + sign * months, 12)
      guard (1...9999).contains(year) else { return nil }
      func target(_ wanted: Int) -> Int64? {
        guard let date = CivilDate(year: year, month: month + 1, day: wanted) else { return nil }
        return isDateTime ? Int64(date.daysSinceEpoch) * day + Int64(time) : Int64(date.daysSinceEpoch)
      }
      let last = CivilDate.days(inMonth: month + 1, of: year)
      let isEnd = from.day < last && from.day == CivilDate.days(inMonth: from.month, of: from.year)
      return target(min(from.day, last)).map { ($0, isEnd ? target(last) : nil) }
    }
  }
}

/// The row that each row of an order looks at, so many steps away.
struct Neighbors {
  /// −1 where there is none.
  let rows: [Int32]
  /// How many rows look at a place within their partition that no row has.
  let gaps: Int
  /// The first such places.
  let examples: [Value]

  /// `isBefore`: before it in the order, which is after it in time if that is descending.
  init(_ window: WindowRows, along key: Column, descending: Bool, by step: WindowSteps, isBefore: Bool) {
    let ordinals = key.ordinals
    let isBefore = isBefore != descending
    let isDateTime = key.type == .datetime
    let partitions = window.partitions
    let rows: [Int32] = unsafe partitions.perRow { _, partition, target in
      for row in partition {
        let wanted = step.target(from: ordinals[Int(row)], isBefore: isBefore, isDateTime: isDateTime)
        let found = wanted.flatMap { wanted in
          find(wanted.likeliest, partition, ordinals, descending)
            ?? wanted.endOfMonth.flatMap { find($0, partition, ordinals, descending) }
        }
        unsafe target[Int(row)] = found ?? -1
      }
    }
    let gaps = partitions.parallel { places in
      var gaps = Examples()
      let partition = partitions.rows[places]
      guard let first = partition.first, let last = partition.last else { return gaps }
      let (a, b) = (ordinals[Int(first)], ordinals[Int(last)])
      for row in partition where rows[Int(row)] < 0 {
        let wanted = step.target(from: ordinals[Int(row)], isBefore: isBefore, isDateTime: isDateTime)
        if let wanted = wanted?.likeliest, min(a, b) <= wanted, wanted <= max(a, b) { gaps.add(wanted) }
      }
      return gaps
    }
    let all = gaps.reduce(into: Examples()) { $0.add($1) }
    self.rows = rows
    self.gaps = all.count
    examples = all.first.map { key[0].with(ordinal: $0) }
  }
}

/// The first row of a partition, which is in order, that has this ordinal.
private func find(_ wanted: Int64, _ partition: ArraySlice<Int32>, _ ordinals: [Int64], _ descending: Bool) -> Int32? {
  let start = partition.startIndex
  let found =
    start
    + firstPlace(in: partition.count) {
      let ordinal = ordinals[Int(partition[start + $0])]
      return descending ? ordinal <= wanted : ordinal >= wanted
    }
  guard found < partition.endIndex, ordinals[Int(partition[found])] == wanted else { return nil }
  return partition[found]
}

extension PeriodKind {
  /// How many of these periods so many units are; nil if that is no whole number.
  fileprivate func periods(_ count: Int, _ unit: DurationUnit) -> Int64? {
    if self == .week { return unit == .week ? Int64(count) : nil }
    let months: Int64 =
      switch self {
      case .month: 1
      case .quarter, .fiscalQuarter: 3
      case .year, .fiscalYear, .week: 12
      }
    guard let all = unit.months.map({ $0 * Int64(count) }), all % months == 0 else { return nil }
    return all / months
  }
}

extension Column {
  /// Whole numbers in the order of periods, dates or datetimes without missing ones.
  var ordinals: [Int64] {
    switch self {
    case .date(let vector), .period(let vector, _): parallelMapped(vector.values) { Int64($0) }
    case .datetime(let vector): vector.values
    default: preconditionFailure("steps by time go along a key that is a time")
    }
  }
}

extension Column {
  /// Calendar months of years and months as whole numbers; nil where one is none.
  init?(years: Column, months: Column) {
    var ordinals: [Int32] = []
    ordinals.reserveCapacity(years.count)
    for row in 0..<years.count {
      guard case .int(let year) = years[row], case .int(let month) = months[row], (1...9999).contains(year),
        (1...12).contains(month)
      else { return nil }
      ordinals.append(Int32(year * 12 + month - 1))
    }
    self = .period(Vector(ordinals), .month)
  }

  /// Whole numbers as calendar years; nil where one is too large.
  var asYears: Column? {
    switch self {
    case .narrowInt(let vector): .period(vector, .year)
    case .int(let vector):
      vector.values.allSatisfy { Int32(exactly: $0) != nil }
        ? .period(Vector(vector.values.map { Int32(truncatingIfNeeded: $0) }, validity: vector.validity), .year) : nil
    default: nil
    }
  }
}
