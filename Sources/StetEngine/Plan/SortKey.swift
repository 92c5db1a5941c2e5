/// One key of a sort.
package struct SortKey: Sendable {
  package var expression: TypedExpression
  package var descending: Bool

  package init(expression: TypedExpression, descending: Bool) {
    self.expression = expression
    self.descending = descending
  }
}
