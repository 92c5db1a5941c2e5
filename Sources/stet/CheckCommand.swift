import ArgumentParser
import StetColumns
import StetDiagnostics
import StetInterpreter
import StetNotebook

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Check the names and types in a script or notebook without calculating or writing anything; `-` reads standard input."
  )

  @ArgumentParser.Argument(help: "The script, or a notebook whose name ends in `.md`.") var file: String
  @Flag(help: "List the figures in a notebook's prose that have no expression.") var numbers = false

  func run() throws {
    let source = try readScript(file)
    let session = Session(folder: folder(of: file))
    guard file.hasSuffix(".md") else {
      if numbers { throw ValidationError("`--numbers` needs a notebook, a file whose name ends in `.md`") }
      let diagnostics = session.check(source)
      report(diagnostics, session.sources)
      throw ExitCode(exitStatus(of: diagnostics))
    }
    let notebook = Notebook(source)
    let diagnostics = session.check(notebook)
    report(diagnostics, session.sources)
    if numbers {
      let loose = notebook.looseFigures
      report(loose.prefix(500).map { .looseFigure($0) }, session.sources)
      say(
        "\(counted(notebook.expressions.count, "expression")) in the prose, \(counted(loose.count, "figure")) without one"
      )
    }
    throw ExitCode(exitStatus(of: diagnostics))
  }
}
