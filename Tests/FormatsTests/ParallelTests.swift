import Glibc
import StetColumns
import StetDiagnostics
import StetFormats
import TestSupport
import Testing

/// Four threads and one, one after the other: the number of threads belongs to the process.
@Suite(.serialized, .slow) struct Threads {
  /// Files of a few megabytes, so that several threads have a piece each.
  private static let files: [(name: String, text: String)] = {
    let plain = (0..<50_000).map { "row \($0),\($0 * 7),\($0 % 9).25,\"a, \($0 % 31)\"\n" }.joined()
    // A line break inside quotes every few lines: wherever a piece begins, it may be in the middle of a cell.
    let broken = (0..<30_000).map { "\($0),\"line one\nline \"\"two\"\" of \($0)\n\",x\n" }.joined()
    let oneQuote = "a,b\n1,\"" + String(repeating: "many lines\n", count: 120_000) + "\"\n2,3\n"
    let blank = "a,b\n" + String(repeating: "1,2\n\n", count: 250_000)
    let ragged = "a,b\n" + String(repeating: "1,2\n", count: 300_000) + "1\n" + String(repeating: "1,2\n", count: 9)
    let late = "a,b\n" + String(repeating: "1,2\n", count: 300_000) + "x,2.5\n"
    return [
      ("plain", "name,n,v,note\n" + plain), ("broken", "n,note,x\n" + broken), ("one quote", oneQuote),
      ("blank", blank), ("ragged", ragged), ("late", late), ("carriage returns", plain.replacing("\n", with: "\r")),
      ("both", "name,n,v,note\r\n" + plain.replacing("\n", with: "\r\n")),
    ]
  }()

  @Test("A file gives the same table, receipt or error on one thread and on four", arguments: files.map(\.name))
  func threads(name: String) throws {
    let text = try #require(Self.files.first { $0.name == name }).text
    let path = "/tmp/stet-threads-\(getpid()).csv"
    try writeAtomically(Array(text.utf8), to: path)
    defer { unlink(path) }
    /// Whole, and as a large file is read.
    func outcome(_ read: () throws -> (table: Table, receipt: LoadReceipt)) -> String {
      do {
        let (table, receipt) = try read()
        let lines = table.origin?.lines.all ?? []
        let counts = "\(receipt.records) \(receipt.header) \(receipt.loaded) \(receipt.blankLines) \(receipt.notes)"
        return
          "\(counts) \(table.schema) \(String(decoding: csvText(table), as: UTF8.self)) \(lines) \(receipt.digest.sha256 ?? "")"
      } catch {
        return "\(error)"
      }
    }
    let whole = { try parseCSV(Array(text.utf8), name: "t.csv", options: ReadOptions()) }
    let file = {
      let loaded = try load(path: path, shownAs: "t.csv")
      return (loaded.table, loaded.receipt)
    }
    defer { Parallelism.limit(to: 0) }
    Parallelism.limit(to: 1)
    let one = outcome(whole)
    #expect(outcome(file) == one)
    Parallelism.limit(to: 4)
    #expect(outcome(whole) == one)
    #expect(outcome(file) == one)
    #expect(one.utf8.count > 100)
  }

  @Test("The processor's own instructions hash as the portable code does")
  func hashes() {
    for count in [0, 1, 55, 56, 63, 64, 65, 127, 128, 1000, 4096] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
      #expect(SHA256.hex(of: bytes) == SHA256.portableHex(of: bytes))
    }
    #expect(SHA256.hex(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
