import Glibc
import StetCharts
import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter
import StetSyntax
import TestSupport

let goldenFolder = project + "/Tests/GoldenTests"

/// A file of programs with what each must show:
///
/// ```
/// statements in front of every program
/// >>> a title
/// the program
/// <<< result
/// what it shows
/// <<< ledger
/// a line for each step, where the case is about them
/// <<< diagnostics
/// what it reports
/// <<< fixed
/// the program with the fixes of the diagnostics applied, which must run without an error
/// ```
struct GoldenFile {
  struct Case {
    var title: String
    var program: String
    /// The sections in order, by name.
    var sections: [(name: String, text: String)]

    /// What it reports, if there is an error among it.
    var error: String? { sections.first { $0.name == "diagnostics" && $0.text.contains(": error[") }?.text }
  }

  var path: String
  var prelude: String
  var cases: [Case]

  init(path: String, text: String) {
    self.path = path
    prelude = ""
    cases = []
    var section: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0) {
      if line.hasPrefix(">>> ") {
        cases.append(Case(title: String(line.dropFirst(4)), program: "", sections: []))
        section = nil
      } else if line.hasPrefix("<<< "), !cases.isEmpty {
        section = String(line.dropFirst(4))
        cases[cases.count - 1].sections.append((name: section ?? "", text: ""))
      } else if cases.isEmpty {
        prelude += line + "\n"
      } else if section == nil {
        cases[cases.count - 1].program += line + "\n"
      } else {
        cases[cases.count - 1].sections[cases[cases.count - 1].sections.count - 1].text += line + "\n"
      }
    }
  }

  var text: String {
    var text = prelude
    for one in cases {
      text += ">>> \(one.title)\n\(one.program)"
      for section in one.sections { text += "<<< \(section.name)\n\(section.text)" }
    }
    return text
  }

  /// The same file with what the programs show today.
  func recorded() -> GoldenFile {
    var file = self
    for index in cases.indices { file.cases[index].sections = observed(cases[index]) }
    return file
  }

  private func observed(_ one: Case) -> [(name: String, text: String)] {
    let run = Observation(prelude: prelude, program: one.program)
    var sections: [(name: String, text: String)] = []
    if !run.shown.isEmpty || run.diagnostics.isEmpty { sections.append(("result", run.shown)) }
    if one.sections.contains(where: { $0.name == "ledger" }) { sections.append(("ledger", run.ledger)) }
    if !run.diagnostics.isEmpty {
      sections.append(("diagnostics", run.diagnostics))
      if let fixed = run.fixed {
        let again = Observation(prelude: prelude, program: fixed)
        // A fix that does not run stands in the file as such, where a reader sees it.
        sections.append(
          ("fixed", fixed + (again.diagnostics.isEmpty ? "" : "!!! the fix does not run\n" + again.diagnostics)))
      }
    }
    return sections
  }
}

/// What one program shows and reports.
struct Observation {
  var shown = ""
  var ledger = ""
  var diagnostics = ""
  /// The program with every fix applied; nil where there is none.
  var fixed: String?

  init(prelude: String, program: String, folder: String = project) {
    let session = Session(folder: folder, outputFolder: outputFolder)
    let first = ScriptRun(SourceText(name: "prelude.stet", text: prelude), in: session)
    let source = SourceText(name: "case.stet", text: program, base: session.nextBase)
    var (found, lines) = (first.diagnostics, first.ledger)
    if !found.contains(where: { $0.severity == .error }) {
      let run = ScriptRun(source, in: session)
      shown = run.shown.replacing(outputFolder, with: "out")
      found += run.diagnostics
      lines += run.ledger
    }
    ledger = lines.map { $0 + "\n" }.joined()
    diagnostics = DiagnosticPrinter(sources: session.sources, colors: false).print(found).replacing(
      folder + "/", with: "")
    let fixes = found.compactMap(\.fixIts.first).filter { source.contains($0.range) }
    var text = program
    // From the end, so that the places in front stay what they are.
    for fix in fixes.sorted(by: { $0.range.lower > $1.range.lower }) {
      text =
        SourceText(name: source.name, text: text, base: source.base).applying(fix).map {
          String(decoding: $0.bytes, as: UTF8.self)
        } ?? text
    }
    fixed = fixes.isEmpty ? nil : text
  }
}

/// The `.case` files below the folder, in the order of their names.
func goldenFiles() -> [String] {
  var found: [String] = []
  for folder in names(in: goldenFolder) where !folder.contains(".") {
    for file in names(in: goldenFolder + "/" + folder) where file.hasSuffix(".case") {
      found.append(folder + "/" + file)
    }
  }
  return found.sorted()
}

/// Where the charts and files of the cases go.
let outputFolder = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/stet-golden-\(getpid())"
