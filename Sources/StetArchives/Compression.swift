/// A format that packs one stream of bytes, such as a CSV file.
package enum Compression: CaseIterable, Sendable {
  case gzip, zstd, bzip2, xz

  /// As messages call it.
  package var name: String {
    switch self {
    case .gzip: "gzip"
    case .zstd: "zstd"
    case .bzip2: "bzip2"
    case .xz: "xz"
    }
  }

  /// What files begin with. bzip2: a digit that says how large blocks are comes next.
  package var signature: [UInt8] {
    switch self {
    case .gzip: [0x1F, 0x8B, 0x08]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .bzip2: Array("BZh".utf8)
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    }
  }

  /// File extensions, the most usual one first.
  package var endings: [String] {
    switch self {
    case .gzip: ["gz", "gzip"]
    case .zstd: ["zst", "zstd"]
    case .bzip2: ["bz2"]
    case .xz: ["xz"]
    }
  }

  /// The command that unpacks such a file beside it, whatever its size.
  package var command: String {
    switch self {
    case .gzip: "gzip -dk"
    case .zstd: "zstd -d --long=31"
    case .bzip2: "bzip2 -dk"
    case .xz: "xz -dk"
    }
  }

  /// The format of a file that begins with these bytes, of which ten are enough; nil if it is none of them.
  package init?(recognizedIn head: some Collection<UInt8>) {
    let head = Array(head.prefix(10))
    guard let found = Self.allCases.first(where: { head.starts(with: $0.signature) }) else { return nil }
    // Text can begin with these three letters: then a block, or the end of the file, follows.
    if found == .bzip2 {
      let after = Array(head.dropFirst(4))
      guard after == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] || after == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90] else {
        return nil
      }
    }
    self = found
  }

  /// Gives the unpacked bytes of a file to `body` in pieces, in order, until it returns false; `read` gives some of the `byteCount` packed
  /// bytes, nil if they cannot be read.
  ///
  /// All streams of the file are unpacked, and their checksums checked: the bytes are known to be right only when this returns after
  /// the last piece.
  package func unpack(
    byteCount: Int, read: (Range<Int>) -> [UInt8]?, budget: UnpackingBudget,
    into body: (Span<UInt8>) throws(ArchiveFailure) -> Bool
  ) throws(ArchiveFailure) {
    let decoder: any StreamDecoder
    let padding: Int
    switch self {
    // gzip's own manual allows zeros after the last member, from tapes.
    case .gzip: (decoder, padding) = (GzipDecoder(), 1)
    case .zstd: (decoder, padding) = (ZstdDecoder(), 0)
    case .bzip2: (decoder, padding) = (try Bzip2Decoder(), 0)
    // Section 2.2.
    case .xz: (decoder, padding) = (try XZDecoder(), 4)
    }
    try withoutActuallyEscaping(read) { read throws(ArchiveFailure) in
      try PackedBytes(range: 0..<byteCount, read: read)
        .unpack(with: decoder, .several(padding: padding), budget, into: body)
    }
  }
}
