/// What becomes of the time zone that a cell states, as `2020-01-05T08:30:00-05:00` and `2020-01-05T13:30:00Z` do.
package enum ZoneReading: Sendable, Equatable {
  /// Date and time stay as they are written.
  case given
  case utc
  /// They become those of a zone.
  case zone(TimeZoneRules)

  /// The microseconds of a cell that is so many seconds ahead of UTC.
  func shifted(_ written: Int64, ahead: Int) -> Int64 {
    let utc = written - Int64(ahead) * 1_000_000
    switch self {
    case .given: return written
    case .utc: return utc
    case .zone(let rules):
      let (seconds, rest) = utc.quotientAndRemainder(dividingBy: 1_000_000)
      return utc + Int64(rules.offset(at: rest < 0 ? seconds - 1 : seconds)) * 1_000_000
    }
  }
}
