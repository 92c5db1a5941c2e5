import StetEngine
import StetFormats
import TestSupport
import Testing

@Test("Every program of the golden cases shows and reports what its file says", arguments: goldenFiles())
func golden(_ path: String) throws {
  let whole = goldenFolder + "/" + path
  let text = String(decoding: try readFile(whole, shownAs: path), as: UTF8.self)
  let file = GoldenFile(path: path, text: text)
  #expect(file.text == text, "the file has its own form")
  #expect(!file.cases.isEmpty)
  var recorded = file.recorded()
  // A program that fails is not recorded as if that were meant.
  for (index, expected) in file.cases.enumerated() where expected.sections.map(\.name) == ["result"] {
    guard let error = recorded.cases[index].error else { continue }
    Issue.record("\(path): \(expected.title): the program of a result fails\n\(error)")
    recorded.cases[index] = expected
  }
  for (expected, found) in zip(file.cases, recorded.cases) {
    let wanted = expected.sections.map { "<<< \($0.name)\n\($0.text)" }.joined()
    let seen = found.sections.map { "<<< \($0.name)\n\($0.text)" }.joined()
    #expect(seen == wanted, "\(path): \(expected.title)")
    #expect(!seen.contains("!!! the fix does not run"), "\(path): \(expected.title)")
  }
  if isRecording, recorded.text != text { try writeAtomically(Array(recorded.text.utf8), to: whole) }
}

@Test("Every entry of the catalogs has a summary, an example and a golden case")
func catalogs() throws {
  var entries: [(folder: String, name: String, summary: String, program: String)] = []
  for verb in verbCatalog { entries.append(("Verbs", verb.name, verb.summary, "people | " + verb.example)) }
  for one in aggregateCatalog { entries.append(("Aggregates", one.name, one.summary, "people | " + one.example)) }
  for one in windowCatalog { entries.append(("Windows", one.name, one.summary, "people | " + one.example)) }
  for one in framedCatalog {
    entries.append(
      ("Windows", one.frame == .running ? "running" : "rolling", one.summary, "people | " + one.example))
  }
  for one in chartLineCatalog { entries.append(("ChartLines", one.name, one.summary, "people | " + one.example)) }
  for one in functionCatalog { entries.append(("Functions", one.name, one.summary, one.example)) }
  for format in SourceFormat.all {
    let file = "Tests/GoldenTests/Formats/\(format.name.lowercased()).\(format.endings[0])"
    entries.append(("Formats", format.name.lowercased(), format.summary, "load \"\(file)\""))
    let sample = format.sample.bytes
    let committed = (try? readFile(project + "/" + file, shownAs: file)) ?? []
    #expect(committed == sample, "\(file) is the sample of the format")
    if isRecording, committed != sample { try writeAtomically(sample, to: project + "/" + file) }
  }
  for entry in entries {
    #expect(!entry.summary.isEmpty, "\(entry.name)")
    let file = "\(entry.folder)/\(entry.name.replacing(" ", with: "_")).case"
    let path = goldenFolder + "/" + file
    let text = (try? readFile(path, shownAs: file)).map { String(decoding: $0, as: UTF8.self) }
    let hasExample = text?.contains("\n" + entry.program + "\n") == true
    #expect(hasExample, "\(file) runs the example of the manual")
    if isRecording, !hasExample {
      var cases = GoldenFile(path: file, text: text ?? "")
      if text == nil, !["Functions", "Formats"].contains(entry.folder) { cases.prelude = peopleTable + "\n" }
      let example = GoldenFile.Case(title: "the example of the manual", program: entry.program + "\n", sections: [])
      cases.cases.removeAll { $0.title == example.title }
      cases.cases.insert(example, at: 0)
      cases.cases[0] = cases.recorded().cases[0]
      guard cases.cases[0].error == nil else { continue }
      try writeAtomically(Array(cases.text.utf8), to: path)
    }
  }
}
