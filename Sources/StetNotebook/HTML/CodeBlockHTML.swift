import StetCharts
import StetColumns
import StetDiagnostics
import StetEngine
import StetInterpreter
import StetSyntax

/// The output of a code block, as part of the page.
struct CodeBlockHTML {
  private(set) var page = HTMLWriter()
  /// Its steps, for the section on how the figures were made; may be empty.
  private(set) var method = HTMLWriter()
  /// What an editor would ask about its charts, and what was noted while it ran.
  private(set) var remarks: [Diagnostic] = []
  /// The SHA-256 of the style elements of its charts, as a content security policy names them.
  private(set) var styles: [String] = []
  private let codeBlock: CodeBlock
  private let run: CodeBlockRun
  private let sources: [SourceText]
  /// Distinguishes the charts of identical blocks.
  private let place: String
  private static let (wide, narrow) = (640, 340)

  init(_ codeBlock: CodeBlock, _ run: CodeBlockRun, sources: [SourceText], place: String) {
    (self.codeBlock, self.run, self.sources, self.place) = (codeBlock, run, sources, place)
    write()
    let inner = page
    page = HTMLWriter()
    var attributes: [(StaticString, String)] = [("class", "cell")]
    if let name = codeBlock.options.name { attributes.append(("id", name)) }
    page.element("div", attributes) { $0.append(inner) }
    page.newline()
    writeMethod()
    for entry in run.ledger { for note in entry.notes { remark(note, entry.range) } }
  }

  private mutating func remark(_ words: String, _ range: SourceRange?) {
    remarks.append(Diagnostic(.remark, words, at: range, severity: .warning))
  }

  private mutating func writeMethod() {
    guard !run.ledger.isEmpty else { return }
    let (names, ledger, sources) = (codeBlock.script.statements.compactMap { $0.givenName?.text }, run.ledger, sources)
    method.element("li") { page in
      page.element("strong", text: names.isEmpty ? "Shown" : names.joined(separator: ", "))
      page.element("ul") { page in for entry in ledger { page.element("li") { $0.step(entry, sources) } } }
    }
    method.newline()
  }

  private mutating func write() {
    if codeBlock.options.code == .open { writeCode() }
    for (number, output) in run.outputs.enumerated() {
      write(output, number, of: codeBlock.script.statements[run.statements[number]])
    }
    for diagnostic in run.diagnostics where diagnostic.severity == .error {
      page.element("pre", [("class", "failure")], text: DiagnosticPrinter(sources: sources).print([diagnostic]))
    }
    if run.isBroken, !run.diagnostics.contains(where: { $0.severity == .error }) {
      page.element("p", [("class", "failure")], text: "Not run because it needs a block that failed.")
    }
    // The figures of a block that only defines names are shown where they are used.
    if codeBlock.options.code == .folded || !run.ledger.isEmpty && !run.outputs.isEmpty { writeMaking() }
  }

  private mutating func writeCode() {
    page.code(codeBlock.code)
    page.newline()
  }

  /// The code and the steps, after a click.
  private mutating func writeMaking() {
    let (codeBlock, run, sources) = (codeBlock, run, sources)
    page.element("details", [("class", "making")]) { page in
      page.element("summary", text: "How this was made")
      if codeBlock.options.code == .folded { page.code(codeBlock.code) }
      guard !run.ledger.isEmpty else { return }
      page.element("ol", [("class", "ledger")]) { page in
        for entry in run.ledger {
          page.element("li") { $0.step(entry, codeBlock.options.code == .hidden ? [] : sources) }
        }
      }
    }
    page.newline()
  }

  private mutating func write(_ output: Session.Output, _ number: Int, of statement: Statement) {
    switch output {
    case .table(let table):
      page.element("figure", [("class", "table")]) { $0.table(table) }
      if table.rowCount == 0 { remark("the table has no rows", statement.range) }
    case .value(let value):
      page.element(
        "p", [("class", "value-alone")], text: value.isMissing ? "missing" : formatted(value, nil) ?? plainText(value))
    case .verdict(let verdict, let sentence, let sides):
      page.element("p", [("class", "verdict \(verdictClass(verdict))")]) { page in
        page.element("strong", text: verdict.prefix(1).uppercased() + verdict.dropFirst())
        page.text(": ")
        if case .check(let words, let speaker?, _) = statement.kind {
          page.element("q", text: words)
          page.text(" — \(speaker)")
        } else {
          page.element("q", text: sentence)
        }
        page.element("small", text: " \(readable(sides))")
      }
    case .chart(let chart, _): write(chart, number, of: statement)
    case .why(_, let text): page.element("pre", [("class", "code")], text: text)
    case .saved(let path, let rows):
      page.element(
        "p", [("class", "saved")], text: "Saved \(counted(rows, "row")) to \(path.split(separator: "/").last ?? "").")
    }
    page.newline()
  }

  /// Drawn twice, for desktops and for phones, because a picture does not reflow; the page shows one.
  private mutating func write(_ chart: Chart, _ number: Int, of statement: Statement) {
    var drawn: [(name: String, svg: DrawnSVG)] = []
    for (name, width) in [("wide", Self.wide), ("narrow", Self.narrow)] {
      drawn.append((name, drawSVGBytes(chart, width: width, place: "\(place) \(number) \(name)")))
    }
    styles += drawn.map { styleHash($0.svg.style) }
    let noted = run.ledger.flatMap(\.notes)
    for warning in drawn[0].svg.warnings where !noted.contains(warning) { remark(warning, statement.range) }
    if drawn[0].svg.drawn == 0 { remark("the chart has no data", statement.range) }
    let showsTable = codeBlock.options.showsTable
    page.element("figure", [("class", "chart")]) { page in
      for (name, svg) in drawn {
        page.element("div", [("class", name)]) { $0.chart(svg) }
      }
      guard showsTable, let table = chart.tables.first else { return }
      page.element("details", [("class", "rows")]) { page in
        page.element("summary", text: "The values in this chart")
        page.table(table)
      }
    }
  }
}

/// The sides of a comparison as a reader writes them: `359,795 ≥ 200,000`.
private func readable(_ sides: String) -> String {
  sides.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
    switch word {
    case ">=": return "≥"
    case "<=": return "≤"
    case "==": return "="
    case "!=": return "≠"
    default:
      let whole = word.prefix { $0.isASCII && $0.isNumber }
      // A number and nothing else; years and codes have fewer digits.
      guard whole.count > 4, let number = Int64(whole), word.dropFirst(whole.count).first.map({ $0 == "." }) ?? true
      else { return String(word) }
      return (formatted(.int(number), ",") ?? String(whole)) + word.dropFirst(whole.count)
    }
  }.joined(separator: " ")
}

private func verdictClass(_ verdict: String) -> String {
  switch verdict {
  case "stands", "holds": "stands"
  case "falls", "does not hold": "falls"
  default: "by-hand"
  }
}

extension Chart {
  /// The columns that each layer shows.
  var tables: [Table] {
    layers.compactMap { layer in
      var columns: [LabeledColumn] = []
      for column in layer.columns + (layer.mark.needs + layer.mark.takes).compactMap({ layer[$0] })
      where !columns.contains(where: { $0.label == column.label }) { columns.append(column) }
      guard let count = columns.first?.column.count, columns.allSatisfy({ $0.column.count == count }) else {
        return nil
      }
      return Table(
        schema: Schema(columns.map { Field($0.label, $0.column.type) }), columns: columns.map(\.column), rowCount: count
      )
    }
  }
}
