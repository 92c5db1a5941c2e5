import Foundation
import StetSystem
import TestSupport
import Testing

private func replaceFile(_ path: String, with bytes: [UInt8], isCancelled: () -> Bool) throws(SystemError) {
  try replaceFile(path, isCancelled: isCancelled) { file throws(SystemError) in try file.write(bytes) }
}

@Test("A process that is killed before a file is complete leaves the old one, and the next write succeeds")
func killed() async throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/a.csv"
  try replaceFile(path, with: Array("old\n".utf8)) { false }
  let killed = await #expect(processExitsWith: .failure) { [path = path as String] in
    try replaceFile(path, with: [UInt8](repeating: 0x78, count: 1 << 20)) {
      kill(getpid(), SIGKILL)
      return false
    }
  }
  #expect(killed?.exitStatus == .signal(SIGKILL))
  #expect(try folder.text("a.csv") == "old\n")
  let left = folder.names.filter { $0.hasSuffix(".stet-partial") }
  #expect(left.count == 1)
  try replaceFile(path, with: Array("new\n".utf8)) { false }
  #expect(try folder.text("a.csv") == "new\n")
  #expect(folder.names == ["a.csv"] + left)
}

@Test("A write that fails or is stopped throws why, and leaves the old file and nothing else")
func failedWrites() async throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/a.csv"
  try replaceFile(path, with: Array("old\n".utf8)) { false }
  #expect(throws: SystemError.cancelled) { try replaceFile(path, with: [1]) { true } }
  #expect { try replaceFile(folder.path + "/missing/a.csv", with: [1]) { false } } throws: {
    ($0 as? SystemError)?.text == "no such file or directory"
  }
  // A disk without room, as far as one process can have it: a limit on the size of its files.
  await #expect(processExitsWith: .exitCode(0)) { [path = path as String] in
    settleInheritance()
    var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
    guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(1) }
    do throws(SystemError) { try replaceFile(path, with: [UInt8](repeating: 0x78, count: 8192)) { false } } catch {
      exit(error.text == "file too large" ? 0 : 2)
    }
    exit(3)
  }
  #expect(try folder.text("a.csv") == "old\n")
  #expect(folder.names == ["a.csv"])
}

@Test("A new file keeps the permissions of the old one, and a file is one's own only where nobody has its name")
func permissions() throws {
  let folder = try TemporaryFolder()
  let path = folder.path + "/a.csv"
  try makeFile(path)
  #expect(throws: SystemError.fileExists) { try makeFile(path) }
  #expect(chmod(path, 0o640) == 0)
  let before = try #require(FileState(path))
  try replaceFile(path, with: [1, 2]) { false }
  #expect(FileStatus(path)?.permissions == 0o640)
  let after = try #require(FileState(path))
  #expect(after != before && after.size == 2 && !after.isSameFile(as: before))
  #expect(FileState(folder.path + "/none") == nil && !isSameFile(path, folder.path + "/none"))
}
