import ArgumentParser
import StetKit

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check names and types of a script without computing or writing anything; `-` is standard input.")

  @Argument(help: "The script.") var file: String

  func run() throws {
    let source = try readScript(file)
    let session = Session(folder: folder(of: file), isChecking: true)
    let diagnostics = session.check(source)
    report(diagnostics, session.sources)
    throw ExitCode(exitStatus(of: diagnostics))
  }
}
