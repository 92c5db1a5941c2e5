import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetReleases
import StetSyntax
import TestSupport
import Testing

private let digest = String(repeating: "0123456789abcdef", count: 4)

/// Texts that a lock has to write with care.
private let texts = [
  "a", "two words", "\"", "\\", "\\u{41}", "", "\u{301}é", "line\nbreak\r\ttab", "\u{202E}", "ü 🙂", "#", "  x",
]

private func lock() -> Lockfile {
  var lock = Lockfile()
  for (index, text) in texts.enumerated() {
    let fields =
      texts.map { Field("c\($0)", .period(.fiscalYear), unit: $0 == text ? $0 : nil) } + [Field("x", .decimal)]
    lock.lock(
      "s\(text)",
      [
        LockedInput(
          .table, "p/\(text)", sha256: digest, size: index,
          content: .init(rows: index, fields: fields)),
        LockedInput(
          .dataset, "../\(text)x", dataset: text, sha256: digest, size: .max,
          content: .init(rows: 0, fields: [], missing: texts)),
        LockedInput(.script, "u\(text)", sha256: digest, size: 1),
        LockedInput(.theme, "t\(text)", sha256: digest, size: 1),
        LockedInput(.map, "m\(text)", sha256: digest, size: 1),
        LockedInput(
          .standardInput, "stdin\(text)", sha256: digest, size: 1, content: .init(rows: 1, fields: fields)),
      ])
  }
  lock.lock("empty", [])
  return lock
}

@Test("A lock reads back what was written, whatever names hold, and is written again with the same bytes")
func lockRoundTrip() throws {
  let lock = lock()
  let read = try Lockfile.parse(Array(lock.text.utf8), name: "stet.lock")
  #expect(read == lock)
  #expect(read.text == lock.text)
  #expect(lock.sections.count == texts.count + 1)
  // Git may have made other ends of lines of it.
  #expect(try Lockfile.parse(Array(lock.text.replacing("\n", with: "\r\n").utf8), name: "stet.lock") == lock)
}

@Test("A lock has the same bytes in whatever order its inputs were read, and one script's section leaves the others")
func lockOrder() {
  var one = Lockfile()
  let inputs = [LockedInput(.theme, "b", sha256: digest, size: 1), LockedInput(.script, "a", sha256: digest, size: 1)]
  one.lock("y", inputs)
  one.lock("x", [])
  var other = Lockfile()
  other.lock("x", inputs)
  other.lock("y", inputs.reversed())
  other.lock("x", [])
  #expect(one.text == other.text)
  #expect(other["x"] == [])
  #expect(other["y"]?.map(\.path) == ["a", "b"])
  #expect(other["z"] == nil)
}

@Test(
  "A line that no lock has is refused with its number and a reason",
  arguments: [
    ("", 1, "a lock must begin with `stet.lock 1`"),
    ("stet.lock\n", 1, "a lock must begin with `stet.lock 1`"),
    ("stet.lock 1\ntable \"a\"\n", 2, "a block comes before the first `script`"),
    ("stet.lock 1\nscript \"s\"\nscript \"s\"\n", 3, "the script \"s\" occurs twice"),
    ("stet.lock 1\nscript \"s\"\n  size 1\n", 3, "an indented line does not belong to a block"),
    ("stet.lock 1\nscript \"s\"\n\ntheme \"t\"\n  size 1\n", 4, "the block is missing its `sha256` or `size`"),
    (
      "stet.lock 1\nscript \"s\"\ntable \"t\"\n  size 1\n  sha256 \(digest)\n", 3,
      "the block is missing its `sha256`, `size` or `rows`"
    ),
    ("stet.lock 1\nscript \"s\"\ntheme \"t\"\n  rows 1\n", 4, "this line does not belong in a lock"),
    ("stet.lock 1\nscript \"s\"\ntheme \"t\"\n  sha256 ABC\n", 4, "`sha256` must have 64 digits from 0 to f"),
    ("stet.lock 1\nscript \"s\"\ntheme \"t\"\n  size -1\n", 4, "a whole number is expected here"),
    ("stet.lock 1\nscript \"s\"\ntheme \"t\"\n  size 99999999999999999999\n", 4, "a whole number is expected here"),
    ("stet.lock 1\nscript \"s\"\ntheme \"t\"\n  size 1\n  size 1\n", 5, "this line does not belong in a lock"),
    ("stet.lock 1\nscript \"s\"\ntable \"t\"\n  column \"a\" integer\n", 4, "there is no type `integer`"),
    (
      "stet.lock 1\nscript \"s\"\ntable \"t\"\n  column \"a\" int\n  column \"a\" int\n", 5,
      "the column \"a\" occurs twice"
    ),
    (
      "stet.lock 1\nscript \"s\"\ntable \"t\"\n  column \"a\" int units \"b\"\n", 4,
      "this line does not belong in a lock"
    ),
    ("stet.lock 1\nscript \"s\"\ntable \"t\n", 3, "a quoted string has no closing quotation mark"),
    ("stet.lock 1\nscript \"s\"\ntable \"\\n\"\n", 3, "the only escapes are `\\\"`, `\\\\` and `\\u{…}`"),
    (
      "stet.lock 1\nscript \"s\"\ntable \"\\u{110000}\"\n", 3,
      "`\\u{…}` must contain the hexadecimal code of a character"
    ),
    ("stet.lock 1\nscript \"s\"\ntable  \"t\"\n", 3, "this line does not belong in a lock"),
    ("stet.lock 1\nscript \"s\" \n", 2, "this line does not belong in a lock"),
    ("stet.lock 1\nscript \"s\"\ndataset \"t\"\n", 3, "this line does not belong in a lock"),
    ("stet.lock 1\nscript \"s\"\ntable \"\"\n", 3, "a path is empty"),
    ("stet.lock 1\n<<<<<<< HEAD\n", 2, "there is an unresolved merge conflict here"),
  ])
func refusedLocks(_ text: String, _ line: Int, _ reason: String) {
  #expect {
    try Lockfile.parse(Array(text.utf8), name: "stet.lock")
  } throws: { error in
    let found = (error as? RunFailure)?.diagnostics ?? []
    return found.map(\.message) == ["the lock cannot be read: \(reason)"] && found[0].location == "stet.lock:\(line)"
      && found[0].kind == .data && !found[0].notes.isEmpty
  }
}

@Test("A lock cut off anywhere is refused or whole, and never traps", .slow)
func cutLocks() {
  let bytes = Array(lock().text.utf8)
  for count in stride(from: 0, to: bytes.count, by: bytes.count / rounds(bytes.count / 3)) {
    guard let read = try? Lockfile.parse(Array(bytes[..<count]), name: "stet.lock") else { continue }
    #expect(read.sections.count <= texts.count + 1)
  }
  #expect(throws: RunFailure.self) { try Lockfile.parse(Array("stet.lock 2\n".utf8), name: "stet.lock") }
  #expect(throws: RunFailure.self) { try Lockfile.parse([0xFF], name: "stet.lock") }
}

@Test("A session with a recorder keeps what it reads, once, with the digest of the bytes that it loaded")
func recording() throws {
  let session = Session(folder: project + "/Scripts")
  session.files.recorder = InputRecorder()
  let source = SourceText(
    name: "t.stet", text: "load state_population | take 1\nload state_population | select state\n")
  session.add(source)
  try session.readInputs(of: parse(source).0)
  let inputs = session.files.recorder?.inputs.map(\.input) ?? []
  #expect(inputs.map(\.path) == ["../Datasets/state_population.csv"])
  #expect(inputs.map(\.dataset) == ["state_population"])
  #expect(inputs.first?.content?.rows == 52)
  #expect(inputs.first?.content?.fields.first { $0.name == "pop_2010" }?.unit == "persons")
  let bytes = try readFile(project + "/Datasets/state_population.csv", shownAs: "t")
  #expect(inputs.first?.sha256 == SHA256.hex(of: bytes))
  #expect(inputs.first?.size == bytes.count)
  #expect(session.files.drift(from: inputs, of: "t.stet") == [])
}
