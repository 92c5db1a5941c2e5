package import StetColumns
package import StetDiagnostics

/// One step of a pipeline as the engine runs it; every verb lowers to these.
package enum Operation: Sendable {
  /// Keeps (or, excluding, drops) the rows where the condition is true.
  case filter(TypedExpression, excluding: Bool)
  /// The columns of the result, each computed from the input.
  case project([(field: Field, value: TypedExpression)])
  case sort([SortKey])
  /// The first rows, or the last.
  case take(Int, fromEnd: Bool)
  case group(keys: [(field: Field, value: TypedExpression)], aggregates: [AggregateCall])
  case join(JoinKind, Table, on: [(left: TypedExpression, right: Int)], allowsMany: Bool)
  case append(Table)
  case distinct([Int])
  case expect(TypedExpression)
}

package enum JoinKind: Sendable { case inner, left, full, keep, drop }

package struct AggregateCall: Sendable {
  package var field: Field
  package var aggregate: Aggregate
  package var arguments: [TypedExpression]
  package var condition: TypedExpression?
  package var range: SourceRange
}

/// A step with its words for the ledger and its place.
package struct PlanStep: Sendable {
  package var operation: Operation
  package var name: String
  package var range: SourceRange
  package var schema: Schema
}
