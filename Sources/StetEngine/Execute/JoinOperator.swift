import StetColumns
import StetDiagnostics

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
      var isMatched = [Bool](repeating: true, count: left.rowCount)
      for row in pairs.leftOnly { isMatched[Int(row)] = false }
      return left.gather(rows(below: left.rowCount) { [isMatched] in isMatched[$0] })
    case .drop: return left.gather(pairs.leftOnly)
    case .inner, .left, .full: break
    }
    if let first = pairs.multiplied.first {
      guard allowsMany else {
        // What `many` would make: an outer join keeps the rows without a partner too.
        let unmatched = (kind == .inner ? 0 : pairs.leftOnly.count) + (kind == .full ? pairs.rightOnly.count : 0)
        let after = pairs.count + unmatched
        var shown: [String] = []
        for row in pairs.multiplied where shown.count < 3 {
          let words = "\(shownKey(Int(row), keys)): \(counted(pairs.partners(of: row), "row"))"
          if !shown.contains(words) { shown.append(words) }
        }
        throw RunFailure(
          .manyMatches(step.name, pairs.multiplied.count, shown, left.rowCount, after, at: step.range))
      }
      entry.counts.append(.init("multiplied", pairs.multiplied.count, examples: [shownKey(Int(first), keys)]))
    }
    guard pairs.count + pairs.leftOnly.count + pairs.rightOnly.count <= Int(Int32.max) else {
      throw RunFailure(.tooManyRows(pairs.count, at: step.range))
    }
    var (leftRows, rightRows) = pairs.rows(keepingLeft: kind != .inner)
    if kind == .full, !pairs.rightOnly.isEmpty {
      leftRows = (leftRows ?? (0..<Int32(left.rowCount)).map { $0 }) + pairs.rightOnly.map { _ in -1 }
      rightRows += pairs.rightOnly
    }
    // Only what an outer join keeps has no partner, and only a full one has none on the left.
    let hasPartners = kind == .inner
    var columns = leftRows.map { rows in left.columns.gather(rows, areRows: kind != .full) } ?? left.columns
    if kind == .full, let leftRows {
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
    let shown = right.columns.indices.filter { !keyIndexes.contains($0) }.map { right.columns[$0] }
    columns += shown.gather(rightRows, areRows: hasPartners)
    guard let schema = step.schema else { preconditionFailure("the binder knows the columns of a join") }
    return Table(
      schema: schema, columns: columns, rowCount: rightRows.count, sources: union(left.sources, right.sources))
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
  fileprivate static func tooManyRows(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "the join makes \(count) rows, and a table has room for \(Int32.max)", at: range, kind: .limit,
      notes: ["`group by` in the parentheses of the join makes one row of each key"])
  }

  fileprivate static func manyMatches(
    _ join: String, _ keys: Int, _ shown: [String], _ before: Int, _ after: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .manyMatches,
      "\(counted(keys, "left row")) \(agreeing("matches", "match", keys)) more than one row on the right", at: range,
      kind: .data,
      notes: [
        shown.joined(separator: "; "),
        "`\(join) many` keeps every pair: \(counted(after, "row")) from \(before) on the left",
        "`group by` in the parentheses of the join makes one row of each key",
      ])
  }
}
