package import StetColumns
package import StetDiagnostics

/// Runs the steps of a pipeline one by one and keeps what is needed to follow its cells back.
package struct Tracer {
  private var executor: Executor
  package private(set) var steps: [TracedStep] = []

  package init(isCancelled: @escaping () -> Bool = { false }) { executor = Executor(isCancelled: isCancelled) }

  package var ledger: [LedgerEntry] { executor.ledger }

  package mutating func run(_ steps: [PlanStep], on source: Table) throws(RunFailure) -> Table {
    var table = source
    for step in steps {
      switch step.operation {
      // Nothing is written or drawn a second time, and a table that was found right once is not judged again.
      case .output: continue
      default: break
      }
      let output = try executor.run([step], on: table)
      let other = step.operation.other
      self.steps.append(
        TracedStep(
          step: step, input: table, output: output,
          other: other.map { $0.derivation as? Trace ?? Trace(loaded: $0, name: nil) },
          rows: try rowMap(step, table, output)))
      table = output
    }
    return table
  }

  /// The rows that went through are found by running the same operation on a table with one more column, their numbers.
  private func rowMap(_ step: PlanStep, _ input: Table, _ output: Table) throws(RunFailure) -> RowMap {
    switch step.operation {
    case .project, .lump, .recode, .expect, .fillDown, .why, .describe, .ledger, .output: return .same
    case .append: return .appended(input.rowCount)
    case .unpivot(let indexes): return .unpivoted(indexes.count)
    case .filter, .sort, .take, .top, .sample, .distinct, .complete:
      let result = try again(step, on: input.numbered)
      return .rows(rowNumbers(result.columns[result.columns.count - 1]))
    case .group(let keys, _):
      var evaluator = Evaluator(input)
      var columns: [Column] = []
      for key in keys { columns.append(try evaluator.column(key.value)) }
      return .grouped(groups(columns, input.rowCount))
    case .pivot(_, let keys, _): return .grouped(groups(keys.map { input.columns[$0] }, input.rowCount))
    case .join(.keep, _, _, _), .join(.drop, _, _, _):
      let result = try again(step, on: input.numbered)
      return .rows(rowNumbers(result.columns[result.columns.count - 1]))
    case .join(let kind, let right, let on, let allowsMany):
      return try joined(
        .join(kind, right.numbered, on: on, allowsMany: allowsMany), step, input, hidden: Set(on.map(\.right)), right)
    case .joinNearest(let kind, let right, let on, let limit, let hidden):
      return try joined(
        .joinNearest(kind, right.numbered, on: on, limit: limit, hidden: hidden), step, input, hidden: hidden, right)
    }
  }

  private func again(_ step: PlanStep, on table: Table) throws(RunFailure) -> Table {
    var step = step
    // Without a place in the script, no schema is put over the result.
    step.order = nil
    var executor = Executor(isCancelled: executor.isCancelled)
    return try executor.run([step], on: table)
  }

  private func joined(
    _ operation: Operation, _ step: PlanStep, _ input: Table, hidden: Set<Int>, _ right: Table
  ) throws(RunFailure) -> RowMap {
    var step = step
    step.operation = operation
    let numbers = Field(rowNumber, .int)
    let shown = right.schema.fields.indices.filter { !hidden.contains($0) }.map { right.schema.fields[$0] }
    step.schema = Schema(input.schema.fields + [numbers] + shown + [numbers])
    let result = try again(step, on: input.numbered)
    return .joined(
      left: rowNumbers(result.columns[input.columns.count]), right: rowNumbers(result.columns[result.columns.count - 1])
    )
  }

  /// The group of each row, in the order in which `group` and `pivot` show them.
  private func groups(_ keys: [Column], _ rowCount: Int) -> [Int32] {
    let groups = grouped(by: keys, rowCount: rowCount)
    guard let occupied = groups.occupied else { return groups.grouping.groupOfRow }
    var place = [Int32](repeating: -1, count: groups.grouping.count)
    for (shown, group) in occupied.enumerated() { place[Int(group)] = Int32(shown) }
    return groups.grouping.groupOfRow.map { $0 < 0 ? -1 : place[Int($0)] }
  }
}

/// No script can name a column so.
private let rowNumber = "\u{0}row"

extension Table {
  /// The same with the number of each row in a last column.
  fileprivate var numbered: Table {
    Table(
      schema: Schema(schema.fields + [Field(rowNumber, .int)]),
      columns: columns + [.int(Vector((0..<Int64(rowCount)).map { $0 }))], rowCount: rowCount)
  }
}

/// The numbers in such a column behind a step; −1 for rows that have none.
private func rowNumbers(_ column: Column) -> [Int32] {
  (0..<column.count).map { column[$0].asInt.map { Int32(truncatingIfNeeded: $0) } ?? -1 }
}

extension Operation {
  /// The second table that a step takes from.
  package var other: Table? {
    switch self {
    case .join(_, let table, _, _), .joinNearest(_, let table, _, _, _), .append(let table), .recode(_, let table, _):
      table
    case .filter, .project, .sort, .take, .top, .sample, .group, .distinct, .pivot, .unpivot, .complete, .fillDown,
      .lump,
      .expect, .describe, .ledger, .output, .why:
      nil
    }
  }
}
