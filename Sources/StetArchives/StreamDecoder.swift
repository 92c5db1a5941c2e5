/// A decompressor of a C library, in the middle of a stream.
protocol StreamDecoder: AnyObject {
  /// Takes some of the packed bytes and gives unpacked ones, as many as there is room for.
  func decode(
    _ packed: UnsafeRawBufferPointer, into unpacked: UnsafeMutableRawBufferPointer
  ) throws(ArchiveFailure) -> DecodedStep

  /// Expects another stream after one that has ended.
  func restart() throws(ArchiveFailure)
}

/// What one call of a decoder did.
struct DecodedStep {
  var taken: Int
  var given: Int
  var endsStream: Bool
}

/// Packed bytes of a file, which are read in blocks and unpacked in pieces.
struct PackedBytes {
  let range: Range<Int>
  let read: (Range<Int>) -> [UInt8]?

  /// What may come after the last stream, and whether several may follow each other.
  enum Streams {
    case one
    /// Zeros up to a multiple of so many bytes may come after each.
    case several(padding: Int)
  }

  private static let blockSize = 256 << 10

  /// Gives what the decoder unpacks to `body`, until it returns false or the packed bytes end where a stream does. The last
  /// piece is given once the stream's own checks have passed.
  func unpack(
    with decoder: any StreamDecoder, _ streams: Streams, _ budget: UnpackingBudget,
    into body: (Span<UInt8>) throws(ArchiveFailure) -> Bool
  ) throws(ArchiveFailure) {
    var block: [UInt8] = []
    // Positions: of the next block in the file, of the next byte in the block.
    var (next, at) = (range.lowerBound, 0)
    var piece = [UInt8](repeating: 0, count: Self.blockSize)
    var (filled, given) = (0, 0)
    var isBetween = false
    while true {
      if at == block.count, next < range.upperBound {
        block = try fetch(next..<min(range.upperBound, next + Self.blockSize))
        (next, at) = (next + block.count, 0)
      }
      let isEnd = at == block.count && next == range.upperBound
      if isBetween {
        guard !isEnd else { break }
        guard case .several(let padding) = streams else {
          throw .damaged("the file has bytes after its compressed data")
        }
        if block[at] == 0, padding > 0 {
          try skipPadding(block, &at, before: next, multipleOf: padding)
          continue
        }
        try decoder.restart()
        isBetween = false
      }
      let packed = block.span.extracting(droppingFirst: at)
      var room = piece.mutableSpan
      let step = try unsafe packed.withUnsafeBytes { packed throws(ArchiveFailure) in
        try unsafe room.withUnsafeMutableBytes { room throws(ArchiveFailure) in
          try unsafe decoder.decode(packed, into: UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
        }
      }
      at += step.taken
      filled += step.given
      given += step.given
      isBetween = step.endsStream
      guard step.taken > 0 || step.given > 0 || step.endsStream else {
        throw isEnd ? .truncated : .damaged("the compressed data is damaged")
      }
      try budget.check(unpacked: given, of: next - block.count + at - range.lowerBound)
      if filled == piece.count {
        guard try body(piece.span) else { return }
        filled = 0
      }
    }
    if filled > 0 { _ = try body(piece.span.extracting(first: filled)) }
  }

  /// Gives the bytes as they are.
  func copy(into body: (Span<UInt8>) throws(ArchiveFailure) -> Bool) throws(ArchiveFailure) {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockSize) {
      let block = try fetch(start..<min(range.upperBound, start + Self.blockSize))
      guard try body(block.span) else { return }
    }
  }

  /// Zeros after a stream, up to the end of the file or to where another stream begins: xz, whose streams have multiples of four
  /// bytes, wants that of what comes between them too.
  private func skipPadding(
    _ block: [UInt8], _ at: inout Int, before next: Int, multipleOf padding: Int
  ) throws(ArchiveFailure) {
    at += block[at...].prefix { $0 == 0 }.count
    let isCut = at == block.count && next < range.upperBound
    guard isCut || (next - block.count + at - range.lowerBound) % padding == 0 else {
      throw .damaged("the compressed data is damaged")
    }
  }

  private func fetch(_ range: Range<Int>) throws(ArchiveFailure) -> [UInt8] {
    guard let bytes = read(range), bytes.count == range.count else { throw .unreadable }
    return bytes
  }
}
