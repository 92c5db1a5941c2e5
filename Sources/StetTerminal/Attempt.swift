import StetCharts
import StetDiagnostics
import StetInterpreter
import StetSyntax
import StetSystem
import Synchronization

/// A statement at the prompt: it runs in a copy of the session, on a thread of its own, so that the prompt comes back at Ctrl-C
/// whatever the statement is at.
///
/// Only that thread uses it until it has ended, and the one that waits afterwards.
final class Attempt: @unchecked Sendable {
  private(set) var outputs: [Session.Output] = []
  /// Of each chart among them, the drawing for the terminal.
  private(set) var drawings: [String] = []
  private(set) var failure: RunFailure?

  /// How long a statement that is stopped has for its own end. Most steps look now and then; one that does not ends later, and what it
  /// makes is dropped.
  private static let grace = Duration.milliseconds(60)

  private let session: Session
  private let columns: Int
  private let isStopped = Atomic<Bool>(false)

  private init(_ session: Session, columns: Int) {
    self.session = session
    self.columns = columns
    session.isCancelled = { [unowned self] in isStopped.load(ordering: .relaxed) }
  }

  /// Runs a statement; nil if it was stopped and did not end, so that the session is as it was before.
  static func run(_ statement: Statement, in session: Session, columns: Int) -> Attempt? {
    let attempt = Attempt(session.copy(), columns: columns)
    var stopped: ContinuousClock.Instant?
    let hasEnded = runApart {
      attempt.run(statement)
    } isGivenUp: {
      guard session.isCancelled() else { return false }
      attempt.isStopped.store(true, ordering: .relaxed)
      let start = stopped ?? .now
      stopped = start
      return start.duration(to: .now) > grace
    }
    guard hasEnded else { return nil }
    session.adopt(attempt.session)
    return attempt
  }

  private func run(_ statement: Statement) {
    do throws(RunFailure) {
      try session.run(statement) { [self] output in
        if case .chart(let chart, _) = output { drawings.append(drawTerminal(chart, columns: columns)) }
        outputs.append(output)
      }
    } catch { failure = error }
  }
}
