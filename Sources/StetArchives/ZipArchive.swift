/// A ZIP archive: the entries of its directory, each unpacked by itself, in pieces, with its size and its checksum checked.
///
/// As in PKWARE's APPNOTE.TXT 6.3.10, with Zip64, data descriptors and bytes before the archive; stored and deflated entries are
/// unpacked, encrypted ones and other methods are refused. The directory at the end decides what the archive has. Nothing is
/// written to the disk, and an archive with names that lead out of a folder is refused as a whole.
package struct ZipArchive: Sendable {
  package struct Entry: Sendable, Hashable {
    /// As a path with `/`; one that ends in `/` is a folder. Decoded as UTF-8 where the entry says so, else as IBM 437.
    package let name: String
    /// 0 is stored, 8 deflated.
    package let method: Int
    package let isEncrypted: Bool
    /// In the archive, in bytes.
    package let packedSize: Int
    /// Unpacked, in bytes, as the directory says.
    package let size: Int
    /// CRC-32 of the unpacked bytes, as the directory says.
    package let crc: UInt32
    /// Where its local header is in the file.
    let offset: Int
    /// Where the next entry or the directory begins.
    var end: Int

    package var isFolder: Bool { name.hasSuffix("/") }
  }

  typealias Read = @Sendable (Range<Int>) -> [UInt8]?

  /// In the order of the directory, folders included.
  package let entries: [Entry]
  private let positions: [String: Int]
  let read: Read

  /// The most entries that an archive may have: no workbook or publication comes near, and a directory of them takes a few MB.
  package static let mostEntries = 100_000

  /// Reads the directory of an archive of so many bytes; `read` gives some of them, nil if they cannot be read.
  package init(byteCount: Int, read: @escaping @Sendable (Range<Int>) -> [UInt8]?) throws(ArchiveFailure) {
    entries = try ZipDirectory(byteCount: byteCount, read: read).entries()
    var positions: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard positions.updateValue(index, forKey: entry.name) == nil else { throw .repeatedName(entry.name) }
    }
    self.positions = positions
    self.read = read
  }

  package func entry(named name: String) -> Entry? { positions[name].map { entries[$0] } }

  /// Gives the unpacked bytes to `body` in pieces, in order, until it returns false.
  ///
  /// The checksum and the size are known to be right only when this returns after the last piece: a caller that has used pieces before
  /// drops what it made of them if this throws.
  package func unpack(
    _ entry: Entry, budget: UnpackingBudget, into body: (Span<UInt8>) throws(ArchiveFailure) -> Bool
  ) throws(ArchiveFailure) {
    try ZipEntryReader(entry, read).unpack(budget, into: body)
  }

  /// All unpacked bytes.
  package func bytes(of entry: Entry, budget: UnpackingBudget) throws(ArchiveFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    // What the directory says is not trusted further than what its bytes can unpack to (RFC 1951 allows 1,032 for one).
    bytes.reserveCapacity(min(entry.size, budget.bytes, entry.packedSize &* 1032))
    try unpack(entry, budget: budget) { piece in
      unsafe piece.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
      return true
    }
    return bytes
  }
}
