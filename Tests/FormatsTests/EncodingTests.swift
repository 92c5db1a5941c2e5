import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

private func read(
  _ bytes: [UInt8], _ encoding: String? = nil
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  var options = ReadOptions()
  options.encoding = encoding.flatMap { TextEncoding(name: $0) }
  return try parseCSV(bytes, name: "t.csv", options: options)
}

private func refusal(_ bytes: [UInt8], _ encoding: String? = nil) -> Diagnostic? {
  do throws(RunFailure) {
    _ = try read(bytes, encoding)
    return nil
  } catch { return error.diagnostics.first }
}

/// The names of encodings in lines such as `` `encoding: "koi8-r"` reads … ``.
private func offered(_ diagnostic: Diagnostic?) -> [String] {
  (diagnostic?.notes ?? []).compactMap { note in
    let parts = note.split(separator: "\"", maxSplits: 2).map(String.init)
    return parts.count == 3 && parts[0] == "`encoding: " && parts[2].hasPrefix("` reads ") ? parts[1] : nil
  }
}

/// Five names, and a sentence, in 30 languages and the encodings that they are written in; the bytes are Python's.
@Test(
  "What is offered for a file that is not UTF-8 reads it right, nearly always first, and a wrong one is never alone")
func languages() throws {
  var (first, alone, all) = (0, 0, 0)
  for line in try repositoryText("Tests/FormatsTests/Files/encodings.tsv").split(separator: "\n") {
    let parts = line.split(separator: "\t").map(String.init)
    let digits = Array(parts[3].utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).map { place in
      UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) ?? 0
    }
    let file = Array("name\n".utf8) + bytes + [10]
    let names = offered(refusal(file))
    let right = try names.map { name in
      let table = try read(file, name).table
      return (0..<table.rowCount).map { plainText(table.columns[0][$0]) }.joined(separator: "|") == parts[2]
    }
    all += 1
    if right.first == true { first += 1 }
    if names.count == 1 { alone += 1 }
    #expect(right.contains(true), "\(parts[0]) \(parts[1]): \(names)")
  }
  #expect(all == 130)
  #expect(first >= 126, "\(first)")
  #expect(alone >= 100, "\(alone)")
}

@Test("Bytes of another encoding in a UTF-8 file are named, and what is offered keeps the rest")
func mixed() throws {
  let file = Array("name\nKöln\nZürich\nM".utf8) + [0xFC] + Array("nchen\nGenève\n".utf8)
  let found = refusal(file)
  #expect(found?.message == "byte 0xFC is not valid UTF-8")
  #expect(found?.location == "t.csv:4:2")
  #expect(
    found?.notes == [
      "3 other words with letters beyond ASCII are UTF-8",
      "`encoding: \"utf-8 or windows-1252\"` reads \"München\" (line 4)",
    ])
  let (table, receipt) = try read(file, "UTF-8 or cp1252")
  #expect((0..<4).map { plainText(table.columns[0][$0]) } == ["Köln", "Zürich", "München", "Genève"])
  #expect(receipt.notes == ["read as utf-8 or windows-1252"])
}

@Test(
  "Nothing is offered for what is no text, for a character that is cut off, or for bytes that are no words",
  arguments: [
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0, 0, 1], "6 bytes of 15 are control characters"),
    (Array("name\nKöln\nAthlone\u{E9}".utf8).dropLast(), "the file ends in the middle of a character"),
    (
      [0x61, 0x0A, 0xA4, 0x80, 0xFE, 0xB8, 0xBF, 0xFF, 0xD0, 0x81, 0xAA, 0x98, 0x0A],
      "in none of the encodings that `encoding:` takes do its words read well"
    ),
  ] as [([UInt8], String)])
func unread(_ bytes: [UInt8], _ note: String) {
  let found = refusal(bytes)
  #expect(found?.code == .notUtf8)
  #expect(offered(found).isEmpty)
  #expect(found?.notes.first?.hasPrefix(note) == true, "\(found?.notes ?? [])")
}

@Test("UTF-16 and UTF-32 are known by their mark, or by their zero bytes")
func wide() throws {
  for text in ["name,n\nMünchen,1\nKöln,2\n", "имя,n\nМосква,1\nКазань,2\n", "a,b\nΑθήνα,1\n", "a,b\n𝄞 plain,1\n"] {
    let (two, four) = (Array(text.utf16), Array(text.unicodeScalars.map(\.value)))
    for isBig in [false, true] {
      let end = isBig ? "be" : "le"
      let small = two.flatMap { unit in
        isBig ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
      }
      let large = four.flatMap { code in
        (0..<4).map { UInt8(truncatingIfNeeded: code >> UInt32(8 * (isBig ? 3 - $0 : $0))) }
      }
      let wanted = try read(Array(text.utf8)).table
      let marks: [[UInt8]] = isBig ? [[0xFE, 0xFF], [0, 0, 0xFE, 0xFF]] : [[0xFF, 0xFE], [0xFF, 0xFE, 0, 0]]
      for (bytes, mark, name) in [(small, marks[0], "utf-16" + end), (large, marks[1], "utf-32" + end)] {
        let all = [try read(mark + bytes), try read(bytes, name), try read(mark + bytes, String(name.prefix(6)))]
        for (table, receipt) in all {
          #expect(table.schema.names == wanted.schema.names)
          #expect((0..<table.rowCount).map(table.row) == (0..<wanted.rowCount).map(wanted.row))
          #expect(receipt.notes == ["read as \(name)"])
        }
        // A character outside of the first plane has no zero in UTF-16.
        if text.contains("𝄞"), name.hasPrefix("utf-16") { continue }
        #expect(try read(bytes).receipt.notes == ["read with `encoding: \"\(name)\"`, by its zero bytes"])
        #expect(refusal(Array(bytes.dropLast()), name)?.code == .notInEncoding)
      }
    }
  }
  let ideographs = "a,b\n東京都,1\n大阪府,2\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  #expect(refusal(ideographs)?.notes == ["`encoding: \"utf-16le\"` reads \"東京都\" (line 2), \"大阪府\" (line 3)"])
  #expect(refusal(Array("a\n1\n".utf8), "utf-16")?.code == .unmarkedUtf16)
}

@Test("Text that was encoded twice is noted, and read right if all of the file was")
func twice() throws {
  let file = Array("name,n\nMÃ¼nchen,1\nGroÃŸe â€žStraÃŸeâ€œ,2\nplain,3\n".utf8)
  #expect(
    try read(file).receipt.notes == [
      "2 cells of `name` look encoded twice; the first is \"MÃ¼nchen\" for \"München\" at t.csv:2; `encoding: \"utf-8 twice\"` reads \"München\""
    ])
  let (table, receipt) = try read(file, "utf-8 twice")
  #expect((0..<3).map { plainText(table.columns[0][$0]) } == ["München", "Große „Straße“", "plain"])
  #expect(receipt.notes == ["read as utf-8 twice"])
  let part = Array("name\nMÃ¼nchen\nKöln\n".utf8)
  #expect(
    try read(part).receipt.notes == [
      "1 cell of `name` looks encoded twice; the first is \"MÃ¼nchen\" for \"München\" at t.csv:2; other text of the file is encoded once"
    ])
  #expect(refusal(part, "utf-8 twice")?.location == "t.csv:3:2")
  // Cyrillic, as it looks in windows-1252.
  #expect(try read(Array("a\nÐšÐ¸ÐµÐ²\n".utf8), "utf-8 twice").table.row(0) == [.text("Киев")])
  // What looks a little like it.
  for text in ["SÃO PAULO", "MAÇÃ", "CAFÉ» ", "« MARCHÉ »", "Âge", "naïve", "PÄÄ»", "Ångström"] {
    #expect(try read(Array("a\n\(text)\n".utf8)).receipt.notes.isEmpty, "\(text)")
  }
}

@Test("Bytes without a meaning are an error with their location, and what reads them is offered")
func undefined() throws {
  let file = Array("name,n\nAnn,1\nM".utf8) + [0xFC] + Array("nchen ".utf8) + [0x81, 10]
  let found = refusal(file, "windows-1252")
  #expect(found?.message == "byte 0x81 has no meaning in windows-1252")
  #expect(found?.location == "t.csv:3:9")
  #expect(
    refusal([0x61, 0x0A, 0x93, 0x8C, 0x8B], "sjis")?.message == "the file ends in the middle of a shift_jis character")
  #expect(
    refusal([0x61, 0x0A, 0x93, 0x20, 0x0A], "sjis")?.message == "the bytes 0x93 0x20 have no meaning in shift_jis")
  let kept = refusal(Array("a\nMünchen\n".utf8), "iso-8859-6")
  #expect(kept?.notes == ["the file is valid UTF-8, which needs no `encoding:`"])
}

@Test("Encodings have the names that people give them")
func encodingNames() {
  let names = [
    ("latin1", "latin1"), ("ISO_8859-1", "latin1"), ("Latin 1", "latin1"), ("cp1252", "windows-1252"),
    ("ANSI", "windows-1252"), ("Windows 1251", "windows-1251"), ("sjis", "shift_jis"), ("Shift-JIS", "shift_jis"),
    ("CP932", "shift_jis"), ("utf-8-sig", "utf-8"), ("UTF8", "utf-8"), ("gbk", "gb18030"), ("GB2312", "gb18030"),
    ("euckr", "euc-kr"), ("macintosh", "mac-roman"), ("cp850", "ibm850"), ("KOI8R", "koi8-r"),
    ("latin-9", "iso-8859-15"),
    ("big5hkscs", "big5"), ("unicode", "utf-16"), ("utf-8 or latin1", "utf-8 or latin1"),
  ]
  for (name, canonical) in names { #expect(TextEncoding(name: name)?.name == canonical, "\(name)") }
  for name in ["", "klingon", "utf-8 or utf-16", "utf-9"] { #expect(TextEncoding(name: name) == nil, "\(name)") }
  #expect(TextEncoding.near("windows-1262") == "windows-1252")
  #expect(TextEncoding.near("shiftjiss") != nil)
  // No name stands for two encodings.
  let all = TextEncoding.all.flatMap { [$0.name] + $0.otherNames }
  for name in all { #expect(TextEncoding(name: name) != nil) }
  let keys = all.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }
  #expect(Set(keys).count == keys.count, "\(Dictionary(grouping: keys, by: { $0 }).filter { $1.count > 1 }.keys)")
}

@Test("Any bytes are read or refused in every encoding, at every length", .slow)
func anyBytes() {
  var random = SplitMix64(seed: 16)
  for round in 0..<rounds(20_000) {
    let count = Int.random(in: 0...40, using: &random)
    let isHigh = round % 2 == 0
    var bytes = (0..<count).map { _ in UInt8.random(in: isHigh ? 0x80...0xFF : 0...0xFF, using: &random) }
    if round % 3 == 0 { bytes = Array("a\n".utf8) + bytes }
    guard let encoding = TextEncoding.all.randomElement(using: &random) else { return }
    do throws(RunFailure) {
      let text = try decoded(bytes, declared: round % 5 == 0 ? nil : encoding, name: "t.csv", isCancelled: { false })
      #expect(firstInvalidUTF8(text.bytes.span) == nil)
    } catch {
      #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty && $0.location != nil })
      for name in offered(error.diagnostics.first) {
        #expect(
          (try? decoded(bytes, declared: TextEncoding(name: name), name: "", isCancelled: { false })) != nil,
          "\(bytes) \(name)")
      }
    }
  }
}
