package import StetDiagnostics

/// How long a step took. It differs from run to run, so it never goes where results or the ledger go.
package struct StepTiming: Sendable {
  package var step: String
  package var range: SourceRange
  package var duration: Duration

  package init(_ step: String, _ range: SourceRange, _ duration: Duration) {
    self.step = step
    self.range = range
    self.duration = duration
  }
}
