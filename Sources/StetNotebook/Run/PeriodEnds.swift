import StetColumns

/// The last day of a period or the day itself; nil for a value that is not a time.
func lastDay(of value: Value) -> Int32? {
  guard case .period(let ordinal, let kind) = value else {
    switch value {
    case .date(let days): return days
    case .datetime(let microseconds):
      return Int32(clamping: Int64((Double(microseconds) / 86_400_000_000).rounded(.down)))
    // Whole numbers that can be years are years.
    case .int(let year): return (1500...2200).contains(year) ? lastDay(year: Int(year), month: 12) : nil
    case .missing, .bool, .decimal, .float, .text, .period, .duration: return nil
    }
  }
  let number = Int(ordinal)
  switch kind {
  case .year: return lastDay(year: number, month: 12)
  case .fiscalYear: return lastDay(year: number, month: 9)
  case .month: return lastDay(year: floorDivided(number, 12), month: number - floorDivided(number, 12) * 12 + 1)
  case .quarter: return lastDay(year: floorDivided(number, 4), month: (number - floorDivided(number, 4) * 4) * 3 + 3)
  case .fiscalQuarter:
    let (year, quarter) = (floorDivided(number, 4), number - floorDivided(number, 4) * 4)
    return quarter == 0 ? lastDay(year: year - 1, month: 12) : lastDay(year: year, month: quarter * 3)
  case .week: return Int32(clamping: number * 7 + 3)
  }
}

/// The last day of the month that a day is in, or of a period.
func monthEnd(of value: Value) -> Int32? {
  guard let day = lastDay(of: value) else { return nil }
  let date = CivilDate(daysSinceEpoch: day)
  return lastDay(year: date.year, month: date.month)
}

/// Whether values of a type divide time more finely than a period.
func isFiner(_ type: ValueType, than period: Value) -> Bool {
  guard let mine = width(of: type) else { return false }
  if case .int = period { return mine < 365 }
  guard let other = period.type.flatMap({ width(of: $0) }) else { return false }
  return mine < other
}

private func width(of type: ValueType) -> Int? {
  switch type {
  case .date, .datetime: 1
  case .period(.week): 7
  case .period(.month): 30
  case .period(.quarter), .period(.fiscalQuarter): 91
  case .period(.year), .period(.fiscalYear): 365
  case .bool, .int, .decimal, .float, .text, .duration: nil
  }
}

private func lastDay(year: Int, month: Int) -> Int32? {
  CivilDate(year: year, month: month, day: CivilDate.days(inMonth: month, of: year))?.daysSinceEpoch
}

private func floorDivided(_ number: Int, _ divisor: Int) -> Int {
  number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
}
