import CBzip2

/// bzip2, whose blocks have checksums.
@safe final class Bzip2Decoder: StreamDecoder {
  /// The library keeps its address.
  private let stream: UnsafeMutablePointer<bz_stream>

  init() throws(ArchiveFailure) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
    unsafe BZ2_bzDecompressInit(stream, 0, 0)
  }

  deinit {
    unsafe BZ2_bzDecompressEnd(stream)
    unsafe stream.deallocate()
  }

  func decode(
    _ packed: UnsafeRawBufferPointer, into unpacked: UnsafeMutableRawBufferPointer
  ) throws(ArchiveFailure) -> DecodedStep {
    let input = unsafe UnsafeMutablePointer(mutating: packed.assumingMemoryBound(to: CChar.self).baseAddress)
    unsafe stream.pointee.next_in = input
    unsafe stream.pointee.avail_in = UInt32(packed.count)
    unsafe stream.pointee.next_out = unpacked.assumingMemoryBound(to: CChar.self).baseAddress
    unsafe stream.pointee.avail_out = UInt32(unpacked.count)
    let result = unsafe BZ2_bzDecompress(stream)
    switch result {
    case BZ_OK, BZ_STREAM_END: break
    case BZ_MEM_ERROR: throw .tooMuchMemory(needed: nil, limit: 4 << 20)
    default: throw .damaged("the compressed data is damaged")
    }
    return unsafe DecodedStep(
      taken: packed.count - Int(stream.pointee.avail_in), given: unpacked.count - Int(stream.pointee.avail_out),
      endsStream: result == BZ_STREAM_END)
  }

  func restart() {
    unsafe BZ2_bzDecompressEnd(stream)
    unsafe stream.pointee = bz_stream()
    unsafe BZ2_bzDecompressInit(stream, 0, 0)
  }
}
