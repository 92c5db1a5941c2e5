import Glibc
import StetSystem
import Testing

@testable import StetPreview

/// How the watcher learns of changes; both ways have to tell the same.
enum Way: CaseIterable {
  case told
  case looked
}

/// A folder that is gone behind the test.
private struct Folder: ~Copyable {
  let path: String

  init() throws {
    var name = Array("/tmp/stet-watch-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&name)))
  }

  deinit { run("rm -rf '\(path)'") }

  func write(_ name: String, _ text: String) { stetWrite(path + "/" + name, text) }
  func run(_ command: String) { #expect(system("cd '\(path)' && { \(command); }") == 0, "\(command)") }
}

/// Written in place, as a shell does.
private func stetWrite(_ path: String, _ text: String) {
  guard let file = fopen(path, "w") else {
    Issue.record("cannot write \(path)")
    return
  }
  fputs(text, file)
  fclose(file)
}

/// The files that are told of a command, without their folders. Each test watches a marker, which is replaced behind the command:
/// what the command changed is told with it or before, whether at once or in parts.
private func told(_ command: String, _ files: Set<String>, in folder: borrowing Folder, by watcher: FileWatcher) async
  -> Set<String>
{
  folder.run("\(command); echo x > new-marker; mv new-marker marker")
  var told: Set<String> = []
  for await paths in watcher.changes {
    for path in paths { told.insert(String(path.split(separator: "/").last ?? "")) }
    if told.isSuperset(of: files.union(["marker"])) { break }
  }
  return told.subtracting(["marker"])
}

private func watcher(_ way: Way, _ files: [String]) throws -> FileWatcher {
  switch way {
  case .told:
    let queue = FolderWatch()
    return try FileWatcher(files: files, queue: queue)
  case .looked: return try FileWatcher(files: files, queue: nil)
  }
}

@Test(
  "Writing in place, renaming over, removing and creating again are reported, each for that file alone",
  arguments: Way.allCases
)
func changes(way: Way) async throws {
  let folder = try Folder()
  for name in ["story.md", "data.csv", "other.csv"] { folder.write(name, "1") }
  let watcher = try watcher(way, ["story.md", "data.csv", "marker"].map { folder.path + "/" + $0 })
  let commands: [(String, Set<String>)] = [
    ("echo 22 > story.md", ["story.md"]), ("echo 333 >> data.csv", ["data.csv"]),
    ("echo 4444 > x; mv x story.md", ["story.md"]),
    ("cp story.md story.md~; echo 55555 > story.md", ["story.md"]),
    ("mv data.csv data.csv~; echo 6 > data.csv", ["data.csv"]),
    ("rm data.csv", ["data.csv"]), ("echo 7 > data.csv", ["data.csv"]), ("ln -sf other.csv data.csv", ["data.csv"]),
    ("echo third > third.csv; rm data.csv; ln third.csv data.csv", ["data.csv"]), ("mv story.md away", ["story.md"]),
    ("mv away story.md", ["story.md"]),
    ("echo 8 > other.csv; echo 99 > x; mv x story.md", ["story.md"]),
    ("echo 10 > story.md; echo 11 > x; mv x data.csv", ["story.md", "data.csv"]),
  ]
  for (command, files) in commands {
    #expect(await told(command, files, in: folder, by: watcher) == files, "\(command)")
  }
}

@Test("A folder that vanishes and comes back is watched again", .timeLimit(.minutes(10)), arguments: Way.allCases)
func vanishedFolder(way: Way) async throws {
  let folder = try Folder()
  folder.run("mkdir data; echo 1 > data/a.csv; echo 1 > story.md")
  let watcher = try watcher(way, ["data/a.csv", "story.md", "later/b.csv", "marker"].map { folder.path + "/" + $0 })
  let steps: [(String, Set<String>)] = [
    ("rm -r data", ["a.csv"]), ("mkdir new; echo 22 > new/a.csv; mv new data", ["a.csv"]),
    ("echo 333 > data/a.csv", ["a.csv"]),
    ("mv data away", ["a.csv"]), ("mv away data", ["a.csv"]), ("echo 4 > data/a.csv", ["a.csv"]),
    ("mkdir new; echo 55555 > new/a.csv; rm -r data; mv new data", ["a.csv"]), ("echo 66 > data/a.csv", ["a.csv"]),
    ("mkdir new; echo 7 > new/b.csv; mv new later", ["b.csv"]), ("echo 88 > later/b.csv", ["b.csv"]),
  ]
  for (command, files) in steps {
    #expect(await told(command, files, in: folder, by: watcher) == files, "\(command)")
  }
}

@Test("A folder that someone still stands in is watched when another takes its place", .timeLimit(.minutes(10)))
func replacedFolder() async throws {
  let folder = try Folder()
  folder.run("mkdir data; echo 1 > data/a.csv")
  let watcher = try watcher(.told, ["data/a.csv", "marker"].map { folder.path + "/" + $0 })
  // While it is open, the system does not say that it is gone.
  let standing = open(folder.path + "/data", O_RDONLY)
  defer { close(standing) }
  for command in ["rm -r data; mkdir data; echo 22 > data/a.csv", "echo 333 > data/a.csv", "echo 4444 > data/a.csv"] {
    #expect(await told(command, ["a.csv"], in: folder, by: watcher) == ["a.csv"], "\(command)")
  }
}

@Test("What a link leads to is watched where it is", .timeLimit(.minutes(10)), arguments: Way.allCases)
func links(way: Way) async throws {
  let folder = try Folder()
  folder.run("mkdir story store; echo 1 > store/a.csv; echo 1 > store/b.csv; ln -s ../store/a.csv story/data.csv")
  let watcher = try watcher(way, ["story/data.csv", "marker"].map { folder.path + "/" + $0 })
  let commands = [
    "echo 22 > store/a.csv", "echo 333 > x; mv x store/a.csv", "rm store/a.csv", "echo 4 > store/a.csv",
    "ln -s ../store/b.csv new; mv new story/data.csv", "echo 55555 > store/b.csv",
    "rm story/data.csv; echo 6 > story/data.csv",
    "echo 77 > story/data.csv",
  ]
  for command in commands {
    #expect(await told(command, ["data.csv"], in: folder, by: watcher) == ["data.csv"], "\(command)")
  }
}

@Test("A file that is being written is reported when it is closed, not before", .timeLimit(.minutes(10)))
func unfinishedFile() async throws {
  let folder = try Folder()
  folder.run("echo 1 > a.csv; echo 1 > b.csv")
  let watcher = try watcher(.told, [folder.path + "/a.csv", folder.path + "/b.csv", folder.path + "/new.csv"])
  var changes = watcher.changes.makeAsyncIterator()
  // From the first change that is told, the folder is watched.
  folder.run("echo 333 > b.csv")
  #expect(await changes.next() == [folder.path + "/b.csv"])
  let files = ["a.csv", "new.csv"].map { open(folder.path + "/" + $0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
  for file in files { #expect(write(file, "half", 4) == 4) }
  folder.run("echo 22 > b.csv")
  #expect(await changes.next() == [folder.path + "/b.csv"])
  for file in files { close(file) }
  var told: Set<String> = []
  while told.count < 2, let paths = await changes.next() { told.formUnion(paths) }
  #expect(told == [folder.path + "/a.csv", folder.path + "/new.csv"])
}

@Test(
  "Files are reported in the order they were given, and another set takes the place of the first",
  .timeLimit(.minutes(10)),
  arguments: Way.allCases)
func otherFiles(way: Way) async throws {
  let folder = try Folder()
  folder.run("mkdir x; for name in a b c x/d; do echo 1 > $name; done")
  let watcher = try watcher(way, ["b", "a"].map { folder.path + "/" + $0 })
  var changes = watcher.changes.makeAsyncIterator()
  // With one call of the system, both are changed at the same moment.
  folder.run("mkdir new; echo 22 > new/a; echo 22 > new/b; mv new/* .")
  var told: [String] = []
  while told.count < 2, let paths = await changes.next() { told += paths.map { String($0.suffix(1)) } }
  #expect(Set(told) == ["a", "b"])
  watcher.watch(["c", "x/d"].map { folder.path + "/" + $0 })
  folder.run("echo 333 > a; echo 333 > x/d; echo 333 > c")
  told = []
  while told.count < 2, let paths = await changes.next() { told += paths.map { String($0.suffix(1)) } }
  #expect(Set(told) == ["c", "d"], "what is watched no more is not told")
}

@Test("Its end is that of the stream, and it leaves no descriptor behind", .timeLimit(.minutes(10)))
func watcherEnd() async throws {
  var watcher: FileWatcher? = try FileWatcher(files: ["/nowhere/at/all", "", "/", "/tmp/"])
  let changes = try #require(watcher).changes
  watcher = nil
  for await paths in changes { Issue.record("\(paths)") }
}

@Test("The parts of a path")
func pathParts() {
  for (path, folder, last) in [
    ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/b/", "/a/b", ""), ("", ".", ""), ("é/ü", "é", "ü"),
  ] {
    #expect(parent(path) == folder && lastPart(path).elementsEqual(last.utf8), "\(path)")
  }
}
