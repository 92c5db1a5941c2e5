import Foundation
import TestSupport
import Testing

/// The modules that are the operating system.
private let systemModules: Set = ["Glibc", "Musl", "Darwin", "Bionic", "Android", "Foundation", "FoundationEssentials"]

/// The Swift files of a folder, each with the system modules that it imports.
private func systemImports(in folder: URL) throws -> [(path: String, modules: Set<String>)] {
  let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
  return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { file in
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let modules = lines.compactMap { line -> String? in
      let words = line.split(separator: " ")
      guard let word = words.firstIndex(of: "import"), word + 1 < words.count, words[0] != "///", words[0] != "//"
      else {
        return nil
      }
      // `import struct Glibc.stat` imports it as well.
      return words[(word + 1)...].map { $0.prefix { $0 != "." } }.map(String.init).first { systemModules.contains($0) }
    }
    return (file.path, Set(modules))
  }
}

@Test("No file outside of StetSystem imports a library of the operating system")
func oneRoom() throws {
  let sources = URL(fileURLWithPath: project + "/Sources")
  let room = sources.appendingPathComponent("StetSystem").path + "/"
  let files = try systemImports(in: sources)
  #expect(files.count > 300)
  for file in files where !file.path.hasPrefix(room) { #expect(file.modules.isEmpty, "\(file.path)") }
  #expect(files.contains { $0.path.hasPrefix(room) && !$0.modules.isEmpty })
}

@Test("What StetSystem does on one system it does on the others: each file has a branch for each, or a sibling")
func branches() throws {
  let files = try systemImports(in: URL(fileURLWithPath: project + "/Sources/StetSystem")).filter {
    !$0.modules.isEmpty
  }
  // What the two files below have in common is the type that both declare.
  let apart = ["FolderWatch+Inotify.swift": ["Glibc", "Musl"], "FolderWatch+Kqueue.swift": ["Darwin"]]
  #expect(files.count > 10)
  for file in files {
    let name = URL(fileURLWithPath: file.path).lastPathComponent
    #expect(file.modules == Set(apart[name] ?? ["Glibc", "Musl", "Darwin"]), "\(name)")
  }
}
