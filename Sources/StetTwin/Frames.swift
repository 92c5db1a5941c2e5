import StetColumns
import StetDiagnostics

/// The rows that an aggregate is calculated over for each row of a partition; nil where it has no result.
extension WindowTwin.Partition {
  /// All up to and including each, if it has all values.
  func running(_ isMissing: [Bool]) -> [[Int]?] {
    isMissing.indices.map { isMissing[$0] ? nil : Array(0...$0) }
  }

  /// The last so many rows, or those in the last so many periods, or so long a time.
  func rolling(_ isMissing: [Bool], _ isKept: [Bool], steps: Value, atLeast: Value) throws -> [[Int]?] {
    let length = try self.length(steps)
    var least: Int?
    if !atLeast.isMissing { least = try self.length(atLeast) }
    /// The rows, if they are as many as they should be.
    func ifFull(_ rows: [Int], isWhole: Bool) -> [Int]? {
      if let least { return rows.count { isKept[$0] && !isMissing[$0] } >= least ? rows : nil }
      return isWhole && !rows.contains { isMissing[$0] } ? rows : nil
    }
    guard let step = try step(length) else {
      return orders.indices.map { ifFull(Array(max(0, $0 - length + 1)...$0), isWhole: $0 + 1 >= length) }
    }
    let times = times
    func isUpTo(_ key: Value, _ own: Value) -> Bool { order(key, own) != (isDescending ? -1 : 1) }
    return times.indices.map { place in
      let own = times[place]
      // A frame begins after this.
      guard let bound = step(own, isDescending ? length : -length).last else {
        // It would begin outside of the calendar.
        return ifFull(times.indices.filter { isUpTo(times[$0], own) }, isWhole: false)
      }
      func isAfter(_ key: Value, _ other: Value) -> Bool { order(key, other) == (isDescending ? -1 : 1) }
      let rows = times.indices.filter { isAfter(times[$0], bound) && !isAfter(times[$0], own) }
      let first = times[0]
      var isWhole = !isAfter(first, bound) || distance(first, bound) == 1
      if case .period = own {
        let different = rows.filter { row in !rows.contains { $0 < row && areSame(times[$0], times[row]) } }
        isWhole = isWhole && Int64(different.count) == distance(own, bound)
      }
      return ifFull(rows, isWhole: isWhole)
    }
  }

  /// Whether so many steps are counted along time.
  func goesByTime(_ steps: Value) throws -> Bool { try step(try length(steps)) != nil }

  private func length(_ value: Value) throws -> Int {
    guard case .int(let length) = value, (1...1_000_000).contains(length) else { throw TwinFailure(.argument) }
    return Int(length)
  }
}

/// In the units of two keys: periods, days, microseconds.
private func distance(_ a: Value, _ b: Value) -> Int64 {
  switch (a, b) {
  case (.period(let x, _), .period(let y, _)), (.date(let x), .date(let y)): abs(Int64(x) - Int64(y))
  case (.datetime(let x), .datetime(let y)): abs(x - y)
  default: preconditionFailure("steps by time go along a key that is a time")
  }
}
