import ArgumentParser
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetNotebook
import StetSyntax
import StetSystem
import StetTerminal

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", _superCommandName: "stet",
    abstract:
      "Recalculate the figures in a notebook or script by an independent method, and compare all figures and output files."
  )

  @ArgumentParser.Argument(help: "The notebook or script.") var file: String
  @OptionGroup var options: NotebookOptions

  func run() throws {
    let settings = try options.settings()
    let source = try readScript(file)
    endAtInterrupt()
    let gaps = VerificationGaps()
    let (verification, outputs, diagnostics, sources) =
      file.hasSuffix(".md") ? notebook(source, settings, gaps) : script(source, settings, gaps)
    report(diagnostics, sources)
    guard let verification else { throw ExitCode(exitStatus(of: diagnostics)) }
    report(verification.found, sources)
    let files = compare(outputs)
    let figures =
      "\(counted(verification.cells, "cell")) in \(verification.tables) \(verification.tables == 1 ? "table or chart" : "tables and charts")"
    let prose = verification.expressions > 0 ? ", \(counted(verification.expressions, "figure")) in the text" : ""
    let verdict =
      verification.found.isEmpty ? "the same in both calculations" : counted(verification.found.count, "difference")
    say("\(figures)\(prose): \(verdict)")
    for line in gaps.lines { say(line) }
    if verification.largestRounding > 0 {
      say(
        "the largest relative difference due to rounding in values that are not whole numbers is \(plainText(.float(verification.largestRounding)))"
      )
    }
    let status = max(exitStatus(of: verification.found), exitStatus(of: files), exitStatus(of: diagnostics))
    report(files, sources)
    throw ExitCode(status)
  }

  private typealias Result = (Verification?, [(path: String, content: FileContent)], [Diagnostic], [SourceText])

  private func notebook(_ source: SourceText, _ settings: RunSettings, _ gaps: VerificationGaps) -> Result {
    let notebook = Notebook(source)
    guard exitStatus(of: notebook.diagnostics) == 0 else { return (nil, [], notebook.diagnostics, [source]) }
    func run(_ twin: TwinBackend?) -> (NotebookRun, Session) {
      let session = self.session(settings, twin)
      return (NotebookRunner(session).run(notebook), session)
    }
    let (first, engine) = run(nil)
    let (second, _) = run(TwinBackend(noting: gaps))
    let page = PageWriter(folder: folder(of: file), readableFolders: settings.readableFolders).page(first)
    let outputs = [(engine.files.outputPath(notebook.pageName), FileContent(page.bytes))] + engine.files.heldFiles
    return (Verification(first, second), outputs, first.diagnostics.filter { $0.severity == .error }, first.sources)
  }

  private func script(_ source: SourceText, _ settings: RunSettings, _ gaps: VerificationGaps) -> Result {
    let (script, diagnostics) = StetSyntax.parse(source)
    guard exitStatus(of: diagnostics) == 0 else { return (nil, [], diagnostics, [source]) }
    var fallen: [Diagnostic] = []
    func run(_ twin: TwinBackend?) -> ([(Session.Output, SourceRange)], Session, [Diagnostic]) {
      let session = self.session(settings, twin)
      session.files.recorder = InputRecorder()
      session.add(source)
      let bytes = source.bytes
      session.scriptDigest = SourceDigest(identity: "script") { SHA256.hex(of: bytes) }
      var outputs: [(Session.Output, SourceRange)] = []
      for statement in script.statements {
        do throws(RunFailure) {
          try session.run(statement) { if !statement.showsLedger { outputs.append(($0, statement.range)) } }
        } catch {
          if twin == nil { fallen += error.diagnostics }
          guard error.diagnostics.allSatisfy({ $0.kind == .claim }) else {
            return (outputs, session, error.diagnostics)
          }
        }
      }
      return (outputs, session, [])
    }
    let first = run(nil)
    guard first.2.isEmpty else { return (nil, [], first.2, first.1.sources) }
    let second = run(TwinBackend(noting: gaps))
    return (Verification(first.0, second.0), first.1.files.heldFiles, fallen + second.2, first.1.sources)
  }

  private func session(_ settings: RunSettings, _ twin: TwinBackend?) -> Session {
    let session = settings.protectedSession(for: file)
    if let twin { session.backends = [twin] }
    return session
  }

  /// Which files that an earlier run wrote are wrong.
  private func compare(_ outputs: [(path: String, content: FileContent)]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var same = 0
    var absent = 0
    for (path, content) in outputs {
      guard exists(path) else {
        absent += 1
        continue
      }
      if let written = try? readFile(path, shownAs: path), written == content.bytes {
        same += 1
      } else {
        found.append(.otherBytes(path))
      }
    }
    if same > 0 { say("\(counted(same, "file")) in \(escaped(options.out)): identical, byte for byte") }
    if absent > 0 { say("\(counted(absent, "file")) not written yet") }
    return found
  }
}

extension Diagnostic {
  fileprivate static func otherBytes(_ path: String) -> Diagnostic {
    Diagnostic(.otherBytes, "this file differs from what is calculated now", location: path, kind: .data)
  }
}
