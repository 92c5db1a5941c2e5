import StetColumns
import StetDiagnostics

extension Walk {
  /// The rows that a step left out: all of them counted, and of those the ones that would otherwise have gone into the figure.
  ///
  /// These are found by running what follows, up to the next `group` or `pivot`, on the rows that were left out alone, and asking
  /// whether they come out in the figure's group. `strands` are over the step's input.
  func leftOut(_ trace: Trace, at place: Int, _ strands: [Strand]) throws(RunFailure) -> [LeftOut] {
    let step = trace.steps[place]
    guard case .rows(let map) = step.rows, step.output.rowCount < step.input.rowCount else { return [] }
    var isKept = [Bool](repeating: false, count: step.input.rowCount)
    for row in map where row >= 0 { isKept[Int(row)] = true }
    let rest = (0..<Int32(step.input.rowCount)).filter { !isKept[Int($0)] }
    guard !rest.isEmpty else { return [] }
    func found(_ reason: LeftOut.Reason, _ rows: [Int32]) throws(RunFailure) -> LeftOut? {
      guard !rows.isEmpty else { return nil }
      let here = try ofTheFigure(rows, trace, behind: place, strands)
      return LeftOut(
        reason: reason, count: rows.count, here: here?.count,
        examples: (here.flatMap { $0.isEmpty ? nil : $0 } ?? rows).prefix(3).map { StetEngine.place($0, step.input) })
    }
    switch step.step.operation {
    case .filter(let condition, excluding: false):
      var evaluator = Evaluator(step.input)
      guard case .bool(let verdicts) = try evaluator.column(condition) else { return [] }
      let undecided = rest.filter { verdicts[Int($0)] == nil }
      let decided = rest.filter { verdicts[Int($0)] != nil }
      var all: [LeftOut] = []
      if let first = try found(.condition, decided) { all.append(first) }
      if let second = try found(.undecided, undecided) { all.append(second) }
      return all
    case .filter(_, excluding: true): return try found(.condition, rest).map { [$0] } ?? []
    case .take, .top, .sample: return try found(.limit, rest).map { [$0] } ?? []
    case .distinct: return try found(.repeated, rest).map { [$0] } ?? []
    case .join(.keep, _, _, _): return try found(.withoutPartner, rest).map { [$0] } ?? []
    case .join(.drop, _, _, _): return try found(.condition, rest).map { [$0] } ?? []
    case .project, .sort, .group, .join, .joinNearest, .append, .pivot, .unpivot, .complete, .fillDown, .lump, .recode,
      .expect,
      .describe, .ledger, .output, .why:
      return []
    }
  }

  /// Those rows that share the group of the figure's; nil where no group follows, or where what follows fails on them.
  private func ofTheFigure(
    _ rows: [Int32], _ trace: Trace, behind place: Int, _ strands: [Strand]
  ) throws(RunFailure) -> [Int32]? {
    var between: [PlanStep] = []
    for step in trace.steps[(place + 1)...] {
      switch step.step.operation {
      case .group(let keys, _):
        let kept = Array(Set(strands.flatMap(\.rows)))
        guard !keys.isEmpty else { return rows }
        return sharing(keys.map(\.value), rows, kept, between, trace.steps[place].input)
      case .pivot(_, let keys, _):
        let expressions = keys.map {
          TypedExpression(.column($0), step.input.schema.fields[$0].type, range: step.step.range)
        }
        return sharing(expressions, rows, Array(Set(strands.flatMap(\.rows))), between, trace.steps[place].input)
      // Each row goes its own way through these.
      case .filter, .sort, .recode, .expect: between.append(step.step)
      case .project(let columns):
        guard columns.allSatisfy({ $0.value.windows.isEmpty }) else { return nil }
        between.append(step.step)
      case .take, .top, .sample, .distinct, .join, .joinNearest, .append, .unpivot, .complete, .fillDown, .lump,
        .describe,
        .ledger, .output, .why:
        return nil
      }
    }
    return nil
  }

  /// The rows whose keys, behind the steps between, are keys of the kept rows.
  private func sharing(
    _ keys: [TypedExpression], _ rows: [Int32], _ kept: [Int32], _ steps: [PlanStep], _ input: Table
  ) -> [Int32]? {
    func keysOf(_ rows: [Int32]) throws(RunFailure) -> [(row: Int32, key: [Value])] {
      let numbered = input.gather(rows)
      let number = Field("\u{0}row", .int)
      var table = Table(
        schema: Schema(numbered.schema.fields + [number]),
        columns: numbered.columns + [.int(Vector(rows.map { Int64($0) }))], rowCount: rows.count,
        origin: numbered.origin)
      var executor = Executor()
      var number_ = table.columns.count - 1
      for var step in steps {
        step.order = nil
        if case .project(let columns) = step.operation {
          let passed = TypedExpression(.column(number_), .int, range: step.range)
          step.operation = .project(columns + [(number, passed)])
          number_ = columns.count
        }
        if case .expect = step.operation { continue }
        table = try executor.run([step], on: table)
      }
      var evaluator = Evaluator(table)
      var columns: [Column] = []
      for key in keys { columns.append(try evaluator.column(key)) }
      return (0..<table.rowCount).map { row in
        (Int32(truncatingIfNeeded: table.columns[number_][row].asInt ?? -1), columns.map { $0[row] })
      }
    }
    // What fails on rows that were left out, such as `else => error`, would have stopped the run.
    guard let wanted = try? keysOf(kept), let offered = try? keysOf(rows) else { return nil }
    let keys = Set(wanted.map(\.key))
    return offered.filter { keys.contains($0.key) }.map(\.row)
  }
}
