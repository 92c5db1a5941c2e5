import Foundation
import TestSupport
import Testing

/// The built command in a folder of its own, which goes away with the value.
final class Desk {
  private let temporary: TemporaryFolder
  var folder: URL { URL(fileURLWithPath: temporary.path) }

  init() throws { temporary = try TemporaryFolder() }

  func write(_ name: String, _ text: String) throws { try temporary.write(name, text) }

  func read(_ name: String) throws -> String { try temporary.text(name) }

  var files: [String] { temporary.names }

  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)[.posixPermissions]
      as? Int
  }

  private static let command = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("stet")

  func callAsFunction(_ arguments: String...) throws -> (status: Int32, shown: String, said: String) {
    try run(Self.command, arguments)
  }

  /// A line for `sh`, where `$0` is the command.
  func shell(_ line: String) throws -> (status: Int32, shown: String, said: String) {
    try run(URL(fileURLWithPath: "/bin/sh"), ["-c", line, Self.command.path])
  }

  private func run(_ program: URL, _ arguments: [String]) throws -> (status: Int32, shown: String, said: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let shown = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (
      process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus, shown, said
    )
  }
}

@Test("No output replaces the script, a script that it uses, or a file that it loads")
func inputsStay() throws {
  let desk = try Desk()
  let script = "use \"names.csv\"\nload \"t.csv\" | save \"run.csv\"\n"
  try desk.write("run.csv", script)
  try desk.write("names.csv", "let one = 1\n")
  try desk.write("t.csv", "a,b\n1,2\n")
  let saved = try desk("run", "run.csv", "--out", ".")
  #expect(saved.status == 4)
  #expect(saved.said.contains("error[overwrites-input]"))
  for file in ["run.csv", "names.csv", "./t.csv"] {
    try desk.write("show.stet", "use \"names.csv\"\nload \"t.csv\"\n")
    try desk.write("run.csv", "use \"names.csv\"\nload \"t.csv\"\n")
    let kept = try desk("run", "run.csv", "--ledger", file)
    #expect(kept.status == 4, "\(file)")
    #expect(kept.said.contains("error[overwrites-input]"), "\(file)")
  }
  #expect(try desk.read("names.csv") == "let one = 1\n")
  #expect(try desk.read("t.csv") == "a,b\n1,2\n")
  #expect(try desk("run", "run.csv", "--ledger", "l.json").status == 0)
  #expect(try desk.read("l.json").contains("load t.csv"))
}

@Test("What is not a file is not replaced by one, and a NUL does not cut a name short")
func places() throws {
  let desk = try Desk()
  try desk.write("a.stet", "table { a; 1 } | save \"a\\u{0}b.csv\"\n")
  let cut = try desk("run", "a.stet", "--out", ".")
  #expect(cut.status == 4)
  #expect(desk.files == ["a.stet"])
  #expect(mkfifo(desk.folder.appendingPathComponent("pipe").path, 0o600) == 0)
  let pipe = try desk("-e", "1", "--ledger", "pipe")
  #expect(pipe.status == 4)
  #expect(pipe.said.contains("it is not a regular file"))
  #expect(desk.files == ["a.stet", "pipe"])
}

@Test("`use` follows no link out of the folder")
func useBeneath() throws {
  let (desk, other) = (try Desk(), try Desk())
  try other.write("secret.stet", "secret of somebody else")
  try FileManager.default.createSymbolicLink(
    at: desk.folder.appendingPathComponent("link.stet"),
    withDestinationURL: other.folder.appendingPathComponent("secret.stet"))
  try desk.write("a.stet", "use \"link.stet\"\n")
  let result = try desk("run", "a.stet")
  #expect(result.status == 4)
  #expect(result.said.contains("error[outside-folder]"))
  #expect(result.said.contains("a.stet:1:5"))
  #expect(!result.said.contains("somebody"))
}

@Test("`format` keeps a file's permissions, and writes through a link")
func formatKeeps() throws {
  let desk = try Desk()
  try desk.write("real.stet", "let   x=1\n")
  try FileManager.default.setAttributes(
    [.posixPermissions: 0o750], ofItemAtPath: desk.folder.appendingPathComponent("real.stet").path)
  try FileManager.default.createSymbolicLink(
    atPath: desk.folder.appendingPathComponent("link.stet").path, withDestinationPath: "real.stet")
  #expect(try desk("format", "link.stet").status == 0)
  #expect(try desk.read("real.stet") == "let x = 1\n")
  #expect(try desk.mode("real.stet") == 0o750)
  #expect(
    try FileManager.default.destinationOfSymbolicLink(atPath: desk.folder.appendingPathComponent("link.stet").path)
      == "real.stet")
}

@Test("A pipeline on the command line may begin with a minus")
func minus() throws {
  let desk = try Desk()
  let result = try desk("-e", "-2 * 3")
  #expect(result.status == 0)
  #expect(result.shown == "-6\n")
}

@Test(
  "What calls itself or doubles without end is refused in time",
  arguments: [
    ("def f(x) = f(x)\nf(1)\n", Int32(1), "scope-cycle"),
    ("def f(x) = g(x)\ndef g(x) = f(x)\nf(1)\n", 1, "scope-cycle"),
    ("def f(x) = f(x + x) + f(x + x)\nf(1)\n", 1, "scope-cycle"),
    ("def f(t) = f(t) | take 1\nlet t = table { a; 1 }\nf(t)\n", 1, "scope-cycle"),
    ("def f0(x) = x\n" + (1...2000).map { "def f\($0)(x) = f\($0 - 1)(x)\n" }.joined() + "f2000(1)\n", 5, "too-deep"),
    (
      "def f0(t) = t | take 1\n" + (1...2000).map { "def f\($0)(t) = f\($0 - 1)(t) | take 1\n" }.joined()
        + "let t = table { a; 1 }\nf2000(t)\n", 5, "too-deep"
    ),
    (
      "let t0 = \"aaaaaaaa\"\n" + (1...40).map { "let t\($0) = \"{t\($0 - 1)}{t\($0 - 1)}\"\n" }.joined(), 4,
      "text-too-long"
    ),
    (
      "let a0 = pad(\"a\", 10_000, \"a\")\n" + (1...4).map { "let a\($0) = replace(a\($0 - 1), \"a\", a0)\n" }.joined(),
      4, "text-too-long"
    ),
    (
      "matches(\"x\", \"" + String(repeating: "(", count: 8) + String(repeating: "){{1000}}", count: 8) + "\")\n", 4,
      "bad-pattern"
    ),
  ])
func endless(_ script: String, _ status: Int32, _ code: String) throws {
  let desk = try Desk()
  try desk.write("a.stet", script)
  for command in ["run", "check"] {
    let result = try desk(command, "a.stet")
    #expect(result.status == status, "\(command): \(result.said.suffix(300))")
    #expect(result.said.contains("error[\(code)]"), "\(command): \(result.said.suffix(300))")
  }
}

@Test("`check` computes no rows, also of a table in the script")
func checkIsQuick() throws {
  let desk = try Desk()
  try desk.write(
    "a.stet", "let t0 = table { a; 1 }\n" + (1...60).map { "let t\($0) = t\($0 - 1) | append t\($0 - 1)\n" }.joined())
  #expect(try desk("check", "a.stet").status == 0)
}

@Test("Past a limit on the size of files a save fails, and leaves the old file and nothing else")
func fileSizeLimit() throws {
  let desk = try Desk()
  try desk.write("a.csv", "a\n" + String(repeating: "0123456789x\n", count: 20_000))
  try desk.write("old.csv", "old\n")
  try desk.write("a.stet", "load \"a.csv\" | save \"old.csv\"\n")
  let result = try desk.shell("ulimit -f 100; exec \"$0\" run a.stet --out .")
  #expect(result.status == 4)
  #expect(result.said.contains("file too large"))
  #expect(try desk.read("old.csv") == "old\n")
  #expect(desk.files == ["a.csv", "a.stet", "old.csv"])
}

@Test("With the standard streams closed, nothing goes astray into the files that are written")
func closedStreams() throws {
  let desk = try Desk()
  try desk.write("a.stet", "table { a; 1 } | save \"a.csv\"\n")
  #expect(try desk.shell("exec \"$0\" run a.stet --out . <&- >&- 2>&-").status == 4)
  #expect(try desk.read("a.csv") == "a\n1\n")
  #expect(try desk.shell("exec \"$0\" -e 1 >&-").status == 4)
  #expect(try desk.shell("exec \"$0\" run - <&-").status == 4)
}

@Test("The notes of a step are on lines of their own")
func notes() throws {
  let desk = try Desk()
  try desk.write("t.csv", "a\n9223372036854775808\n1\n")
  let result = try desk("-e", "load \"t.csv\"")
  #expect(result.status == 0)
  #expect(result.said.contains("rows\n    note: `a` stays text"))
}

@Test("A command line that is not understood is answered with the command that is meant")
func wrongCommands() throws {
  let desk = try Desk()
  try desk.write("story.stet", "param year = 2011\nyear\n")
  for (line, said) in [
    ("$0 story.stet", "a script is run with `stet run story.stet`"),
    ("$0 fmt story.stet", "the closest match is `stet format`"),
    ("$0 rnu story.stet", "the closest match is `stet run`"),
    ("$0 render story.stet", "which is run with `stet run story.stet`"),
    (
      "$0 run --param yaer=1 story.stet",
      "the script has no parameter `yaer`\n  note: the closest match is `--param year=…`"
    ),
    ("$0 run --param year story.stet", "`--param year` is not in the form name=value\nUsage: stet run <file>"),
    ("$0 run --threads 0 story.stet", "`--threads` must be a number from 1 to 1024\nUsage: stet run <file>"),
    ("echo 1 | $0 --timings t.json", "`--timings` needs a script or `-e`"),
    ("echo 1 | $0 --ledger l.json", "`--ledger` needs a script or `-e`"),
    ("echo 1 | $0 --as csv", "`--as` needs a script or `-e`"),
  ] {
    let answer = try desk.shell(line)
    #expect(answer.status == 64, "\(line)")
    #expect(answer.said.contains(said), "\(line): \(answer.said)")
    #expect(answer.shown.isEmpty, "\(line)")
  }
  let version = try desk("--version")
  #expect(version.status == 0)
  #expect(version.shown.hasPrefix("stet "))
}
