import ArgumentParser

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script; `-` reads it from standard input.")

  @Argument(help: "The script.") var file: String
  @OptionGroup var options: RunOptions

  func run() throws {
    throw ExitCode(try BatchRunner(options.settings(), folder: folder(of: file)).run(try readScript(file), from: file == "-" ? nil : file))
  }
}
