import StetArchives
import TestSupport
import Testing

@Test("What Python, Info-ZIP and a program before the archive wrote is read, Zip64 and data descriptors included")
func knownArchives() throws {
  let python = try ZipArchive(try packedFile("python.zip"))
  #expect(python.entries.map(\.name) == ["data/", "data/a.csv", "data/b.csv", "données.csv"])
  #expect(python.entries.map(\.method) == [8, 8, 0, 8])
  #expect(python.entries.map(\.isFolder) == [true, false, false, false])
  #expect(python.entries.map(\.size) == [0, 24, 4, 4])
  #expect(python.entry(named: "data/a.csv")?.crc == 0x209A_1857)
  for (file, name, text) in [
    ("python.zip", "data/a.csv", lines), ("python.zip", "data/b.csv", "x\n1\n"),
    ("python.zip", "données.csv", "y\n2\n"),
    ("descriptors.zip", "a.csv", lines), ("descriptors.zip", "b.csv", "x\n1\n"), ("zip64.zip", "a.csv", lines),
    ("infozip.zip", "-", lines), ("before.zip", "data/a.csv", lines), ("before.zip", "données.csv", "y\n2\n"),
  ] {
    #expect(try ZipArchive(try packedFile(file)).text(name) == text, "\(file): \(name)")
  }
}

@Test(
  "Names are UTF-8 where the entry or its system says so, else IBM 437; Windows may separate folders by backslashes")
func names() throws {
  func name(_ change: (inout MadeZip.Entry) -> Void) throws -> String? {
    var entry = MadeZip.Entry("x", [1])
    change(&entry)
    return try ZipArchive(MadeZip(entries: [entry]).bytes).entries.first?.name
  }
  let umlaut: [UInt8] = [0x4D, 0x81, 0x6C, 0x6C, 0x65, 0x72]
  #expect(try name { ($0.name, $0.system) = (umlaut, 0) } == "Müller")
  #expect(try name { $0.name = umlaut } == "Müller")
  #expect(try name { $0.name = Array("Müller".utf8) } == "Müller")
  #expect(try name { ($0.name, $0.system) = (Array("Müller".utf8), 0) } == "M├╝ller")
  #expect(try name { ($0.name, $0.system, $0.flags) = (Array("Müller".utf8), 0, 1 << 11) } == "Müller")
  #expect(try name { ($0.name, $0.system) = (Array("data\\a.csv".utf8), 0) } == "data/a.csv")
  // Info-ZIP adds the name in UTF-8 to one in another encoding.
  let utf8 = Array("Šárka".utf8)
  let field = two(0x7075) + two(5 + utf8.count) + [1] + four(Int(plainCRC(umlaut))) + utf8
  #expect(try name { ($0.name, $0.system, $0.extra) = (umlaut, 0, two(0x5455) + two(1) + [0] + field) } == "Šárka")
  // Made for another name, it does not count.
  #expect(try name { ($0.name, $0.system, $0.extra) = (umlaut + umlaut, 0, field) } == "MüllerMüller")
}

@Test("An archive that lies about itself is refused, each lie by its name")
func lies() throws {
  let entry = MadeZip.Entry("a.csv", Array(lines.utf8))
  func failure(_ entries: [MadeZip.Entry], _ change: (inout MadeZip) -> Void = { _ in }) -> ArchiveFailure? {
    var zip = MadeZip(entries: entries)
    change(&zip)
    do throws(ArchiveFailure) {
      let archive = try ZipArchive(zip.bytes)
      for entry in archive.entries { _ = try archive.bytes(of: entry, budget: .ample) }
      return nil
    } catch { return error }
  }
  func changed(_ change: (inout MadeZip.Entry) -> Void) -> [MadeZip.Entry] {
    var other = entry
    change(&other)
    return [other]
  }
  let misplaced = ArchiveFailure.damaged("the archive has files that are not where its directory says")
  #expect(failure([entry]) == nil)
  #expect(failure([entry]) { $0.isZip64 = true } == nil)
  #expect(failure([]) == nil)
  #expect(failure(changed { $0.crc ^= 1 }) == .wrongChecksum(entry: "a.csv"))
  #expect(failure(changed { $0.size += 1 }) == .wrongSize(entry: "a.csv", stated: 25))
  #expect(failure(changed { $0.size = 23 }) == .wrongSize(entry: "a.csv", stated: 23))
  #expect(failure(changed { $0.packedSize += 1 }) == misplaced)
  #expect(failure(changed { $0.packedSize = 0x7FFF_FFFF }) == misplaced)
  #expect(failure(changed { $0.offset = 5 }) == misplaced)
  #expect(failure(changed { $0.offset = 1 << 30 }) == misplaced)
  #expect(failure(changed { $0.flags = 1 }) == .encrypted(entry: "a.csv"))
  #expect(failure(changed { $0.method = 99 }) == .encrypted(entry: "a.csv"))
  #expect(failure(changed { $0.method = 9 }) == .unknownMethod(entry: "a.csv", method: 9))
  #expect(failure(changed { $0.method = 8 }) == .damaged("the compressed data is damaged"))
  #expect(failure([entry, entry]) == .repeatedName("a.csv"))
  for name in ["../a.csv", "a/../../b.csv", "/etc/passwd", "..\\a.csv", "a\0.csv"] {
    #expect(failure(changed { $0.name = Array(name.utf8) }) != nil, "\(name)")
  }
  #expect(failure(changed { $0.name = Array("data/..".utf8) }) == .unsafeName("data/.."))
  #expect(failure([entry]) { $0.count = 2 } == .damaged("the directory of the archive is not where the archive says"))
  #expect(failure([entry, MadeZip.Entry("b", [])]) { $0.count = 1 } != nil)
  // The second entry is within the first: each byte would be unpacked twice.
  var outer = MadeZip.Entry("outer", MadeZip(entries: [MadeZip.Entry("inner", [1, 2, 3])]).bytes)
  outer.packed = Array(outer.packed.prefix(38))
  (outer.size, outer.packedSize, outer.crc) = (38, 38, plainCRC(outer.packed))
  var inner = MadeZip.Entry("inner", [1, 2, 3])
  inner.offset = 35
  #expect(failure([outer, inner]) == .overlappingEntries("outer", "inner"))
  #expect(failure([entry, MadeZip.Entry("b", [])]) { $0.entries[1].offset = 0 } == .overlappingEntries("a.csv", "b"))
}

@Test("What is unpacked on another thread comes in order; its failures are said, unless nobody wants more")
func unpackedAhead() throws {
  let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
  var entry = MadeZip.Entry("a.bin", content)
  func read(until limit: Int, _ entry: MadeZip.Entry) throws -> [UInt8] {
    let archive = try ZipArchive(MadeZip(entries: [entry]).bytes)
    var bytes: [UInt8] = []
    try archive.unpackAhead(archive.entries[0], budget: .ample) { piece in
      for index in piece.indices { bytes.append(piece[index]) }
      return bytes.count < limit
    }
    return bytes
  }
  #expect(try read(until: .max, entry) == content)
  for limit in [1, 1_000_000] {
    let some = try read(until: limit, entry)
    #expect(some.count >= limit && some.count < content.count && content.starts(with: some))
  }
  // Only the last piece shows that the checksum is wrong.
  entry.crc ^= 1
  #expect(throws: ArchiveFailure.wrongChecksum(entry: "a.bin")) { try read(until: .max, entry) }
  for _ in 0..<20 { #expect(try read(until: 2_400_000, entry).count < content.count) }
}

@Test("An archive cut anywhere is refused")
func cutArchives() throws {
  for file in ["python.zip", "descriptors.zip", "zip64.zip", "infozip.zip"] {
    let whole = try packedFile(file)
    for count in 0..<whole.count {
      #expect(throws: ArchiveFailure.self, "\(file), \(count) bytes") { try ZipArchive(Array(whole.prefix(count))) }
    }
  }
}

@Test("Other programs' encrypted and otherwise compressed entries are named")
func otherMethods() throws {
  for (file, wanted) in [
    ("encrypted.zip", ArchiveFailure.encrypted(entry: "a.csv")),
    ("bzip2.zip", .unknownMethod(entry: "a.csv", method: 12)),
  ] {
    let archive = try ZipArchive(try packedFile(file))
    let entry = try #require(archive.entries.first)
    #expect(throws: wanted) { try archive.bytes(of: entry, budget: .ample) }
  }
}

@Test("A million entries are refused before they are read, 65,536 are not")
func manyEntries() throws {
  let entries = (0..<65_536).map { MadeZip.Entry(String($0), []) }
  let archive = try ZipArchive(MadeZip(entries: entries, isZip64: true).bytes)
  #expect(archive.entries.count == 65_536 && archive.entry(named: "65535") != nil)
  // The directory is not even there.
  let directory = 1_000_000 * 47
  var bytes: [UInt8] = [0x50, 0x4B, 6, 6] + eight(44) + two(45) + two(45) + four(0) + four(0)
  bytes += eight(1_000_000) + eight(1_000_000) + eight(directory) + eight(0)
  bytes += [0x50, 0x4B, 6, 7] + four(0) + eight(directory) + four(1)
  bytes += [0x50, 0x4B, 5, 6] + two(0) + two(0) + two(0xFFFF) + two(0xFFFF) + four(0xFFFF_FFFF) + four(0xFFFF_FFFF)
  bytes += two(0)
  let tail = bytes
  #expect(throws: ArchiveFailure.tooManyEntries(count: 1_000_000, limit: 100_000)) {
    try ZipArchive(byteCount: directory + tail.count) { range in
      range.map { $0 < directory ? 0 : tail[$0 - directory] }
    }
  }
}

@Test("Unpacking stops when the pieces are refused, and within its budget")
func zipBudget() throws {
  let zeros = [UInt8](repeating: 0, count: 3 << 20)
  let archive = try ZipArchive(MadeZip(entries: [MadeZip.Entry("zeros", zeros)]).bytes)
  let entry = try #require(archive.entries.first)
  var pieces = 0
  try archive.unpack(entry, budget: .ample) { _ in
    pieces += 1
    return pieces < 3
  }
  #expect(pieces == 3)
  #expect(throws: ArchiveFailure.tooManyBytes(limit: 1 << 20)) {
    try archive.bytes(of: entry, budget: UnpackingBudget(bytes: 1 << 20))
  }
}

@Test("No change of a byte is read as something else in silence, and none traps")
func changedArchives() throws {
  for file in ["python.zip", "descriptors.zip", "zip64.zip", "infozip.zip", "before.zip"] {
    let whole = try packedFile(file)
    let original = try ZipArchive(whole)
    var wanted: [String: String] = [:]
    for entry in original.entries where !entry.isFolder { wanted[entry.name] = try original.text(entry.name) }
    var random = SplitMix64(seed: 5)
    for _ in 0..<rounds(10_000) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      guard let archive = try? ZipArchive(bytes) else { continue }
      for entry in archive.entries where !entry.isFolder {
        guard let content = try? archive.bytes(of: entry, budget: .ample), let text = wanted[entry.name] else {
          continue
        }
        // The directory's own checksum may have been changed too, but not to that of other bytes.
        #expect(String(decoding: content, as: UTF8.self) == text)
      }
    }
  }
}
