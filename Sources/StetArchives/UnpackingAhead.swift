import Dispatch
import Synchronization

extension ZipArchive {
  /// Like `unpack`, with the unpacking on another thread, a few pieces ahead of `body`. Returns after that thread has unpacked its last piece.
  package func unpackAhead(
    _ entry: Entry, budget: UnpackingBudget, into body: (Span<UInt8>) -> Bool
  ) throws(ArchiveFailure) {
    let pieces = PieceQueue()
    DispatchQueue(label: "stet unpacking").async {
      do throws(ArchiveFailure) {
        try unpack(entry, budget: budget) { piece in
          pieces.put(unsafe piece.withUnsafeBufferPointer { unsafe Array($0) })
        }
        pieces.end(nil)
      } catch {
        pieces.end(error)
      }
    }
    var isWanted = true
    // Emptied to the end: a semaphore must not be let go of while its count is below the first.
    while let piece = try pieces.next() {
      if isWanted, !body(piece.span) {
        isWanted = false
        pieces.abandon()
      }
    }
  }
}

/// Pieces that one thread puts in and another takes out, in order and never many at a time.
private final class PieceQueue: Sendable {
  private struct State {
    var pieces: [[UInt8]] = []
    var failure: ArchiveFailure?
    var isAbandoned = false
  }

  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: PieceQueue.most)
  private let filled = DispatchSemaphore(value: 0)
  private static let most = 4

  /// Waits for room; false if nobody wants more.
  func put(_ piece: [UInt8]) -> Bool {
    room.wait()
    return state.withLock { state in
      state.pieces.append(piece)
      filled.signal()
      return !state.isAbandoned
    }
  }

  /// After the last piece, or where a failure ends them.
  func end(_ failure: ArchiveFailure?) {
    state.withLock { $0.failure = failure }
    filled.signal()
  }

  /// After this, a failure is none: nobody wants what it is about.
  func abandon() { state.withLock { $0.isAbandoned = true } }

  /// Waits for the next piece; nil after the last.
  func next() throws(ArchiveFailure) -> [UInt8]? {
    filled.wait()
    let (piece, failure) = state.withLock { state in
      state.pieces.isEmpty ? (nil, state.isAbandoned ? nil : state.failure) : (state.pieces.removeFirst(), nil)
    }
    if let failure { throw failure }
    if piece != nil { room.signal() }
    return piece
  }
}
