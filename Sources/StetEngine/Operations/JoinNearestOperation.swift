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
  package var limit: Double?
  /// The columns of the right side that are not shown.
  package var hidden: Set<Int>
  package var keepsPartners: Bool { false }

  package init(
    keepsLeft: Bool, _ right: OtherTable, on: [(left: TypedExpression, right: Int)], limit: Double?, hidden: Set<Int>
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
    let wanted = distances(keys[keys.count - 1])
    let offered = distances(rightKeys[rightKeys.count - 1])

    // The right rows of each group in ascending order of the last key.
    var byGroup: [Int32: [Int32]] = [:]
    for row in 0..<right.rowCount {
      guard offered[row] != nil, let group = groups.right[row] else { continue }
      byGroup[group, default: []].append(Int32(row))
    }
    for group in byGroup.keys { byGroup[group]?.sort { (offered[Int($0)] ?? 0, $0) < (offered[Int($1)] ?? 0, $1) } }

    var ties = 0
    var partner = [Int32](repeating: -1, count: left.rowCount)
    for row in 0..<left.rowCount {
      guard let place = wanted[row], let group = groups.left[row], let rows = byGroup[group],
        let (found, isTie) = nearest(place, rows, offered),
        (offered[Int(found)] ?? 0).distance(to: place).magnitude <= limit ?? .infinity
      else { continue }
      if isTie { ties += 1 }
      partner[row] = found
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

  private func nearest(_ place: Double, _ rows: [Int32], _ offered: [Double?]) -> (row: Int32, isTie: Bool)? {
    // The first row that is not smaller than the value.
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if (offered[Int(rows[middle])] ?? 0) < place { low = middle + 1 } else { high = middle }
    }
    let above = low < rows.count ? (offered[Int(rows[low])] ?? 0) - place : .infinity
    let below = low > 0 ? place - (offered[Int(rows[low - 1])] ?? 0) : .infinity
    if rows.isEmpty { return nil }
    if above < below { return (rows[low], false) }
    // The first of the rows that have this key, so that the result does not depend on how they were found.
    var first = low - 1
    while first > 0, offered[Int(rows[first - 1])] == offered[Int(rows[low - 1])] { first -= 1 }
    return (rows[first], above == below)
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

/// Values as positions on a line: days, microseconds, periods or numbers.
private func distances(_ column: Column) -> [Double?] {
  (0..<column.count).map { row in
    switch column[row] {
    case .int(let value), .datetime(let value): Double(value)
    case .decimal(let value): value.double
    case .float(let value): value
    case .date(let value), .period(let value, _): Double(value)
    case .missing, .bool, .text, .duration: nil
    }
  }
}
