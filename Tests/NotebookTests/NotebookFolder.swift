import Foundation
import StetDiagnostics
import StetKit
import StetNotebook

/// A folder with a notebook's files, which goes away with the value.
final class NotebookFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("stet-\(UUID().uuidString)").path

  init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Every file of a test is of another second, each later than the one before, and none of now: a file that changes while it is
  /// read is read again.
  private var writes = 0

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let whole = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: whole))
    writes += 1
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000 + Double(writes))], ofItemAtPath: whole)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  func session() -> Session { Session(folder: path, outputFolder: path + "/out") }

  func runner() -> NotebookRunner { NotebookRunner(session()) }

  /// The page of a notebook that runs for the first time.
  func page(_ text: String, name: String = "story.md") -> [UInt8] {
    PageWriter(folder: path).page(runner().run(text, name: name)).bytes
  }

  func pageText(_ text: String) -> String { String(decoding: page(text), as: UTF8.self) }
}

/// Numbers that are the same in every run, after SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var number = state
    number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
    return number ^ number >> 31
  }
}
