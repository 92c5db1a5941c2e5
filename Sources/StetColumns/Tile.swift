import StetSystem

/// Some columns with the values of each row side by side, row after row.
///
/// The size of a row is a power of two, and a row is within one cache line: when rows crossed from one line into the next,
/// reading them took twice as long. Half a line per row was as fast as a whole one, in half the memory.
struct Tile {
  private struct Lane {
    let column: Int
    let width: Int
    let offset: Int
    let isText: Bool
  }

  private var lanes: [Lane] = []
  private(set) var stride: Int = 0

  private static let cacheLine = 64
  private static let most = 32

  /// Columns of the same width follow each other, so that each value is at a multiple of its width.
  static func dividing(_ columns: [Column]) -> [Tile] {
    var tiles: [Tile] = []
    for width in [16, 8, 4, 1] {
      for index in columns.indices where columns[index].width == width {
        if tiles.isEmpty || tiles[tiles.count - 1].stride + width > most { tiles.append(Tile()) }
        tiles[tiles.count - 1].append(columns[index], index)
      }
    }
    for index in tiles.indices { while tiles[index].stride.nonzeroBitCount > 1 { tiles[index].stride += 1 } }
    return tiles
  }

  private mutating func append(_ column: Column, _ index: Int) {
    lanes.append(Lane(column: index, width: column.width, offset: stride, isText: column.type == .text))
    stride += column.width
  }

  /// Rows of the sources, in the given order, to the targets.
  func move(_ count: Int, _ rows: [Int32], _ sources: [UnsafeRawPointer], _ targets: [UnsafeMutableRawPointer?]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: (count + 1) * stride, alignment: Self.cacheLine)
    defer { unsafe memory.deallocate() }
    unsafe preferLargePages(memory)
    guard let base = memory.baseAddress else { return }
    // The first record is for a missing row: zeros, and the code that means no text.
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: stride)
    for lane in lanes where lane.isText { unsafe base.storeBytes(of: -1, toByteOffset: lane.offset, as: Int32.self) }
    nonisolated(unsafe) let (records, sources, targets) = unsafe (base, sources, targets)
    // As many rows at a time as fit in the innermost cache.
    let block = 256
    _ = parallelStretches(count) { range in
      for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let part = start..<Swift.min(start + block, range.upperBound)
        for lane in lanes { unsafe write(lane, part, sources[lane.column], records) }
      }
    }
    _ = parallelStretches(rows.count) { range in
      unsafe rows.withUnsafeBufferPointer { rows in
        for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: block) {
          let part = start..<Swift.min(start + block, range.upperBound)
          for lane in lanes {
            if let target = unsafe targets[lane.column] { unsafe read(lane, part, rows, records, target) }
          }
        }
      }
    }
  }

  private func write(_ lane: Lane, _ range: Range<Int>, _ source: UnsafeRawPointer, _ records: UnsafeMutableRawPointer)
  {
    @inline(__always)
    func write<Value: BitwiseCopyable>(_: Value.Type) {
      let source = unsafe source.assumingMemoryBound(to: Value.self)
      for row in range {
        unsafe records.storeBytes(of: source[row], toByteOffset: (row &+ 1) &* stride &+ lane.offset, as: Value.self)
      }
    }
    switch lane.width {
    case 1: write(UInt8.self)
    case 4: write(UInt32.self)
    case 8: write(UInt64.self)
    default: write(UInt128.self)
    }
  }

  private func read(
    _ lane: Lane, _ range: Range<Int>, _ rows: UnsafeBufferPointer<Int32>, _ records: UnsafeMutableRawPointer,
    _ target: UnsafeMutableRawPointer
  ) {
    @inline(__always)
    func read<Value: BitwiseCopyable>(_: Value.Type) {
      let target = unsafe target.assumingMemoryBound(to: Value.self)
      for place in range {
        unsafe target[place] = records.loadUnaligned(
          fromByteOffset: (Int(rows[place]) &+ 1) &* stride &+ lane.offset, as: Value.self)
      }
    }
    switch lane.width {
    case 1: read(UInt8.self)
    case 4: read(UInt32.self)
    case 8: read(UInt64.self)
    default: read(UInt128.self)
    }
  }
}
