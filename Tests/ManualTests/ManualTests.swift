import StetCharts
import StetFormats
import StetInterpreter
import StetKit
import TestSupport
import Testing

@Test("Every block of every page runs, and shows and reports what the page says", arguments: pageNames + ["README"])
func page(_ name: String) throws {
  let text = try readText(pagePath(name))
  let page = ManualPage(text)
  #expect(page.text == text, "every fenced block of the page is closed, and its last line ends")
  let story = try storyFolder()
  let folder = story.path
  let (recorded, unexpected) = try page.run(in: folder)
  #expect(unexpected == [], "\(name): a block reports something that the page does not show")
  for (wanted, seen) in zip(page.blocks, recorded.blocks) {
    #expect(seen.lines.joined(separator: "\n") == wanted.lines.joined(separator: "\n"), "\(name)")
  }
  if isRecording, recorded.text != text { try writeAtomically(Array(recorded.text.utf8), to: pagePath(name)) }
}

@Test("Every page is reached from the first, and every link leads to a page")
func links() throws {
  var linked: Set<String> = []
  for name in pageNames {
    for match in try readText(pagePath(name)).matches(of: #/<doc:([A-Za-z]+)>/#) {
      #expect(pageNames.contains(String(match.1)), "\(name) links to \(match.1)")
      if name == "StetKit" { linked.insert(String(match.1)) }
    }
  }
  #expect(linked == Set(pageNames).subtracting(["StetKit"]))
}

@Test("The manual has no block of a kind that nothing checks", arguments: pageNames)
func kinds(_ name: String) throws {
  for block in ManualPage(try readText(pagePath(name))).blocks where block.file == nil {
    // `sh` is for building and installing, `text` for the shape of something; both are rare.
    #expect(
      ["stet", "result", "ledger", "console", "swift", "sh", "text", "sql", "r", "python", "json"].contains(block.kind),
      "\(name)")
  }
}

@Test("Every step that is shown next to those of other tools runs")
func otherTools() throws {
  let session = ScriptSession(folder: project)
  #expect(
    session.run(
      """
      let people = table { state, year, persons; "TX", FY2010, 5; "IL", FY2010, missing; "TX", FY2011, 7 }
      let names = table { state, name; "TX", "Texas" }
      let other = people | take 1
      """
    ).exitStatus == 0)
  let steps = try readText(pagePath("FromOtherTools")).split(separator: "\n").filter { $0.hasPrefix("| `") }
    .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
  #expect(steps.count == 18)
  for step in steps {
    let wide = "people | pivot year: sum(persons) | rename n2010 = `FY2010`, n2011 = `FY2011`"
    let front = step.hasPrefix("unpivot") ? wide : "people"
    #expect(session.run("\(front) | \(step)").findingsText == "", "\(step)")
  }
}

@Test("DocC builds the manual without a warning")
func documentation() throws {
  let story = try storyFolder()
  let folder = story.path
  let extract =
    "swift symbolgraph-extract -module-name StetKit \(modulePaths) -minimum-access-level public -target \"$(uname -m)-unknown-linux-gnu\" -output-dir graphs"
  #expect(shell("mkdir graphs; \(extract)", in: folder) == "")
  let convert =
    "docc convert '\(manual)' --fallback-display-name StetKit --fallback-bundle-identifier StetKit --additional-symbol-graph-dir graphs --output-dir site"
  let said = shell(convert, in: folder)
  #expect(!said.contains("warning:") && !said.contains("error:") && !said.contains("[exit"), "\(said)")
  #expect(
    shell("ls site/data/documentation/stetkit/language.json", in: folder)
      == "site/data/documentation/stetkit/language.json\n")
}

@Test("The pictures of the gallery are those that its scripts draw, and every mark has one")
func gallery() throws {
  let text = try readText(pagePath("Gallery"))
  let story = try storyFolder()
  let folder = story.path
  let (_, unexpected) = try ManualPage(text).run(in: folder)
  #expect(unexpected == [])
  let names = text.matches(of: #/\]\(gallery-([a-z-]+)\)/#).map { String($0.1) }
  #expect(Set(names).count == names.count)
  for name in names {
    let drawn = try readText("\(folder)/out/\(name).svg")
    let path = "\(manual)/Resources/gallery-\(name).svg"
    let committed = (try? readText(path)) ?? ""
    #expect(drawn == committed, "`RECORD=1 Scripts/test` draws \(name) anew")
    if isRecording, drawn != committed { try writeAtomically(Array(drawn.utf8), to: path) }
  }
  for mark in Mark.all { #expect(text.contains("  \(mark.name) "), "\(mark.name)") }
}
