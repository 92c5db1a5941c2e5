import StetCharts
import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetReleases
import StetSystem

extension Session {
  /// Writes or draws the output of a step, and records it in the step's line of the ledger.
  func put(
    _ output: StepOutput, _ table: Table, _ entry: inout LedgerEntry, _ show: (Output) -> Void
  ) throws(RunFailure) {
    switch output {
    case .save(let path, let isForSpreadsheets, let range):
      guard let format = OutputFormat(path: path) else { throw RunFailure(.unknownEnding(path, range)) }
      guard !isForSpreadsheets || format.isDelimitedText else { throw RunFailure(.hasNoFormulas(format, range)) }
      if format.isDelimitedText {
        let formulas = SpreadsheetFormulas(in: table)
        if let first = formulas.first { entry.notes.append(formulasNote(formulas, first, isForSpreadsheets)) }
      }
      let content: FileContent
      do {
        content = try format.content(of: isForSpreadsheets ? SpreadsheetFormulas.disarmed(table) : table)
      } catch {
        throw RunFailure(error.diagnostic(format, at: range))
      }
      // A file is never partly written.
      guard !isCancelled() else { throw RunFailure(.cancelled(path, range)) }
      show(.saved(try files.write(content, to: path, range), rows: table.rowCount))
    case .chart(let plan, let path, let range):
      var chart = try plan.chart(of: table)
      chart.scriptSHA256 = scriptDigest?.sha256
      if let (name, range) = plan.themeFile {
        chart.theme = try theme(from: try files.read(name, .theme, range), name: name)
      }
      if let (path, range) = plan.shapes {
        let areas = try mapAreas(from: try files.read(path, .map, range), name: path)
        for index in chart.layers.indices where chart.layers[index].mark.takes(.shapes) {
          chart.layers[index].areas = areas
        }
      }
      guard let path else { return show(.chart(chart, path: nil)) }
      guard path.hasSuffix(".svg") else { throw RunFailure(.noSVG(path, range)) }
      let drawn = drawSVGBytes(chart)
      entry.step = "chart \(path)"
      entry.counts.append(.init("drawn", drawn.drawn))
      if drawn.missing > 0 { entry.counts.append(.init("omitted as missing", drawn.missing)) }
      if drawn.refused > 0 { entry.counts.append(.init("not drawn", drawn.refused)) }
      entry.notes += drawn.warnings
      let whole = try files.write(FileContent(drawn.bytes), to: path, range)
      var written = [whole]
      for width in plan.extraWidths {
        let other = drawSVGBytes(chart, width: width)
        // What fits in one file may not fit in another.
        entry.notes += other.warnings.filter { !drawn.warnings.contains($0) }.map { "at \(width) px: \($0)" }
        written.append(try files.write(FileContent(other.bytes), to: "\(path.dropLast(4))-\(width).svg", range))
      }
      for picture in pictures {
        for file in written {
          try files.whenReleased(file) { () throws(RunFailure) in _ = try writePicture(picture, of: file, range) }
        }
      }
      show(.chart(chart, path: whole))
    }
  }
}

/// What becomes of cells that a spreadsheet would take for formulas.
private func formulasNote(
  _ formulas: SpreadsheetFormulas, _ first: (column: String, row: Int), _ isForSpreadsheets: Bool
) -> String {
  let cells = "\(counted(formulas.count, "cell")) \(agreeing("begins", "begin", formulas.count))"
  let place = "the first is row \(first.row + 1) of `\(first.column)`"
  return isForSpreadsheets
    ? "\(cells) with an apostrophe, so that a spreadsheet does not take \(agreeing("it for a formula", "them for formulas", formulas.count)); \(place)"
    : "\(cells) as formulas do in a spreadsheet; \(place); `spreadsheet_safe: true` writes an apostrophe before \(agreeing("it", "each", formulas.count))"
}

extension Diagnostic {
  fileprivate static func hasNoFormulas(_ format: OutputFormat, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownOption, "`spreadsheet_safe:` applies to CSV and TSV; a text in \(format.name) is never a formula",
      at: range)
  }

  fileprivate static func cancelled(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped before \(quoted(path)) was written", at: range, kind: .limit)
  }

  fileprivate static func unknownEnding(_ path: String, _ range: SourceRange) -> Diagnostic {
    let known = OutputFormat.all.flatMap(\.endings).map { "`.\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      .unknownFormat, "the file extension of \(quoted(path)) is not supported", at: range,
      notes: ["the supported extensions are \(known)"])
  }

  fileprivate static func noSVG(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownFormat, "a chart must be saved as an SVG file, but \(quoted(path)) does not end in `.svg`", at: range)
  }
}
