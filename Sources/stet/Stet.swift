import ArgumentParser
import StetDiagnostics
import StetKit
import StetTerminal

@main
struct Stet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stet", abstract: "Figures that may stand: load, filter, group, join, check and draw tables.",
    discussion: "Without arguments it asks for statements and answers each; `:help` there says what there is.",
    subcommands: [RunCommand.self, CheckCommand.self, FormatCommand.self])

  @Option(name: .short, parsing: .unconditional, help: "Run one pipeline given on the command line.")
  var expression: String?

  @OptionGroup var options: RunOptions

  static func main() {
    settleSurroundings()
    main(nil)
  }

  func run() throws {
    guard let expression else {
      throw ExitCode(runRepl(session: try options.session(folder: "."), help: builtInHelp))
    }
    throw ExitCode(try BatchRunner(options, folder: ".").run(SourceText(name: "-e", text: expression)))
  }
}
