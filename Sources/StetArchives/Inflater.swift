import CZlib

/// Deflate (RFC 1951) by zlib, in pieces, as libdeflate cannot.
@safe final class Inflater: StreamDecoder {
  private let state: UnsafeMutableRawPointer
  init() {
    guard let state = unsafe stet_inflater_make() else { preconditionFailure("there is memory for a window of 32 KB") }
    unsafe self.state = state
  }

  deinit { unsafe stet_inflater_free(state) }

  func decode(
    _ packed: UnsafeRawBufferPointer, into unpacked: UnsafeMutableRawBufferPointer
  ) throws(ArchiveFailure) -> DecodedStep {
    let done = unsafe stet_inflate(state, packed.baseAddress, packed.count, unpacked.baseAddress, unpacked.count)
    guard done.status >= 0 else { throw .damaged("the compressed data is damaged") }
    return DecodedStep(taken: done.taken, given: done.given, endsStream: done.status == 1)
  }

  func restart() { unsafe stet_inflater_reset(state) }
}

/// CRC-32 as ZIP and gzip have it.
enum CRC32 {
  /// Continues `sum`, which begins at 0.
  static func of(_ bytes: Span<UInt8>, continuing sum: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBytes { bytes in unsafe of(bytes, continuing: sum) }
  }

  static func of(_ bytes: UnsafeRawBufferPointer, continuing sum: UInt32 = 0) -> UInt32 {
    unsafe stet_crc32(sum, bytes.baseAddress, bytes.count)
  }
}
