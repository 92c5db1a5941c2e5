import Foundation
package import Testing

/// Whether only what fits in two minutes is run (`Scripts/test --quick`).
package let isQuick = ProcessInfo.processInfo.environment["STET_QUICK"] != nil

#if DEBUG
  private let share = isQuick ? 20 : 4
#else
  private let share = isQuick ? 20 : 1
#endif

/// How many generated cases a test takes: optimized, all of them; in debug, where each takes four times as long, the first quarter;
/// in the quick lane, the first twentieth.
package func rounds(_ count: Int) -> Int { max(count / share, 1) }

extension Trait where Self == ConditionTrait {
  /// Left out of the quick lane: the test waits for time to pass, or covers much in many seconds.
  package static var slow: Self { .disabled(if: isQuick, "left out of the quick lane") }
}
