package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// What a script has named so far, and how to reach the tables behind.
package struct Names {
  package var values: [String: Value] = [:]
  package var scopes: [String: Expression] = [:]
  /// The one value of a parenthesised pipeline or an addressed cell.
  package let scalar: (Expression) -> Result<Value, RunFailure>
  /// The table behind a name, a `load` or a parenthesised pipeline.
  package let table: (Expression) -> Result<Table, RunFailure>

  package init(
    scalar: @escaping (Expression) -> Result<Value, RunFailure>,
    table: @escaping (Expression) -> Result<Table, RunFailure>
  ) {
    self.scalar = scalar
    self.table = table
  }
}
