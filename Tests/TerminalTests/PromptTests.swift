import Foundation
import Glibc
import TestSupport
import Testing

/// The `stet` command beside the tests, at a terminal of its own.
private final class Terminal {
  private let master: Int32
  private let process = Process()
  /// What has come since the last keys.
  private(set) var seen = ""
  private(set) var transcript = ""
  let folder: String

  init(columns: UInt16 = 80, term: String = "xterm", folder: String) throws {
    self.folder = folder
    // Linux's own calls: Glibc shows Swift neither posix_openpt nor ptsname.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (number, unlocked): (UInt32, Int32) = (0, 0)
    try #require(master >= 0 && ioctl(master, 0x4004_5431, &unlocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(slave >= 0)
    var size = winsize(ws_row: 30, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
    process.executableURL = command
    process.currentDirectoryURL = URL(fileURLWithPath: project)
    process.environment = [
      "TERM": term, "XDG_STATE_HOME": folder, "INPUTRC": "/dev/null", "LANG": "C.UTF-8", "NO_COLOR": "1",
    ]
    let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    (process.standardInput, process.standardOutput, process.standardError) = (handle, handle, handle)
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    close(master)
  }

  /// Types, and reads until the words have come; false after 20 seconds without them.
  func type(_ keys: String, until words: String) -> Bool {
    seen = ""
    let bytes = Array(keys.utf8)
    guard write(master, bytes, bytes.count) == bytes.count else { return false }
    return wait(for: words)
  }

  /// Types a line and reads until the next prompt: keys that come earlier would meet a terminal that is not raw yet.
  func enter(_ line: String) -> String {
    _ = type(line + "\r", until: "\u{1B}[?2004hstet> ")
    return seen
  }

  func wait(for words: String) -> Bool {
    let deadline = Date().addingTimeInterval(20)
    while !seen.contains(words) {
      var poll = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard Date() < deadline, Glibc.poll(&poll, 1, 200) >= 0 else { return false }
      guard poll.revents != 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(master, &chunk, chunk.count)
      guard count > 0 else { return seen.contains(words) }
      seen += String(decoding: chunk[..<count], as: UTF8.self)
      transcript += String(decoding: chunk[..<count], as: UTF8.self)
    }
    return true
  }

  /// The exit status; -1 where it has not ended after 20 seconds.
  func status() -> Int32 {
    for _ in 0..<200 where process.isRunning { usleep(100_000) }
    return process.isRunning ? -1 : process.terminationStatus
  }
}

/// The folder of the test bundle is also that of the command.
private let command: URL = {
  let place =
    CommandLine.arguments[0].hasSuffix(".xctest")
    ? CommandLine.arguments[0] : (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  return URL(fileURLWithPath: place).deletingLastPathComponent().appendingPathComponent("stet")
}()

private func withFolder(_ body: (String) throws -> Void) throws {
  let folder = try TemporaryFolder()
  try withExtendedLifetime(folder) { try body(folder.path) }
}

@Suite(.serialized) struct Prompt {
  @Test("Tab completes and lists; an unfinished statement goes on; Ctrl-C clears; Ctrl-D leaves; history comes back")
  func habits() throws {
    try withFolder { folder in
      let first = try Terminal(folder: folder)
      #expect(first.wait(for: "stet> "))
      #expect(first.type("load removals_by_criminal\t", until: "removals_by_criminality"))
      #expect(first.type("ity | filt\tfiscal_y\t == FY2008 |\r", until: "|"))
      #expect(first.enter("sel\tpers\t").contains("261,753"), "\(first.seen)")
      #expect(first.seen.contains("filter: 34 → 2 rows"))
      #expect(first.type("garbage\u{3}", until: "^C") && first.wait(for: "stet> "))
      #expect(first.enter("_").contains("261,753"))
      #expect(!first.seen.contains("error"))
      #expect(first.enter("nobody").contains("error[unknown-name]"))
      #expect(first.type("\u{4}", until: "\n"))
      #expect(first.status() == 0)
      let second = try Terminal(folder: folder)
      #expect(second.wait(for: "stet> "))
      // Above `nobody` and `_` stands the entry of two lines, whole.
      #expect(second.enter("\u{1B}[A\u{1B}[A\u{1B}[A").contains("261,753"), "\(second.seen)")
      #expect(second.type(":quit\r", until: "\n"))
      #expect(second.status() == 0)
      let kept = try String(contentsOfFile: folder + "/stet/history", encoding: .utf8)
      #expect(
        kept.hasPrefix("load removals_by_criminality | filter fiscal_year == FY2008 |\\n  select persons\n_\nnobody\n"))
    }
  }

  @Test("Several pasted lines are one entry")
  func paste() throws {
    try withFolder { folder in
      let terminal = try Terminal(folder: folder)
      #expect(terminal.wait(for: "stet> "))
      let text = "let a = load cpi_u_annual\n  | take 2\na | select year\n"
      #expect(terminal.type("\u{1B}[200~\(text)\u{1B}[201~", until: "select year"))
      #expect(!terminal.seen.contains("rows"))
      #expect(terminal.type("\r", until: "1977"), "\(terminal.seen)")
      #expect(terminal.seen.contains("a: 2 rows, 4 columns"))
    }
  }

  @Test("A terminal that cannot move its cursor is asked line by line")
  func dumb() throws {
    try withFolder { folder in
      let terminal = try Terminal(term: "dumb", folder: folder)
      #expect(terminal.wait(for: "stet> "))
      #expect(terminal.type("1 + (\n", until: "  … "))
      #expect(terminal.type("2)\n", until: "3"))
      #expect(terminal.wait(for: "stet> "))
      #expect(terminal.type("_ * 14\n", until: "42"))
      #expect(terminal.wait(for: "stet> "))
      #expect(terminal.type("\u{4}", until: "\n"))
      #expect(terminal.status() == 0)
      #expect(terminal.transcript.contains("42") && !terminal.transcript.contains("\u{1B}"))
    }
  }

  @Test(
    "From a pipe comes a script with commands between; the first failure is the exit status",
    arguments: [
      ("load cpi_u_annual\n  | take 1\n# a comment\n\n  | select year\n", "year\n1976\n", 0),
      ("let a = 2\n:undo\na", "", 1),
      ("1\n:quit\n2", "1\n", 0),
      ("claim \"x\": 1 == 2\n1", "falls: x — 1 == 2\n1\n", 3),
      ("load \"nowhere.csv\"", "", 4),
      (
        "load cpi_u_annual | take 1 | select year\n:schema\n| derive n = 1\n",
        "year\n1976\nyear  year  year  Calendar year.\nyear  n\n1976  1\n", 0
      ),
      ("", "", 0),
    ] as [(String, String, Int32)])
  func pipe(script: String, shown: String, status: Int32) throws {
    let process = Process()
    process.executableURL = command
    process.currentDirectoryURL = URL(fileURLWithPath: project)
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, FileHandle.nullDevice)
    try process.run()
    input.fileHandleForWriting.write(Data(script.utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == shown)
    #expect(process.terminationStatus == status)
  }
}
