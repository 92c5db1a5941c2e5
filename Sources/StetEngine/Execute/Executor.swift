package import StetColumns
package import StetDiagnostics

/// Runs plan steps one after the other and writes a ledger line for each.
package struct Executor {
  package private(set) var ledger: [LedgerEntry] = []

  package init() {}

  package mutating func run(_ steps: [PlanStep], on source: Table) throws(RunFailure) -> Table {
    var table = source
    for step in steps {
      var entry = LedgerEntry(step.name, range: step.range, rowsIn: table.rowCount, rowsOut: 0)
      table = try run(step, on: table, &entry)
      table.schema = step.schema
      entry.rowsOut = table.rowCount
      ledger.append(entry)
    }
    return table
  }

  private func run(_ step: PlanStep, on table: Table, _ entry: inout LedgerEntry) throws(RunFailure) -> Table {
    switch step.operation {
    case .filter(let condition, let excluding): return try filter(table, condition, excluding, &entry)
    case .project(let columns): return try project(table, columns, &entry)
    case .sort(let keys):
      var evaluator = Evaluator(table)
      var columns: [(Column, Bool)] = []
      for key in keys { columns.append((try evaluator.column(key.expression), key.descending)) }
      return table.gather(sortedRows(columns.map { (column: $0.0, descending: $0.1) }, rowCount: table.rowCount))
    case .take(let count, let fromEnd):
      let kept = min(count, table.rowCount)
      let start = fromEnd ? table.rowCount - kept : 0
      return table.gather((Int32(start)..<Int32(start + kept)).map { $0 })
    case .group(let keys, let aggregates): return try group(table, keys, aggregates, &entry)
    case .join(let kind, let right, let pairs, let allowsMany):
      return try join(table, kind, right, pairs, allowsMany, step, &entry)
    case .append(let other): return try append(table, other, step.schema)
    case .distinct(let indexes):
      let groups = identities(of: indexes.map { table.columns[$0] }, rowCount: table.rowCount)
      return table.gather(firstRows(groups))
    case .expect(let condition):
      try expect(table, condition, step.range)
      return table
    }
  }

  private func filter(
    _ table: Table, _ condition: TypedExpression, _ excluding: Bool, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table)
    let (rows, undecided) = try evaluator.selection(condition)
    if undecided > 0 { entry.counts.append(.init("undecided by missing", undecided)) }
    guard excluding else { return table.gather(rows) }
    var dropped = [Bool](repeating: false, count: table.rowCount)
    for row in rows { dropped[Int(row)] = true }
    return table.gather((0..<Int32(table.rowCount)).filter { !dropped[Int($0)] })
  }

  private func project(
    _ table: Table, _ columns: [(field: Field, value: TypedExpression)], _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table)
    var results: [Column] = []
    for column in columns { results.append(try evaluator.column(column.value)) }
    if evaluator.divisionsByZero > 0 {
      entry.counts.append(.init("without a finite result (missing)", evaluator.divisionsByZero))
    }
    return Table(
      schema: Schema(columns.map(\.field)), columns: results, rowCount: table.rowCount, origin: table.origin,
      sources: table.sources)
  }

  // MARK: - Groups

  private func group(
    _ table: Table, _ keys: [(field: Field, value: TypedExpression)], _ calls: [AggregateCall],
    _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table)
    var keyColumns: [Column] = []
    for key in keys { keyColumns.append(try evaluator.column(key.value)) }
    let groups = identities(of: keyColumns, rowCount: table.rowCount)
    let first = firstRows(groups)
    var columns = keyColumns.map { $0.gather(first) }
    for call in calls {
      var arguments: [Column] = []
      for argument in call.arguments { arguments.append(try evaluator.column(argument)) }
      var grouping = groups
      if let condition = call.condition, case .bool(let verdicts) = try evaluator.column(condition) {
        for row in 0..<table.rowCount where verdicts[row] != true { grouping.groupOfRow[row] = -1 }
      }
      guard let result = call.aggregate.apply(arguments, grouping) else {
        throw RunFailure(.aggregateOverflow(call))
      }
      let skipped = arguments.reduce(0) { total, column in
        total + grouping.groupOfRow.indices.count { grouping.groupOfRow[$0] >= 0 && !column.isPresent($0) }
      }
      if skipped > 0 { entry.counts.append(.init("missing skipped in `\(call.field.name)`", skipped)) }
      columns.append(result)
    }
    let count = keys.isEmpty ? 1 : groups.count
    let result = Table(
      schema: Schema(keys.map(\.field) + calls.map(\.field)), columns: columns, rowCount: count, sources: table.sources)
    return result.gather(
      sortedRows(columns.prefix(keys.count).map { (column: $0, descending: false) }, rowCount: count))
  }

  /// The first row of each group, in the order of the groups.
  private func firstRows(_ groups: Grouping) -> [Int32] {
    var first: [Int32] = []
    for (row, group) in groups.groupOfRow.enumerated() where Int(group) == first.count { first.append(Int32(row)) }
    return first
  }

  // MARK: - Two tables

  private func join(
    _ left: Table, _ kind: JoinKind, _ right: Table, _ on: [(left: TypedExpression, right: Int)], _ allowsMany: Bool,
    _ step: PlanStep, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(left)
    var keys: [Column] = []
    for pair in on { keys.append(try evaluator.column(pair.left)) }
    let rightKeys = zip(keys, on).map { widened(right.columns[$1.right], to: $0.type) }
    let pairs = try matchRows(left: keys, right: rightKeys, leftCount: left.rowCount, rightCount: right.rowCount)
    func key(_ row: Int32, _ columns: [Column]) -> String {
      columns.map { $0.isPresent(Int(row)) ? plainText($0[Int(row)]) : "missing" }.joined(separator: " · ")
    }
    entry.counts.append(.init("matched", pairs.matched))
    entry.counts.append(.init("left only", pairs.leftOnly.count, examples: pairs.leftOnly.prefix(3).map { key($0, keys) }))
    entry.counts.append(
      .init("right only", pairs.rightOnly.count, examples: pairs.rightOnly.prefix(3).map { key($0, rightKeys) }))
    switch kind {
    case .keep:
      let unmatched = Set(pairs.leftOnly)
      return left.gather((0..<Int32(left.rowCount)).filter { !unmatched.contains($0) })
    case .drop: return left.gather(pairs.leftOnly)
    case .inner, .left, .full: break
    }
    if let first = pairs.multiplied.first {
      guard allowsMany else {
        var shown: [String] = []
        for (row, partners) in pairs.multiplied where shown.count < 3 {
          let words = "\(key(row, keys)): \(partners) rows"
          if !shown.contains(words) { shown.append(words) }
        }
        throw RunFailure(.manyMatches(pairs.multiplied.count, shown, left.rowCount, pairs.left.count, at: step.range))
      }
      entry.counts.append(.init("multiplied", pairs.multiplied.count, examples: [key(first.row, keys)]))
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
    return Table(
      schema: step.schema, columns: columns, rowCount: leftRows.count, sources: union(left.sources, right.sources))
  }

  private func append(_ top: Table, _ bottom: Table, _ schema: Schema) throws(RunFailure) -> Table {
    var columns: [Column] = []
    for (index, field) in schema.fields.enumerated() {
      guard let below = bottom[field.name] else { preconditionFailure("the binder guarantees equal columns") }
      columns.append(try concatenate([widened(top.columns[index], to: field.type), widened(below, to: field.type)]))
    }
    var origin: Origin?
    if let a = top.origin, let b = bottom.origin, let offset = UInt16(exactly: a.files.count),
      a.files.count + b.files.count <= UInt16.max
    {
      let first = a.file.isEmpty ? [UInt16](repeating: 0, count: top.rowCount) : a.file
      let second = b.file.isEmpty ? [UInt16](repeating: 0, count: bottom.rowCount) : b.file
      origin = Origin(files: a.files + b.files, file: first + second.map { $0 + offset }, line: a.line + b.line)
    }
    return Table(
      schema: schema, columns: columns, rowCount: top.rowCount + bottom.rowCount, origin: origin,
      sources: union(top.sources, bottom.sources))
  }

  private func union(_ a: [DataSource], _ b: [DataSource]) -> [DataSource] { a + b.filter { !a.contains($0) } }

  // MARK: - Expectations

  private func expect(
    _ table: Table, _ condition: TypedExpression, _ range: SourceRange
  ) throws(RunFailure) {
    var evaluator = Evaluator(table)
    let kept = Set(try evaluator.selection(condition).rows)
    let offenders = (0..<table.rowCount).filter { !kept.contains(Int32($0)) }
    guard let first = offenders.first else { return }
    let shown = offenders.prefix(3).map { row -> String in
      let place = table.origin.map { $0.place(of: row) + " " } ?? "row \(row + 1): "
      return place + zip(table.schema.names, table.row(row)).map { "\($0) \(plainText($1))" }.joined(separator: ", ")
    }
    throw RunFailure(
      .expectation(offenders.count, table.rowCount, table.origin?.place(of: first), shown, at: range))
  }
}

extension Diagnostic {
  fileprivate static func aggregateOverflow(_ call: AggregateCall) -> Diagnostic {
    Diagnostic(
      "overflow", "`\(call.field.name)` is too large for `\(call.field.type.name)`", at: call.range, kind: .data)
  }

  fileprivate static func manyMatches(
    _ keys: Int, _ shown: [String], _ before: Int, _ after: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "many-matches", "\(keys) left rows match more than one row on the right", at: range, kind: .data,
      notes: [
        shown.joined(separator: "; "), "the table would go from \(before) to \(after) rows",
        "`join many` says that every pair is wanted",
      ])
  }

  fileprivate static func expectation(
    _ count: Int, _ of: Int, _ place: String?, _ shown: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "expectation", "\(count) of \(of) rows do not meet the expectation", at: range, place: place, kind: .expectation,
      notes: shown)
  }
}

extension Executor {
  /// The value of an expression that reads no column.
  package static func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    var evaluator = Evaluator(Table(schema: Schema([]), columns: [], rowCount: 1))
    return try evaluator.column(expression)[0]
  }
}
