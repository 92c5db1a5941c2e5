import StetColumns
import StetDiagnostics

/// Which rows belong together, as pairs in the order of the left table; −1 stands for no partner.
struct JoinPairs {
  var left: [Int32] = []
  var right: [Int32] = []
  /// Left rows that found at least one partner.
  var matched = 0
  /// Left rows without one, and right rows that none asked for.
  var leftOnly: [Int32] = []
  var rightOnly: [Int32] = []
  /// Left rows that found more than one, with how many.
  var multiplied: [(row: Int32, partners: Int)] = []
}

/// Matches rows by equal keys; a missing key matches nothing.
func matchRows(left: [Column], right: [Column], leftCount: Int, rightCount: Int) throws(RunFailure) -> JoinPairs {
  var both: [Column] = []
  for (a, b) in zip(left, right) { both.append(try concatenate([a, b])) }
  let keys = identities(of: both, rowCount: leftCount + rightCount)
  func hasKey(_ row: Int) -> Bool { both.allSatisfy { $0.isPresent(row) } }

  // Right rows of each key, in input order, as one list with the start of each key.
  var starts = [Int32](repeating: 0, count: keys.count + 1)
  for row in 0..<rightCount where hasKey(leftCount + row) { starts[Int(keys.groupOfRow[leftCount + row]) + 1] += 1 }
  for key in 0..<keys.count { starts[key + 1] += starts[key] }
  var next = starts
  var partners = [Int32](repeating: 0, count: Int(starts[keys.count]))
  for row in 0..<rightCount where hasKey(leftCount + row) {
    let key = Int(keys.groupOfRow[leftCount + row])
    partners[Int(next[key])] = Int32(row)
    next[key] += 1
  }

  var pairs = JoinPairs()
  var wanted = [Bool](repeating: false, count: keys.count)
  for row in 0..<leftCount {
    let key = Int(keys.groupOfRow[row])
    let range = hasKey(row) ? Int(starts[key])..<Int(starts[key + 1]) : 0..<0
    if range.isEmpty {
      pairs.leftOnly.append(Int32(row))
      continue
    }
    wanted[key] = true
    pairs.matched += 1
    if range.count > 1 { pairs.multiplied.append((Int32(row), range.count)) }
    for place in range {
      pairs.left.append(Int32(row))
      pairs.right.append(partners[place])
    }
  }
  for row in 0..<rightCount where !hasKey(leftCount + row) || !wanted[Int(keys.groupOfRow[leftCount + row])] {
    pairs.rightOnly.append(Int32(row))
  }
  return pairs
}

extension Executor {
  mutating func join(
    _ left: Table, _ kind: JoinKind, _ right: Table, _ on: [(left: TypedExpression, right: Int)], _ allowsMany: Bool,
    _ step: PlanStep, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(left, isCancelled: isCancelled)
    var keys: [Column] = []
    for pair in on { keys.append(try evaluator.column(pair.left)) }
    let rightKeys = zip(keys, on).map { widened(right.columns[$1.right], to: $0.type) }
    let pairs = try matchRows(left: keys, right: rightKeys, leftCount: left.rowCount, rightCount: right.rowCount)
    note(pairs, keys, rightKeys, kind, &entry)
    switch kind {
    case .keep:
      let unmatched = Set(pairs.leftOnly)
      return left.gather((0..<Int32(left.rowCount)).filter { !unmatched.contains($0) })
    case .drop: return left.gather(pairs.leftOnly)
    case .inner, .left, .full: break
    }
    if let first = pairs.multiplied.first {
      guard allowsMany else {
        // What `many` would make: an outer join keeps the rows without a partner too.
        let unmatched = (kind == .inner ? 0 : pairs.leftOnly.count) + (kind == .full ? pairs.rightOnly.count : 0)
        let after = pairs.left.count + unmatched
        var shown: [String] = []
        for (row, partners) in pairs.multiplied where shown.count < 3 {
          let words = "\(shownKey(Int(row), keys)): \(counted(partners, "row"))"
          if !shown.contains(words) { shown.append(words) }
        }
        throw RunFailure(
          .manyMatches(step.name, pairs.multiplied.count, shown, left.rowCount, after, at: step.range))
      }
      entry.counts.append(.init("multiplied", pairs.multiplied.count, examples: [shownKey(Int(first.row), keys)]))
    }
    var leftRows = pairs.left
    var rightRows = pairs.right
    if kind != .inner {
      // Unmatched left rows stand in their place, not at the end.
      var merged: [(Int32, Int32)] = zip(leftRows, rightRows).map { ($0, $1) } + pairs.leftOnly.map { ($0, -1) }
      merged.sort { $0 < $1 }
      if kind == .full { merged += pairs.rightOnly.map { (-1, $0) } }
      leftRows = merged.map(\.0)
      rightRows = merged.map(\.1)
    }
    var columns = left.columns.map { $0.gather(leftRows) }
    if kind == .full {
      // A key that only the right side has is shown in the left side's column.
      for (index, pair) in on.enumerated() {
        guard case .column(let target) = pair.left.kind else { continue }
        let rightValues = rightKeys[index].gather(rightRows)
        let count = leftRows.count
        columns[target] = try concatenate([columns[target], rightValues])
          .gather((0..<count).map { Int32(leftRows[$0] >= 0 ? $0 : count + $0) })
      }
    }
    let keyIndexes = Set(on.map(\.right))
    for (index, column) in right.columns.enumerated() where !keyIndexes.contains(index) {
      columns.append(column.gather(rightRows))
    }
    guard let schema = step.schema else { preconditionFailure("the binder knows the columns of a join") }
    return Table(
      schema: schema, columns: columns, rowCount: leftRows.count, sources: union(left.sources, right.sources))
  }

  mutating func note(
    _ pairs: JoinPairs, _ left: [Column], _ right: [Column], _ kind: JoinKind, _ entry: inout LedgerEntry
  ) {
    let leftExamples = pairs.leftOnly.prefix(3).map { shownKey(Int($0), left) }
    entry.counts.append(.init("matched", pairs.matched))
    entry.counts.append(.init("left only", pairs.leftOnly.count, examples: leftExamples))
    entry.counts.append(
      .init("right only", pairs.rightOnly.count, examples: pairs.rightOnly.prefix(3).map { shownKey(Int($0), right) }))
    lastJoin = Unmatched(
      left: pairs.leftOnly.count, right: kind == .full ? pairs.rightOnly.count : nil, examples: leftExamples)
  }
}

extension Diagnostic {
  fileprivate static func manyMatches(
    _ join: String, _ keys: Int, _ shown: [String], _ before: Int, _ after: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "many-matches", "\(counted(keys, "left row")) \(agreeing("matches", "match", keys)) more than one row on the right", at: range, kind: .data,
      notes: [
        shown.joined(separator: "; "), "`\(join) many` keeps every pair: \(counted(after, "row")) from \(before) on the left",
        "`group by` in the parentheses of the join makes one row of each key",
      ])
  }
}
