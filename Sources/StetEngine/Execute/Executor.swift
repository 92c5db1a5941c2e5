package import StetColumns
package import StetDiagnostics

/// Runs plan steps one after the other and writes a ledger line for each.
package struct Executor {
  package private(set) var ledger: [LedgerEntry] = []
  /// The steps in the order in which they ran, which need not be that of the script.
  package private(set) var timings: [StepTiming] = []
  /// What the last join left without a partner, for `expect all matched`.
  var lastJoin: Unmatched?
  let isCancelled: () -> Bool
  private let emit: (Output, Table, inout LedgerEntry) throws(RunFailure) -> Void
  /// The table with the places of the rows behind each of its rows; the host knows where they came from.
  package var rowsBehind: (Table, PlanStep) throws(RunFailure) -> Table = { table, _ in table }

  /// `emit` writes or draws what the steps put out and adds to the step's line in the ledger; `isCancelled` is asked in
  /// front of every step and, where one may last, within it.
  package init(
    isCancelled: @escaping () -> Bool = { false },
    emit: @escaping (Output, Table, inout LedgerEntry) throws(RunFailure) -> Void = { _, _, _ throws(RunFailure) in }
  ) {
    self.isCancelled = isCancelled
    self.emit = emit
  }

  package mutating func run(_ steps: [PlanStep], on source: Table) throws(RunFailure) -> Table {
    var table = source
    let first = ledger.count
    var order: [Int] = []
    for step in steps {
      if isCancelled() { throw RunFailure(.cancelled(step)) }
      guard let place = step.order else {
        var unseen = LedgerEntry("", range: nil, rowsIn: 0, rowsOut: 0)
        table = try run(step, on: table, &unseen)
        continue
      }
      let start = ContinuousClock.now
      defer { timings.append(StepTiming(step.name, step.range, .now - start)) }
      if !step.continues { order.append(place) }
      var entry =
        step.continues
        ? ledger.removeLast() : LedgerEntry(step.name, range: step.range, rowsIn: table.rowCount, rowsOut: 0)
      table = try run(step, on: table, &entry)
      // A step that was stopped returns what it has, which nobody may see.
      if isCancelled() { throw RunFailure(.cancelled(step)) }
      if let schema = step.schema { table.schema = schema }
      entry.rowsOut = table.rowCount
      ledger.append(entry)
    }
    if order != order.sorted() { restoreOrder(order, from: first, sourceRows: source.rowCount) }
    return table
  }

  /// The ledger tells the script's story: a filter that ran in front of a sort stands behind it, and the sort, which
  /// changes no count, has the rows that came to it in the script.
  private mutating func restoreOrder(_ order: [Int], from first: Int, sourceRows: Int) {
    let entries = zip(order, ledger[first...]).sorted { $0.0 < $1.0 }.map(\.1)
    ledger.removeSubrange(first...)
    var rows = sourceRows
    for var entry in entries {
      let changed = entry.rowsIn != entry.rowsOut
      entry.rowsIn = rows
      if !changed { entry.rowsOut = rows }
      rows = entry.rowsOut
      ledger.append(entry)
    }
  }

  private mutating func run(_ step: PlanStep, on table: Table, _ entry: inout LedgerEntry) throws(RunFailure) -> Table {
    switch step.operation {
    case .filter(let condition, let excluding): return try filter(table, condition, excluding, &entry)
    case .project(let columns): return try project(table, columns, &entry)
    case .sort(let keys): return try sort(table, keys)
    case .take(let count, let fromEnd):
      let kept = min(count, table.rowCount)
      let start = fromEnd ? table.rowCount - kept : 0
      return table.gather((Int32(start)..<Int32(start + kept)).map { $0 })
    case .top(let count, let key, let groups): return try top(table, count, key, groups, &entry)
    case .sample(let count, let seed): return table.gather(sampledRows(count, of: table.rowCount, seed: seed))
    case .group(let keys, let aggregates): return try group(table, keys, aggregates, &entry)
    case .distinct(let indexes):
      let groups = identities(of: indexes.map { table.columns[$0] }, rowCount: table.rowCount)
      return table.gather(firstRows(groups))
    case .join(let kind, let right, let pairs, let allowsMany):
      return try join(table, kind, right, pairs, allowsMany, step, &entry)
    case .joinNearest(let kind, let right, let pairs, let limit, let hidden):
      return try joinNearest(table, kind, right, pairs, limit, hidden, step, &entry)
    case .append(let other): return try append(table, other, step, &entry)
    case .pivot(let index, let keys, let call): return try pivot(table, index, keys, call, step, &entry)
    case .unpivot(let indexes): return try unpivot(table, indexes, step)
    case .complete(let indexes): return try complete(table, indexes, step, &entry)
    case .fillDown(let indexes, let groups): return try fillDown(table, indexes, groups, &entry)
    case .lump(let index, let count, let weight): return try lump(table, index, count, weight, &entry)
    case .recode(let index, let codes, let isComplete): return try recode(table, index, codes, isComplete, step, &entry)
    case .expect(let expectation):
      try expect(table, expectation, step.range)
      return table
    case .describe: return described(table)
    case .ledger: return ledgerTable(ledger)
    case .why: return try rowsBehind(table, step)
    case .output(let output):
      try emit(output, table, &entry)
      return table
    }
  }

  private func filter(
    _ table: Table, _ condition: TypedExpression, _ excluding: Bool, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    let (rows, undecided) = try evaluator.selection(condition)
    if undecided > 0 { entry.counts.append(.init("undecided by missing", undecided)) }
    guard excluding else { return rows.count == table.rowCount ? table : table.gather(rows) }
    var dropped = [Bool](repeating: false, count: table.rowCount)
    for row in rows { dropped[Int(row)] = true }
    return table.gather(StetColumns.rows(below: table.rowCount) { [dropped] in !dropped[$0] })
  }

  private func project(
    _ table: Table, _ columns: [(field: Field, value: TypedExpression)], _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    var results: [Column] = []
    for column in columns { results.append(try evaluator.column(column.value)) }
    if evaluator.divisionsByZero > 0 {
      entry.counts.append(.init("without a finite result (missing)", evaluator.divisionsByZero))
    }
    if evaluator.skipped > 0 { entry.counts.append(.init("missing skipped", evaluator.skipped)) }
    return Table(
      schema: Schema(columns.map(\.field)), columns: results, rowCount: table.rowCount, origin: table.origin,
      sources: table.sources)
  }

  private func sort(_ table: Table, _ keys: [SortKey]) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    var columns: [(column: Column, descending: Bool)] = []
    for key in keys { columns.append((column: try evaluator.column(key.expression), descending: key.descending)) }
    return table.gather(sortedRows(columns, rowCount: table.rowCount, isCancelled: isCancelled))
  }

  /// The value of an expression that reads no column.
  package static func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    var evaluator = Evaluator(Table(schema: Schema([]), columns: [], rowCount: 1))
    return try evaluator.column(expression)[0]
  }
}

/// The first row of each group, in the order of the groups.
func firstRows(_ groups: Grouping) -> [Int32] {
  var first: [Int32] = []
  for (row, group) in groups.groupOfRow.enumerated() where Int(group) == first.count { first.append(Int32(row)) }
  return first
}

/// Cells of some columns of a row, for the ledger: `TX · FY2011`.
func shownKey(_ row: Int, _ columns: [Column]) -> String {
  columns.map { $0.isPresent(row) ? plainText($0[row]) : "missing" }.joined(separator: " · ")
}

func union(_ a: [DataSource], _ b: [DataSource]) -> [DataSource] { a + b.filter { !a.contains($0) } }

extension Diagnostic {
  fileprivate static func cancelled(_ step: PlanStep) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped at `\(step.name)`", at: step.range, kind: .limit)
  }
}
