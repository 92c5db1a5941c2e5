import ArgumentParser
import StetDiagnostics
import StetInterpreter
import StetNotebook
import StetTerminal

struct DossierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dossier", _superCommandName: "stet",
    abstract:
      "Write a fact-check file for a notebook: every figure and chart with its source rows, as HTML and CSV.")

  @ArgumentParser.Argument(help: "The notebook.") var file: String
  @OptionGroup var options: NotebookOptions
  @OptionGroup var lock: LockOptions

  func run() throws {
    let settings = try options.settings()
    let notebook = try settings.notebook(file)
    let session = settings.protectedSession(for: file)
    let runner = NotebookRunner(session)
    let run = runner.run(notebook)
    let dossier = runner.dossier(run)
    try lock.hold(run, of: file, session)
    // A fact-check file is needed most when something falls.
    report(run.diagnostics, run.sources)
    let stem = notebook.pageName.dropLast(5) + "-dossier"
    do throws(RunFailure) {
      session.files.recorder = nil
      for (ending, bytes) in [("html", dossier.page), ("csv", dossier.csv)] {
        say("wrote \(escaped(try session.files.writeOutput(bytes, to: "\(stem).\(ending)")))")
      }
    } catch {
      report(error.diagnostics, run.sources)
      throw ExitCode(exitStatus(of: error.diagnostics))
    }
    throw ExitCode(exitStatus(of: run.diagnostics))
  }
}
