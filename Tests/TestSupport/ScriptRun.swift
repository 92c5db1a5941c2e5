import StetCharts
import StetColumns
package import StetDiagnostics
import StetFormats
package import StetInterpreter
import StetSyntax

/// What a script shows and reports, statement by statement, up to the first that fails.
package struct ScriptRun {
  /// The outputs as text; a chart as the terminal draws it.
  package private(set) var shown = ""
  package private(set) var diagnostics: [Diagnostic]
  /// The ledger's lines for these statements.
  package let ledger: [String]

  /// With `goesOn`, statements after one that failed are run too; with `isWhole`, files are read for the columns that the script
  /// uses, as `stet run` reads them.
  package init(_ source: SourceText, in session: Session, goesOn: Bool = false, isWhole: Bool = false) {
    session.add(source)
    let first = session.ledger.count
    let (script, found) = parse(source)
    diagnostics = found
    var shown = ""
    let needs = isWhole ? ColumnNeeds(of: script, in: session) : nil
    for statement in script.statements {
      guard !diagnostics.contains(where: { $0.severity == .error }) || goesOn && found.isEmpty else { break }
      do throws(RunFailure) {
        try session.run(statement, needs: needs) { shown += $0.text }
      } catch { diagnostics += error.diagnostics }
    }
    self.shown = shown
    ledger = session.ledger[first...].flatMap(\.lines)
  }

  package init(_ text: String, in session: Session, goesOn: Bool = false, isWhole: Bool = false) {
    self.init(
      SourceText(name: "t.stet", text: text, base: session.nextBase), in: session, goesOn: goesOn, isWhole: isWhole)
  }
}

extension Session.Output {
  /// What the command shows of it, as text; a chart as the terminal draws it.
  package var text: String {
    switch self {
    case .table(let table): tableText(table)
    case .value(let value): (value.isMissing ? "missing" : plainText(value)) + "\n"
    case .verdict(let verdict, let sentence, let sides): "\(verdict): \(sentence) — \(sides)\n"
    case .why(_, let text): text
    case .chart(let chart, let path): (path.map { "wrote \($0)\n" } ?? "") + drawTerminal(chart, columns: 60)
    case .saved(let path, let rows): "wrote \(path), \(counted(rows, "row"))\n"
    }
  }
}
