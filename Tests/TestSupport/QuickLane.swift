import Foundation
package import Testing

/// Whether only what fits in two minutes is run (`Scripts/test --quick`).
package let isQuick = ProcessInfo.processInfo.environment["STET_QUICK"] != nil

/// How many generated cases a test takes: all, or in the quick lane a twentieth.
package func rounds(_ count: Int) -> Int { isQuick ? max(count / 20, 1) : count }

extension Trait where Self == ConditionTrait {
  /// Left out of the quick lane: the test waits for time to pass, or covers much in many seconds.
  package static var slow: Self { .disabled(if: isQuick, "left out of the quick lane") }
}
