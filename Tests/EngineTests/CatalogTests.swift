import Glibc
import StetFormats
import Testing

/// The folder of the engine's sources.
private let engine =
  String(
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/"))
  + "/Sources/StetEngine"

private let lists:
  [(target: String, folders: String, kinds: [(type: String, folder: String, list: String, summary: String)])] =
    [
      (
        "StetEngine", "Verbs, Functions, Aggregates, Windows and ChartLines",
        [
          ("Verb", "Verbs", "let declaredVerbs", "Every verb of the folder"),
          ("Function", "Functions", "package let functionCatalog", "Every function of values"),
          ("Aggregate", "Aggregates", "package let aggregateCatalog", "Every aggregate"),
          ("Window", "Windows", "package let windowCatalog", "Every window function"),
          ("ChartLine", "ChartLines", "package let chartLineCatalog", "Every line of a chart that is not a mark"),
        ]
      ),
      (
        "StetTwin", "Functions, Aggregates and Windows",
        [
          ("FunctionTwin", "Functions", "let functionTwins", "Every second calculation of a function"),
          ("AggregateTwin", "Aggregates", "let aggregateTwins", "Every second calculation of an aggregate"),
          ("WindowTwin", "Windows", "let windowTwins", "Every second calculation of a window function"),
        ]
      ),
    ]

@Test("The catalogs list every entry of the folders", arguments: lists.indices)
func catalog(_ index: Int) throws {
  let (target, folders, kinds) = lists[index]
  let sources = String(engine.dropLast("StetEngine".count)) + target
  var text = "// Generated from the folders \(folders) by `RECORD=1 swift test`.\n"
  for (type, folder, list, summary) in kinds {
    let entries = try swiftFiles(below: sources + "/" + folder).flatMap { try declarations(of: type, in: $0) }
    #expect(!entries.isEmpty)
    #expect(Set(entries.map(\.name)).count == entries.count, "no two entries of one name")
    text += "\n/// \(summary), by name.\n\(list): [\(type)] = [\n"
    for entry in entries.sorted(by: { $0.name < $1.name }) { text += "  .\(entry.identifier),\n" }
    text += "]\n"
  }
  let path = sources + "/Catalog+Generated.swift"
  let committed = (try? readFile(path, shownAs: "Catalog+Generated.swift")).map { String(decoding: $0, as: UTF8.self) }
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
  let path = charts + "/Marks/Marks+Generated.swift"
  let committed = String(decoding: try readFile(path, shownAs: "Marks+Generated.swift"), as: UTF8.self)
  #expect(committed == text, "`RECORD=1 Scripts/test` writes it anew")
  if getenv("RECORD") != nil, committed != text { try writeAtomically(Array(text.utf8), to: path) }
}

/// `static let lower = Function(` with the user's name in quotes behind it; what operators call has no
/// entry.
private func declarations(of type: String, in path: String) throws -> [(identifier: String, name: String)] {
  let text = String(decoding: try readFile(path, shownAs: path), as: UTF8.self)
  let pattern = #/static let (\w+) = (\w+)(?:\.\w+)?\(\s*(?:\w+: )?"([^"]+)"/#
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
