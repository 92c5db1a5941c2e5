import StetArchives
import StetColumns
import StetDiagnostics
import StetWorkbooks

extension OpenFile {
  /// The format of a workbook by its content, whatever its name; nil if it is none. One that cannot be read is refused.
  func workbookFormat() throws(RunFailure) -> SourceFormat? {
    let head = head(512)
    if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      if isEncryptedWorkbook(head) { throw RunFailure(.encrypted(name)) }
      return nil
    }
    guard head.starts(with: [0x50, 0x4B, 0x03, 0x04]),
      let archive = try? ZipArchive(byteCount: size, read: { [self] in bytes($0) })
    else { return nil }
    switch Workbook.kind(of: archive) {
    case .xlsx: return .xlsx
    case .ods: return .ods
    case nil: return nil
    }
  }

  /// Whether a compound file ([MS-CFB]) has a stream called `EncryptedPackage` ([MS-OFFCRYPTO] §2.3.4) in the first sectors of its
  /// directory.
  private func isEncryptedWorkbook(_ head: [UInt8]) -> Bool {
    guard head.count == 512 else { return false }
    let sectorSize = head[30] == 12 ? 4096 : 512
    let sector = (0..<4).reduce(0) { $0 | Int(head[48 + $1]) << (8 * $1) }
    let start = (sector + 1) * sectorSize
    guard start < size, let directory = bytes(start..<min(size, start + 4096)) else { return false }
    var name: [UInt8] = []
    for letter in "EncryptedPackage".utf8 { name += [letter, 0] }
    for entry in stride(from: 0, to: directory.count - 64, by: 128) where directory[entry...].starts(with: name) {
      return true
    }
    return false
  }
}
