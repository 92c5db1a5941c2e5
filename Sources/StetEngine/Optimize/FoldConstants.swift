import StetColumns

extension OptimizerRule {
  /// Computes once what does not read a column. What fails, or has no finite result, is left to the run, which reports it.
  static let foldConstants = OptimizerRule(name: "fold constants") { steps in
    steps.map { step in
      var step = step
      step.operation = step.operation.mapExpressions { $0.folded }
      return step
    }
  }
}

extension TypedExpression {
  fileprivate var folded: TypedExpression {
    if case .constant = kind { return self }
    guard isConstant else {
      var whole = self
      whole.kind = kind.mapParts { $0.folded }
      return whole
    }
    var evaluator = Evaluator(Table(schema: Schema([]), columns: [], rowCount: 1))
    guard let column = try? evaluator.column(self), evaluator.counts.areNone else { return self }
    // A missing decimal would lose its number of places, which a column that it is part of has.
    if type == .decimal, !column.isPresent(0) { return self }
    return TypedExpression(.constant(column[0]), type, unit: unit, range: range)
  }
}
