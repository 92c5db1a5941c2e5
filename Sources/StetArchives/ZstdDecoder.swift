import CZstd

/// Zstandard (RFC 8878): frames one after the other, those that are to be skipped included.
@safe final class ZstdDecoder: StreamDecoder {
  /// A frame may look back on so much, which has to be in memory: what `zstd` itself unpacks without being asked.
  static let window = 128 << 20

  private let context: OpaquePointer

  init() {
    guard let context = unsafe ZSTD_createDCtx() else { preconditionFailure("zstd has memory for its tables") }
    unsafe self.context = context
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(Self.window.trailingZeroBitCount))
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  func decode(
    _ packed: UnsafeRawBufferPointer, into unpacked: UnsafeMutableRawBufferPointer
  ) throws(ArchiveFailure) -> DecodedStep {
    var input = unsafe ZSTD_inBuffer(src: packed.baseAddress, size: packed.count, pos: 0)
    var output = unsafe ZSTD_outBuffer(dst: unpacked.baseAddress, size: unpacked.count, pos: 0)
    let result = unsafe ZSTD_decompressStream(context, &output, &input)
    if ZSTD_isError(result) != 0 {
      switch ZSTD_getErrorCode(result) {
      case ZSTD_error_frameParameter_windowTooLarge: throw .tooMuchMemory(needed: nil, limit: Self.window)
      case ZSTD_error_checksum_wrong: throw .wrongChecksum(entry: nil)
      case ZSTD_error_dictionary_wrong:
        throw .damaged("the file was compressed with a dictionary that it does not have")
      default: throw .damaged("the compressed data is damaged")
      }
    }
    return unsafe DecodedStep(taken: input.pos, given: output.pos, endsStream: result == 0)
  }

  /// It goes on by itself.
  func restart() {}
}
