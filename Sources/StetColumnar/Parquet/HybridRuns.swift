/// Small numbers as runs of equal ones and groups packed bit by bit: levels, dictionary indices and truth values
/// (parquet-format/Encodings.md, "Run Length Encoding / Bit-Packing Hybrid").
struct HybridRuns {
  private let bytes: Bytes
  private let width: Int
  private var position = 0

  init(_ bytes: Bytes, width: Int) throws(Malformed) {
    guard 0...32 ~= width else { throw Malformed("its numbers have \(width) bits") }
    self.bytes = bytes
    self.width = width
  }

  private enum Run {
    case equal(Int32, count: Int)
    /// Packed from a byte on.
    case packed(at: Int, count: Int)
  }

  private mutating func run() throws(Malformed) -> Run {
    let header = try header()
    if header & 1 == 1 {
      let groups = header >> 1
      guard groups > 0 else { throw Malformed("a run is empty") }
      // The last group may be cut where its values end.
      let start = position
      let length = groups.multipliedReportingOverflow(by: width)
      let count = groups.multipliedReportingOverflow(by: 8)
      guard !length.overflow, !count.overflow else { throw Malformed("a run is too long") }
      position = min(bytes.count, start + length.partialValue)
      return .packed(at: start, count: count.partialValue)
    }
    guard header >> 1 > 0 else { throw Malformed("a run is empty") }
    var value: UInt32 = 0
    let size = (width + 7) / 8
    let part = try bytes.part(position, size)
    for place in 0..<size { value |= UInt32(part[place]) << UInt32(8 * place) }
    position += size
    guard width == 32 || value >> UInt32(width) == 0 else { throw Malformed("a number has too many bits") }
    return .equal(Int32(bitPattern: value), count: header >> 1)
  }

  private mutating func header() throws(Malformed) -> Int {
    var (value, shift) = (0, 0)
    while true {
      let byte = try bytes.number(UInt8.self, at: position)
      position += 1
      guard shift <= 49 else { throw Malformed("a run is too long") }
      value |= Int(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
  }

  /// Fills `target` with that many numbers.
  mutating func read(into target: UnsafeMutablePointer<Int32>, _ count: Int) throws(Malformed) {
    var done = 0
    while done < count {
      switch try run() {
      case .equal(let value, let length):
        let length = min(length, count - done)
        unsafe (target + done).update(repeating: value, count: length)
        done += length
      case .packed(let start, let length):
        let length = min(length, count - done)
        guard start + (length * width + 7) / 8 <= bytes.count else { throw Malformed("it ends early") }
        unsafe unpackBits(bytes.base + start, width: width, length, into: target + done)
        done += length
      }
    }
  }

  /// If all of that many numbers are in one run: which number they are.
  func single(_ count: Int) throws(Malformed) -> Int32? {
    var copy = self
    if case .equal(let value, let length) = try copy.run(), length >= count { return value }
    return nil
  }

  /// Sets a bit for each of that many numbers of one bit that is 1, from a place on; how many are.
  mutating func readBits(into words: UnsafeMutablePointer<UInt64>, from first: Int, _ count: Int) throws(Malformed)
    -> Int
  {
    var (done, set) = (0, 0)
    while done < count {
      switch try run() {
      case .equal(let value, let length):
        let length = min(length, count - done)
        if value == 1 {
          unsafe setBits(words, from: first + done, count: length)
          set += length
        }
        done += length
      case .packed(let start, let length):
        let length = min(length, count - done)
        guard start + (length + 7) / 8 <= bytes.count else { throw Malformed("it ends early") }
        set += unsafe copyBits(bytes.base + start, length, into: words, from: first + done)
        done += length
      }
    }
    return set
  }
}

/// Numbers of `width` bits each, the lowest bit first. Eight bytes more can be read.
@inline(__always)
func unpackBits(_ source: UnsafeRawPointer, width: Int, _ count: Int, into target: UnsafeMutablePointer<Int32>) {
  if width == 8 {
    for place in 0..<count { unsafe target[place] = Int32(source.load(fromByteOffset: place, as: UInt8.self)) }
    return
  }
  let mask = UInt64(1) << UInt64(width) - 1
  var bit = 0
  for place in 0..<count {
    let word = unsafe UInt64(littleEndian: source.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self))
    unsafe target[place] = Int32(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: bit & 7) & mask)
    bit &+= width
  }
}

/// Sets some bits one after another.
func setBits(_ words: UnsafeMutablePointer<UInt64>, from first: Int, count: Int) {
  var (bit, left) = (first, count)
  while left > 0 {
    let shift = bit & 63
    let length = min(64 - shift, left)
    let ones = length == 64 ? ~0 : (UInt64(1) << UInt64(length) - 1) << UInt64(shift)
    unsafe words[bit >> 6] |= ones
    bit += length
    left -= length
  }
}

/// Adds bits to words that have zeros there; how many are ones. Eight bytes more can be read.
private func copyBits(
  _ source: UnsafeRawPointer, _ count: Int, into words: UnsafeMutablePointer<UInt64>, from first: Int
) -> Int {
  var (done, set) = (0, 0)
  // At most 56 at a time, so that those from any bit of a byte on are in one word.
  while done < count {
    let length = min(56, count - done)
    let word = unsafe UInt64(littleEndian: source.loadUnaligned(fromByteOffset: done >> 3, as: UInt64.self))
    let bits = word & (UInt64(1) << UInt64(length) - 1)
    let (place, shift) = ((first + done) >> 6, UInt64((first + done) & 63))
    unsafe words[place] |= bits << shift
    if Int(shift) + length > 64 { unsafe words[place + 1] |= bits >> (64 - shift) }
    set += bits.nonzeroBitCount
    done += length
  }
  return set
}
