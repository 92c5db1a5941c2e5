import StetColumns

/// The column that a register's values become, while batches write it.
struct ResultStore {
  private let register: Register
  private let count: Int
  /// The values, and a bit for each row.
  private var stores: [ColumnStore]

  init(_ register: Register, count: Int) {
    self.register = register
    self.count = count
    let values: ColumnStore =
      switch register.layout {
      case .bool: .bools(untouched(count))
      case .narrow, .text: .narrow(untouched(count))
      case .wide: .wide(untouched(count))
      case .float: .floats(untouched(count))
      case .huge: .huge(untouched(count))
      }
    stores = [values, .wide(untouched((count + 63) / 64))]
  }

  @safe struct Target: @unchecked Sendable {
    fileprivate let values: UnsafeMutableRawPointer
    fileprivate let words: UnsafeMutablePointer<UInt64>

    /// Takes the values of a batch for rows from a multiple of 64 on.
    func write(_ batch: Batch, _ register: Register, at start: Int) {
      switch register.layout {
      case .bool: write(batch, register, start, UInt8.self, zero: 0)
      case .narrow: write(batch, register, start, Int32.self, zero: 0)
      case .text: write(batch, register, start, Int32.self, zero: -1)
      case .wide: write(batch, register, start, Int64.self, zero: 0)
      case .float: write(batch, register, start, Double.self, zero: 0)
      case .huge: write(batch, register, start, Int128.self, zero: 0)
      }
    }

    @inline(__always)
    private func write<Value: BitwiseCopyable>(
      _ batch: Batch, _ register: Register, _ start: Int, _: Value.Type, zero: Value
    ) {
      let count = batch.count
      let source: Cells<Value> = batch.values(register)
      let target = unsafe Cells(values.assumingMemoryBound(to: Value.self) + start)
      let isThere = unsafe source.address == target.address
      let first = start >> 6
      guard let presence = batch.presence(register) else {
        if !isThere { unsafe target.address.update(from: source.address, count: count) }
        for word in 0..<(count + 63) >> 6 { unsafe words[first + word] = .max }
        return
      }
      if !isThere { unsafe target.address.update(from: source.address, count: count) }
      for word in 0..<(count + 63) >> 6 {
        let row = word << 6
        let length = min(64, count - row)
        let bits = presence.bits(row, length)
        unsafe words[first + word] = bits
        var missing = ~bits & (.max &>> UInt64(truncatingIfNeeded: 64 &- length))
        while missing != 0 {
          target[row &+ missing.trailingZeroBitCount] = zero
          missing &= missing &- 1
        }
      }
    }

    /// Lets a full batch of rows from `start` on write the register's values here, so that they need not be copied.
    func receive(_ batch: Batch, _ register: Register, at start: Int) {
      let isFull = batch.count == Batch.capacity
      unsafe batch.redirect(register, to: isFull ? values + start * register.layout.width : nil)
    }
  }

  /// Calls `body` with what writes to each store.
  static func withMemory<Result>(of stores: inout [ResultStore], _ body: ([Target]) -> Result) -> Result {
    var all = stores.flatMap(\.stores)
    for index in stores.indices { stores[index].stores = [] }
    var result: Result?
    unsafe ColumnStore.withMemory(&all) { memory in
      // A column of no rows is not written.
      let nowhere = unsafe UnsafeMutableRawPointer(bitPattern: 64)!
      result = body(
        stores.indices.map { index in
          unsafe Target(
            values: memory[2 * index] ?? nowhere,
            words: (memory[2 * index + 1] ?? nowhere).assumingMemoryBound(to: UInt64.self))
        })
    }
    for index in stores.indices { stores[index].stores = Array(all[2 * index..<2 * index + 2]) }
    guard let result else { preconditionFailure("the memory of the stores is opened once") }
    return result
  }

  /// Values that were collected in several parts.
  init(_ register: Register, count: Int, of parts: [CollectedCells]) {
    self.init(register, count: count)
    var starts: [Int] = []
    var total = 0
    for part in parts {
      starts.append(total)
      total += part.count
    }
    var own = [self]
    let hasMissing = parts.contains { !$0.presence.isEmpty }
    let zero: UInt8 = register.layout == .text ? 255 : 0
    let width = register.layout.width
    Self.withMemory(of: &own) { [starts] targets in
      let target = targets[0]
      _ = parallelMap(parts.count) { index in
        let part = parts[index]
        unsafe part.bytes.withUnsafeBytes { bytes in
          if let base = bytes.baseAddress {
            unsafe (target.values + starts[index] * width).copyMemory(from: base, byteCount: bytes.count)
          }
        }
        for (row, isPresent) in part.presence.enumerated() where isPresent == 0 {
          for byte in 0..<width {
            unsafe target.values.storeBytes(
              of: zero, toByteOffset: (starts[index] + row) * width + byte, as: UInt8.self)
          }
        }
      }
      let words = (count + 63) / 64
      guard hasMissing else { return unsafe target.words.update(repeating: .max, count: words) }
      var flags: [UInt8] = []
      flags.reserveCapacity(count)
      for part in parts {
        flags += part.presence.isEmpty ? [UInt8](repeating: 1, count: part.count) : part.presence
      }
      unsafe flags.withUnsafeMutableBufferPointer { flags in
        guard let base = flags.baseAddress else { return }
        let present = unsafe Flags(base)
        for word in 0..<words { unsafe target.words[word] = present.bits(word * 64, min(64, count - word * 64)) }
      }
    }
    self = own[0]
  }

  var column: Column {
    guard case .wide(let words) = stores[1] else { preconditionFailure("the second store has the bits") }
    var bits = words.map { UInt64(bitPattern: $0) }
    if count & 63 != 0 { bits[bits.count - 1] &= (1 << UInt64(count & 63)) - 1 }
    let present = Bitmap(words: bits, count: count)
    switch (stores[0], register.type) {
    case (.bools(let values), .bool): return .bool(Vector(values, validity: present))
    case (.narrow(let values), .int): return .narrowInt(Vector(values, validity: present))
    case (.wide(let values), .int): return .int(Vector(values, validity: present))
    case (.wide(let values), .decimal): return .decimal(Vector(values, validity: present), scale: register.scale)
    case (.huge(let values), .decimal):
      return Column.longDecimal(Vector(values, validity: present), scale: register.scale).narrowed
    case (.floats(let values), .float): return .float(Vector(values, validity: present))
    case (.narrow(let codes), .text):
      guard let pool = register.pool else { preconditionFailure("texts have a pool") }
      return .text(TextVector(codes: codes, pool: pool))
    case (.narrow(let values), .date): return .date(Vector(values, validity: present))
    case (.narrow(let values), .period(let kind)): return .period(Vector(values, validity: present), kind)
    case (.wide(let values), .datetime): return .datetime(Vector(values, validity: present))
    case (.wide(let values), .duration): return .duration(Vector(values, validity: present))
    default: preconditionFailure("a register's layout must match its type")
    }
  }
}
