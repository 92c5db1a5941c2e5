import ArgumentParser
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetNotebook
import StetTerminal

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", _superCommandName: "stet",
    abstract: "Run a Markdown notebook and write it as one HTML page, with every figure in its text checked.")

  @ArgumentParser.Argument(help: "The notebook.") var file: String
  @OptionGroup var options: NotebookOptions
  @OptionGroup var lock: LockOptions
  @Flag(help: "Write the page even if a claim falls or a block fails; the page says so at the top.") var draft = false

  func run() throws {
    let settings = try options.settings()
    let notebook = try settings.notebook(file, isDraft: draft)
    let session = settings.protectedSession(for: file)
    let runner = NotebookRunner(session)
    let run = runner.run(notebook)
    try lock.hold(run, of: file, session)
    report(run.diagnostics, run.sources)
    let status = exitStatus(of: run.diagnostics)
    if !run.answers.isEmpty { say(run.answers.summary) }
    guard status == 0 || draft else {
      say("no page was written; `--draft` writes one that is marked “Not for print”")
      throw ExitCode(status)
    }
    let page = PageWriter(folder: folder(of: file), readableFolders: settings.readableFolders).page(run)
    report(page.remarks, run.sources)
    for words in page.left { say("note: " + words) }
    do throws(RunFailure) {
      let path = try session.files.writeOutput(page.bytes, to: notebook.pageName)
      try runner.writeOutputs()
      say("wrote \(escaped(path))")
    } catch {
      report(error.diagnostics, run.sources)
      throw ExitCode(exitStatus(of: error.diagnostics))
    }
    throw ExitCode(status)
  }
}
