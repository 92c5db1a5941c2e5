package import StetDiagnostics

/// The exit status of the first error; notes and warnings do not fail a run.
package func exitStatus(of diagnostics: [Diagnostic]) -> Int32 {
  switch diagnostics.first(where: { $0.severity == .error })?.kind {
  case nil: 0
  case .script: 1
  case .expectation: 2
  case .claim: 3
  case .data: 4
  case .limit: 5
  }
}
