import StetColumns
import StetDiagnostics
import StetFormats
import TestSupport
import Testing

private let files = [
  "pyarrow-snappy.parquet", "pyarrow-gzip-v2.parquet", "pyarrow-delta-zstd.parquet", "pyarrow-lengths-brotli.parquet",
  "pyarrow-int96-lz4.parquet", "polars.parquet", "duckdb.parquet", "odd.parquet", "pyarrow.feather", "polars.arrow",
  "pyarrow.arrows", "odd.feather",
]

private func bytes(_ file: String) throws -> [UInt8] {
  try readFile(project + "/Tests/ColumnarTests/Files/" + file, shownAs: file)
}

@Test("A file with changed bytes loads or is refused with a message; nothing traps or hangs", arguments: files)
func mutated(_ file: String) throws {
  let whole = try bytes(file)
  let folder = try TemporaryFolder()
  var refused = 0
  for seed in 0..<UInt64(rounds(2000)) {
    var random = SplitMix64(seed: seed)
    var bytes = whole
    for _ in 0..<1 + random.below(4) {
      let place = random.chance(50) ? random.below(bytes.count) : max(0, bytes.count - 1 - random.below(700))
      switch random.below(6) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes[place] ^= 1 << UInt8(random.below(8))
      case 2: bytes[place] = random.one(of: [0, 1, 127, 128, 255])
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(8)))
      case 4: bytes.insert(contentsOf: [UInt8](repeating: 255, count: 1 + random.below(8)), at: place)
      default:
        for index in place..<min(bytes.count, place + 4) { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
      }
    }
    try folder.write(file, bytes)
    do throws(RunFailure) {
      var source = try TableSource(path: folder.path + "/" + file, shownAs: file)
      source.options.wantsHash = false
      _ = try source.beginning()
      _ = try source.load(ReadControl(memory: MemoryBudget(limit: 4 << 30)))
    } catch {
      refused += 1
      #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty && $0.location != nil || $0.code == .badDelimiter })
    }
  }
  #expect(refused > 0)
}

@Test("Every beginning of a file is refused", arguments: files.filter { !$0.hasSuffix("arrows") })
func cut(_ file: String) throws {
  let whole = try bytes(file)
  for count in stride(from: 16, to: whole.count, by: 97) {
    #expect(words { try load(Array(whole[..<count]), as: file) }.contains("cannot-read: the file is damaged: in "))
  }
}

@Test("What cannot be read is named, with a way out")
func refusals() throws {
  let whole = try bytes("pyarrow-snappy.parquet")
  #expect(
    words { try load(whole.dropLast(4) + Array("PARE".utf8), as: "t.parquet") }
      == "t.parquet: not-built: the file is encrypted")
  #expect(
    words { try load(Array("FEA1".utf8) + [UInt8](repeating: 0, count: 60), as: "t.feather") }
      == "t.feather: not-built: the file is of Feather's first version, which cannot be read")
  #expect(
    words { try load(Array("PAR1".utf8), as: "t.parquet") }
      == "t.parquet: cannot-read: the file is damaged: in the footer, it ends early")
  // Longer than the file.
  #expect(
    words { try load(Array("PAR1".utf8) + [255, 255, 255, 127] + Array("PAR1".utf8), as: "t.parquet") }
      == "t.parquet: cannot-read: the file is damaged: in the footer, it is longer than the file")
}

/// A footer of one column, with a number of rows that nothing bears out.
private func forged(rows: Int64) -> [UInt8] {
  func varint(_ value: Int64) -> [UInt8] {
    var (rest, bytes) = (UInt64(bitPattern: value << 1), [UInt8]())
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
  let name: [UInt8] = [0x18, 1, 0x61]
  let root: [UInt8] = [0x48] + name.dropFirst() + [0x15, 2, 0]
  let leaf: [UInt8] = [0x15, 4, 0x25, 0] + name + [0]
  let chunk: [UInt8] =
    [0x3C, 0x15, 4, 0x19, 0x05, 0x19, 0x18, 1, 0x61, 0x15, 0, 0x16] + varint(rows) + [
      0x16, 20, 0x16, 20, 0x26, 8, 0, 0,
    ]
  let group: [UInt8] = [0x19, 0x1C] + chunk + [0x16, 20, 0x16] + varint(rows) + [0]
  let footer: [UInt8] = [0x15, 2, 0x19, 0x2C] + root + leaf + [0x16] + varint(rows) + [0x19, 0x1C] + group + [0]
  let length = withUnsafeBytes(of: UInt32(footer.count).littleEndian) { Array($0) }
  return Array("PAR1".utf8) + [UInt8](repeating: 0, count: 20) + footer + length + Array("PAR1".utf8)
}

@Test("A number of rows is trusted only if there is room for it, and only if the pages have as many")
func forgedRows() throws {
  let few = words { try load(forged(rows: 5), as: "t.parquet") }
  #expect(few.contains("cannot-read: the file is damaged: in `a`, row group 1"), "\(few)")
  let many = words { try load(forged(rows: 1 << 40), as: "t.parquet") }
  #expect(many == "t.parquet: too-many-rows: the file has more than 2147483646 rows")
  let folder = try TemporaryFolder()
  try folder.write("t.parquet", forged(rows: 2_000_000_000))
  let source = try TableSource(path: folder.path + "/t.parquet", shownAs: "t.parquet")
  let found = words { try source.load(ReadControl(memory: MemoryBudget(limit: 1 << 30))) }
  #expect(found.contains("t.parquet: memory: the table needs 7.5 GB"), "\(found)")
}
