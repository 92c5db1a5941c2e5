package import StetColumns
package import StetDiagnostics

/// An aggregate with what it is computed from.
package struct AggregateCall: Sendable {
  /// The column of the group that has its result.
  package var field: Field
  package var aggregate: Aggregate
  package var arguments: [TypedExpression]
  package var condition: TypedExpression?
  package var range: SourceRange
  /// What the ledger and findings call it: the column that it defines, or `sum(a)` where it is a part of a definition such as
  /// `sum(a) / sum(b)`.
  package var name: String

  package init(
    field: Field, aggregate: Aggregate, arguments: [TypedExpression], condition: TypedExpression?, range: SourceRange
  ) {
    self.field = field
    self.aggregate = aggregate
    self.arguments = arguments
    self.condition = condition
    self.range = range
    name = aggregate.name
  }
}
