package import StetColumns
package import StetDiagnostics

/// The columns of the row of another table whose last key is nearest: of the rows with equal other keys, and of two as near
/// the smaller.
package struct JoinNearestOperation: JoiningOperation {
  /// Whether rows without a match come out.
  package var keepsLeft: Bool
  package var other: OtherTable
  /// The last key is the one that may differ.
  package var on: [(left: TypedExpression, right: Int)]
  /// How far the nearest row may be at most: a number, periods, or microseconds between dates and datetimes.
  package var limit: Value?
  /// The columns of the right side that are not shown.
  package var hidden: Set<Int>
  package var keepsPartners: Bool { false }

  package init(
    keepsLeft: Bool, _ right: OtherTable, on: [(left: TypedExpression, right: Int)], limit: Value?, hidden: Set<Int>
  ) {
    self.keepsLeft = keepsLeft
    other = right
    self.on = on
    self.limit = limit
    self.hidden = hidden
  }

  package func run(on left: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    precondition(!on.isEmpty, "the binder guarantees a key")
    var evaluator = context.evaluator(left)
    let keys = try evaluator.columns(on.map(\.left))
    let rightKeys = on.map { widened(right.columns[$0.right], to: $0.left.type) }
    let groups = try commonGroups(Array(keys.dropLast()), Array(rightKeys.dropLast()), left.rowCount, right.rowCount)
    let (wanted, offered) = (keys[keys.count - 1], rightKeys[rightKeys.count - 1])
    let (partner, ties) =
      if case .float = wanted {
        nearest(FloatPlaces(wanted), FloatPlaces(offered), groups, limit?.asFloat)
      } else {
        try nearest(exactly: wanted, offered, groups)
      }
    context.entry.add(
      JoinPairs(partners: partner, rightCount: right.rowCount), left: keys, right: rightKeys, isFull: false)
    if ties > 0 {
      context.entry.counts.append(.init("equally close to two rows (the one with the smaller value is used)", ties))
    }
    let leftRows = (0..<Int32(left.rowCount)).filter { keepsLeft || partner[Int($0)] >= 0 }
    let rightRows = leftRows.map { partner[Int($0)] }
    var columns = left.columns.map { $0.gather(leftRows) }
    let shown = right.columns.indices.filter { !hidden.contains($0) }
    columns += shown.map { right.columns[$0].gather(rightRows) }
    let schema = Schema(left.schema.fields + shown.map { right.schema.fields[$0] })
    return Table(
      schema: schema, columns: columns, rowCount: leftRows.count, sources: union(left.sources, right.sources))
  }

  /// The partner of each row of the left side, −1 for none, and how many are equally close to two.
  private func nearest<Places: PlacesOnLine>(
    _ wanted: Places, _ offered: Places, _ groups: (left: [Int32?], right: [Int32?]), _ limit: Places.Distance?
  ) -> (partner: [Int32], ties: Int) {
    // The right rows of each group in ascending order of the last key.
    var byGroup: [Int32: [(place: Places.Place, row: Int32)]] = [:]
    for row in groups.right.indices {
      guard let place = offered[row], let group = groups.right[row] else { continue }
      byGroup[group, default: []].append((place, Int32(row)))
    }
    for group in byGroup.keys { byGroup[group]?.sort { ($0.place, $0.row) < ($1.place, $1.row) } }
    var ties = 0
    var partner = [Int32](repeating: -1, count: groups.left.count)
    for row in groups.left.indices {
      guard let place = wanted[row], let group = groups.left[row], let rows = byGroup[group],
        let found = nearest(place, rows, Places.distance), limit.map({ found.distance <= $0 }) ?? true
      else { continue }
      if found.isTie { ties += 1 }
      partner[row] = found.row
    }
    return (partner, ties)
  }

  private func nearest<Place: Comparable, Distance: Comparable>(
    _ place: Place, _ rows: [(place: Place, row: Int32)], _ distance: (Place, Place) -> Distance
  ) -> (row: Int32, distance: Distance, isTie: Bool)? {
    // The first row that is not smaller than the value.
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].place < place { low = middle + 1 } else { high = middle }
    }
    let above = low < rows.count ? distance(place, rows[low].place) : nil
    let below = low > 0 ? distance(rows[low - 1].place, place) : nil
    if let above, below.map({ above < $0 }) ?? true { return (rows[low].row, above, false) }
    guard let below else { return nil }
    // The first of the rows that have this key, so that the result does not depend on how they were found.
    var first = low - 1
    while first > 0, rows[first - 1].place == rows[low - 1].place { first -= 1 }
    return (rows[first].row, below, above == below)
  }

  /// Distances of whole numbers, decimals, dates and periods are exact.
  private func nearest(
    exactly wanted: Column, _ offered: Column, _ groups: (left: [Int32?], right: [Int32?])
  ) throws(RunFailure) -> (partner: [Int32], ties: Int) {
    let most = limit?.asDecimal
    let scale = max(wanted.scale, offered.scale, most?.scale ?? 0)
    guard let left = ExactPlaces(wanted, scale: scale), let right = ExactPlaces(offered, scale: scale) else {
      throw RunFailure(.tooManyDigits)
    }
    // No distance is less than none; a limit that has no room is more than any.
    guard let most else { return nearest(left, right, groups, nil) }
    guard most.digits >= 0 else { return ([Int32](repeating: -1, count: groups.left.count), 0) }
    return nearest(left, right, groups, most.rescaled(to: scale)?.magnitude)
  }

  /// The group of each row by equal keys; nil where one is missing.
  private func commonGroups(
    _ left: [Column], _ right: [Column], _ leftCount: Int, _ rightCount: Int
  ) throws(RunFailure) -> (left: [Int32?], right: [Int32?]) {
    var both: [Column] = []
    for (a, b) in zip(left, right) { both.append(try concatenate([a, b])) }
    let groups = identities(of: both, rowCount: leftCount + rightCount)
    let all = (0..<leftCount + rightCount).map { row in
      both.allSatisfy { $0.isPresent(row) } ? groups.groupOfRow[row] : nil
    }
    return (Array(all.prefix(leftCount)), Array(all.dropFirst(leftCount)))
  }
}

/// Values as places on a line; nil where one is missing.
private protocol PlacesOnLine {
  associatedtype Place: Comparable
  associatedtype Distance: Comparable

  subscript(row: Int) -> Place? { get }
  /// From the smaller place to the larger.
  static func distance(_ smaller: Place, _ larger: Place) -> Distance
}

private struct FloatPlaces: PlacesOnLine {
  private let values: [Double?]

  init(_ column: Column) { values = (0..<column.count).map { column[$0].asFloat } }

  subscript(row: Int) -> Double? { values[row] }
  static func distance(_ smaller: Double, _ larger: Double) -> Double { larger - smaller }
}

private struct ExactPlaces: PlacesOnLine {
  private let values: [Int128?]

  /// Nil if a number has no room with so many decimal places.
  init?(_ column: Column, scale: Int) {
    var values: [Int128?] = []
    for row in 0..<column.count {
      switch column[row] {
      case .int(let number):
        guard let digits = Decimal(digits: Int128(number), scale: 0).rescaled(to: scale) else { return nil }
        values.append(digits)
      case .decimal(let number):
        guard let digits = number.rescaled(to: scale) else { return nil }
        values.append(digits)
      // Midnight.
      case .date(let days): values.append(Int128(days) * 86_400_000_000)
      case .datetime(let microseconds): values.append(Int128(microseconds))
      case .period(let ordinal, _): values.append(Int128(ordinal))
      case .missing, .float, .bool, .text, .duration: values.append(nil)
      }
    }
    self.values = values
  }

  subscript(row: Int) -> Int128? { values[row] }
  static func distance(_ smaller: Int128, _ larger: Int128) -> UInt128 {
    UInt128(truncatingIfNeeded: larger &- smaller)
  }
}
