/// A ZIP archive made byte by byte, so that any of its numbers can be a lie.
package struct MadeZip {
  package struct Entry {
    package var name: [UInt8]
    package var packed: [UInt8]
    package var method = 0
    package var flags = 0
    package var crc: UInt32
    package var size: Int
    package var packedSize: Int
    /// In place of where it is.
    package var offset: Int?
    package var extra: [UInt8] = []
    /// 0 is MS-DOS, 3 Unix.
    package var system = 3

    /// A stored entry.
    package init(_ name: String, _ content: [UInt8]) {
      self.name = Array(name.utf8)
      packed = content
      crc = plainCRC(content)
      (size, packedSize) = (content.count, content.count)
    }
  }

  package var entries: [Entry]
  /// In place of their number.
  package var count: Int?
  package var comment: [UInt8] = []
  /// The record and locator of Zip64 at the end.
  package var isZip64 = false

  package init(entries: [Entry], isZip64: Bool = false) {
    self.entries = entries
    self.isZip64 = isZip64
  }

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = entry.offset ?? bytes.count
      let common =
        two(20) + two(entry.flags) + two(entry.method) + two(0) + two(0) + four(Int(entry.crc))
        + four(entry.packedSize) + four(entry.size) + two(entry.name.count)
      bytes += [0x50, 0x4B, 3, 4] + common + two(0) + entry.name + entry.packed
      directory += [0x50, 0x4B, 1, 2, 20, UInt8(entry.system)] + common + two(entry.extra.count)
      directory += two(0) + two(0) + two(0) + four(0) + four(offset) + entry.name + entry.extra
    }
    let (start, count) = (bytes.count, count ?? entries.count)
    bytes += directory
    if isZip64 {
      let record = bytes.count
      bytes += [0x50, 0x4B, 6, 6] + eight(44) + two(45) + two(45) + four(0) + four(0)
      bytes += eight(count) + eight(count) + eight(directory.count) + eight(start)
      bytes += [0x50, 0x4B, 6, 7] + four(0) + eight(record) + four(1)
      bytes += [0x50, 0x4B, 5, 6] + two(0) + two(0) + two(0xFFFF) + two(0xFFFF) + four(0xFFFF_FFFF) + four(0xFFFF_FFFF)
    } else {
      bytes += [0x50, 0x4B, 5, 6] + two(0) + two(0) + two(count) + two(count) + four(directory.count) + four(start)
    }
    return bytes + two(comment.count) + comment
  }
}

package func two(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
package func four(_ value: Int) -> [UInt8] { two(value) + two(value >> 16) }
package func eight(_ value: Int) -> [UInt8] { four(value) + four(value >> 32) }

/// CRC-32 bit by bit, as the specification has it.
package func plainCRC(_ bytes: [UInt8]) -> UInt32 {
  var sum: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }
  return ~sum
}

/// A gzip file whose blocks are stored as they are (RFC 1951 §3.2.4).
package func storedGzip(_ content: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let block = content[start..<min(content.count, start + 0xFFFF)]
    start += block.count
    bytes += [start == content.count ? 1 : 0] + two(block.count) + two(~block.count) + block
  } while start < content.count
  return bytes + four(Int(plainCRC(content))) + four(content.count)
}
