import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter
import StetSyntax

/// Runs scripts and pipelines in a folder, for a program that embeds Stet.
///
/// A session keeps what its scripts name: a table named in one `run` can be used in the next. It reads files and
/// `Datasets/datapackage.json` in its folder and writes inside its output folder; nothing else is touched.
///
/// ```swift
/// let session = ScriptSession(folder: "story")
/// let report = session.run("load \"spend.csv\" | group by state: total = sum(usd)")
/// guard report.exitStatus == 0 else { return print(report.findingsText) }
/// let totals: [Int64?] = try report.tables[0].values("total")
/// ```
///
/// Use a session from one task at a time.
public final class ScriptSession {
  private let session: Session

  /// A session in a folder.
  ///
  /// - Parameters:
  ///   - folder: where `load` and `use` look for files.
  ///   - outputFolder: where `save` and `chart` write; it is made when it is needed.
  ///   - parameters: values for the scripts' `param` statements, written as on the command line.
  ///   - readableFolders: folders outside `folder` that scripts may read too.
  public init(
    folder: String, outputFolder: String = "out", parameters: [String: String] = [:], readableFolders: [String] = []
  ) {
    session = Session(
      folder: folder, outputFolder: outputFolder, parameters: parameters, readableFolders: readableFolders)
  }

  /// Called now and then while a script runs; once it returns true, the run stops with the finding `cancelled`.
  public var isCancelled: () -> Bool {
    get { session.isCancelled }
    set { session.isCancelled = newValue }
  }

  /// Runs the statements of a script in order.
  ///
  /// The first error ends the run, except that a claim that falls does not hide later ones. A script with a syntax error
  /// is not run. Nothing is thrown: errors are in `findings`.
  ///
  /// - Parameters:
  ///   - script: the text of a script, or one pipeline.
  ///   - name: the name used in the locations of findings and of the ledger.
  public func run(_ script: String, name: String = "script.stet") -> RunReport {
    run(Array(script.utf8), name: name)
  }

  /// Runs a script in a file; one that cannot be read is a finding with exit status 4.
  ///
  /// - Parameter path: the file, as the program itself would open it; `load` still starts from the session's folder.
  public func run(file path: String) -> RunReport {
    do { return run(try readFile(path, shownAs: path), name: path) } catch {
      return RunReport(
        outputs: [], ledger: [], findings: findings(error.diagnostics), exitStatus: exitStatus(of: error.diagnostics))
    }
  }

  /// The table of a pipeline.
  ///
  /// ```swift
  /// let table = try session.table("load \"spend.csv\" | filter usd > 1_000")
  /// ```
  ///
  /// - Throws: `RunError` if the pipeline fails, or shows anything but one table.
  public func table(_ pipeline: String) throws(RunError) -> ResultTable {
    let report = run(pipeline, name: "pipeline")
    guard report.exitStatus == 0, report.outputs.count == 1, case .table(let table) = report.outputs[0] else {
      throw RunError(findings: report.findings.isEmpty ? [.notOne("table", .needsTable)] : report.findings)
    }
    return table
  }

  /// The value of an expression; a table of one cell counts as its value.
  ///
  /// - Throws: `RunError` if it fails, or shows anything but one value.
  public func value(_ expression: String) throws(RunError) -> Cell {
    let report = run(expression, name: "expression")
    if report.exitStatus == 0, report.outputs.count == 1 {
      switch report.outputs[0] {
      case .value(let cell): return cell
      case .table(let table) where table.rowCount == 1 && table.columns.count == 1: return table.columns[0][0]
      case .table, .verdict, .why, .chart, .file: break
      }
    }
    throw RunError(findings: report.findings.isEmpty ? [.notOne("value", .needsValue)] : report.findings)
  }

  /// The errors in the syntax, names and types of a script, found without reading rows and without writing.
  ///
  /// The script does not see the names of this session, only its own and the registered functions.
  public func check(_ script: String, name: String = "script.stet") -> [Finding] {
    findings(session.check(SourceText(name: name, bytes: Array(script.utf8), base: session.nextBase)))
  }

  /// Every step that has run in this session, in order.
  public var ledger: [LedgerStep] { session.ledger.map { LedgerStep($0, session.sources) } }

  private func run(_ bytes: [UInt8], name: String) -> RunReport {
    let source = SourceText(name: name, bytes: bytes, base: session.nextBase)
    session.add(source)
    session.scriptDigest = SourceDigest(identity: "script") { SHA256.hex(of: bytes) }
    let first = session.ledger.count
    let (script, diagnostics) = StetSyntax.parse(source)
    var found = diagnostics
    var outputs: [RunOutput] = []
    if exitStatus(of: diagnostics) == 0 {
      for statement in script.statements {
        do throws(RunFailure) {
          try session.run(statement) { outputs.append(RunOutput($0)) }
        } catch {
          found += error.diagnostics
          guard error.diagnostics.allSatisfy({ $0.kind == .claim }) else { break }
        }
      }
    }
    // A fallen claim may come before a worse failure.
    let status = found.reduce(0) { max($0, exitStatus(of: [$1])) }
    return RunReport(
      outputs: outputs, ledger: session.ledger[first...].map { LedgerStep($0, session.sources) },
      findings: findings(found), exitStatus: status)
  }

  private func findings(_ diagnostics: [Diagnostic]) -> [Finding] { Finding.all(diagnostics, session.sources) }

  func add(_ function: Function) { session.add(function) }

  var registered: [Function] { session.functions.values.sorted { $0.name < $1.name } }
}

extension Finding {
  fileprivate static func notOne(_ wanted: String, _ code: Diagnostic.Code) -> Finding {
    .all([Diagnostic(code, "the script must show one \(wanted), but it shows something else")], [])[0]
  }
}
