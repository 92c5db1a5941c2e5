/// gzip (RFC 1952): members, each a header, a deflated stream, and the checksum and the size of what it unpacks to.
final class GzipDecoder: StreamDecoder {
  private enum Part { case header, stream, trailer }

  private var part = Part.header
  /// Bytes of a header or trailer that is not complete.
  private var pending: [UInt8] = []
  private let inflater = Inflater()
  private var (crc, size) = (UInt32(0), UInt32(0))

  /// A name or a comment longer than this is none.
  private static let mostHeader = 256 << 10

  func decode(
    _ packed: UnsafeRawBufferPointer, into unpacked: UnsafeMutableRawBufferPointer
  ) throws(ArchiveFailure) -> DecodedStep {
    switch part {
    case .header: return DecodedStep(taken: try unsafe readHeader(packed), given: 0, endsStream: false)
    case .trailer: return try unsafe readTrailer(packed)
    case .stream:
      var step = try unsafe inflater.decode(packed, into: unpacked)
      crc = unsafe CRC32.of(UnsafeRawBufferPointer(rebasing: unpacked[..<step.given]), continuing: crc)
      size &+= UInt32(truncatingIfNeeded: step.given)
      guard step.endsStream else { return step }
      (part, pending) = (.trailer, [])
      // At once, so that a call with bytes never takes nothing.
      let end = try unsafe readTrailer(UnsafeRawBufferPointer(rebasing: packed[step.taken...]))
      step.taken += end.taken
      step.endsStream = end.endsStream
      return step
    }
  }

  func restart() {
    inflater.restart()
    (part, pending, crc, size) = (.header, [], 0, 0)
  }

  /// How many bytes were taken.
  private func readHeader(_ packed: UnsafeRawBufferPointer) throws(ArchiveFailure) -> Int {
    let before = pending.count
    unsafe pending += packed.prefix(4096)
    let taken = pending.count - before
    guard let end = try headerEnd() else {
      guard pending.count <= Self.mostHeader else { throw .damaged("the compressed data is damaged") }
      return taken
    }
    (part, pending) = (.stream, [])
    return end - before
  }

  /// Where the header ends (§2.3); nil if it is not complete.
  private func headerEnd() throws(ArchiveFailure) -> Int? {
    let fixed: [UInt8] = [0x1F, 0x8B, 8]
    guard pending.starts(with: fixed.prefix(pending.count)) else { throw .damaged("the compressed data is damaged") }
    guard pending.count >= 10 else { return nil }
    let flags = pending[3]
    // Bits that a later version may give a meaning.
    guard flags & 0xE0 == 0 else { throw .damaged("the compressed data is damaged") }
    let bytes = LittleEndianBytes(pending)
    var end = 10
    if flags & 4 != 0 {
      guard bytes.count >= end + 2 else { return nil }
      end += 2 + bytes.int16(end)
    }
    // A name and a comment, each up to a zero.
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      guard end < bytes.count, let zero = pending[end...].firstIndex(of: 0) else { return nil }
      end = zero + 1
    }
    if flags & 2 != 0 {
      guard bytes.count >= end + 2 else { return nil }
      let header = Array(pending[..<end])
      guard Int(CRC32.of(header.span) & 0xFFFF) == bytes.int16(end) else {
        throw .damaged("the compressed data is damaged")
      }
      end += 2
    }
    return end <= bytes.count ? end : nil
  }

  private func readTrailer(_ packed: UnsafeRawBufferPointer) throws(ArchiveFailure) -> DecodedStep {
    let taken = min(packed.count, 8 - pending.count)
    unsafe pending += packed.prefix(taken)
    guard pending.count == 8 else { return DecodedStep(taken: taken, given: 0, endsStream: false) }
    let bytes = LittleEndianBytes(pending)
    guard bytes.int32(0) == Int(crc) else { throw .wrongChecksum(entry: nil) }
    guard bytes.int32(4) == Int(size) else { throw .damaged("the compressed data is damaged") }
    return DecodedStep(taken: taken, given: 0, endsStream: true)
  }
}
