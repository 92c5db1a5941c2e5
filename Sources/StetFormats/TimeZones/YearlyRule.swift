import StetColumns

/// When clocks are set each year, as `EST5EDT,M3.2.0,M11.1.0` says it (POSIX, "Environment Variables", `TZ`; RFC 9636 §3.3.1).
struct YearlyRule: Sendable {
  private let standard: Int
  private let summer: (offset: Int, start: Day, end: Day)?

  /// A day of each year, and the seconds after its midnight, by the clock as it was until then.
  private struct Day: Sendable {
    enum Form: Sendable {
      /// Counted from 1, without the 29th of February.
      case julian(Int)
      /// Counted from 0.
      case ordinal(Int)
      /// The fifth week is the last one; Sunday is 0.
      case weekday(month: Int, week: Int, day: Int)
    }

    let form: Form
    let time: Int

    /// In seconds from 1970, by the clock.
    func moment(in year: Int) -> Int64? {
      guard let first = CivilDate(year: year, month: 1, day: 1)?.daysSinceEpoch,
        let next = CivilDate(year: year + 1, month: 1, day: 1)?.daysSinceEpoch
      else { return nil }
      let days: Int
      switch form {
      case .julian(let day): days = Int(first) + day - 1 + (next - first == 366 && day > 59 ? 1 : 0)
      case .ordinal(let day): days = Int(first) + day
      case .weekday(let month, let week, let weekday):
        let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
        guard let start = CivilDate(year: year, month: month, day: 1)?.daysSinceEpoch,
          let end = CivilDate(year: nextYear, month: nextMonth, day: 1)?.daysSinceEpoch
        else { return nil }
        // 1970-01-01 was a Thursday.
        let firstWeekday = ((Int(start) + 4) % 7 + 7) % 7
        var day = Int(start) + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
        while day >= Int(end) { day -= 7 }
        days = day
      }
      return Int64(days) * 86_400 + Int64(time)
    }
  }

  /// Nil if the text is no such rule.
  init?(_ text: String) {
    var rest = Substring(text)
    guard Self.name(&rest), let behind = Self.time(&rest) else { return nil }
    standard = -behind
    guard !rest.isEmpty else {
      summer = nil
      return
    }
    guard Self.name(&rest) else { return nil }
    var offset = standard + 3600
    if rest.first != "," {
      guard let behind = Self.time(&rest) else { return nil }
      offset = -behind
    }
    guard let start = Self.day(&rest), let end = Self.day(&rest), rest.isEmpty else { return nil }
    summer = (offset, start, end)
  }

  /// How far clocks are ahead of UTC, in seconds, at a moment in seconds from 1970 UTC.
  func offset(at moment: Int64) -> Int {
    guard let summer else { return standard }
    let days = (moment + Int64(standard)).quotientRoundedDown(86_400)
    let year = Int(CivilDate(daysSinceEpoch: Int32(clamping: days)).year)
    guard let start = summer.start.moment(in: year), let end = summer.end.moment(in: year) else { return standard }
    let (from, to) = (start - Int64(standard), end - Int64(summer.offset))
    let isSummer = from < to ? moment >= from && moment < to : moment >= from || moment < to
    return isSummer ? summer.offset : standard
  }

  // MARK: - Reading

  /// `EST`, or `<-03>`.
  private static func name(_ rest: inout Substring) -> Bool {
    if rest.first == "<" {
      guard let end = rest.firstIndex(of: ">") else { return false }
      rest = rest[rest.index(after: end)...]
      return true
    }
    let letters = rest.prefix { $0.isLetter }
    rest = rest[letters.endIndex...]
    return letters.count >= 3
  }

  /// `5`, `-3:30`, in seconds.
  private static func time(_ rest: inout Substring) -> Int? {
    var sign = 1
    if rest.first == "-" || rest.first == "+" { sign = rest.removeFirst() == "-" ? -1 : 1 }
    var seconds = 0
    for unit in [3600, 60, 1] {
      let digits = rest.prefix { $0.isNumber }
      guard let value = Int(digits), value < 1000 else { return nil }
      seconds += value * unit
      rest = rest[digits.endIndex...]
      guard rest.first == ":", unit > 1 else { break }
      rest.removeFirst()
    }
    return sign * seconds
  }

  /// `,M3.2.0/2`
  private static func day(_ rest: inout Substring) -> Day? {
    guard rest.first == "," else { return nil }
    rest.removeFirst()
    let word = rest.prefix { $0 != "," && $0 != "/" }
    rest = rest[word.endIndex...]
    let form: Day.Form
    if word.first == "M" {
      let parts = word.dropFirst().split(separator: ".").compactMap { Int($0) }
      guard parts.count == 3, (1...12).contains(parts[0]), (1...5).contains(parts[1]), (0...6).contains(parts[2]) else {
        return nil
      }
      form = .weekday(month: parts[0], week: parts[1], day: parts[2])
    } else if word.first == "J", let day = Int(word.dropFirst()), (1...365).contains(day) {
      form = .julian(day)
    } else if let day = Int(word), (0...365).contains(day) {
      form = .ordinal(day)
    } else {
      return nil
    }
    guard rest.first == "/" else { return Day(form: form, time: 7200) }
    rest.removeFirst()
    return time(&rest).map { Day(form: form, time: $0) }
  }
}

extension Int64 {
  fileprivate func quotientRoundedDown(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
