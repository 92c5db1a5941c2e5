import ArgumentParser
import Glibc
import StetColumns
import StetDiagnostics
import StetFormats
import StetKit
import StetNotebook
import StetTerminal

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", _superCommandName: "stet",
    abstract: "Run a Markdown notebook and write it as one page of HTML, every figure of its text checked.")

  @ArgumentParser.Argument(help: "The notebook.") var file: String
  @OptionGroup var options: NotebookOptions
  @Flag(help: "Write the page also where a claim falls or a block fails; it says so at its top.") var draft = false

  func run() throws {
    let settings = try options.settings()
    let source = try readNotebook(file)
    let session = settings.session(folder: folder(of: file))
    Interrupt.install()
    session.isCancelled = { Interrupt.isRaised }
    session.protect(file)
    let runner = NotebookRunner(session)
    let notebook = Notebook(source)
    if let unknown = unknownParameter(settings.parameters, in: notebook.cells.map(\.script)) {
      report([unknown], [source])
      throw ExitCode.validationFailure
    }
    let isSound = exitStatus(of: notebook.diagnostics) == 0
    guard isSound || draft else {
      report(notebook.diagnostics, [source])
      throw ExitCode(exitStatus(of: notebook.diagnostics))
    }
    let run = runner.run(notebook)
    if Interrupt.isRaised { throw ExitCode(130) }
    if options.locked {
      let drift = self.drift(of: run, session)
      report(drift, run.sources)
      guard exitStatus(of: drift) == 0 else { throw ExitCode(exitStatus(of: drift)) }
    }
    report(run.diagnostics, run.sources)
    let status = exitStatus(of: run.diagnostics)
    if !run.answers.isEmpty { say(run.answers.summary) }
    guard status == 0 || draft else {
      say("nothing is written; `--draft` writes a page that says so")
      throw ExitCode(status)
    }
    let page = PageWriter(folder: folder(of: file), readableFolders: settings.readableFolders).page(run)
    for words in page.left { say("note: " + words) }
    do throws(RunFailure) {
      let path = try session.writeOutput(page.bytes, to: notebook.pageName)
      try runner.writeOutputs()
      say("wrote \(escaped(path))")
    } catch {
      report(error.diagnostics, run.sources)
      throw ExitCode(exitStatus(of: error.diagnostics))
    }
    throw ExitCode(status)
  }

  /// What differs between the inputs of a run and the lock.
  private func drift(of run: NotebookRun, _ session: Session) -> [Diagnostic] {
    do throws(RunFailure) {
      let isWhole = !run.cells.contains { $0.isBroken } && !run.answers.contains { $0.isFailed }
      let failed = isWhole ? nil : run.diagnostics
      return session.drift(from: try Lockfile.inputs(of: file), recorded: run.inputs, of: file, failed: failed)
    } catch { return error.diagnostics }
  }
}
