import Foundation
import StetDiagnostics
import StetInterpreter
import StetNotebook
import TestSupport

/// A folder with a notebook's files, which goes away with the value.
final class NotebookFolder {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init(_ files: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    for (name, text) in files { try write(name, text) }
  }

  /// Every file of a test is of another second, each later than the one before, and none of now: a file that changes while it is
  /// read is read again.
  private var writes = 0

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try folder.write(name, bytes)
    writes += 1
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000 + Double(writes))], ofItemAtPath: path + "/" + name)
  }

  func remove(_ name: String) throws { try folder.remove(name) }

  func session() -> Session { Session(folder: path, outputFolder: path + "/out") }

  func runner() -> NotebookRunner { NotebookRunner(session()) }

  /// The page of a notebook that runs for the first time.
  func page(_ text: String, name: String = "story.md") -> [UInt8] {
    PageWriter(folder: path).page(runner().run(text, name: name)).bytes
  }

  func pageText(_ text: String) -> String { String(decoding: page(text), as: UTF8.self) }
}
