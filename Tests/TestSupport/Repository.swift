import Foundation

/// The root of the repository, which holds `Datasets/`, `Sources/` and `README.md`.
package let project = String(
  #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/"))

/// Whether golden cases, generated sources and pages are written anew (`RECORD=1 Scripts/test`).
package let isRecording = ProcessInfo.processInfo.environment["RECORD"] != nil

/// The text of a file of the repository, given by its path from the root.
package func repositoryText(_ path: String) throws -> String {
  try String(contentsOfFile: project + "/" + path, encoding: .utf8)
}

/// The bytes of a file of the repository, given by its path from the root.
package func repositoryBytes(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: project + "/" + path)))
}

/// The names in a folder, in alphabetical order, without hidden ones; none where there is no such folder.
package func names(in folder: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
}
