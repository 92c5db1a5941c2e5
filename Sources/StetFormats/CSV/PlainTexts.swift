import StetColumns
import Synchronization

/// The texts of a column that hardly repeat: one after another in the order of the file, combined while workers read
/// its blocks in any order.
final class PlainTexts: Sendable {
  /// The rows of a block, and where the first of their texts begins.
  struct Part {
    var firstRow: Int
    var rows: Int
    var start: Int
  }

  private struct State {
    var bytes: [UInt8]
    var parts: [Part] = []
    /// The row that comes next, and blocks that come later.
    var nextRow = 0
    var waiting: [Int: (texts: [UInt8], rows: Int)] = [:]

    mutating func append(_ texts: UnsafeBufferPointer<UInt8>, _ rows: Int) {
      parts.append(Part(firstRow: nextRow, rows: rows, start: bytes.count))
      unsafe bytes.append(contentsOf: texts)
      nextRow += rows
    }
  }

  private let state: Mutex<State>

  /// With space for that many bytes, which grows if there are more.
  init(room: Int, likely: Int) {
    var bytes: [UInt8] = untouched(room, likely: likely)
    bytes.removeAll(keepingCapacity: true)
    state = Mutex(State(bytes: bytes))
  }

  func add(_ texts: UnsafeBufferPointer<UInt8>, firstRow: Int, rows: Int) {
    state.withLock { state in
      guard firstRow == state.nextRow else {
        state.waiting[firstRow] = unsafe (Array(texts), rows)
        return
      }
      unsafe state.append(texts, rows)
      while let next = state.waiting.removeValue(forKey: state.nextRow) {
        unsafe next.texts.withUnsafeBufferPointer { unsafe state.append($0, next.rows) }
      }
    }
  }

  /// The column, once every block has been added: `lengths` has the bytes of each row's text, −1 for a missing one.
  func finish(_ lengths: consuming [Int32]) -> TextVector {
    let (bytes, parts) = state.withLock { state in
      let taken = (state.bytes, state.parts)
      state.bytes = []
      return taken
    }
    let presence = presence(of: lengths)
    let isNarrow = bytes.count <= UInt32.max
    var wide: [Int] = isNarrow ? [] : untouched(lengths.count)
    unsafe lengths.withUnsafeMutableBufferPointer { lengths in
      unsafe wide.withUnsafeMutableBufferPointer { wide in
        // The parts share no row.
        nonisolated(unsafe) let (lengths, wide) = unsafe (lengths, wide)
        _ = parallelMap(parts.count) { location in
          var offset = parts[location].start
          for row in parts[location].firstRow..<parts[location].firstRow + parts[location].rows {
            let length = unsafe Int(max(0, lengths[row]))
            if isNarrow { unsafe lengths[row] = Int32(truncatingIfNeeded: offset) } else { unsafe wide[row] = offset }
            offset += length
          }
        }
      }
    }
    // The memory of the lengths now contains the offsets.
    if isNarrow { lengths.append(Int32(truncatingIfNeeded: bytes.count)) } else { wide.append(bytes.count) }
    let offsets = isNarrow ? TextOffsets(bits: lengths) : TextOffsets(wide)
    let pool = TextPool(bytes: bytes, offsets: offsets, isDistinct: false)
    guard let presence else { return TextVector(ofRows: pool) }
    return TextVector(codes: rowsInOrder(pool.count, where: presence), pool: pool)
  }
}
