package import StetColumns
package import StetDiagnostics

/// A column's value with what it was calculated from.
package struct Calculation: Sendable {
  package let column: String
  /// The expression or the aggregate in the script.
  package let range: SourceRange
  /// Nil if more than one row is asked for.
  package let value: Value?
  package let operands: [(name: String, value: Value)]
  /// How many rows an aggregate took, and of how many.
  package let rows: (counted: Int, of: Int)?
  /// The sum of the shown rows, added up again by an independent method; nil if nothing was added.
  package let sum: Value?
}
