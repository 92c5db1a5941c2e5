import ArgumentParser
import Glibc
import StetDiagnostics
import StetKit
import StetTerminal

/// The options of everything that runs a notebook.
struct NotebookOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that the page, charts and saved tables go to.", valueName: "folder"))
  var out = RunSettings().out

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A parameter of the notebook; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: ArgumentHelp("How many threads may work; the results are the same for any number.", valueName: "n"))
  var threads: Int?

  @Option(
    name: .customLong("allow-read"),
    help: ArgumentHelp("A folder outside the notebook's own that it may read; may be repeated.", valueName: "folder"))
  var readableFolders: [String] = []

  @Flag(help: "Refuse inputs that are not the ones in `stet.lock`.") var locked = false

  func settings() throws -> RunSettings {
    try checkThreads(threads)
    if out.isEmpty { throw ValidationError("`--out` names a folder") }
    var settings = RunSettings()
    settings.out = out
    settings.parameters = try parameterValues(parameters)
    (settings.threads, settings.readableFolders) = (threads, readableFolders)
    return settings
  }
}

/// The text of a notebook; a script is told from one by its name.
func readNotebook(_ file: String) throws -> SourceText {
  guard !file.hasSuffix(".stet") else {
    throw ValidationError("`\(file)` is a script, which is run with `stet run \(file)`; a notebook is a Markdown file")
  }
  return try readScript(file)
}

func say(_ words: String) { deliver(words + "\n", to: STDERR_FILENO) }
