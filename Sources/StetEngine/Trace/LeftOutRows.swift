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
    var found: [LeftOut] = []
    for (reason, rows) in try step.step.operation.reasons(toLeaveOut: rest, of: step.input) where !rows.isEmpty {
      let here = try ofTheFigure(rows, trace, after: place, strands)
      found.append(
        LeftOut(
          reason: reason, count: rows.count, here: here?.count,
          examples: (here.flatMap { $0.isEmpty ? nil : $0 } ?? rows).prefix(3).map {
            StetEngine.place($0, step.input)
          }))
    }
    return found
  }

  /// Those rows that are in the same group as the figure's; nil if no group follows, or if what follows fails on them.
  private func ofTheFigure(
    _ rows: [Int32], _ trace: Trace, after place: Int, _ strands: [Strand]
  ) throws(RunFailure) -> [Int32]? {
    var between: [PlanStep] = []
    for step in trace.steps[(place + 1)...] {
      switch step.step.operation.rowFlow {
      case .groups(let keys):
        guard !keys.isEmpty else { return rows }
        return sharing(keys, rows, Array(Set(strands.flatMap(\.rows))), between, trace.steps[place].input)
      // Each row passes through these on its own.
      case .selects, .reorders, .changes: if step.step.operation.purpose != .checks { between.append(step.step) }
      case .together: return nil
      }
    }
    return nil
  }

  /// The rows whose keys, after the steps between, are keys of the kept rows.
  private func sharing(
    _ keys: [TypedExpression], _ rows: [Int32], _ kept: [Int32], _ steps: [PlanStep], _ input: Table
  ) -> [Int32]? {
    func keysOf(_ rows: [Int32]) throws(RunFailure) -> [(row: Int32, key: [Value])] {
      var tracer = Tracer()
      let table = try tracer.run(steps, on: input.gather(rows))
      // The row that each row of the result was.
      var numbers = rows
      for case .rows(let map) in tracer.steps.map(\.rows) { numbers = map.map { numbers[Int($0)] } }
      var evaluator = Evaluator(table)
      let columns = try evaluator.columns(keys)
      return numbers.enumerated().map { place, number in (number, columns.map { $0[place] }) }
    }
    // What fails on rows that were left out, such as `else => error`, would have stopped the run.
    guard let wanted = try? keysOf(kept), let offered = try? keysOf(rows) else { return nil }
    let keys = Set(wanted.map(\.key))
    return offered.filter { keys.contains($0.key) }.map(\.row)
  }
}
