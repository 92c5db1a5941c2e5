package import StetColumns
package import StetDiagnostics

/// A step with its words for the ledger and its range.
package struct PlanStep: Sendable {
  package var operation: any Operation
  package var name: String
  package var range: SourceRange
  /// The columns that come out; nil if the operation decides, or if the next operation of the step does.
  package var schema: Schema?
  /// Whether it belongs to the step before, in the script and in the ledger.
  package var continues: Bool
  /// Its range in the script, whose order the ledger follows; nil for a step that only the optimizer knows.
  package var order: Int?
}
