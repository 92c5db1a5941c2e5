/// Memory of a fixed size, freed with its last reference: bytes of a file, or a page unpacked.
///
/// 32 bytes more can be read, so that loops may load whole words up to the end.
@safe
final class ByteBlock: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let count: Int

  static let slack = 32

  init(_ count: Int) {
    self.count = count
    unsafe base = .allocate(byteCount: count + Self.slack, alignment: 64)
    unsafe (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.slack)
  }

  deinit { unsafe base.deallocate() }

  convenience init(_ bytes: [UInt8]) {
    self.init(bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      if let start = source.baseAddress { unsafe base.copyMemory(from: start, byteCount: source.count) }
    }
  }

  var bytes: Bytes { unsafe Bytes(self, UnsafeRawPointer(base), count) }
}

/// A part of a block, which it keeps.
@safe
struct Bytes: @unchecked Sendable {
  private let block: ByteBlock
  let base: UnsafeRawPointer
  let count: Int

  fileprivate init(_ block: ByteBlock, _ base: UnsafeRawPointer, _ count: Int) {
    self.block = block
    unsafe self.base = base
    self.count = count
  }

  static let none = ByteBlock(0).bytes

  subscript(place: Int) -> UInt8 {
    precondition(0..<count ~= place, "a byte must be within its part")
    return unsafe base.load(fromByteOffset: place, as: UInt8.self)
  }

  /// Some of them; an error if there are fewer.
  func part(_ start: Int, _ length: Int) throws(Malformed) -> Bytes {
    guard start >= 0, length >= 0, start <= count, length <= count - start else { throw Malformed("it ends early") }
    return unsafe Bytes(block, base + start, length)
  }

  func from(_ start: Int) throws(Malformed) -> Bytes { try part(start, count - start) }

  /// A little-endian number at a place that need not be aligned.
  func number<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type, at place: Int) throws(Malformed) -> Number {
    guard place >= 0, place <= count - MemoryLayout<Number>.size else { throw Malformed("it ends early") }
    return unsafe Number(littleEndian: base.loadUnaligned(fromByteOffset: place, as: Number.self))
  }

  var array: [UInt8] { unsafe Array(UnsafeRawBufferPointer(start: base, count: count)) }
}

/// Bytes that are not what the format says: what is wrong, as a clause after the name of the part.
struct Malformed: Error, Sendable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
