/// How rows go into buckets: each thread's range of rows has places of its own in every bucket, so that all can move rows at once and
/// those of a bucket keep their order.
struct Division: Sendable {
  /// Where each bucket begins, and the end.
  let starts: [Int]
  /// The ranges of rows, and where the rows of each begin in every bucket.
  let stretches: [(rows: Range<Int>, begins: [Int])]

  /// By the digit of each row, which is below `width`.
  @inline(__always)
  init(_ count: Int, width: Int, digit: @Sendable (Int) -> Int) {
    var stretches = parallelStretches(count) { rows in
      var counts = [Int](repeating: 0, count: width)
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        for row in rows { unsafe counts[digit(row)] &+= 1 }
      }
      return (rows: rows, begins: counts)
    }
    var starts = [Int](repeating: 0, count: width + 1)
    var total = 0
    for digit in 0..<width {
      starts[digit] = total
      for stretch in stretches.indices {
        let count = stretches[stretch].begins[digit]
        stretches[stretch].begins[digit] = total
        total += count
      }
    }
    starts[width] = total
    (self.starts, self.stretches) = (starts, stretches)
  }

  /// Calls `move` with every row and its place; the digits are those that the rows were divided by.
  @inline(__always)
  func each(digit: @Sendable (Int) -> Int, move: @Sendable (_ row: Int, _ place: Int) -> Void) {
    _ = parallelMap(stretches.count) { stretch in
      var next = stretches[stretch].begins
      unsafe next.withUnsafeMutableBufferPointer { next in
        for row in stretches[stretch].rows {
          let digit = digit(row)
          let place = unsafe next[digit]
          move(row, place)
          unsafe next[digit] = place &+ 1
        }
      }
    }
  }
}

/// Moves rows into buckets: `move` puts a row into its place. Returns where each bucket begins, and the end.
@inline(__always)
func divided(
  _ count: Int, width: Int, digit: @Sendable (Int) -> Int, move: @Sendable (_ row: Int, _ place: Int) -> Void
) -> [Int] {
  let division = Division(count, width: width, digit: digit)
  division.each(digit: digit, move: move)
  return division.starts
}
