/// A day of the proleptic Gregorian calendar.
///
/// Conversion after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
@usableFromInline package struct CivilDate: Sendable, Hashable {
  @usableFromInline package let year: Int
  @usableFromInline package let month: Int
  @usableFromInline package let day: Int

  /// Nil if the month has no such day, or the year is outside 0001–9999.
  @inlinable package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day that many days after 1970-01-01.
  package init(daysSinceEpoch: Int32) {
    let shifted = Int(daysSinceEpoch) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    // Within an era 32 bits are enough, which are divided in half the time.
    let dayOfEra = UInt32(truncatingIfNeeded: shifted &- era &* 146_097)
    let leapDays = dayOfEra / 1460 &- dayOfEra / 36_524 &+ dayOfEra / 146_096
    let yearOfEra = (dayOfEra &- leapDays) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    let shiftedMonth = (5 &* dayOfYear &+ 2) / 153
    day = Int(dayOfYear &- (153 &* shiftedMonth &+ 2) / 5 &+ 1)
    month = Int(shiftedMonth < 10 ? shiftedMonth &+ 3 : shiftedMonth &- 9)
    year = Int(yearOfEra) + era * 400 + (month <= 2 ? 1 : 0)
  }

  @inlinable package var daysSinceEpoch: Int32 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// The fiscal year, named for the year in which it ends: 1 October 2010 is in FY2011.
  package var fiscalYear: Int { month >= 10 ? year + 1 : year }

  @inlinable package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
