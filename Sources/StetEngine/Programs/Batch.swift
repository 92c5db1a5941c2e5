import CKernels
import CScan
import StetColumns

/// Some rows on their way through a program, in memory of one thread: a few thousand at a time stay in the inner caches.
///
/// A register has its own memory, and a pointer to where its values are in this batch: there, or in a column of the source.
@safe final class Batch {
  /// Fewer cut the streams from memory too often; more leave the cache where a program has many registers.
  static let capacity = 8192

  @unsafe private struct RegisterMemory {
    var values: UnsafeMutableRawPointer
    /// Nil if all rows have a value.
    var presence: UnsafeMutablePointer<UInt8>?
    /// Where an instruction writes values: its own memory, or where a result belongs.
    var ownValues: UnsafeMutableRawPointer
    let memory: UnsafeMutableRawPointer
    let ownPresence: UnsafeMutablePointer<UInt8>
  }

  let sources: PinnedColumns
  private let registers: UnsafeMutableBufferPointer<RegisterMemory>
  private let memory: UnsafeMutableRawPointer
  /// The rows of the source that are not `start..<start + count`.
  private let ownRows: Cells<Int32>
  /// Places in this batch.
  let selected: Cells<Int32>
  let ones: Flags
  /// For whoever takes the batch.
  let scratchFlags: Flags
  private(set) var rows: Cells<Int32>?
  /// Where `rows` are from, if that is faster than taking them one by one.
  private var window: KeptRows?
  private let keptBits: UnsafeMutablePointer<UInt64>
  private(set) var start = 0
  private(set) var count = 0

  /// How many values are missing for lack of a finite result.
  var undefined = 0
  /// How many choices have no condition that is true or false.
  var undecided = 0
  /// The first instruction of those that failed, on any row.
  private(set) var failure = Int.max

  init(_ layouts: [CellLayout], sources: PinnedColumns, capacity: Int) {
    self.sources = sources
    // Kernels write a little beyond what they keep.
    func bytes(_ width: Int) -> Int { ((capacity + 16) * width + 63) & ~63 }
    let total = layouts.reduce(2 * bytes(4) + 3 * bytes(1)) { $0 + bytes($1.width) + bytes(1) }
    unsafe memory = .allocate(byteCount: total, alignment: 64)
    unsafe registers = .allocate(capacity: layouts.count)
    var next = unsafe memory
    unsafe ownRows = Cells(next.assumingMemoryBound(to: Int32.self))
    unsafe selected = Cells((next + bytes(4)).assumingMemoryBound(to: Int32.self))
    unsafe next += 2 * bytes(4)
    unsafe scratchFlags = Flags(next.assumingMemoryBound(to: UInt8.self))
    unsafe ones = Flags((next + bytes(1)).assumingMemoryBound(to: UInt8.self))
    unsafe ones.address.initialize(repeating: 1, count: capacity)
    unsafe next += 2 * bytes(1)
    // A bit takes less than a byte.
    unsafe keptBits = next.assumingMemoryBound(to: UInt64.self)
    unsafe next += bytes(1)
    for (index, layout) in layouts.enumerated() {
      let values = unsafe next
      let presence = unsafe (values + bytes(layout.width)).assumingMemoryBound(to: UInt8.self)
      unsafe (registers.baseAddress! + index).initialize(
        to: RegisterMemory(values: values, presence: nil, ownValues: values, memory: values, ownPresence: presence))
      unsafe next += bytes(layout.width) + bytes(1)
    }
  }

  deinit {
    unsafe registers.deallocate()
    unsafe memory.deallocate()
  }

  /// The rows from `start` on.
  func begin(_ start: Int, _ count: Int) {
    (self.start, self.count, rows, window) = (start, count, nil, nil)
  }

  func fail(_ instruction: Int) { failure = min(failure, instruction) }

  // MARK: - Registers

  @inline(__always)
  func values<Value>(_ register: Register, _: Value.Type = Value.self) -> Cells<Value> {
    unsafe Cells(registers[register.index].values.assumingMemoryBound(to: Value.self))
  }

  /// The register's own memory, where its values are from now on.
  @inline(__always)
  func own<Value>(_ register: Register, _: Value.Type = Value.self) -> Cells<Value> {
    let own = unsafe registers[register.index].ownValues
    unsafe registers[register.index].values = own
    return unsafe Cells(own.assumingMemoryBound(to: Value.self))
  }

  /// Lets instructions write a register's values where these belong in the end; nil for the batch's own memory, which has room for
  /// what kernels write beyond the rows.
  func redirect(_ register: Register, to values: UnsafeMutableRawPointer?) {
    unsafe registers[register.index].ownValues = values ?? registers[register.index].memory
  }

  @inline(__always)
  func presence(_ register: Register) -> Flags? {
    unsafe registers[register.index].presence.map { unsafe Flags($0) }
  }

  /// The same with ones if all rows have a value: a loop that asks whether there are flags is not vectorized.
  @inline(__always)
  func flags(_ register: Register) -> Flags { presence(register) ?? ones }

  @inline(__always)
  func ownPresence(_ register: Register) -> Flags { unsafe Flags(registers[register.index].ownPresence) }

  func setPresence(_ register: Register, _ presence: Flags?) {
    unsafe registers[register.index].presence = unsafe presence.map { unsafe $0.address }
  }

  /// Which rows an instruction is meant for; nil for all.
  @inline(__always)
  func mask(_ register: Register?) -> Flags? { register.map { values($0) } }

  // MARK: - Loading columns

  /// The rows of a column: where they are, or gathered.
  @inline(__always)
  func load<Value: BitwiseCopyable>(_ source: Int, _ register: Register, _: Value.Type) {
    let column = unsafe sources.columns[source]
    let values = unsafe column.values.assumingMemoryBound(to: Value.self)
    if let rows {
      let out: Cells<Value> = own(register)
      if unsafe window?.keep(values, count, out.address) != true {
        for place in 0..<count { out[place] = unsafe values[Int(rows[place])] }
      }
    } else {
      unsafe registers[register.index].values = UnsafeMutableRawPointer(mutating: values + start)
    }
    unsafe loadPresence(column.presence, register)
  }

  /// The values of a column in the places that a register has; missing for −1.
  @inline(__always)
  func load<Value: BitwiseCopyable>(
    _ source: Int, at places: Register, _ register: Register, _: Value.Type, missing: Value
  ) {
    let column = unsafe sources.columns[source]
    let values = unsafe column.values.assumingMemoryBound(to: Value.self)
    let rows: Cells<Int32> = self.values(places)
    let out: Cells<Value> = own(register)
    var signs: Int32 = 0
    for place in 0..<count {
      let row = rows[place]
      signs |= row
      out[place] = row < 0 ? missing : unsafe values[Int(row)]
    }
    guard register.layout != .text, unsafe signs < 0 || column.presence != nil else {
      return setPresence(register, nil)
    }
    let own = ownPresence(register)
    if let bits = unsafe column.presence {
      for place in 0..<count {
        let row = Int(max(rows[place], 0))
        let bit = unsafe UInt8(truncatingIfNeeded: bits[row &>> 6] &>> UInt64(truncatingIfNeeded: row & 63)) & 1
        own[place] = rows[place] < 0 ? 0 : bit
      }
    } else {
      for place in 0..<count { own[place] = rows[place] < 0 ? 0 : 1 }
    }
    setPresence(register, own)
  }

  /// Codes that are the numbers of the rows.
  func loadRowNumbers(_ register: Register) {
    let out: Cells<Int32> = own(register)
    for place in 0..<count { out[place] = rows?[place] ?? Int32(truncatingIfNeeded: start &+ place) }
    setPresence(register, nil)
  }

  private func loadPresence(_ bits: UnsafePointer<UInt64>?, _ register: Register) {
    guard let bits = unsafe bits else { return setPresence(register, nil) }
    let out = ownPresence(register)
    if let window {
      return setPresence(register, unsafe window.keepFlags(bits, count, out.address) ? nil : out)
    }
    if let rows {
      for place in 0..<count {
        let row = Int(rows[place])
        out[place] = unsafe UInt8(truncatingIfNeeded: bits[row &>> 6] &>> UInt64(truncatingIfNeeded: row & 63)) & 1
      }
      return setPresence(register, out)
    }
    let isEachPresent = unsafe stet_spread(Self.kernels, bits, start, count, out.address) != 0
    setPresence(register, isEachPresent ? nil : out)
  }

  // MARK: - Narrowing

  /// Keeps the rows where a condition is true, or, excluding, the others; how many are undecided.
  func filter(_ condition: Register, excluding: Bool, live: [Register]) -> Int {
    let verdicts: Flags = values(condition)
    let undecided = undecided(condition)
    let flip: UInt8 = excluding ? 1 : 0
    let (all, kept) = (count, select(verdicts, flipping: flip))
    guard kept < all else { return undecided }
    let isWorthBits = rows == nil && KeptRows.isWorth(kept, of: all)
    // Before rows are moved, the verdicts' among them.
    if isWorthBits { unsafe stet_flag_bits(verdicts.address, all, flip, keptBits) }
    narrow(to: selected, kept, live: live)
    if isWorthBits { window = unsafe KeptRows(start: start, count: all, bits: keptBits) }
    return undecided
  }

  /// The same where nothing is asked of the rows but how many they are: which ones are kept is not found out.
  func countKept(_ condition: Register, excluding: Bool) -> Int {
    let undecided = undecided(condition)
    let ones = values(condition, UInt8.self).ones(count)
    count = excluding ? count - ones : ones
    return undecided
  }

  private func undecided(_ condition: Register) -> Int { presence(condition).map { count - $0.ones(count) } ?? 0 }

  /// Lists the rows whose flag is 1 after flipping; how many there are.
  private func select(_ flags: Flags, flipping flip: UInt8) -> Int {
    unsafe stet_places(Self.kernels, flags.address, count, flip, selected.address)
  }

  /// Those of this processor.
  static let kernels: stet_kernels =
    switch stet_best_scan() {
    case STET_SCAN_AVX512: STET_KERNELS_AVX512
    case STET_SCAN_AVX2: STET_KERNELS_AVX2
    default: STET_KERNELS_PLAIN
    }

  /// Keeps some rows, in order: `kept` has their places in this batch. The values of `live` registers, each named once, move with
  /// them.
  func narrow(to kept: Cells<Int32>, _ keptCount: Int, live: [Register]) {
    if let rows {
      for place in 0..<keptCount { ownRows[place] = rows[Int(kept[place])] }
    } else {
      let first = Int32(truncatingIfNeeded: start)
      for place in 0..<keptCount { ownRows[place] = kept[place] &+ first }
    }
    rows = ownRows
    window = nil
    // Registers share what says which rows are present, so that each first gets its own.
    for register in live {
      guard let presence = presence(register) else { continue }
      let own = ownPresence(register)
      if unsafe presence.address != own.address {
        unsafe own.address.update(from: presence.address, count: count)
        setPresence(register, own)
      }
    }
    for register in live {
      switch register.layout {
      case .bool: move(register, kept, keptCount, UInt8.self)
      case .narrow, .text: move(register, kept, keptCount, Int32.self)
      case .wide, .float: move(register, kept, keptCount, Int64.self)
      case .huge: move(register, kept, keptCount, Int128.self)
      }
    }
    count = keptCount
  }

  /// Rows move forwards, so they can move where they are.
  @inline(__always)
  private func move<Value: BitwiseCopyable>(_ register: Register, _ kept: Cells<Int32>, _ count: Int, _: Value.Type) {
    let old: Cells<Value> = values(register)
    let new: Cells<Value> = own(register)
    for place in 0..<count { new[place] = old[Int(kept[place])] }
    guard let presence = presence(register) else { return }
    for place in 0..<count { presence[place] = presence[Int(kept[place])] }
  }
}

/// Some rows of a stretch of the source, as bits.
@safe private struct KeptRows {
  let start: Int
  let count: Int
  let bits: UnsafeMutablePointer<UInt64>

  /// Whether to go through all rows for those that are kept takes less time than to take these one by one.
  static func isWorth(_ kept: Int, of count: Int) -> Bool { stet_keeps(Batch.kernels) != 0 && kept > count / 8 }

  /// Writes the values of the kept rows; false, and nothing is written, for values of other sizes.
  @inline(__always)
  func keep<Value>(_ values: UnsafePointer<Value>, _ kept: Int, _ out: UnsafeMutablePointer<Value>) -> Bool {
    let (values, out) = unsafe (UnsafeRawPointer(values + start), UnsafeMutableRawPointer(out))
    switch MemoryLayout<Value>.size {
    case 8:
      unsafe stet_keep64(
        values.assumingMemoryBound(to: UInt64.self), bits, count, kept, out.assumingMemoryBound(to: UInt64.self))
    case 4:
      unsafe stet_keep32(
        values.assumingMemoryBound(to: UInt32.self), bits, count, kept, out.assumingMemoryBound(to: UInt32.self))
    default: return false
    }
    return true
  }

  /// Writes which of the kept rows have a value; whether all have one.
  func keepFlags(_ present: UnsafePointer<UInt64>, _ kept: Int, _ out: UnsafeMutablePointer<UInt8>) -> Bool {
    unsafe stet_keep_bits(present, start, bits, count, kept, out) != 0
  }
}
