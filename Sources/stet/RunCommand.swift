import ArgumentParser
import StetDiagnostics
import StetFormats
import StetInterpreter

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script; `-` reads it from standard input.")

  @ArgumentParser.Argument(help: "The script.") var file: String
  @OptionGroup var options: RunOptions
  @Flag(help: "Show and write nothing if an input is not the one in `stet.lock`.") var locked = false

  func run() throws {
    var settings = try options.settings()
    settings.isLocked = locked
    if locked, file == "-" {
      throw ValidationError("`--locked` needs a script in a file, with its lock in the same folder")
    }
    throw ExitCode(Self.run(file, settings))
  }

  /// The exit status.
  static func run(_ file: String, _ settings: RunSettings) -> Int32 {
    guard !file.hasSuffix(".md") else {
      report([.isNotebook(file)], [])
      return exitStatus(of: [.isNotebook(file)])
    }
    do {
      let isFile = file != "-"
      return BatchRunner(settings, folder: folder(of: file), standardInput: isFile ? StandardInput() : nil)
        .run(try readScript(file), from: isFile ? file : nil)
    } catch { return (error as? ExitCode)?.rawValue ?? ExitCode.failure.rawValue }
  }
}

extension Diagnostic {
  fileprivate static func isNotebook(_ file: String) -> Diagnostic {
    Diagnostic(
      .notebook, "this is a notebook, not a script", location: file,
      notes: ["`stet render \(file)` runs it and writes its page"])
  }
}
