/// Finds and reads the directory of a ZIP archive (APPNOTE.TXT 6.3.10 §4.3.12 to §4.3.16) and checks what it says.
struct ZipDirectory {
  let byteCount: Int
  let read: (Range<Int>) -> [UInt8]?

  /// What the records at the end of the file say about the directory.
  private struct Location {
    var start: Int
    var end: Int
    var count: Int
    /// How many bytes are before the archive, which its offsets do not count: a program that unpacks itself.
    var bytesBefore: Int
  }

  /// Of the directory: 640 bytes for each entry, of which names take a few dozen.
  private static let mostBytes = 64 << 20

  func entries() throws(ArchiveFailure) -> [ZipArchive.Entry] {
    let location = try locate()
    let size = location.end - location.start
    guard location.count <= ZipArchive.mostEntries else {
      throw .tooManyEntries(count: location.count, limit: ZipArchive.mostEntries)
    }
    guard size <= Self.mostBytes else { throw .damaged("the directory of the archive has more than 64 MB") }
    let bytes = LittleEndianBytes(try fetch(location.start..<location.end))
    var entries: [ZipArchive.Entry] = []
    entries.reserveCapacity(location.count)
    var offset = 0
    for _ in 0..<location.count {
      entries.append(try entry(bytes, at: &offset, location))
    }
    guard offset == bytes.count else {
      throw .damaged("the directory of the archive has bytes that do not belong to an entry")
    }
    try bound(&entries, by: location.start)
    return entries
  }

  // MARK: - Where the directory is

  private func locate() throws(ArchiveFailure) -> Location {
    let tail = try fetch(max(0, byteCount - Self.endSize - 0xFFFF)..<byteCount)
    let bytes = LittleEndianBytes(tail)
    let tailStart = byteCount - tail.count
    // The comment after the record must reach the end of the file: otherwise the signature is part of a comment.
    guard
      let end = stride(from: tail.count - Self.endSize, through: 0, by: -1).first(where: {
        bytes.int32($0) == 0x0605_4B50 && $0 + Self.endSize + bytes.int16($0 + 20) == tail.count
      })
    else {
      let start = byteCount >= 4 ? LittleEndianBytes(try fetch(0..<4)).int32(0) : 0
      throw start == 0x0403_4B50 ? .truncated : .damaged("the directory of the archive is missing")
    }
    let locator = end - 20
    if locator >= 0, bytes.int32(locator) == 0x0706_4B50 {
      return try locate64(
        stated: bytes.int64(locator + 8), locator: tailStart + locator, disks: bytes.int32(locator + 16))
    }
    guard bytes.int16(end + 4) == 0, bytes.int16(end + 6) == 0, bytes.int16(end + 8) == bytes.int16(end + 10) else {
      throw .severalParts
    }
    return try location(
      end: tailStart + end, size: bytes.int32(end + 12), offset: bytes.int32(end + 16), count: bytes.int16(end + 10))
  }

  /// The record of Zip64 comes right before its locator, which also says where it is, not counting bytes before the archive.
  private func locate64(stated: Int?, locator: Int, disks: Int) throws(ArchiveFailure) -> Location {
    guard disks <= 1 else { throw .severalParts }
    for start in [locator - Self.end64Size, stated ?? -1] where start >= 0 && start + Self.end64Size <= locator {
      let bytes = LittleEndianBytes(try fetch(start..<start + Self.end64Size))
      guard bytes.int32(0) == 0x0606_4B50, bytes.int64(4) == locator - start - 12 else { continue }
      guard bytes.int32(16) == 0, bytes.int32(20) == 0, bytes.int64(24) == bytes.int64(32) else { throw .severalParts }
      guard let count = bytes.int64(32), let size = bytes.int64(40), let offset = bytes.int64(48) else { break }
      return try location(end: start, size: size, offset: offset, count: count)
    }
    throw .damaged("the directory of the archive is damaged")
  }

  private func location(end: Int, size: Int, offset: Int, count: Int) throws(ArchiveFailure) -> Location {
    let start = end - size
    guard size <= end, offset <= start, count <= size / Self.headerSize else {
      throw .damaged("the directory of the archive is not where the archive says")
    }
    return Location(start: start, end: end, count: count, bytesBefore: start - offset)
  }

  // MARK: - Its entries

  private func entry(
    _ bytes: LittleEndianBytes, at offset: inout Int, _ location: Location
  ) throws(ArchiveFailure) -> ZipArchive.Entry {
    let start = offset
    guard start + Self.headerSize <= bytes.count, bytes.int32(start) == 0x0201_4B50 else {
      throw .damaged("the directory of the archive is damaged")
    }
    let nameEnd = start + Self.headerSize + bytes.int16(start + 28)
    let extraEnd = nameEnd + bytes.int16(start + 30)
    offset = extraEnd + bytes.int16(start + 32)
    guard offset <= bytes.count else { throw .damaged("the directory of the archive is damaged") }
    let flags = bytes.int16(start + 8)
    let extra = bytes[nameEnd..<extraEnd]
    let name = ZipName(
      bytes[start + Self.headerSize..<nameEnd], isUTF8: flags & 1 << 11 != 0, madeBy: bytes.int16(start + 4) >> 8,
      extra: extra
    ).text
    guard ZipName.isSafe(name) else { throw .unsafeName(name) }
    var (size, packedSize) = (bytes.int32(start + 24), bytes.int32(start + 20))
    var (header, disk) = (bytes.int32(start + 42), bytes.int16(start + 34))
    try widen(&size, &packedSize, &header, &disk, extra)
    guard disk == 0 else { throw .severalParts }
    let method = bytes.int16(start + 10)
    // Bit 0: encrypted; bit 13: the directory itself is, and hides what is true; method 99: AES.
    return ZipArchive.Entry(
      name: name, method: method, isEncrypted: flags & (1 | 1 << 13) != 0 || method == 99, packedSize: packedSize,
      size: size, crc: UInt32(bytes.int32(start + 16)), offset: try position(header, location), end: location.start)
  }

  private func position(_ header: Int, _ location: Location) throws(ArchiveFailure) -> Int {
    guard header < location.start - location.bytesBefore else {
      throw .damaged("the archive has files that are not where its directory says")
    }
    return location.bytesBefore + header
  }

  /// Sizes and positions of Zip64 (§4.5.3), in this order, each only where the plain field is full.
  private func widen(
    _ size: inout Int, _ packedSize: inout Int, _ header: inout Int, _ disk: inout Int, _ extra: ArraySlice<UInt8>
  ) throws(ArchiveFailure) {
    let isFull = (size == 0xFFFF_FFFF, packedSize == 0xFFFF_FFFF, header == 0xFFFF_FFFF, disk == 0xFFFF)
    guard isFull.0 || isFull.1 || isFull.2 || isFull.3, let field = ZipName.extraField(1, in: extra) else { return }
    let bytes = LittleEndianBytes(Array(field))
    var offset = 0
    func next() throws(ArchiveFailure) -> Int {
      guard offset + 8 <= bytes.count, let value = bytes.int64(offset) else {
        throw .damaged("the directory of the archive is damaged")
      }
      offset += 8
      return value
    }
    if isFull.0 { size = try next() }
    if isFull.1 { packedSize = try next() }
    if isFull.2 { header = try next() }
    if isFull.3, offset + 4 <= bytes.count { disk = bytes.int32(offset) }
  }

  /// Gives each entry its end, and refuses entries that share bytes: a small file could unpack to any number of large ones.
  private func bound(_ entries: inout [ZipArchive.Entry], by directory: Int) throws(ArchiveFailure) {
    let order = entries.indices.sorted { entries[$0].offset < entries[$1].offset }
    for (index, next) in zip(order, order.dropFirst().map { Optional($0) } + [nil]) {
      let end = next.map { entries[$0].offset } ?? directory
      entries[index].end = end
      let (least, isTooLarge) = (entries[index].offset + Self.localSize)
        .addingReportingOverflow(entries[index].packedSize)
      guard !isTooLarge, least <= end else {
        guard let next else { throw .damaged("the archive has files that are not where its directory says") }
        throw .overlappingEntries(entries[index].name, entries[next].name)
      }
    }
  }

  private func fetch(_ range: Range<Int>) throws(ArchiveFailure) -> [UInt8] {
    guard let bytes = read(range), bytes.count == range.count else { throw .unreadable }
    return bytes
  }

  private static let headerSize = 46
  static let localSize = 30
  private static let endSize = 22
  private static let end64Size = 56
}

/// Numbers in the byte order of ZIP files.
struct LittleEndianBytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }
  subscript(range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  func int16(_ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }
  func int32(_ at: Int) -> Int { int16(at) | int16(at + 2) << 16 }

  /// Nil if it is more than any file has.
  func int64(_ at: Int) -> Int? {
    let high = int32(at + 4)
    return high < 1 << 31 ? int32(at) | high << 32 : nil
  }
}
