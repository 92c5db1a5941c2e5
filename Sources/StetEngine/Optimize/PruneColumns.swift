import StetColumns
import StetDiagnostics

extension OptimizerRule {
  /// Between the first step and the one that decides which columns go on, only the columns that some step reads are
  /// kept: rows are copied without the others.
  static let pruneColumns = OptimizerRule(name: "prune columns") { steps in
    guard let end = steps.firstIndex(where: { $0.operation.columnFlow != .through }), end > 0,
      steps[end].operation.columnFlow == .rebuilt, let fields = steps[0].schema?.fields
    else { return steps }
    let read = steps[..<end].reversed().reduce(steps[end].operation.columnsRead) {
      $1.operation.columnsNeeded(for: $0, of: fields.count)
    }
    guard read.count < fields.count else { return steps }
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
        operation: ProjectOperation(columns), name: "", range: steps[0].range, schema: schema, continues: false,
        order: nil)
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
