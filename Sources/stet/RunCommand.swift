import ArgumentParser

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script; `-` reads it from standard input.")

  @Argument(help: "The script.") var file: String
  @OptionGroup var options: RunOptions
  @Flag(help: "Show and write nothing where an input is not the one in `stet.lock`.") var locked = false

  func run() throws {
    var settings = try options.settings()
    settings.isLocked = locked
    if locked, file == "-" {
      throw ValidationError("`--locked` needs a script in a file, beside which the lock stands")
    }
    throw ExitCode(Self.run(file, settings))
  }

  /// The exit status.
  static func run(_ file: String, _ settings: RunSettings) -> Int32 {
    do {
      return BatchRunner(settings, folder: folder(of: file)).run(try readScript(file), from: file == "-" ? nil : file)
    } catch { return (error as? ExitCode)?.rawValue ?? ExitCode.failure.rawValue }
  }
}
