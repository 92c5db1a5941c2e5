package import StetColumns
package import StetDiagnostics

/// Runs the steps of a plan by the first of its backends that takes them, and keeps the ledger and the timings.
package struct Executor {
  private var run: PlanRun
  private let backends: [any Backend]

  /// `backends` are asked before the engine, which takes what they leave. `isCancelled` is called before every step and,
  /// if one may take long, within it.
  package init(
    backends: [any Backend] = [], host: StepHost = StepHost(), isCancelled: @escaping () -> Bool = { false }
  ) {
    self.backends = backends + [Engine()]
    run = PlanRun(host: host, isCancelled: isCancelled)
  }

  package var ledger: [LedgerEntry] { run.ledger }
  /// The steps in the order in which they ran, which need not be that of the script.
  package var timings: [StepTiming] { run.timings }
  var isCancelled: () -> Bool { run.isCancelled }

  package mutating func run(_ steps: [PlanStep], on source: Table) throws(RunFailure) -> Table {
    var table = source
    var rest = steps[...]
    while !rest.isEmpty {
      let (backend, count) = taking(rest)
      var part = Array(rest.prefix(count))
      // The line of the ledger that it would go on with was not written by another backend.
      if rest.startIndex > 0 { part[0].continues = false }
      table = try backend.run(part, on: table, &run)
      rest = rest.dropFirst(count)
    }
    return table
  }

  /// Adds a note to the line of a step; nothing if the step did not run.
  package mutating func add(_ note: String, toStepAt range: SourceRange) {
    guard let place = run.ledger.lastIndex(where: { $0.range == range }) else { return }
    run.ledger[place].notes.append(note)
  }

  /// The value of an expression that reads no column.
  package func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    for backend in backends {
      if let value = try backend.value(of: expression) { return value }
    }
    preconditionFailure("the engine takes every expression")
  }

  private func taking(_ steps: ArraySlice<PlanStep>) -> (any Backend, Int) {
    for backend in backends {
      let count = backend.leadingSteps(of: steps)
      if count > 0 { return (backend, count) }
    }
    preconditionFailure("the engine takes every step")
  }
}
