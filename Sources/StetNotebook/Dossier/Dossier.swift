import StetCharts
import StetColumns
import StetDiagnostics
import StetEngine
import StetInterpreter
import StetSyntax

/// The fact-check file of a notebook: every figure in the text and every chart with its source rows.
package struct Dossier {
  /// A figure of the text, or a chart or table that a block shows.
  package struct Item: Sendable {
    /// `check-3` as in the page, or `figure-2`.
    let name: String
    let title: String
    /// The verdict or the value in words; nil for a chart.
    let result: String?
    /// The script's words, and where they are in the notebook.
    let words: String
    let line: Int
    /// What each part of the expression was calculated from.
    let why: Why?
    /// The rows of a chart or table, each with its locations.
    let rows: Table?
    let diagnostics: [Diagnostic]
  }

  package let items: [Item]
  let run: NotebookRun
  let session: Session
}

extension NotebookRunner {
  /// Traces every figure of a run back to its rows.
  package func dossier(_ run: NotebookRun) -> Dossier {
    let source = run.notebook.source
    var items = run.answers.enumerated().map { place, answer in
      let words = answer.expression.claimedWords
      return Dossier.Item(
        name: "check-\(place + 1)", title: words.isEmpty ? answer.figure : words, result: answer.figure,
        words: answer.words,
        line: source.position(of: answer.expression.whole.lower).line, why: answer.why, rows: nil,
        diagnostics: answer.diagnostics)
    }
    var figures = 0
    for (codeBlock, blockRun) in zip(run.notebook.codeBlocks, run.codeBlocks) where !blockRun.isBroken {
      for (output, place) in zip(blockRun.outputs, blockRun.statements) {
        let statement = codeBlock.script.statements[place]
        guard let recipe = blockRun.recipes[place] else { continue }
        let title: String
        switch output {
        case .chart(let chart, _): title = chart.words.title ?? codeBlock.title
        case .table: title = codeBlock.title
        case .value, .verdict, .why, .saved: continue
        }
        figures += 1
        var rows: Table?
        var diagnostics: [Diagnostic] = []
        do throws(RunFailure) { rows = try session.rowsBehind(recipe) } catch { diagnostics = error.diagnostics }
        items.append(
          Dossier.Item(
            name: "figure-\(figures)", title: title, result: nil, words: session.words(of: statement.range),
            line: source.position(of: codeBlock.range.lower).line, why: nil, rows: rows, diagnostics: diagnostics))
      }
    }
    return Dossier(items: items, run: run, session: session)
  }
}
