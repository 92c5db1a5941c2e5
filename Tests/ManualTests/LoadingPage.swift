import StetDiagnostics
import StetFormats
import StetInterpreter
import StetKit
import TestSupport
import Testing

/// The page about loading and saving, from what the formats declare of themselves.
private var page: String {
  func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }
  func endings(_ list: [String]) -> String { list.map { "`.\($0)`" }.joined(separator: ", ") }
  var text = """
    # Loading and saving files

    `load "file.csv"` loads a file from the script's folder or a folder inside it, and `save "file.csv"` writes one to the output folder;
    the file extension determines the format. This page is generated from the program's own list of formats; `:help load` and `:help save`
    give a short version.

    """
  for format in SourceFormat.all {
    let file = "sample.\(format.endings[0])"
    text += "\n## \(format.name)\n\n\(sentence(format.summary)) File extensions: \(endings(format.endings)).\n"
    text += "\n\(format.details)\n"
    text += "\nThe file `\(file)`:\n\n```\(format.endings[0])\n\(format.sample)```\n"
    text += "\n```stet\nload \"\(file)\"\n```\n\n```result\n```\n\n```ledger\n```\n"
  }
  text += "\n## Options\n\nOptions follow the file, in any order: `load \"spend.csv\", skip: 3, missing: [\"D\"]`.\n"
  text += "\n| option | meaning | formats |\n| --- | --- | --- |\n"
  var options: [String: (option: SourceOption, formats: [String])] = [:]
  for format in SourceFormat.all {
    for option in format.options { options[option.name, default: (option, [])].formats.append(format.name) }
  }
  for (_, entry) in options.sorted(by: { $0.key < $1.key }) {
    text += "| `\(entry.option.example)` | \(entry.option.summary) | \(entry.formats.joined(separator: ", ")) |\n"
  }
  text += "\n## Saving\n\n| format | file extensions | what is written |\n| --- | --- | --- |\n"
  for format in OutputFormat.all { text += "| \(format.name) | \(endings(format.endings)) | \(format.summary) |\n" }
  text += "\n## Formats that cannot be loaded yet\n\n| files | file extensions | workaround |\n| --- | --- | --- |\n"
  for format in UnreadFormat.all { text += "| \(format.name) | \(endings(format.endings)) | \(format.wayOut) |\n" }
  return text
}

@Test("The page about loading and saving is written from the formats")
func loadingPage() throws {
  let folder = try storyFolder()
  let (run, unexpected) = try ManualPage(page).run(in: folder.path)
  #expect(unexpected == [])
  let committed = (try? readText(pagePath("Loading"))) ?? ""
  #expect(run.text == committed, "`RECORD=1 Scripts/test` writes it anew")
  if isRecording, run.text != committed { try writeAtomically(Array(run.text.utf8), to: pagePath("Loading")) }
}

@Test(
  "The sample of every format loads, and every option that it lists is taken", arguments: SourceFormat.all.map(\.name))
func optionsAreTaken(_ name: String) throws {
  let format = try #require(SourceFormat.all.first { $0.name == name })
  let folder = try storyFolder()
  let file = "sample.\(format.endings[0])"
  try writeAtomically(Array(format.sample.utf8), to: folder.path + "/" + file)
  for option in [""] + format.options.map({ ", " + $0.example }) {
    let report = ScriptSession(folder: folder.path).run("load \"\(file)\"\(option)")
    if option.isEmpty { #expect(report.findingsText == "") }
    // What the sample cannot have is refused as data, never as a script.
    let code = report.findings.first?.code ?? ""
    #expect(
      !["load-option", "unknown-option", "option-twice", "not-built"].contains(code),
      "\(option): \(report.findingsText)")
  }
}
