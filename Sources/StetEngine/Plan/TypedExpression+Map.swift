extension SortKey {
  func mapExpression(_ change: (TypedExpression) -> TypedExpression) -> SortKey {
    SortKey(expression: change(expression), descending: descending)
  }
}

extension AggregateCall {
  func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> AggregateCall {
    var call = self
    call.arguments = arguments.map(change)
    call.condition = condition.map(change)
    return call
  }
}

extension TypedExpression {
  /// The same expression over a table whose columns are in other positions.
  func movingColumns(_ place: (Int) -> Int) -> TypedExpression {
    var whole = self
    if case .column(let index) = kind {
      whole.kind = .column(place(index))
    } else {
      whole.kind = kind.mapParts { $0.movingColumns(place) }
    }
    return whole
  }
}

extension TypedExpression.Kind {
  /// The same with the expressions directly inside replaced.
  func mapParts(_ change: (TypedExpression) -> TypedExpression) -> TypedExpression.Kind {
    switch self {
    case .constant, .outer, .column, .failure: self
    case .arithmetic(let operation, let a, let b): .arithmetic(operation, change(a), change(b))
    case .comparison(let comparison, let a, let b): .comparison(comparison, change(a), change(b))
    case .negate(let inner): .negate(change(inner))
    case .not(let inner): .not(change(inner))
    case .logic(let logic, let a, let b): .logic(logic, change(a), change(b))
    case .isMissing(let inner): .isMissing(change(inner))
    case .coalesce(let a, let b): .coalesce(change(a), change(b))
    case .conditional(let test, let then, let otherwise):
      .conditional(change(test), then: change(then), otherwise: change(otherwise))
    case .widen(let inner): .widen(change(inner))
    case .call(let function, let arguments): .call(function, arguments.map(change))
    case .window(let call):
      .window(
        WindowCall(
          kind: call.kind.mapCondition(change), arguments: call.arguments.map(change),
          partition: call.partition.map(change), order: call.order.map { $0.mapExpression(change) }, unit: call.unit,
          timeKeys: call.timeKeys))
    }
  }
}

extension WindowCall.Kind {
  fileprivate func mapCondition(_ change: (TypedExpression) -> TypedExpression) -> WindowCall.Kind {
    switch self {
    case .aggregate(let aggregate, let condition, let frame):
      .aggregate(aggregate, where: condition.map(change), over: frame)
    case .window: self
    }
  }
}
