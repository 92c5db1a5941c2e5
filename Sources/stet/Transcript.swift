import StetDiagnostics
import StetKit

/// What a run shows and says: at once, or all of it when it is released.
final class Transcript {
  private let isHeld: Bool
  private var parts: [(writes: Int, words: () -> Void)] = []

  init(isHeld: Bool) { self.isHeld = isHeld }

  /// `writes` is how many of the recorder's the words speak of, and come behind.
  func add(behind writes: Int, _ words: @escaping () -> Void) {
    if isHeld { parts.append((writes, words)) } else { words() }
  }

  func release(_ recorder: InputRecorder) throws(RunFailure) {
    let released = parts
    parts = []
    for part in released {
      try recorder.release(part.writes)
      part.words()
    }
  }
}
