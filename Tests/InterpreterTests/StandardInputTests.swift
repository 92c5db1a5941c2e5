import StetDiagnostics
import StetFormats
import StetInterpreter
import StetSystem
import TestSupport
import Testing

/// A session whose standard input has these bytes.
private func session(_ input: [UInt8], _ folder: TemporaryFolder) throws -> Session {
  try folder.write("input", input)
  let session = Session(folder: folder.path)
  session.files.standardInput = StandardInput(try .reading(folder.path + "/input"))
  return session
}

@Test(
  "The format of standard input is found by its first bytes",
  arguments: [
    ("a,b\n1,2\n", "a  b\n1  2\n"), (" [\n{\"a\": 1, \"b\": 2}]", "a  b\n1  2\n"),
    ("{\"a\": 1, \"b\": 2}\n", "a  b\n1  2\n"),
    ("\u{FEFF}[{\"a\": 1, \"b\": 2}]", "a  b\n1  2\n"), ("[a],b\n1,2\n", "[a]  b\n  1  2\n"),
    ("{a},b\n1,2\n", "{a}  b\n  1  2\n"),
  ])
func inputFormats(_ text: String, _ wanted: String) throws {
  let run = ScriptRun("load stdin", in: try session(Array(text.utf8), TemporaryFolder()))
  #expect(run.shown == wanted && run.diagnostics.isEmpty, "\(run.diagnostics)")
}

@Test("Standard input is read once, takes options, may be compressed, and errors name its lines")
func input() throws {
  let folder = try TemporaryFolder()
  let twice = ScriptRun(
    "let t = load stdin\nt | take 1\nload stdin | select a", in: try session(Array("a,b\n1,2\n".utf8), folder),
    isWhole: true)
  #expect(twice.diagnostics.isEmpty && twice.shown.hasSuffix("a\n1\n"), "\(twice.diagnostics) \(twice.shown)")
  #expect(twice.ledger.contains { $0.hasPrefix("load stdin: 1 row") })
  let packed = ScriptRun(
    "load stdin | group: n = count()", in: try session(storedGzip(Array("a\n1\n2\n".utf8)), folder))
  #expect(packed.shown.contains("2") && packed.ledger.contains { $0.contains("unpacked from gzip") })
  let coded = ScriptRun(
    "load stdin, missing: [\"D\"] | select a", in: try session(Array("a,b\n1,2\nD,3\n".utf8), folder))
  #expect(coded.diagnostics.isEmpty && coded.shown == "a\n1\n·\n", "\(coded.diagnostics)")
  let ragged = ScriptRun("load stdin", in: try session(Array("a,b\n1,2\n3,4\n5,6,7\n".utf8), folder))
  #expect(ragged.diagnostics.first?.location == "stdin:4")
}

@Test("Where standard input brings something else, and by a path, it is refused")
func refusedInput() throws {
  let folder = try TemporaryFolder()
  let none = ScriptRun("load stdin", in: Session(folder: folder.path))
  #expect(none.diagnostics.first?.message == "standard input can be loaded only by a script in a file and by `-e`")
  for path in ["/dev/stdin", "-", "/proc/self/fd/0"] {
    let found = ScriptRun("load \"\(path)\"", in: try session(Array("a\n1\n".utf8), folder)).diagnostics
    #expect(found.first?.fixIts.first?.replacement == "stdin", "\(path)")
  }
}

@Test("What standard input had is recorded with its hash")
func recordedInput() throws {
  let folder = try TemporaryFolder()
  let session = try session(Array("a\n1\n".utf8), folder)
  session.files.recorder = InputRecorder()
  _ = ScriptRun("load stdin | take 1", in: session)
  let input = try #require(session.files.recorder?.inputs.first?.input)
  #expect(input.path == "stdin" && input.kind == .standardInput && input.size == 4)
  #expect(input.sha256 == SHA256.hex(of: Array("a\n1\n".utf8)))
}

@Test("A file of an archive is loaded, traced and protected as the archive")
func archiveFiles() throws {
  let folder = try TemporaryFolder()
  let csv = Array("state,persons\nTX,5\nIL,7\n".utf8)
  try folder.write("a.zip", MadeZip(entries: [MadeZip.Entry("data/b.csv", csv)]).bytes)
  let session = Session(folder: folder.path, outputFolder: folder.path)
  let run = ScriptRun(
    """
    let t = load "a.zip/data/b.csv" | group by state: persons = sum(persons)
    why t[state: "TX"].persons
    """, in: session, isWhole: true)
  #expect(run.diagnostics.isEmpty && run.shown.contains("a.zip/data/b.csv:2"), "\(run.diagnostics) \(run.shown)")
  let saved = ScriptRun("t | save! \"a.zip\"", in: session)
  #expect(!saved.diagnostics.isEmpty)
  #expect(session.files.isProtected(folder.path + "/a.zip"))
}
