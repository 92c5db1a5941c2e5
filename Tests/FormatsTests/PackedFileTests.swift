import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

private let lines = "state,persons\nTX,5\nIL,7\n"

/// The table of a file that has these bytes, read under its name.
private func load(
  _ name: String, _ bytes: [UInt8], shownAs shown: String? = nil, _ options: ReadOptions = ReadOptions(),
  _ control: ReadControl = ReadControl()
) throws -> Loaded {
  let folder = try TemporaryFolder()
  let file = String(name.split(separator: "/")[0])
  try folder.write(file, bytes)
  return try TableSource(name, beneath: folder.path, shownAs: shown ?? name, options: options, control).load(control)
}

private func failure(
  _ name: String, _ bytes: [UInt8], _ control: ReadControl = ReadControl()
) throws -> Diagnostic? {
  do {
    _ = try load(name, bytes, ReadOptions(), control)
    return nil
  } catch let error as RunFailure { return error.diagnostics.first }
}

private func packedFile(_ name: String) throws -> [UInt8] {
  try repositoryBytes("Tests/ArchivesTests/Files/" + name)
}

private func zip(_ entries: [(String, String)]) -> [UInt8] {
  MadeZip(entries: entries.map { MadeZip.Entry($0.0, Array($0.1.utf8)) }).bytes
}

@Test("A compressed file is loaded as what it unpacks to, and its bytes and hash are those of the file on the disk")
func compressedFiles() throws {
  let plain = try load("a.csv", Array(lines.utf8))
  for (name, file, method) in [
    ("a.csv.gz", "one.gz", "gzip"), ("a.csv.zst", "one.zst", "zstd"), ("a.csv.bz2", "one.bz2", "bzip2"),
    ("a.csv.xz", "one.xz", "xz"), ("a.csv", "one.gz", "gzip"), ("a", "one.xz", "xz"), ("a.gz", "one.gz", "gzip"),
    ("a.zip/-", "infozip.zip", "ZIP"), ("a.zip/data/a.csv", "python.zip", "ZIP"), ("a.dat/a.csv", "zip64.zip", "ZIP"),
  ] {
    let bytes = try packedFile(file)
    for wantsHash in [false, true] {
      var options = ReadOptions()
      options.wantsHash = wantsHash
      let loaded = try load(name, bytes, options)
      #expect(loaded.table.schema == plain.table.schema, "\(name)")
      #expect((0..<2).map { loaded.table.row($0) } == (0..<2).map { plain.table.row($0) }, "\(name)")
      #expect(loaded.receipt.bytes == bytes.count && loaded.receipt.digest.sha256 == SHA256.hex(of: bytes), "\(name)")
      #expect(loaded.receipt.notes.last?.hasPrefix("unpacked from \(method): ") == true, "\(loaded.receipt.notes)")
      #expect(loaded.receipt.notes.last?.hasSuffix(" → 24 bytes") == true, "\(loaded.receipt.notes)")
      #expect(loaded.receipt.path == name && loaded.table.origin?.files == [name])
    }
  }
}

@Test("The format is that of the name inside")
func innerFormats() throws {
  let json = #"[{"state": "TX", "persons": 5}]"#
  let wanted = try load("a.json", Array(json.utf8)).table.schema
  #expect(try load("a.json.gz", storedGzip(Array(json.utf8))).table.schema == wanted)
  #expect(try load("a.zip/b/a.json", zip([("b/a.json", json)])).table.schema == wanted)
  #expect(try load("a.zip", zip([("a.json", json), ("readme.txt", "words")])).table.schema == wanted)
  // A file that a browser has unpacked keeps its name.
  #expect(try load("a.json.gz", Array(json.utf8)).table.schema == wanted)
  #expect(try load("a.tsv.gz", storedGzip(Array("a\tb\n1\t2\n".utf8))).table.schema.names == ["a", "b"])
}

@Test("What is packed may be packed once more, and no more than that")
func nestedFiles() throws {
  let once = storedGzip(Array(lines.utf8))
  let zipped = MadeZip(entries: [MadeZip.Entry("a.csv.gz", once)]).bytes
  #expect(try load("a.zip", zipped).table.rowCount == 2)
  let loaded = try load("a.zip/a.csv.gz", zipped)
  #expect(
    loaded.table.rowCount == 2
      && loaded.receipt.notes.map { $0.prefix(17) } == ["unpacked from ZIP", "unpacked from gzi"])
  #expect(loaded.receipt.bytes == zipped.count)
  #expect(try load("a.csv.gz.gz", storedGzip(once)).table.rowCount == 2)
  let found = try failure("a.csv.gz.gz.gz", storedGzip(storedGzip(once)))
  #expect(found?.message == "what the file unpacks to is compressed, and what that unpacks to is compressed again")
  let tar = [UInt8](repeating: 65, count: 257) + Array("ustar\u{0}00".utf8) + [UInt8](repeating: 0, count: 248)
  let tarred = try failure("a.tar.gz", storedGzip(tar))
  #expect(tarred?.code == .notBuilt && tarred?.notes.first?.hasPrefix("`tar -xf a.tar.gz` unpacks it") == true)
}

@Test("An archive of one table gives it and says so; of several, every line that is offered loads")
func archives() throws {
  let only = zip([
    ("data/", ""), ("data/a.csv", lines), ("__MACOSX/data/._a.csv", "x"), ("data/.DS_Store", "x"),
    ("readme.pdf", "%PDF"),
  ])
  let loaded = try load("a.zip", only)
  #expect(loaded.table.rowCount == 2 && loaded.receipt.path == "a.zip/data/a.csv")
  #expect(loaded.receipt.notes.first == "\"data/a.csv\" is the only table in the archive, which has 1 other file")
  let several = zip([
    ("b.csv", lines), ("a \"b\".csv.gz", lines), ("données/c.json", "[{\"x\": 1}]"), ("readme.txt", "words"),
  ])
  let found = try #require(try failure("a.zip", several))
  #expect(found.message == "the archive has 3 tables, of which one must be named")
  #expect(
    found.notes == [
      #"`load "a.zip/b.csv"`"#, #"`load "a.zip/a \"b\".csv.gz"`"#, #"`load "a.zip/données/c.json"`"#,
    ])
  for path in ["a.zip/b.csv", "a.zip/a \"b\".csv.gz", "a.zip/données/c.json"] {
    #expect(try load(path, several).table.rowCount > 0)
  }
  #expect(try failure("a.zip/c.csv", several)?.message == "the archive has no file \"c.csv\"")
  #expect(try failure("a.zip/c.csv", several)?.notes == [#"the closest match is `load "a.zip/b.csv"`"#])
  #expect(try failure("a.zip/données", several)?.notes.count == 3)
  #expect(try failure("a.zip", zip([("a.pdf", "%PDF")]))?.message == "the archive has no table that can be loaded")
  #expect(try failure("a.zip", zip([]))?.message == "the archive has no files")
  #expect(try load("a.zip", zip([("data", lines)])).table.rowCount == 2)
  #expect(
    try failure("a.csv/b.csv", Array(lines.utf8))?.message
      == "\"a.csv\" is not a ZIP archive, so that no file can be in it")
  let many = try #require(try failure("a.zip", zip((0..<40).map { ("\($0).csv", lines) })))
  #expect(many.notes.count == 11 && many.notes.last == "and 30 more")
}

@Test("Locations are those in the archive's file, and what is damaged gives no table")
func packedErrors() throws {
  let ragged = "a,b\n1,2\n3,4\n5,6,7\n"
  #expect(try failure("a.zip/b.csv", zip([("b.csv", ragged)]))?.location == "a.zip/b.csv:4")
  #expect(try failure("a.csv.gz", storedGzip(Array(ragged.utf8)))?.location == "a.csv.gz:4")
  let whole = storedGzip(Array(lines.utf8))
  for count in 4..<whole.count {
    let found = try failure("a.csv.gz", Array(whole.prefix(count)))
    #expect(found?.code == .damagedFile && found?.location == "a.csv.gz", "\(count)")
  }
  var changed = whole
  changed[20] ^= 1
  #expect(try failure("a.csv.gz", changed)?.message == "the unpacked bytes do not have the checksum that the file says")
  #expect(try failure("a.zip/../a.zip", zip([("b.csv", lines)]))?.code == .outsideFolder)
  // A workbook is a ZIP archive too, and not one to look for tables in.
  #expect(try failure("a.csv", zip([("[Content_Types].xml", "<x/>"), ("a.csv", lines)]))?.code == .notBuilt)
}

@Test("What unpacks to gigabytes is refused early, and the way out is named")
func bombs() throws {
  let zeros = try packedFile("zeros.gz")
  // 2 GB.
  let found = try failure("a.csv.gz", [UInt8](Array(repeating: zeros, count: 2_000).joined()))
  #expect(found?.message == "the file unpacks to more than 500 times its size" && found?.kind == .limit)
  #expect(found?.notes == ["`gzip -dk a.csv.gz` unpacks it without this limit"])
  let inside = [UInt8](Array(repeating: zeros, count: 400).joined())
  let nested = try failure("a.zip", MadeZip(entries: [MadeZip.Entry("a.csv.gz", inside)]).bytes)
  #expect(nested?.kind == .limit && nested?.notes == ["the file can be loaded once it is unpacked"])
}

@Test("Unpacking stops when it is asked to, and is done once for all readings of a file")
func unpackingOnce() throws {
  let bytes = storedGzip([UInt8](repeating: UInt8(ascii: "a"), count: 3 << 20))
  #expect(try failure("a.csv.gz", bytes, ReadControl(isCancelled: { true }))?.code == .cancelled)
  let folder = try TemporaryFolder()
  try folder.write("a.csv.gz", try packedFile("one.gz"))
  let kept = UnpackedFiles()
  func file() throws -> OpenFile {
    try openFile("a.csv.gz", beneath: folder.path, shownAs: "a.csv.gz").unpacked(ReadControl(unpacked: kept))
  }
  let first = try file()
  #expect(try file() === first)
  try folder.write("a.csv.gz", try packedFile("members.gz"))
  #expect(try TableSource(file()).load().table.rowCount == 3)
}

@Test("A large compressed file is read in blocks, as the plain one is")
func largeFiles() throws {
  var text = "n,name,share\n"
  for row in 0..<100_000 { text += "\(row),name \(row % 977),\(row % 1000).25\n" }
  let plain = try load("a.csv", Array(text.utf8))
  let packed = try load("a.csv.gz", storedGzip(Array(text.utf8)))
  #expect(packed.table.schema == plain.table.schema && packed.table.rowCount == 100_000)
  #expect(stride(from: 0, to: 100_000, by: 997).allSatisfy { packed.table.row($0) == plain.table.row($0) })
}
