extension Operation {
  /// The operation with each of its expressions replaced.
  func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> Operation {
    switch self {
    case .filter(let condition, let excluding): return .filter(change(condition), excluding: excluding)
    case .project(let columns): return .project(columns.map { ($0.field, change($0.value)) })
    case .sort(let keys): return .sort(keys.map { $0.mapExpression(change) })
    case .take, .sample, .distinct, .append, .unpivot, .complete, .recode, .describe, .ledger, .why, .output:
      return self
    case .top(let count, let key, let groups): return .top(count, change(key), by: groups.map(change))
    case .group(let keys, let aggregates):
      return .group(
        keys: keys.map { ($0.field, change($0.value)) }, aggregates: aggregates.map { $0.mapExpressions(change) })
    case .join(let kind, let right, let pairs, let allowsMany):
      return .join(kind, right, on: pairs.map { (change($0.left), $0.right) }, allowsMany: allowsMany)
    case .joinNearest(let kind, let right, let pairs, let limit, let hidden):
      return .joinNearest(kind, right, on: pairs.map { (change($0.left), $0.right) }, limit: limit, hidden: hidden)
    case .pivot(let index, let keys, let call): return .pivot(index, keys: keys, call.mapExpressions(change))
    case .fillDown(let indexes, let groups): return .fillDown(indexes, within: groups.map(change))
    case .lump(let index, let top, let weight): return .lump(index, top: top, weight: weight.map(change))
    case .expect(.condition(let condition, let share)): return .expect(.condition(change(condition), share: share))
    case .expect(.rows(let condition)): return .expect(.rows(change(condition)))
    case .expect(.unique), .expect(.allMatched): return self
    }
  }
}

extension SortKey {
  fileprivate func mapExpression(_ change: (TypedExpression) -> TypedExpression) -> SortKey {
    SortKey(expression: change(expression), descending: descending)
  }
}

extension AggregateCall {
  fileprivate func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> AggregateCall {
    var call = self
    call.arguments = arguments.map(change)
    call.condition = condition.map(change)
    return call
  }
}

extension TypedExpression {
  /// The same expression over a table whose columns stand in other places.
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
    case .constant, .column, .failure: self
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
          partition: call.partition.map(change), order: call.order.map { $0.mapExpression(change) }))
    }
  }
}

extension WindowCall.Kind {
  fileprivate func mapCondition(_ change: (TypedExpression) -> TypedExpression) -> WindowCall.Kind {
    switch self {
    case .aggregate(let aggregate, let condition): .aggregate(aggregate, where: condition.map(change))
    case .window: self
    }
  }
}
