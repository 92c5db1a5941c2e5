package import StetColumns
package import StetDiagnostics

/// An aggregate with what it is computed of.
package struct AggregateCall: Sendable {
  /// The column of the group that has its result.
  package var field: Field
  package var aggregate: Aggregate
  package var arguments: [TypedExpression]
  package var condition: TypedExpression?
  package var range: SourceRange
  /// Whether it is a part of a definition such as `sum(a) / sum(b)`: then no column of the result has its field's name.
  package var isPart: Bool

  package init(
    field: Field, aggregate: Aggregate, arguments: [TypedExpression], condition: TypedExpression?, range: SourceRange,
    isPart: Bool = false
  ) {
    self.field = field
    self.aggregate = aggregate
    self.arguments = arguments
    self.condition = condition
    self.range = range
    self.isPart = isPart
  }

  /// What the ledger and findings call it.
  package var name: String { isPart ? aggregate.name : field.name }
}
