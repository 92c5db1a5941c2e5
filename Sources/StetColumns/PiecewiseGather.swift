import Synchronization

/// Up to how many bytes rows are taken in any order. Of more, a part may be on the disk.
package enum RandomAccess {
  private static let most = Atomic(MemoryBudget.standardLimit / 8)

  static var mostBytes: Int { most.load(ordering: .relaxed) }

  /// An eighth of what the process may have: while a step runs, its input, its result and what is in between are there at once.
  package static func limit(ofMemory bytes: Int) { most.store(bytes / 8, ordering: .relaxed) }
}

/// Whether to take rows by pieces: most are far from the row before, and what they are taken from, of so many bytes, may be on the disk.
func isPiecewise(_ rows: [Int32], of count: Int, bytes: Int) -> Bool {
  bytes >= RandomAccess.mostBytes && rows.count >= count / 4 && jump(rows)
}

/// Whether most rows are far from the row before, judged by a sample; both ways of gathering give the same result.
func jump(_ rows: [Int32]) -> Bool {
  guard rows.count > 1 else { return false }
  let step = Swift.max(1, rows.count / 1024)
  var (far, seen) = (0, 0)
  for place in stride(from: 1, to: rows.count, by: step) {
    seen += 1
    // In 64 bits: −1 may occur along with the largest row.
    if (Int(rows[place]) - Int(rows[place - 1])).magnitude > 64 { far += 1 }
  }
  return far * 2 > seen
}

/// Rows of columns that no cache has room for, without a jump through them for each row.
///
/// The source is divided into pieces. The rows of one piece are read together, while it is in a cache; what was read is then put in
/// order by following as many streams as there are pieces. Memory is read and written in order, but for the piece at hand, so that
/// columns that are partly on the disk are read from there once.
struct PiecewiseGather: Sendable {
  private let rows: [Int32]
  /// Of a row's number, what is left is the number of its piece.
  private let shift: Int
  private let division: Division
  /// The rows piece after piece, those of a piece in their order.
  private let listed: [Int32]

  /// −1 means a missing row.
  init(_ rows: [Int32], of count: Int) {
    // A thousand streams, but no piece smaller than a cache of one's own.
    let shift = max(16, Int.bitWidth - (count >> 10).leadingZeroBitCount)
    let width = (max(count, 1) - 1) >> shift + 1
    division = Division(rows.count, width: width) { Self.piece(rows[$0], shift) }
    let division = division
    listed = scatterFill(rows.count) { listed in
      division.each { row in
        Self.piece(rows[row], shift)
      } move: { row, place in
        listed[place] = rows[row]
      }
    }
    (self.rows, self.shift) = (rows, shift)
  }

  @inline(__always)
  private static func piece(_ row: Int32, _ shift: Int) -> Int { Int(max(row, 0)) &>> shift }

  /// Puts the values of the rows into the target, and `missing` for missing rows; `spare` is memory for as many values.
  func move<Value: BitwiseCopyable & Sendable>(
    _ source: UnsafePointer<Value>, to target: UnsafeMutablePointer<Value>, spare: UnsafeMutablePointer<Value>,
    missing: Value
  ) {
    nonisolated(unsafe) let (source, target, spare) = unsafe (source, target, spare)
    _ = parallelStretches(listed.count) { places in
      unsafe listed.withUnsafeBufferPointer { listed in
        for place in places {
          let row = unsafe Int(listed[place])
          unsafe spare[place] = row < 0 ? missing : source[row]
        }
      }
    }
    unsafe rows.withUnsafeBufferPointer { rows in
      nonisolated(unsafe) let rows = unsafe rows
      division.each { row in
        unsafe Self.piece(rows[row], shift)
      } move: { row, place in
        unsafe target[row] = spare[place]
      }
    }
  }
}

extension PiecewiseGather {
  /// The same of an array.
  func gathered<Value: BitwiseCopyable & Sendable>(_ values: [Value], missing: Value) -> [Value] {
    var (target, spare): ([Value], [Value]) = (untouched(rows.count), untouched(rows.count))
    unsafe target.withUnsafeMutableBufferPointer { target in
      unsafe spare.withUnsafeMutableBufferPointer { spare in
        unsafe values.withUnsafeBufferPointer { values in
          guard let source = values.baseAddress, let target = target.baseAddress, let spare = spare.baseAddress else {
            return
          }
          unsafe move(source, to: target, spare: spare, missing: missing)
        }
      }
    }
    return target
  }

  /// The texts of a pool that the rows are codes of, one after another; an empty one for a missing row.
  func texts(_ pool: TextPool) -> TextPool {
    let starts = division.starts
    let lengths = parallelMapped(listed) { $0 < 0 ? 0 : Int32(truncatingIfNeeded: pool.range(Int($0)).count) }
    let sizes = parallelMap(starts.count - 1) { piece in
      (starts[piece]..<starts[piece + 1]).reduce(0) { $0 + Int(lengths[$1]) }
    }
    let begins = startsOfEach(sizes)
    let spare = pieces(of: pool, begins)
    let cursors = cursors(lengths, begins)
    var bytes: [UInt8] = []
    let ends: [Int] = scatterFill(listed.count + 1) { ends in
      ends[0] = 0
      bytes = scatterFill(begins[sizes.count]) { target in
        _ = parallelMap(division.stretches.count) { stretch in
          var (places, sources) = (division.stretches[stretch].begins, cursors[stretch].sources)
          var end = cursors[stretch].target
          for row in division.stretches[stretch].rows {
            let piece = Self.piece(rows[row], shift)
            let length = Int(lengths[places[piece]])
            target.copy(spare, sources[piece], length, to: end)
            places[piece] += 1
            sources[piece] += length
            end += length
            ends[row + 1] = end
          }
        }
      }
    }
    return TextPool(bytes: bytes, offsets: TextOffsets(ends), isDistinct: false)
  }

  /// The texts piece after piece; `begins` says where those of each piece go.
  private func pieces(of pool: TextPool, _ begins: [Int]) -> [UInt8] {
    let starts = division.starts
    return scatterFill(begins[starts.count - 1]) { target in
      _ = parallelMap(starts.count - 1) { piece in
        var end = begins[piece]
        for place in starts[piece]..<starts[piece + 1] where listed[place] >= 0 {
          let text = pool.range(Int(listed[place]))
          target.copy(pool.bytes, text.lowerBound, text.count, to: end)
          end += text.count
        }
      }
    }
  }

  /// For each thread's range of rows, where its first text of each piece is, and where its texts go.
  private func cursors(_ lengths: [Int32], _ begins: [Int]) -> [(sources: [Int], target: Int)] {
    let starts = division.starts
    let stretches = division.stretches
    // Of each piece, how many bytes each range has.
    let sizes = parallelMap(starts.count - 1) { piece in
      stretches.indices.map { stretch in
        let end = stretch + 1 < stretches.count ? stretches[stretch + 1].begins[piece] : starts[piece + 1]
        return (stretches[stretch].begins[piece]..<end).reduce(0) { $0 + Int(lengths[$1]) }
      }
    }
    var (sources, target) = (Array(begins.dropLast()), 0)
    return stretches.indices.map { stretch in
      let cursor = (sources: sources, target: target)
      for piece in sizes.indices {
        sources[piece] += sizes[piece][stretch]
        target += sizes[piece][stretch]
      }
      return cursor
    }
  }
}

/// Where each of some sizes begins if one follows another, and the end.
private func startsOfEach(_ sizes: [Int]) -> [Int] {
  var starts = [0]
  for size in sizes { starts.append(starts[starts.count - 1] + size) }
  return starts
}
