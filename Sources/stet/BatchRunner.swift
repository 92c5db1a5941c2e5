import ArgumentParser
import StetCharts
import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter
import StetReleases
import StetSyntax
import StetSystem
import StetTerminal

/// Runs a script from beginning to end: results on standard output, messages about them on standard error.
struct BatchRunner {
  private let options: RunSettings
  private let session: Session
  private let transcript: Transcript

  /// `standardInput` is what `load stdin` reads; nil if the script comes from there.
  init(_ options: RunSettings, folder: String, standardInput: StandardInput?) {
    self.options = options
    session = options.session(folder: folder)
    session.files.standardInput = standardInput
    transcript = Transcript(isHeld: options.isLocked)
    endAtInterrupt()
  }

  /// The exit status.
  func run(_ source: SourceText, from file: String? = nil) -> Int32 {
    if let file { session.files.protect(file) }
    session.add(source)
    let bytes = source.bytes
    session.scriptDigest = SourceDigest(identity: "script") { SHA256.hex(of: bytes) }
    let (script, diagnostics) = StetSyntax.parse(source)
    report(diagnostics, session.sources)
    guard exitStatus(of: diagnostics) == 0 else { return exitStatus(of: diagnostics) }
    if let unknown = unknownParameter(options.parameters, in: script) {
      report([unknown], session.sources)
      return ExitCode.validationFailure.rawValue
    }
    var locked: [LockedInput] = []
    let recorder = InputRecorder()
    if options.isLocked, let file {
      do throws(RunFailure) { locked = try Lockfile.inputs(of: file) } catch {
        report(error.diagnostics, session.sources)
        return exitStatus(of: error.diagnostics)
      }
      session.files.protect(Lockfile.path(in: folder(of: file)))
      session.files.recorder = recorder
    }
    var timings: [StatementTiming] = []
    var failed: [Diagnostic]?
    var status = runStatements(script, &timings, &failed)
    if options.isLocked, let file {
      let drift = session.files.drift(from: locked, of: file, failed: failed)
      guard exitStatus(of: drift) == 0 else {
        report(drift + (failed ?? []), session.sources)
        return exitStatus(of: drift)
      }
      report(drift, session.sources)
      do throws(RunFailure) { try transcript.release(recorder) } catch {
        report(error.diagnostics, session.sources)
        return exitStatus(of: error.diagnostics)
      }
    }
    for (file, what, bytes) in [
      (options.ledger, "ledger", { ledgerJSON(session.ledger, session.sources) }),
      (options.timings, "timings", { timingLines(timings, session.sources) }),
    ] {
      guard let file else { continue }
      do throws(RunFailure) {
        guard !session.files.isProtected(file) else { throw RunFailure(.overwritesInput(file, what)) }
        try writeAtomically(bytes(), to: file)
      } catch {
        report(error.diagnostics, session.sources)
        if status == 0 { status = exitStatus(of: error.diagnostics) }
      }
    }
    return status
  }

  /// `failed` is what ended the run before its end.
  private func runStatements(
    _ script: Script, _ timings: inout [StatementTiming], _ failed: inout [Diagnostic]?
  ) -> Int32 {
    var result: Int32 = 0
    var reported = 0
    var written = 0
    /// After the writes that are waiting.
    func tell(_ words: @escaping () -> Void) {
      let held = (session.files.recorder?.heldCount ?? 0) - written
      written += held
      transcript.add(after: held, words)
    }
    let isWatched = Descriptor.standardError.isTerminal
    let needs = ColumnNeeds(of: script, in: session)
    for statement in script.statements {
      var failure: RunFailure?
      let progress = Progress()
      if isWatched { progress.start() }
      let start = ContinuousClock.now
      let timed = session.timings.count
      do throws(RunFailure) {
        try session.run(statement, needs: needs) { output in
          progress.pause()
          tell { show(output) }
        }
      } catch { failure = error }
      // An array of their own: a part of all timings would keep a copy of them for each statement.
      timings.append(StatementTiming(statement.range, .now - start, steps: Array(session.timings[timed...])))
      progress.finish()
      let lines = session.ledger[reported...].flatMap(\.lines)
      tell { for line in lines { deliver("  " + line + "\n", to: .standardError) } }
      reported = session.ledger.count
      guard let failure else { continue }
      tell { report(failure.diagnostics, session.sources) }
      result = max(result, exitStatus(of: failure.diagnostics))
      // A fallen claim fails the run but hides no later one.
      guard failure.diagnostics.allSatisfy({ $0.kind == .claim }) else {
        failed = failure.diagnostics
        return exitStatus(of: failure.diagnostics)
      }
    }
    return result
  }

  private func show(_ output: Session.Output) {
    switch output {
    case .table(let table):
      deliver(options.outputFormat.text(table), to: .standardOutput)
    case .value(let value):
      deliver((value.isMissing ? "missing" : escaped(plainText(value))) + "\n", to: .standardOutput)
    case .verdict(let verdict, let sentence, let sides):
      deliver("\(verdict): \(escaped(sentence)) — \(escaped(sides))\n", to: .standardOutput)
    case .why(_, let text): deliver(text, to: .standardOutput)
    case .chart(let chart, nil):
      deliver(drawTerminal(chart, columns: Screen.standard().width() ?? 80), to: .standardOutput)
    case .chart(_, let path?): deliver("wrote \(escaped(path))\n", to: .standardError)
    case .saved(let path, let rows): deliver("wrote \(escaped(path)), \(counted(rows, "row"))\n", to: .standardError)
    }
  }
}

/// The message about a parameter that was given but that the script does not have.
func unknownParameter(_ parameters: [String: String], in scripts: Script...) -> Diagnostic? {
  unknownParameter(parameters, in: scripts)
}

func unknownParameter(_ parameters: [String: String], in scripts: [Script]) -> Diagnostic? {
  var known: [String] = []
  for statement in scripts.flatMap(\.statements) {
    switch statement.kind {
    case .parameter(let name, _): known.append(name.text)
    // A script that is used may have the parameter.
    case .use: return nil
    case .binding, .scope, .function, .calendar, .claim, .check, .why, .pipeline: continue
    }
  }
  return parameters.keys.sorted().first { !known.contains($0) }.map { .unknownParameter($0, known) }
}

func report(_ diagnostics: [Diagnostic], _ sources: [SourceText]) {
  deliver(
    DiagnosticPrinter(sources: sources, colors: Descriptor.standardError.isTerminal).print(diagnostics),
    to: .standardError)
}

func readScript(_ file: String) throws -> SourceText {
  do {
    if file == "-" {
      return SourceText(name: "<stdin>", bytes: try readAll(.standardInput, shownAs: "<stdin>", limit: 32 << 20))
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
  fileprivate static func unknownParameter(_ name: String, _ known: [String]) -> Diagnostic {
    let near = nearest(to: name, among: known)
    return Diagnostic(
      .unknownParameter, "the script has no parameter `\(name)`", location: "--param \(name)",
      notes: near.map { ["the closest match is `--param \($0)=…`"] }
        ?? [
          known.isEmpty
            ? "`param \(name) = …` in the script defines it"
            : "its \(agreeing("only parameter is", "parameters are", known.count)) \(joinedWithAnd(known.map { "`\($0)`" }))"
        ])
  }

  fileprivate static func overwritesInput(_ file: String, _ what: String) -> Diagnostic {
    Diagnostic(
      .overwritesInput, "the \(what) file would replace a file that this script has read", location: file, kind: .data,
      notes: ["`--\(what) \(what).json` writes to another file"])
  }
}
