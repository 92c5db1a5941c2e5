import StetColumns

extension ParquetPage {
  /// The first `count` values of a page that does not refer to a dictionary.
  func stored(_ count: Int, _ element: ParquetElement) throws(Malformed) -> StoredValues {
    guard let physical = element.physical else { preconditionFailure("only columns have values") }
    switch encoding {
    case .plain: return try plain(count, physical, element.length)
    case .runs:
      guard physical == .boolean else { break }
      let length = Int(try values.number(UInt32.self, at: 0))
      return try runs(count, try values.part(4, length))
    case .delta:
      switch physical {
      case .int32: return try deltas(count, Int32.self)
      case .int64: return try deltas(count, Int64.self)
      case .boolean, .int96, .float, .double, .byteArray, .fixed: break
      }
    case .deltaLengths:
      guard physical == .byteArray else { break }
      var blocks = try DeltaBlocks(values)
      let lengths = try blocks.lengths(atMost: self.count)
      return .lengths(try values.from(blocks.position), lengths)
    case .deltaBytes:
      guard physical == .byteArray || physical == .fixed else { break }
      let (bytes, lengths) = try deltaTexts()
      if physical == .byteArray { return .lengths(bytes, lengths) }
      guard lengths.allSatisfy({ Int($0) == element.length }) else { throw Malformed("a value has another length") }
      return .fixed(bytes, width: element.length)
    case .splitBytes:
      guard let width = physical.width(element.length), width > 0, physical != .boolean else { break }
      return try .fixed(joinedBytes(count, width), width: width)
    case .plainDictionary, .bitPacked, .dictionary: break
    }
    throw Malformed("a page has an encoding that does not go with its type")
  }

  private func plain(_ count: Int, _ physical: ParquetPhysical, _ length: Int) throws(Malformed) -> StoredValues {
    if physical == .byteArray { return .prefixed(values) }
    if physical == .boolean {
      let bits = try values.part(0, (count + 7) / 8)
      let block = ByteBlock(count)
      let target = unsafe block.base.assumingMemoryBound(to: UInt8.self)
      for place in 0..<count {
        unsafe target[place] = bits.base.load(fromByteOffset: place &>> 3, as: UInt8.self) &>> UInt8(place & 7) & 1
      }
      return .fixed(block.bytes, width: 1)
    }
    guard let width = physical.width(length) else { preconditionFailure("every other type has a width") }
    return .fixed(try values.part(0, count * width), width: width)
  }

  private func runs(_ count: Int, _ bytes: Bytes) throws(Malformed) -> StoredValues {
    var runs = try HybridRuns(bytes, width: 1)
    let (numbers, block) = (ByteBlock(4 * count), ByteBlock(count))
    let source = unsafe numbers.base.assumingMemoryBound(to: Int32.self)
    try unsafe runs.read(into: source, count)
    let target = unsafe block.base.assumingMemoryBound(to: UInt8.self)
    for place in 0..<count { unsafe target[place] = UInt8(truncatingIfNeeded: source[place]) }
    return .fixed(block.bytes, width: 1)
  }

  private func deltas<Number: FixedWidthInteger & BitwiseCopyable>(_ count: Int, _: Number.Type) throws(Malformed)
    -> StoredValues
  {
    var blocks = try DeltaBlocks(values)
    guard blocks.count >= count else { throw Malformed("it ends early") }
    let block = ByteBlock(try blocks.room(atMost: self.count) * MemoryLayout<Number>.size)
    try unsafe blocks.read(block.base.assumingMemoryBound(to: Number.self))
    return .fixed(block.bytes, width: MemoryLayout<Number>.size)
  }

  /// Texts of which each begins as the one before, with as many bytes as a list says.
  private func deltaTexts() throws(Malformed) -> (Bytes, [Int32]) {
    var blocks = try DeltaBlocks(values)
    let shared = try blocks.lengths(atMost: self.count)
    let rest = try values.from(blocks.position)
    var suffixes = try DeltaBlocks(rest)
    let added = try suffixes.lengths(atMost: self.count)
    let source = try rest.from(suffixes.position)
    guard added.count == shared.count else { throw Malformed("it ends early") }
    var (total, before, read) = (0, 0, 0)
    for place in shared.indices {
      let (kept, more) = (Int(shared[place]), Int(added[place]))
      guard 0...before ~= kept, more >= 0, more <= source.count - read else {
        throw Malformed("a text is longer than its page")
      }
      read += more
      before = kept + more
      total += before
    }
    guard total <= Self.mostText else { throw Malformed("a page has more than \(byteWords(Self.mostText)) of text") }
    let block = ByteBlock(total)
    (total, before, read) = (0, 0, 0)
    for place in shared.indices {
      let (kept, more) = (Int(shared[place]), Int(added[place]))
      let target = unsafe block.base + total
      unsafe target.copyMemory(from: target - before, byteCount: kept)
      unsafe (target + kept).copyMemory(from: source.base + read, byteCount: more)
      read += more
      before = kept + more
      total += before
    }
    return (block.bytes, zip(shared, added).map { $0 &+ $1 })
  }

  /// What shared beginnings may make of a page, which is some megabytes.
  private static let mostText = 1 << 30

  /// The first bytes of all values, then the second bytes, and so on.
  private func joinedBytes(_ count: Int, _ width: Int) throws(Malformed) -> Bytes {
    guard values.count % width == 0, values.count / width >= count else { throw Malformed("it ends early") }
    let (stride, block) = (values.count / width, ByteBlock(count * width))
    let (source, target) = unsafe (values.base, block.base)
    for byte in 0..<width {
      let lane = unsafe source + byte * stride
      for place in 0..<count {
        unsafe target.storeBytes(
          of: lane.load(fromByteOffset: place, as: UInt8.self), toByteOffset: place &* width &+ byte, as: UInt8.self)
      }
    }
    return block.bytes
  }
}

extension ParquetPhysical {
  /// Bytes of a value; nil if each has its own number.
  func width(_ length: Int) -> Int? {
    switch self {
    case .boolean: 1
    case .int32, .float: 4
    case .int64, .double: 8
    case .int96: 12
    case .fixed: length
    case .byteArray: nil
    }
  }
}
