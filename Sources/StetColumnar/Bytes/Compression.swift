import CBrotli
import CDeflate
import CLZ4
import CSnappy
import CZstd

/// How a page or a buffer is compressed.
enum Compression: Sendable {
  case none, snappy, gzip, brotli, zstd
  /// A block of LZ4 without a frame.
  case lz4Block
  case lz4Frame
  /// Parquet's older LZ4, which writers understood in three ways.
  case lz4Unclear
}

extension Bytes {
  /// The bytes unpacked, of which there must be so many.
  func unpacked(_ compression: Compression, to count: Int) throws(Malformed) -> Bytes {
    if case .none = compression {
      guard self.count == count else { throw Malformed("it has \(self.count) bytes instead of \(count)") }
      return self
    }
    let block = ByteBlock(count)
    guard unsafe unpack(compression, into: block.base, count) else { throw Malformed("it cannot be unpacked") }
    return block.bytes
  }

  private func unpack(_ compression: Compression, into target: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    switch compression {
    case .none: preconditionFailure("bytes that are not compressed are taken as they are")
    case .snappy:
      var length = count
      let status = unsafe snappy_uncompress(
        base.assumingMemoryBound(to: CChar.self), self.count, target.assumingMemoryBound(to: CChar.self), &length)
      return status == SNAPPY_OK && length == count
    case .gzip: return unsafe gunzip(into: target, count)
    case .brotli:
      var length = count
      let result = unsafe BrotliDecoderDecompress(
        self.count, base.assumingMemoryBound(to: UInt8.self), &length, target.assumingMemoryBound(to: UInt8.self))
      return result == BROTLI_DECODER_RESULT_SUCCESS && length == count
    case .zstd: return unsafe ZSTD_decompress(target, count, base, self.count) == count
    case .lz4Block: return unsafe unblock(0, self.count, into: target, count)
    case .lz4Frame: return unsafe unframe(into: target, count)
    case .lz4Unclear:
      return unsafe unhadoop(into: target, count) || unframe(into: target, count)
        || unblock(0, self.count, into: target, count)
    }
  }

  /// All members of a gzip file (RFC 1952 §2.2).
  private func gunzip(into target: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else { return false }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    var (read, written) = (0, 0)
    repeat {
      var (taken, made) = (0, 0)
      let result = unsafe libdeflate_gzip_decompress_ex(
        decompressor, base + read, self.count - read, target + written, count - written, &taken, &made)
      guard result == LIBDEFLATE_SUCCESS, taken > 0 else { return false }
      read += taken
      written += made
    } while read < self.count
    return written == count
  }

  private func unblock(_ start: Int, _ length: Int, into target: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    guard let length = Int32(exactly: length), let room = Int32(exactly: count) else { return false }
    return unsafe LZ4_decompress_safe(
      (base + start).assumingMemoryBound(to: CChar.self), target.assumingMemoryBound(to: CChar.self), length, room)
      == room
  }

  private func unframe(into target: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    var context: OpaquePointer?
    guard unsafe LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0 else {
      return false
    }
    defer { _ = unsafe LZ4F_freeDecompressionContext(context) }
    var (read, written) = (0, 0)
    while true {
      var (taken, made) = (self.count - read, count - written)
      let hint = unsafe LZ4F_decompress(context, target + written, &made, base + read, &taken, nil)
      guard LZ4F_isError(hint) == 0 else { return false }
      read += taken
      written += made
      if hint == 0 { return read == self.count && written == count }
      // Nothing moves any more, but the frame has not ended.
      if taken == 0, made == 0 { return false }
    }
  }

  /// Blocks with their two lengths before them, the first byte highest, as Hadoop's codec writes them.
  private func unhadoop(into target: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    var (read, written) = (0, 0)
    while read < self.count {
      guard let room = try? Int(UInt32(bigEndian: number(UInt32.self, at: read))),
        let length = try? Int(UInt32(bigEndian: number(UInt32.self, at: read + 4))),
        room <= count - written, length <= self.count - read - 8
      else { return false }
      guard unsafe unblock(read + 8, length, into: target + written, room) else { return false }
      read += 8 + length
      written += room
    }
    return written == count
  }
}

extension [UInt8] {
  /// Compressed with Zstandard, always to the same bytes.
  var zstandard: [UInt8] {
    let room = ZSTD_compressBound(count)
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { target, initialized in
      initialized = unsafe withUnsafeBytes { source in
        unsafe ZSTD_compress(target.baseAddress, room, source.baseAddress, source.count, 3)
      }
      precondition(ZSTD_isError(initialized) == 0, "there is room for every result of the compression")
    }
  }
}

/// The checksum of gzip, which Parquet's pages have (RFC 1952 §8).
func crc32(_ bytes: Bytes) -> UInt32 { unsafe libdeflate_crc32(0, bytes.base, bytes.count) }
