import ArgumentParser

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script; `-` reads it from standard input.")

  @Argument(help: "The script.") var file: String
  @OptionGroup var options: RunOptions

  func run() throws { throw ExitCode(Self.run(file, try options.settings())) }

  /// The exit status.
  static func run(_ file: String, _ settings: RunSettings) -> Int32 {
    do {
      return BatchRunner(settings, folder: folder(of: file)).run(try readScript(file), from: file == "-" ? nil : file)
    } catch { return (error as? ExitCode)?.rawValue ?? ExitCode.failure.rawValue }
  }
}
