import ArgumentParser
import Glibc
import StetCharts
import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetKit
import StetSyntax
import StetTerminal

/// Runs a script from beginning to end: results on standard output, what is said about them on standard error.
struct BatchRunner {
  private let options: RunOptions
  private let session: Session

  init(_ options: RunOptions, folder: String) throws {
    self.options = options
    session = try options.session(folder: folder)
    Interrupt.install()
    session.isCancelled = { Interrupt.isRaised }
  }

  /// The exit status.
  func run(_ source: SourceText, from file: String? = nil) throws -> Int32 {
    if let file { session.protect(file) }
    session.add(source)
    session.scriptSHA256 = SHA256.hex(of: source.bytes)
    let (script, diagnostics) = StetSyntax.parse(source)
    report(diagnostics, session.sources)
    guard exitStatus(of: diagnostics) == 0 else { return exitStatus(of: diagnostics) }
    try refuseUnknownParameters(script)
    var timings: [StatementTiming] = []
    var status = runStatements(script, &timings)
    for (file, what, bytes) in [
      (options.ledger, "ledger", { ledgerJSON(session.ledger, session.sources) }),
      (options.timings, "timings", { timingLines(timings, session.sources) }),
    ] {
      guard let file, !Interrupt.isRaised else { continue }
      do throws(RunFailure) {
        guard !session.isProtected(file) else { throw RunFailure(.overInput(file, what)) }
        try writeAtomically(bytes(), to: file)
      } catch {
        report(error.diagnostics, session.sources)
        if status == 0 { status = exitStatus(of: error.diagnostics) }
      }
    }
    return Interrupt.isRaised ? 130 : status
  }

  private func runStatements(_ script: Script, _ timings: inout [StatementTiming]) -> Int32 {
    var result: Int32 = 0
    var reported = 0
    let isWatched = isatty(STDERR_FILENO) == 1
    for statement in script.statements {
      var failure: RunFailure?
      let progress = Progress()
      if isWatched { progress.start() }
      let start = ContinuousClock.now
      let timed = session.timings.count
      do throws(RunFailure) {
        try session.run(statement) { output in
          progress.pause()
          show(output)
        }
      } catch { failure = error }
      timings.append(StatementTiming(statement.range, .now - start, steps: session.timings[timed...]))
      progress.finish()
      for entry in session.ledger[reported...] {
        for line in entry.lines { deliver("  " + line + "\n", to: STDERR_FILENO) }
      }
      reported = session.ledger.count
      guard let failure else { continue }
      if Interrupt.isRaised { return 130 }
      report(failure.diagnostics, session.sources)
      result = max(result, exitStatus(of: failure.diagnostics))
      // A fallen claim fails the run but hides no later one.
      guard failure.diagnostics.allSatisfy({ $0.kind == .claim }) else { return exitStatus(of: failure.diagnostics) }
    }
    return result
  }

  private func show(_ output: Session.Output) {
    switch output {
    case .table(let table):
      if let format = options.shape.format {
        deliver(String(decoding: format.bytes(of: table) { Interrupt.isRaised }, as: UTF8.self), to: STDOUT_FILENO)
      } else {
        deliver(tableText(table), to: STDOUT_FILENO)
      }
    case .value(let value): deliver((value.isMissing ? "missing" : escaped(plainText(value))) + "\n", to: STDOUT_FILENO)
    case .verdict(let verdict, let sentence, let sides):
      deliver("\(verdict): \(escaped(sentence)) — \(escaped(sides))\n", to: STDOUT_FILENO)
    case .chart(let chart, nil): deliver(drawTerminal(chart, columns: 80), to: STDOUT_FILENO)
    case .chart(_, let path?): deliver("wrote \(escaped(path))\n", to: STDERR_FILENO)
    case .saved(let path, let rows): deliver("wrote \(escaped(path)), \(rows) rows\n", to: STDERR_FILENO)
    }
  }

  private func refuseUnknownParameters(_ script: Script) throws {
    var known: [String] = []
    var usesOthers = false
    for statement in script.statements {
      if case .parameter(let name, _) = statement.kind { known.append(name.text) }
      if case .use = statement.kind { usesOthers = true }
    }
    // A script that is used may have the parameter.
    guard !usesOthers else { return }
    for name in options.parameterValues.keys.sorted() where !known.contains(name) {
      let near = nearest(to: name, among: known).map { "; is `\($0)` meant?" } ?? ""
      throw ValidationError("the script has no parameter `\(name)`\(near)")
    }
  }
}

func report(_ diagnostics: [Diagnostic], _ sources: [SourceText]) {
  deliver(DiagnosticPrinter(sources: sources, colors: isatty(STDERR_FILENO) == 1).print(diagnostics), to: STDERR_FILENO)
}

func readScript(_ file: String) throws -> SourceText {
  do {
    if file == "-" {
      return SourceText(name: "<stdin>", bytes: try readAll(STDIN_FILENO, shownAs: "<stdin>", limit: 32 << 20))
    }
    return SourceText(name: file, bytes: try readFile(file, shownAs: file))
  } catch {
    report(error.diagnostics, [SourceText(name: file, bytes: [])])
    throw ExitCode(exitStatus(of: error.diagnostics))
  }
}

func folder(of file: String) -> String {
  guard file != "-", let slash = file.lastIndex(of: "/") else { return "." }
  return slash == file.startIndex ? "/" : String(file[..<slash])
}

extension Diagnostic {
  fileprivate static func overInput(_ file: String, _ what: String) -> Diagnostic {
    Diagnostic(
      "over-input", "no \(what) file replaces one that this script read", place: file, kind: .data,
      notes: ["`--\(what) \(what).json` names another"])
  }
}
