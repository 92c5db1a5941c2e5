import StetDiagnostics
import StetEngine
import StetInterpreter

/// What one run of a script showed, did and found.
public struct RunReport: Sendable {
  /// What the statements showed, in order.
  public let outputs: [RunOutput]
  /// The steps of this run, in order.
  public let ledger: [LedgerStep]
  /// Errors, warnings and notes, in order.
  public let findings: [Finding]
  /// 0 everything worked, 1 an error in the script, 2 a failed expectation, 3 a fallen claim, 4 bad data or a failed write, 5 a limit: the
  /// highest of those that occurred, as the command `stet run` gives it.
  public let exitStatus: Int32

  /// The tables among the outputs.
  public var tables: [ResultTable] {
    outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }
  }

  /// All findings as the command line prints them, with location, line and caret; empty if there are none.
  public var findingsText: String { findings.map(\.text).joined() }
}

/// What one statement showed.
public enum RunOutput: Sendable {
  case table(ResultTable)
  case value(Cell)
  /// A claim (`stands`, `falls`) or a check (`holds`, `does not hold`, `cannot be decided`), with both sides' values.
  case verdict(String, sentence: String, sides: String)
  /// Where a figure comes from, in the words of the command line.
  case why(String)
  /// A chart, and the SVG file it was written to; nil for one that is only shown in a terminal.
  case chart(path: String?)
  /// A file that `save` wrote.
  case file(path: String, rows: Int)

  init(_ output: Session.Output) {
    switch output {
    case .table(let table): self = .table(ResultTable(table))
    case .value(let value): self = .value(Cell(value))
    case .verdict(let verdict, let sentence, let sides): self = .verdict(verdict, sentence: sentence, sides: sides)
    case .why(_, let text): self = .why(text)
    case .chart(_, let path): self = .chart(path: path)
    case .saved(let path, let rows): self = .file(path: path, rows: rows)
    }
  }
}

/// What one step did to the rows.
public struct LedgerStep: Sendable, Hashable {
  /// The step as the ledger names it: `filter`, `load spend.csv`.
  public let step: String
  /// Where the step is, as `story.stet:3:5`; nil if it is not in a script.
  public let location: String?
  public let rowsIn: Int
  public let rowsOut: Int
  /// The line of the ledger, `filter: 412 → 96 rows, 3 undecided because of missing values`, and its notes, a line each.
  public let text: String

  init(_ entry: LedgerEntry, _ sources: [SourceText]) {
    step = entry.step
    location = entry.range.flatMap { range in
      sources.first { $0.contains(range) }.map { source in
        let (line, column) = source.position(of: range.lower)
        return "\(source.name):\(line):\(column)"
      }
    }
    rowsIn = entry.rowsIn
    rowsOut = entry.rowsOut
    text = entry.lines.joined(separator: "\n")
  }
}

/// One error, warning or note about a script or about data.
public struct Finding: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable { case error, warning, note }

  public let severity: Severity
  /// A stable code such as `unknown-column`.
  public let code: String
  /// One clause, such as "there is no column" with its name; code words are in backticks.
  public let message: String
  /// Where in the script, as `story.stet:3:12`, line and column counted from one; nil for a finding about data alone.
  public let scriptLocation: String?
  /// Where in the data, as `spend.csv:12:3`; nil for a finding about the script alone.
  public let dataLocation: String?
  public let notes: [String]
  /// Everything as the command line prints it: location, message, the line with a caret, notes, a fix.
  public let text: String

  static func all(_ diagnostics: [Diagnostic], _ sources: [SourceText]) -> [Finding] {
    let printer = DiagnosticPrinter(sources: sources)
    return diagnostics.map { diagnostic in
      Finding(
        severity: Severity(diagnostic.severity), code: diagnostic.code.rawValue, message: diagnostic.message,
        scriptLocation: diagnostic.range.flatMap { range in
          sources.first { $0.contains(range) }.map { source in
            let (line, column) = source.position(of: range.lower)
            return "\(source.name):\(line):\(column)"
          }
        },
        dataLocation: diagnostic.location, notes: diagnostic.notes, text: printer.print(diagnostic))
    }
  }
}

extension Finding.Severity {
  fileprivate init(_ severity: Diagnostic.Severity) {
    switch severity {
    case .error: self = .error
    case .warning: self = .warning
    case .note: self = .note
    }
  }
}

/// A pipeline that did not give the expected result.
public struct RunError: Error, Sendable, CustomStringConvertible {
  public let findings: [Finding]

  public var description: String { findings.map(\.text).joined() }
}
