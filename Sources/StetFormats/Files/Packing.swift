/// What an unpacked file came from.
struct Packing: Sendable {
  let file: OpenFile
  /// The name that the unpacked file has there, whose extension determines its format; nil if it came from standard input.
  let contentName: String?
  /// `unpacked from gzip: 1.2 MB → 9.8 MB`
  let notes: [String]
}

extension OpenFile {
  /// The file on the disk that the bytes come from: this one, or the one that it was unpacked from.
  var onDisk: OpenFile { packing?.file.onDisk ?? self }

  /// The name whose extension determines the format, which for what `a.csv.gz` unpacks to is `a.csv`; nil for standard input.
  package var contentName: String? {
    if let packing { return packing.contentName }
    return isStandardInput ? nil : member ?? name
  }

  /// How it was unpacked, for the receipt.
  var unpackingNotes: [String] { packing.map { $0.file.unpackingNotes + $0.notes } ?? [] }
}
