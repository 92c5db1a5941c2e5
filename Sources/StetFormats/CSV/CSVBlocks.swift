import CScan
import StetDiagnostics
import StetSystem
import Synchronization

/// Some whole records of a file, in the memory of the worker that reads them.
struct CSVBlock {
  /// Where the block is in the file, in bytes.
  var offset: Int
  var count: Int
  var firstRow: Int
  /// Records, not counting the header.
  var rows: Int
  /// 1 if the first record is the header.
  var header: Int
  /// What was found when the cells were looked for; where they end is in the worker's memory.
  var cells: stet_cells
}

/// A worker's own memory: the bytes of a block and where its cells end.
@safe final class CSVRoom {
  /// Bytes that can be read before and after a block.
  static let margin = 64

  private(set) var capacity: Int
  private var bytesBase: UnsafeMutablePointer<UInt8>
  private var endsBase: UnsafeMutablePointer<Int32>
  private var spareBase: UnsafeMutablePointer<UInt8>
  /// A bit for each 64 bytes of the block: whether one of them is not ASCII.
  private(set) var highs: UnsafeMutablePointer<UInt64>

  init(capacity: Int) {
    self.capacity = capacity
    unsafe bytesBase = .allocate(capacity: capacity + 2 * Self.margin)
    unsafe bytesBase.initialize(repeating: 0, count: capacity + 2 * Self.margin)
    unsafe endsBase = .allocate(capacity: capacity + Self.margin + 16)
    unsafe spareBase = .allocate(capacity: capacity + Self.margin)
    unsafe highs = .allocate(capacity: capacity / 4096 + 1)
  }

  deinit {
    unsafe bytesBase.deallocate()
    unsafe endsBase.deallocate()
    unsafe spareBase.deallocate()
    unsafe highs.deallocate()
  }

  var bytes: UnsafeMutablePointer<UInt8> { unsafe bytesBase + Self.margin }

  /// `ends[-1]` comes before the first cell.
  var ends: UnsafeMutablePointer<Int32> { unsafe endsBase + 16 }

  /// Room for all texts of the block, as they are without their quotes, and some bytes more.
  var spare: UnsafeMutablePointer<UInt8> { unsafe spareBase }

  func grow(to larger: Int, keeping count: Int) {
    let old = unsafe bytesBase
    unsafe bytesBase = .allocate(capacity: larger + 2 * Self.margin)
    unsafe bytesBase.initialize(repeating: 0, count: larger + 2 * Self.margin)
    unsafe bytesBase.update(from: old, count: Self.margin + count)
    unsafe old.deallocate()
    unsafe endsBase.deallocate()
    unsafe endsBase = .allocate(capacity: larger + Self.margin + 16)
    unsafe spareBase.deallocate()
    unsafe spareBase = .allocate(capacity: larger + Self.margin)
    unsafe highs.deallocate()
    unsafe highs = .allocate(capacity: larger / 4096 + 1)
    capacity = larger
  }
}

/// Hands out the blocks of a file in order, each to the worker that asks: reading a block and finding where its cells end
/// is done by one worker at a time, reading the cells is not.
final class CSVBlocks: Sendable {
  static let scan = stet_best_scan()

  private struct State {
    /// Bytes read so far, and how many of them belong to an incomplete record.
    var offset: Int
    var rest: [UInt8] = []
    var row = 0
    var isAtEnd = false
    var blocks: [(offset: Int, firstRow: Int)] = []
    var hash: SHA256?
    var hasFailed = false
  }

  private let descriptor: Descriptor
  private let size: Int
  private let start: Int
  private let header: Int
  private let delimiter: UInt8
  private let blockSize: Int
  private let rowLimit: Int
  private let state: Mutex<State>
  private let onRead: @Sendable (Int) -> Bool

  /// `onRead` gets the progress of reading, and says whether to continue; it is called by one thread at a time.
  init(
    descriptor: Descriptor, size: Int, start: Int, header: Int, delimiter: UInt8, blockSize: Int, rowLimit: Int,
    wantsHash: Bool,
    onRead: @escaping @Sendable (Int) -> Bool
  ) {
    self.descriptor = descriptor
    self.size = size
    self.start = start
    self.header = header
    self.delimiter = delimiter
    self.blockSize = blockSize
    self.rowLimit = rowLimit
    self.onRead = onRead
    state = Mutex(State(offset: 0, hash: wantsHash ? SHA256() : nil))
  }

  /// The next block; nil at the end, and after any error.
  func next(_ room: CSVRoom) -> CSVBlock? {
    state.withLock { state in
      guard !state.isAtEnd, !state.hasFailed else { return nil }
      guard let block = read(room, &state) else {
        if !state.isAtEnd { state.hasFailed = true }
        return nil
      }
      state.blocks.append((block.offset, block.firstRow))
      return block
    }
  }

  /// Stops handing out.
  func fail() { state.withLock { $0.hasFailed = true } }

  /// What was read, once all workers are done; nil after an error.
  func finish() -> (rows: Int, blocks: [(offset: Int, firstRow: Int)], sha256: String?)? {
    state.withLock { state in
      guard state.isAtEnd, !state.hasFailed else { return nil }
      return (state.row, state.blocks, state.hash?.finish())
    }
  }

  private func read(_ room: CSVRoom, _ state: inout State) -> CSVBlock? {
    var count = state.rest.count
    if count + blockSize + 1 > room.capacity { room.grow(to: count + blockSize + 1, keeping: 0) }
    for (location, byte) in state.rest.enumerated() { unsafe room.bytes[location] = byte }
    while true {
      guard let got = fill(room, count, &state) else { return nil }
      count = got
      let isEnd = state.offset == size
      // The last line does not need a line feed.
      let added = unsafe isEnd && count > 0 && room.bytes[count - 1] != UInt8(ascii: "\n") ? 1 : 0
      if added == 1 { unsafe room.bytes[count] = UInt8(ascii: "\n") }
      count += added
      if isEnd, count == 0 {
        state.isAtEnd = true
        return nil
      }
      unsafe (room.bytes + count).update(repeating: 0, count: CSVRoom.margin)
      unsafe room.ends[-1] = -1
      let found = unsafe stet_scan_cells(room.bytes, count, delimiter, room.ends, room.highs, Self.scan)
      if isEnd {
        // A quote that is never closed.
        guard found.end == count else { return nil }
        state.isAtEnd = true
      } else if found.records == 0 {
        // One record fills the memory: more is needed.
        guard count < CSVScanner.longestRecord else { return nil }
        room.grow(to: count + blockSize + 1, keeping: count)
        continue
      }
      let header = state.blocks.isEmpty ? header : 0
      let block = CSVBlock(
        offset: state.offset - (count - added), count: found.end, firstRow: state.row, rows: found.records - header,
        header: header, cells: found)
      state.rest = unsafe Array(UnsafeBufferPointer(start: room.bytes + found.end, count: count - found.end))
      unsafe (room.bytes + found.end).update(repeating: 0, count: CSVRoom.margin)
      state.row += block.rows
      return state.row <= rowLimit ? block : nil
    }
  }

  /// Continues reading after the first `count` bytes of the memory; returns how many there are then.
  private func fill(_ room: CSVRoom, _ count: Int, _ state: inout State) -> Int? {
    let target = unsafe room.bytes + count
    let isFirst = state.offset == 0
    let wanted = min(blockSize, size - state.offset)
    guard let got = unsafe try? descriptor.read(into: target, wanted, at: state.offset), got == wanted else {
      return nil
    }
    if state.hash != nil { state.hash?.update(unsafe Array(UnsafeBufferPointer(start: target, count: got))[...]) }
    state.offset += got
    guard onRead(state.offset) else { return nil }
    guard isFirst else { return count + got }
    // A byte-order mark is not part of the first record.
    guard got >= start else { return nil }
    unsafe target.update(from: target + start, count: got - start)
    return got - start
  }
}
