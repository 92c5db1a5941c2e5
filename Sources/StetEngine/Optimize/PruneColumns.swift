import StetColumns
import StetDiagnostics

extension OptimizerRule {
  /// Between the first step and the one that says which columns go on, only the columns that some step reads are
  /// carried along: rows are copied without the others.
  static let pruneColumns = OptimizerRule(name: "prune columns") { steps in
    guard let end = steps.firstIndex(where: { !$0.operation.keepsColumns }), end > 0 else { return steps }
    switch steps[end].operation {
    case .project, .group: break
    default: return steps
    }
    guard let width = steps[0].schema?.fields.count else { return steps }
    var read: Set<Int> = []
    for step in steps[...end] { step.operation.readColumns(into: &read) }
    guard read.count < width, let fields = steps[0].schema?.fields else { return steps }
    let kept = read.sorted()
    let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    func moved(_ index: Int) -> Int {
      guard let place = places[index] else { preconditionFailure("every column that is read is kept") }
      return place
    }
    let schema = Schema(kept.map { fields[$0] })
    let columns = kept.map { index in
      (
        field: fields[index],
        value: TypedExpression(.column(index), fields[index].type, unit: fields[index].unit, range: SourceRange(0, 0))
      )
    }
    var pruned = [
      PlanStep(
        operation: .project(columns), name: "", range: steps[0].range, schema: schema, continues: false, order: nil)
    ]
    for (index, step) in steps.enumerated() {
      guard index <= end else {
        pruned.append(step)
        continue
      }
      var step = step
      step.operation = step.operation.mapExpressions { $0.movingColumns(moved) }
      if index < end { step.schema = schema }
      pruned.append(step)
    }
    return pruned
  }
}

extension Operation {
  /// Whether the columns that go in come out, unread but for expressions.
  fileprivate var keepsColumns: Bool {
    switch self {
    case .filter, .sort, .take, .top, .sample: true
    case .project, .group, .distinct, .join, .joinNearest, .append, .pivot, .unpivot, .complete, .fillDown, .lump,
      .recode, .expect, .describe, .ledger, .why, .output:
      false
    }
  }

  fileprivate func readColumns(into read: inout Set<Int>) {
    _ = mapExpressions { expression in
      expression.readColumns(into: &read)
      return expression
    }
  }
}
