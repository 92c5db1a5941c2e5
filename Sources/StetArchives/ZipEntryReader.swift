/// Unpacks one entry of a ZIP archive and checks it against what the directory says.
struct ZipEntryReader {
  private let entry: ZipArchive.Entry
  private let read: (Range<Int>) -> [UInt8]?

  init(_ entry: ZipArchive.Entry, _ read: @escaping (Range<Int>) -> [UInt8]?) {
    self.entry = entry
    self.read = read
  }

  func unpack(
    _ budget: UnpackingBudget, into body: (Span<UInt8>) throws(ArchiveFailure) -> Bool
  ) throws(ArchiveFailure) {
    guard !entry.isEncrypted else { throw .encrypted(entry: entry.name) }
    guard entry.method == 0 || entry.method == 8 else {
      throw .unknownMethod(entry: entry.name, method: entry.method)
    }
    // Before anything is unpacked: what the directory says is either too much or a lie that is found below.
    try budget.check(unpacked: entry.size, of: entry.packedSize)
    let packed = PackedBytes(range: try dataRange(), read: read)
    var (crc, size) = (UInt32(0), 0)
    var isStopped = false
    func take(_ piece: Span<UInt8>) throws(ArchiveFailure) -> Bool {
      size += piece.count
      guard size <= entry.size else { throw .wrongSize(entry: entry.name, stated: entry.size) }
      crc = CRC32.of(piece, continuing: crc)
      // The last piece is right before it is given.
      if size == entry.size, crc != entry.crc { throw .wrongChecksum(entry: entry.name) }
      isStopped = try !body(piece)
      return !isStopped
    }
    if entry.method == 8 {
      let inflater = Inflater()
      try packed.unpack(with: inflater, .one, budget, into: take)
    } else {
      try packed.copy(into: take)
    }
    guard !isStopped else { return }
    guard size == entry.size else { throw .wrongSize(entry: entry.name, stated: entry.size) }
    guard crc == entry.crc else { throw .wrongChecksum(entry: entry.name) }
  }

  /// The packed bytes come after the local header, whose name and extra field have lengths of their own (§4.3.7).
  private func dataRange() throws(ArchiveFailure) -> Range<Int> {
    guard let bytes = read(entry.offset..<entry.offset + ZipDirectory.localSize), bytes.count == ZipDirectory.localSize
    else { throw .unreadable }
    let header = LittleEndianBytes(bytes)
    guard header.int32(0) == 0x0403_4B50 else {
      throw .damaged("the archive has files that are not where its directory says")
    }
    // Without a data descriptor (bit 3), the sizes are here too, unless Zip64 has them.
    if header.int16(6) & 1 << 3 == 0 {
      for (here, stated) in [(header.int32(18), entry.packedSize), (header.int32(22), entry.size)]
      where here != stated && here != 0xFFFF_FFFF {
        throw .wrongSize(entry: entry.name, stated: entry.size)
      }
    }
    let start = entry.offset + ZipDirectory.localSize + header.int16(26) + header.int16(28)
    guard header.int16(8) == entry.method, start + entry.packedSize <= entry.end else {
      throw .damaged("the archive has files that are not where its directory says")
    }
    return start..<start + entry.packedSize
  }
}
