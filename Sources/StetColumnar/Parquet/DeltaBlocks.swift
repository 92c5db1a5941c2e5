/// Whole numbers as differences to the one before, in blocks that are packed bit by bit
/// (parquet-format/Encodings.md, "Delta Encoding").
struct DeltaBlocks {
  private let bytes: Bytes
  /// Where what follows begins.
  private(set) var position = 0
  let count: Int
  private let first: UInt64
  private let blockSize: Int
  private let miniBlocks: Int

  init(_ bytes: Bytes) throws(Malformed) {
    self.bytes = bytes
    var place = 0
    let size = try Self.unsigned(bytes, &place)
    let parts = try Self.unsigned(bytes, &place)
    let count = try Self.unsigned(bytes, &place)
    first = Self.unzigzag(try Self.unsigned(bytes, &place))
    guard 1...(1 << 20) ~= size, size % 128 == 0, 1...512 ~= parts, size % parts == 0, size / parts % 32 == 0,
      count <= UInt64(Int32.max)
    else { throw Malformed("its blocks have an impossible size") }
    (blockSize, miniBlocks, self.count, position) = (Int(size), Int(parts), Int(count), place)
  }

  private static func unsigned(_ bytes: Bytes, _ place: inout Int) throws(Malformed) -> UInt64 {
    var (value, shift) = (UInt64(0), UInt64(0))
    while true {
      let byte = try bytes.number(UInt8.self, at: place)
      place += 1
      guard shift < 70 else { throw Malformed("a number has more than 64 bits") }
      if shift < 64 { value |= UInt64(byte & 127) << shift }
      if byte < 128 { return value }
      shift += 7
    }
  }

  private static func unzigzag(_ bits: UInt64) -> UInt64 { bits >> 1 ^ (0 &- (bits & 1)) }

  /// Fills `target` with all numbers, each cut to its own bits: differences wrap around.
  mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(_ target: UnsafeMutablePointer<Number>)
    throws(Malformed)
  {
    guard count > 0 else { return }
    var value = first
    unsafe target[0] = Number(truncatingIfNeeded: value)
    var done = 1
    let size = blockSize / miniBlocks
    while done < count {
      let least = Self.unzigzag(try Self.unsigned(bytes, &position))
      let widths = try bytes.part(position, miniBlocks)
      position += miniBlocks
      for part in 0..<miniBlocks where done < count {
        let width = Int(widths[part])
        guard width <= 64 else { throw Malformed("a difference has more than 64 bits") }
        let length = min(size, count - done)
        guard position + (length * width + 7) / 8 <= bytes.count else { throw Malformed("it ends early") }
        let source = unsafe bytes.base + position
        let mask = width == 64 ? ~0 : UInt64(1) << UInt64(width) - 1
        var bit = 0
        for place in done..<done + length {
          value = unsafe value &+ least &+ Self.packed(source, bit) & mask
          unsafe target[place] = Number(truncatingIfNeeded: value)
          bit &+= width
        }
        done += length
        // The last part may be cut where its values end.
        position = min(bytes.count, position + size * width / 8)
      }
    }
  }

  /// 64 bits from a bit on. Sixteen bytes more can be read.
  @inline(__always)
  private static func packed(_ source: UnsafeRawPointer, _ bit: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: bit & 7)
    let low = unsafe UInt64(littleEndian: source.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self)) &>> shift
    if shift == 0 { return low }
    let high = unsafe UInt64(source.load(fromByteOffset: bit &>> 3 &+ 8, as: UInt8.self))
    return low | high &<< (64 &- shift)
  }

  /// The same as the lengths of texts.
  mutating func lengths(atMost most: Int) throws(Malformed) -> [Int32] {
    var lengths = [Int32](repeating: 0, count: try room(atMost: most))
    var failure: Malformed?
    unsafe lengths.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      do throws(Malformed) { unsafe try read(base) } catch { failure = error }
    }
    if let failure { throw failure }
    return lengths
  }

  /// How many numbers there are: no more than a page has values.
  func room(atMost most: Int) throws(Malformed) -> Int {
    guard count <= most else { throw Malformed("it has more values than it says") }
    return count
  }
}
