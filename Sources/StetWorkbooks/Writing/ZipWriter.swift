/// Writes a ZIP archive (PKWARE's APPNOTE.TXT 6.3.10) whose bytes depend on nothing but what is in it: every entry is of the first
/// day that the format knows.
package struct ZipWriter {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  package init() {}

  /// What an entry will be: compressed parts, and what they unpack to.
  package struct Part: Sendable {
    let compressed: [UInt8]
    let original: [UInt8]

    /// One of several in order; the last one ends them.
    package init(_ bytes: [UInt8], isLast: Bool) {
      original = bytes
      compressed = Deflate.compressed(bytes, isLast: isLast)
    }
  }

  package mutating func add(_ name: String, _ text: String) { add(name, [Part(Array(text.utf8), isLast: true)]) }

  package mutating func add(_ name: String, _ parts: [Part]) {
    var crc = CRC32()
    for part in parts { crc.add(part.original) }
    add(
      name, method: 8, crc: crc.value, size: parts.reduce(0) { $0 + $1.original.count }, parts.map(\.compressed))
  }

  /// Without compression, as the first entry of some formats must be.
  package mutating func add(stored name: String, _ text: String) {
    let bytes = Array(text.utf8)
    var crc = CRC32()
    crc.add(bytes)
    add(name, method: 0, crc: crc.value, size: bytes.count, [bytes])
  }

  private mutating func add(_ name: String, method: Int, crc: UInt32, size: Int, _ parts: [[UInt8]]) {
    let offset = bytes.count
    let packed = parts.reduce(0) { $0 + $1.count }
    var common: [UInt8] = []
    // Version 2.0; names are UTF-8; 1 January 1980.
    for number in [20, 1 << 11, method, 0, 0x21] { common.put(number, 2) }
    for number in [Int(crc), packed, size] { common.put(number, 4) }
    common.put(name.utf8.count, 2)
    common.put(0, 2)
    bytes.put(0x0403_4B50, 4)
    bytes += common
    bytes += name.utf8
    for part in parts { bytes += part }
    directory.put(0x0201_4B50, 4)
    directory.put(20, 2)
    directory += common
    // No comment, disk or attributes.
    for size in [2, 2, 2, 4] { directory.put(0, size) }
    directory.put(offset, 4)
    directory += name.utf8
    count += 1
  }

  /// Nil if it has more than the 4 GB that this form of the format can have.
  package func finish() -> [UInt8]? {
    guard bytes.count + directory.count < 0xFFFF_FFFF else { return nil }
    var all = bytes + directory
    all.put(0x0605_4B50, 4)
    for number in [0, 0, count, count] { all.put(number, 2) }
    all.put(directory.count, 4)
    all.put(bytes.count, 4)
    all.put(0, 2)
    return all
  }
}

extension [UInt8] {
  fileprivate mutating func put(_ number: Int, _ size: Int) {
    for place in 0..<size { append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
  }
}

/// The checksum of ZIP archives (ISO 3309), eight bytes at a time.
struct CRC32 {
  private var state: UInt32 = 0xFFFF_FFFF

  var value: UInt32 { ~state }

  mutating func add(_ bytes: [UInt8]) {
    var (crc, index) = (state, 0)
    let (bytes, tables) = (bytes.span, Self.tables.span)
    while index + 8 <= bytes.count {
      var word = UInt64(0)
      for place in 0..<8 { word |= UInt64(bytes[index + place]) << UInt64(8 * place) }
      word ^= UInt64(crc)
      crc = 0
      for place in 0..<8 { crc ^= tables[(7 - place) << 8 + Int(word >> UInt64(8 * place) & 0xFF)] }
      index += 8
    }
    while index < bytes.count {
      crc = tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)] ^ crc >> 8
      index += 1
    }
    state = crc
  }

  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
      tables[byte] = crc
    }
    for place in 256..<tables.count {
      let previous = tables[place - 256]
      tables[place] = tables[Int(previous & 0xFF)] ^ previous >> 8
    }
    return tables
  }()
}
