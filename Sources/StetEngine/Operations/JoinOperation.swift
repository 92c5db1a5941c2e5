package import StetColumns
package import StetDiagnostics

/// The columns of the rows of another table that have the same keys.
package struct JoinOperation: JoiningOperation, StreamingOperation {
  /// Which rows without a match come out.
  package enum Kind: Sendable { case inner, left, full }

  package var kind: Kind
  package var other: OtherTable
  package var on: [(left: TypedExpression, right: Int)]
  package var allowsMany: Bool
  /// Columns of the result that nothing reads; if that is all of them, no pair is made, and they have no rows. The ledger does not tell.
  var unread: Set<Int> = []
  /// Whether the next step takes batches: pairs are made one batch at a time then.
  var isTaken = false

  package init(_ kind: Kind, _ right: OtherTable, on: [(left: TypedExpression, right: Int)], allowsMany: Bool) {
    self.kind = kind
    other = right
    self.on = on
    self.allowsMany = allowsMany
  }

  /// The columns of the right side that are not shown.
  package var hidden: Set<Int> { Set(on.map(\.right)) }
  package var keepsPartners: Bool { kind == .full }

  /// Where no key of the second table repeats, rows are looked up in batches.
  func stream(_ stream: inout StreamBuilder) throws(NotCompiled) {
    guard kind != .full else { throw .needsWholeColumns }
    try stream.match(
      on, right, keeping: kind == .inner ? .matched : .all,
      adding: right.columns.indices.filter { !hidden.contains($0) })
  }

  func record(_ counts: StreamCounts, in entry: inout LedgerEntry) {
    guard let matches = counts.matches else { preconditionFailure("rows are looked up") }
    entry.add(matches, right: on.map { right.columns[$0.right] })
  }

  package func run(on left: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(left)
    let keys = try evaluator.columns(on.map(\.left))
    let rightKeys = zip(keys, on).map { widened(right.columns[$1.right], to: $0.type) }
    let pairs = try matchRows(left: keys, right: rightKeys, leftCount: left.rowCount, rightCount: right.rowCount)
    context.entry.add(pairs, left: keys, right: rightKeys, isFull: kind == .full)
    if let first = pairs.multiplied.first {
      guard allowsMany else {
        // What `many` would make: an outer join also keeps the rows without a match.
        let unmatched = (kind == .inner ? 0 : pairs.leftOnly.count) + (kind == .full ? pairs.rightOnly.count : 0)
        let after = pairs.count + unmatched
        var shown: [String] = []
        for row in pairs.multiplied where shown.count < 3 {
          let words = "\(shownKey(Int(row), keys)): \(counted(pairs.partners(of: row), "row"))"
          if !shown.contains(words) { shown.append(words) }
        }
        throw RunFailure(
          .manyMatches(context.step.name, pairs.multiplied.count, shown, left.rowCount, after, at: context.step.range))
      }
      context.entry.counts.append(.init("multiplied", pairs.multiplied.count, examples: [shownKey(Int(first), keys)]))
    }
    guard pairs.count + pairs.leftOnly.count + pairs.rightOnly.count <= Int(Int32.max) else {
      throw RunFailure(.tooManyRows(pairs.count, at: context.step.range))
    }
    let rowCount =
      pairs.count + (kind == .inner ? 0 : pairs.leftOnly.count) + (kind == .full ? pairs.rightOnly.count : 0)
    let shown = right.columns.indices.filter { !hidden.contains($0) }
    let schema = Schema(left.schema.fields + shown.map { right.schema.fields[$0] })
    let sources = union(left.sources, right.sources)
    let read = schema.fields.indices.filter { !unread.contains($0) }
    let nothing = DeferredColumn.made(.narrowInt(Vector([])))
    guard !read.isEmpty else {
      let columns = TableColumns(schema.fields.map { _ in nothing })
      return Table(schema: schema, columns: columns, rowCount: rowCount, sources: sources)
    }
    let all = left.columns.deferred + shown.map { right.columns.deferred[$0] }
    let rowBytes = read.reduce(8) { $0 + all[$1].rowBytes }
    if kind != .full, let rows = pairs.lazyRows(keepingLeft: kind == .left) {
      if !isTaken { try context.reserve(rowCount * rowBytes, multiplied: counted(rowCount, "row")) }
      var columns = schema.fields.map { _ in nothing }
      for isLeft in [true, false] {
        let places = read.filter { ($0 < left.columns.count) == isLeft }
        let own = places.map { all[$0] }.deferring(
          JoinRows.Side(rows, isLeft: isLeft), areRows: isLeft || kind == .inner)
        for (place, column) in zip(places, own) { columns[place] = column }
      }
      return Table(schema: schema, columns: TableColumns(columns), rowCount: rowCount, sources: sources)
    }
    try context.reserve(rowCount * rowBytes, multiplied: pairs.multiplied.isEmpty ? nil : counted(rowCount, "row"))
    var (leftRows, rightRows) = pairs.rows(keepingLeft: kind != .inner)
    if kind == .full, !pairs.rightOnly.isEmpty {
      leftRows = (leftRows ?? (0..<Int32(left.rowCount)).map { $0 }) + pairs.rightOnly.map { _ in -1 }
      rightRows += pairs.rightOnly
    }
    // Only rows that an outer join keeps have no match, and only in a full join can the left side be missing.
    let hasPartners = kind == .inner
    var columns = leftRows.map { rows in left.columns.deferring(rows, areRows: kind != .full) } ?? left.columns
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
    columns = TableColumns(
      columns.deferred + shown.map { right.columns.deferred[$0] }.deferring(rightRows, areRows: hasPartners))
    return Table(schema: schema, columns: columns, rowCount: rowCount, sources: sources)
  }
}

extension Diagnostic {
  fileprivate static func tooManyRows(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "the join makes \(count) rows; the limit for a table is \(Int32.max)", at: range, kind: .limit,
      notes: ["a `group by` inside the join's parentheses makes one row for each key"])
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
        "a `group by` inside the join's parentheses makes one row for each key",
      ])
  }
}
