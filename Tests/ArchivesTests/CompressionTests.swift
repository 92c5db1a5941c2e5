import StetArchives
import TestSupport
import Testing

@Test("All streams of a file are unpacked, with the padding that their formats allow")
func streams() throws {
  for (compression, one, several) in [
    (Compression.gzip, "one.gz", "members.gz"), (.bzip2, "one.bz2", "streams.bz2"), (.xz, "one.xz", "streams.xz"),
    (.zstd, "one.zst", "frames.zst"),
  ] {
    #expect(Compression(recognizedIn: try packedFile(one)) == compression)
    #expect(String(decoding: try unpacked(compression, try packedFile(one)), as: UTF8.self) == lines, "\(one)")
    #expect(String(decoding: try unpacked(compression, try packedFile(several)), as: UTF8.self) == lines + "DC,9\n")
  }
}

@Test("A file cut anywhere, or followed by something else, is refused")
func cutFiles() throws {
  for (compression, file) in [
    (Compression.gzip, "one.gz"), (.bzip2, "one.bz2"), (.xz, "one.xz"), (.zstd, "one.zst"), (.bzip2, "streams.bz2"),
  ] {
    let whole = try packedFile(file)
    for count in 0..<whole.count {
      let cut = Array(whole.prefix(count))
      // Where the first stream ends, what is left is a whole file.
      if file == "streams.bz2", let text = try? unpacked(compression, cut) {
        #expect(String(decoding: text, as: UTF8.self) == lines)
        continue
      }
      #expect(throws: ArchiveFailure.truncated, "\(file), \(count) bytes") { try unpacked(compression, cut) }
    }
    for tail in ["rest", "\0\0\0rest"] {
      #expect(throws: ArchiveFailure.self, "\(file)") { try unpacked(compression, whole + Array(tail.utf8)) }
    }
  }
  #expect(throws: ArchiveFailure.self) { try unpacked(.xz, try packedFile("one.xz") + [0, 0]) }
  #expect(throws: ArchiveFailure.self) { try unpacked(.bzip2, try packedFile("one.bz2") + [0]) }
}

@Test("No change of a byte is unpacked as something else in silence, and none traps")
func changedFiles() throws {
  for (compression, file) in [
    (Compression.gzip, "members.gz"), (.bzip2, "streams.bz2"), (.xz, "streams.xz"), (.zstd, "frames.zst"),
  ] {
    let whole = try packedFile(file)
    let wanted = try unpacked(compression, whole)
    var random = SplitMix64(seed: 7)
    for round in 0..<rounds(10_000) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      guard let content = try? unpacked(compression, bytes) else { continue }
      // zstd has a checksum that its flag can switch off, and a frame can be made one that is to be skipped.
      if compression != .zstd { #expect(content == wanted, "\(file), round \(round)") }
    }
  }
}

@Test("What asks for more memory than it may have is refused with the amount")
func memoryLimits() throws {
  #expect(throws: ArchiveFailure.tooMuchMemory(needed: nil, limit: 128 << 20)) {
    try unpacked(.zstd, try packedFile("long.zst"))
  }
  let found = #expect(throws: ArchiveFailure.self) { try unpacked(.xz, try packedFile("dictionary.xz")) }
  guard case .tooMuchMemory(let needed?, 268_435_456)? = found else {
    Issue.record("\(String(describing: found))")
    return
  }
  #expect((512 << 20..<600 << 20).contains(needed))
}

@Test("Only whole beginnings are recognized: a header can begin with the letters of bzip2")
func recognition() {
  #expect(Compression(recognizedIn: Array("BZh9,state\n1,TX\n".utf8)) == nil)
  #expect(Compression(recognizedIn: Array("state\n".utf8)) == nil)
  #expect(Compression(recognizedIn: [0x1F, 0x8B]) == nil)
  #expect(Compression(recognizedIn: []) == nil)
  #expect(Compression(recognizedIn: [0x1F, 0x8B, 8, 0]) == .gzip)
  #expect(Set(Compression.allCases.flatMap(\.endings)).count == Compression.allCases.flatMap(\.endings).count)
}
