package import StetDiagnostics
import StetFormats
package import StetReleases

/// Records what a session reads, and holds back what it writes until the record has been checked.
///
/// A session with a recorder reads every column of a file, because the lock needs their types, and calculates the SHA-256 of the
/// very bytes that it loads.
package final class InputRecorder {
  /// In the order in which they were read; the same file read the same way is listed once.
  package internal(set) var inputs: [RecordedInput] = []
  /// A write that waits.
  package struct Held {
    fileprivate let target: String
    /// What the file will contain; nil for what another program writes.
    fileprivate let content: FileContent?
    fileprivate let write: () throws(RunFailure) -> Void
  }

  /// In order.
  private var writes: [Held] = []
  /// The files among them, with what they will contain.
  var files: [(path: String, content: FileContent)] {
    writes.compactMap { held in held.content.map { (held.target, $0) } }
  }
  /// Where they will write.
  private(set) var targets: Set<String> = []

  package init() {}

  /// The inputs that were read since this was last called.
  package func takeInputs() -> [RecordedInput] {
    defer { inputs = [] }
    return inputs
  }

  package var heldCount: Int { writes.count }

  /// What waits after the first `count`.
  package func held(after count: Int) -> [Held] { Array(writes[count...]) }

  package func hold(_ held: [Held]) {
    targets.formUnion(held.map { LockedInput.plain($0.target) })
    writes += held
  }

  func hold(_ target: String, _ content: FileContent?, _ write: @escaping () throws(RunFailure) -> Void) {
    hold([Held(target: target, content: content, write: write)])
  }

  /// Forgets what was read and what waits.
  package func startAnew() {
    inputs = []
    writes = []
    targets = []
  }

  /// Writes the first so many that wait.
  package func release(_ count: Int) throws(RunFailure) {
    let released = writes.prefix(count)
    writes.removeFirst(released.count)
    for held in released { try held.write() }
  }
}

/// An input, and where the script asked for it first.
package struct RecordedInput: Sendable {
  package var input: LockedInput
  package var range: SourceRange
  /// What the metadata of a dataset says of it.
  package var title: String?
  package var credit: String?
  /// When it was retrieved from its source, in words.
  package var retrieved: String?
}
