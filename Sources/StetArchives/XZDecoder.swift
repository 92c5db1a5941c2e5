import CLzma

/// xz (The .xz File Format 1.1.0), with the checks that its blocks have.
@safe final class XZDecoder: StreamDecoder {
  /// `xz -9` needs 65 MB to unpack; a file can ask for 4 GB.
  static let memory = 256 << 20

  /// The library keeps its address.
  private let stream: UnsafeMutablePointer<lzma_stream>

  init() throws(ArchiveFailure) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: lzma_stream())
    try restart()
  }

  deinit {
    unsafe lzma_end(stream)
    unsafe stream.deallocate()
  }

  func decode(
    _ packed: UnsafeRawBufferPointer, into unpacked: UnsafeMutableRawBufferPointer
  ) throws(ArchiveFailure) -> DecodedStep {
    unsafe stream.pointee.next_in = packed.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.pointee.avail_in = packed.count
    unsafe stream.pointee.next_out = unpacked.assumingMemoryBound(to: UInt8.self).baseAddress
    unsafe stream.pointee.avail_out = unpacked.count
    let result = unsafe lzma_code(stream, LZMA_RUN)
    switch result {
    case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: break
    case LZMA_MEMLIMIT_ERROR: throw .tooMuchMemory(needed: Int(unsafe lzma_memusage(stream)), limit: Self.memory)
    case LZMA_MEM_ERROR: throw .tooMuchMemory(needed: nil, limit: Self.memory)
    case LZMA_OPTIONS_ERROR: throw .damaged("the file is compressed in a way that is not known")
    default: throw .damaged("the compressed data is damaged")
    }
    return unsafe DecodedStep(
      taken: packed.count - stream.pointee.avail_in, given: unpacked.count - stream.pointee.avail_out,
      endsStream: result == LZMA_STREAM_END)
  }

  func restart() throws(ArchiveFailure) {
    let result = unsafe lzma_stream_decoder(stream, UInt64(Self.memory), 0)
    guard result == LZMA_OK else { throw .tooMuchMemory(needed: nil, limit: Self.memory) }
  }
}
