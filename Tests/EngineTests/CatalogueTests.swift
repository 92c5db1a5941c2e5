import Glibc
import StetFormats
import Testing

/// The folder of the engine's sources.
private let engine =
  String(
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/"))
  + "/Sources/StetEngine"

@Test("The catalogues list every verb, function, aggregate and window of the folders")
func catalogue() throws {
  var text = "// Generated from the folders Verbs, Functions, Aggregates and Windows by `RECORD=1 swift test`.\n"
  let kinds = [
    ("Verb", "Verbs", "declaredVerbs", "Every verb of the folder"),
    ("Function", "Functions", "functionCatalogue", "Every function of values"),
    ("Aggregate", "Aggregates", "aggregateCatalogue", "Every aggregate"),
    ("Window", "Windows", "windowCatalogue", "Every window function"),
  ]
  for (type, folder, list, summary) in kinds {
    let entries = try swiftFiles(below: engine + "/" + folder).flatMap { try declarations(of: type, in: $0) }
    #expect(!entries.isEmpty)
    #expect(Set(entries.map(\.name)).count == entries.count, "no two entries of one name")
    text += "\n/// \(summary), by name.\n\(type == "Verb" ? "" : "package ")let \(list): [\(type)] = [\n"
    for entry in entries.sorted(by: { $0.name < $1.name }) { text += "  .\(entry.identifier),\n" }
    text += "]\n"
  }
  let path = engine + "/Catalogue+Generated.swift"
  let committed = String(decoding: try readFile(path, shownAs: "Catalogue+Generated.swift"), as: UTF8.self)
  #expect(committed == text, "`RECORD=1 Scripts/test` writes it anew")
  if getenv("RECORD") != nil, committed != text { try writeAtomically(Array(text.utf8), to: path) }
}

@Test("The list of marks has every mark of the folder")
func marks() throws {
  let charts = String(engine.dropLast("StetEngine".count)) + "StetCharts"
  let entries = try swiftFiles(below: charts + "/Marks").flatMap { try declarations(of: "Mark", in: $0) }
  #expect(entries.count > 20)
  var text =
    "// Generated from the folder Marks by `RECORD=1 swift test`.\n\nextension Mark {\n  /// Every mark, by name.\n"
  text += "  package static let all: [Mark] = [\n"
  for entry in entries.sorted(by: { $0.name < $1.name }) { text += "    .\(entry.identifier),\n" }
  text += "  ]\n}\n"
  let path = charts + "/Marks+Generated.swift"
  let committed = String(decoding: try readFile(path, shownAs: "Marks+Generated.swift"), as: UTF8.self)
  #expect(committed == text, "`RECORD=1 Scripts/test` writes it anew")
  if getenv("RECORD") != nil, committed != text { try writeAtomically(Array(text.utf8), to: path) }
}

/// `static let lower = Function(` with the user's name in quotes behind it; what operators call has no
/// entry.
private func declarations(of type: String, in path: String) throws -> [(identifier: String, name: String)] {
  let text = String(decoding: try readFile(path, shownAs: path), as: UTF8.self)
  let pattern = #/static let (\w+) = (\w+)\(\s*(?:\w+: )?"([^"]+)"/#
  return text.matches(of: pattern).compactMap { match in
    match.2 == type ? (String(match.1), String(match.3)) : nil
  }
}

private func swiftFiles(below folder: String) throws -> [String] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var files: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard !name.hasPrefix("."), name != "Operators" else { continue }
    if name.hasSuffix(".swift") {
      files.append(folder + "/" + name)
    } else {
      files += try swiftFiles(below: folder + "/" + name)
    }
  }
  return files
}
