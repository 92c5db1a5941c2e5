import StetTwin
import Synchronization

/// What a second calculation left to the engine, for the report.
package final class VerificationGaps: Sendable {
  private let reasons = Mutex<[String: String]>([:])

  package init() {}

  func note(_ gap: NoSecondCalculation) {
    reasons.withLock { $0[gap.name] = gap.reason ?? "" }
  }

  /// A line for each entry that has no second calculation, by name.
  package var lines: [String] {
    reasons.withLock { reasons in
      reasons.sorted { $0.key < $1.key }.map { name, reason in
        "`\(name)` cannot be calculated a second time\(reason.isEmpty ? "" : ": \(reason)")"
      }
    }
  }
}
