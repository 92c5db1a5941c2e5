import Foundation
import StetSystem
import StetTerminal
import TestSupport
import Testing

@Test("Entries come back as typed, also those of several lines, and only their owner may read them")
func history() throws {
  let temporary = try TemporaryFolder()
  let folder = temporary.path
  let path = folder + "/state/stet/history"
  let file = HistoryFile(path: path)
  #expect(file.read() == [])
  let entries = [
    "a | take 5", "let x = (\n  1 +\n  2)", "#1234567 no time stamp", #"back\slash \n"#, "tab\tand é日", "\r",
  ]
  for entry in entries { try file.append(entry) }
  #expect(file.read() == entries)
  let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  #expect(permissions == 0o600)
  let above = try FileManager.default.attributesOfItem(atPath: folder + "/state/stet")[.posixPermissions] as? Int
  #expect(above == 0o700)
}

@Test("A file that has grown long is shortened to its newest entries")
func longHistory() throws {
  let temporary = try TemporaryFolder()
  let folder = temporary.path
  try (1...5_000).map { "entry \($0)\n" }.joined().write(toFile: folder + "/history", atomically: true, encoding: .utf8)
  let file = HistoryFile(path: folder + "/history")
  #expect(file.read().count == 2_000)
  let kept = try String(contentsOfFile: folder + "/history", encoding: .utf8).split(separator: "\n")
  #expect(kept.count == 2_000 && kept.last == "entry 5000")
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["history"])
}

@Test("A history that cannot be written is reported, not fatal")
func noHistory() {
  #expect(throws: SystemError.self) { try HistoryFile(path: "/proc/nowhere/history").append("a") }
  #expect(HistoryFile(path: "/proc/nowhere/history").read() == [])
}
