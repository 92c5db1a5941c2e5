import Dispatch
import Glibc
import Synchronization

/// How many threads may work at once. Results never depend on it: work is divided by the data alone and put together
/// in the order of the data.
package enum Parallelism {
  private static let limit = Atomic<Int>(0)

  /// The number set, or that of the processors.
  package static var threads: Int {
    let set = limit.load(ordering: .relaxed)
    return set > 0 ? set : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  package static func limit(to threads: Int) { limit.store(threads, ordering: .relaxed) }
}

/// `body` for each of the numbers below `count`, on several threads; the results in the order of the numbers.
package func parallelMap<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
  let threads = min(count, Parallelism.threads)
  guard threads > 1 else { return (0..<count).map(body) }
  let next = Atomic<Int>(0)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    while true {
      let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard item < count else { return }
      let result = body(item)
      results.withLock { $0[item] = result }
    }
  }
  return results.withLock { $0 }.map { result in
    guard let result else { preconditionFailure("every item has been worked on") }
    return result
  }
}
