import StetArchives
import TestSupport

/// A small file that a known program packed: `one` and `a.csv` are these three lines.
let lines = "state,persons\nTX,5\nIL,7\n"

func packedFile(_ name: String) throws -> [UInt8] {
  try repositoryBytes("Tests/ArchivesTests/Files/" + name)
}

extension UnpackingBudget {
  static let ample = UnpackingBudget(bytes: 1 << 30, ratio: 2000)
}

extension ZipArchive {
  init(_ bytes: [UInt8]) throws(ArchiveFailure) {
    try self.init(byteCount: bytes.count) { $0.upperBound <= bytes.count ? Array(bytes[$0]) : nil }
  }

  func text(_ name: String) throws -> String? {
    guard let entry = entry(named: name) else { return nil }
    return String(decoding: try bytes(of: entry, budget: .ample), as: UTF8.self)
  }
}

/// All that a packed file gives, read in whole.
func unpacked(
  _ compression: Compression, _ bytes: [UInt8], _ budget: UnpackingBudget = .ample
) throws(ArchiveFailure) -> [UInt8] {
  var result: [UInt8] = []
  func read(_ range: Range<Int>) -> [UInt8]? { range.upperBound <= bytes.count ? Array(bytes[range]) : nil }
  try compression.unpack(byteCount: bytes.count, read: read, budget: budget) { piece in
    for index in piece.indices { result.append(piece[index]) }
    return true
  }
  return result
}
