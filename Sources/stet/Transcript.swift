import StetDiagnostics
import StetInterpreter

/// The output and messages of a run: shown at once, or all together when they are released.
final class Transcript {
  private let isHeld: Bool
  private var parts: [(writes: Int, words: () -> Void)] = []

  init(isHeld: Bool) { self.isHeld = isHeld }

  /// `writes` is how many of the recorder's writes the message refers to and follows.
  func add(after writes: Int, _ words: @escaping () -> Void) {
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
