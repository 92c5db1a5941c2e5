import StetColumns

/// What a file will hold, part by part, so that a table need not be in memory a second time as bytes.
package struct FileContent: Sendable {
  private let count: Int
  private let part: @Sendable (Int) -> [UInt8]
  private let end: @Sendable (_ sizes: [Int]) -> [UInt8]

  package init(_ bytes: [UInt8]) {
    self.init(count: 1) { _ in bytes }
  }

  /// Parts of which several are made at the same time; `end` is what comes after all of them, which have so many bytes.
  init(
    count: Int, part: @escaping @Sendable (Int) -> [UInt8],
    end: @escaping @Sendable (_ sizes: [Int]) -> [UInt8] = { _ in [] }
  ) {
    (self.count, self.part, self.end) = (count, part, end)
  }

  /// Lines for the rows of a table: `rows` writes those of a range, and several threads write ranges at the same time.
  init(
    rowCount: Int, beginning: [UInt8] = [], end: [UInt8] = [], rows: @escaping @Sendable (Range<Int>) -> [UInt8]
  ) {
    let size = 4096
    let blocks = (rowCount + size - 1) / size
    self.init(count: blocks + 2) { part in
      switch part {
      case 0: beginning
      case blocks + 1: end
      default: rows((part - 1) * size..<min(part * size, rowCount))
      }
    }
  }

  /// Passes the parts on in order, a few of which are made at a time.
  package func eachPart<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    let batch = 16
    var sizes: [Int] = []
    for start in stride(from: 0, to: count, by: batch) {
      for bytes in parallelMap(min(batch, count - start), { part(start + $0) }) {
        sizes.append(bytes.count)
        if !bytes.isEmpty { try body(bytes) }
      }
    }
    let last = end(sizes)
    if !last.isEmpty { try body(last) }
  }

  /// All of it.
  package var bytes: [UInt8] {
    var all: [UInt8] = []
    eachPart { all += $0 }
    return all
  }
}
