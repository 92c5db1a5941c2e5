import ArgumentParser
import StetDiagnostics
import StetInterpreter
import StetNotebook
import StetReleases
import StetSystem
import StetTerminal

/// The options of everything that runs a notebook.
struct NotebookOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder for the page, charts and saved tables.", valueName: "folder"))
  var out = RunSettings().out

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A parameter of the notebook; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    help: ArgumentHelp(
      "The maximum number of threads to use; the results are the same with any number.", valueName: "n"))
  var threads: Int?

  @Option(name: .customLong("max-memory"), help: maxMemoryHelp)
  var maxMemory: MemorySize?

  @Option(
    name: .customLong("allow-read"),
    help: ArgumentHelp("Another folder that the notebook may read; may be repeated.", valueName: "folder"))
  var readableFolders: [String] = []

  func settings() throws -> RunSettings {
    try checkThreads(threads)
    try checkMemory(maxMemory)
    if out.isEmpty { throw ValidationError("`--out` needs a folder name") }
    var settings = RunSettings()
    settings.out = out
    settings.parameters = try parameterValues(parameters)
    (settings.threads, settings.readableFolders) = (threads, readableFolders)
    settings.maxMemory = maxMemory
    return settings
  }
}

/// The option of the commands that compare their inputs with the lock.
struct LockOptions: ParsableArguments {
  @Flag(help: "Refuse inputs that do not match `stet.lock`.") var locked = false

  /// Ends the command if the inputs of a run differ from the lock.
  func hold(_ run: NotebookRun, of file: String, _ session: Session) throws {
    guard locked else { return }
    let drift: [Diagnostic]
    do throws(RunFailure) {
      let isWhole = !run.codeBlocks.contains { $0.isBroken } && !run.answers.contains { $0.isFailed }
      let failed = isWhole ? nil : run.diagnostics
      drift = session.files.drift(from: try Lockfile.inputs(of: file), recorded: run.inputs, of: file, failed: failed)
    } catch { drift = error.diagnostics }
    report(drift, run.sources)
    guard exitStatus(of: drift) == 0 else { throw ExitCode(exitStatus(of: drift)) }
  }
}

extension RunSettings {
  /// A notebook; errors in its text end the command, but a draft shows them on its page.
  func notebook(_ file: String, isDraft: Bool = false) throws -> Notebook {
    let source = try readNotebook(file)
    endAtInterrupt()
    let notebook = Notebook(source)
    if let unknown = unknownParameter(parameters, in: notebook.codeBlocks.map(\.script)) {
      report([unknown], [source])
      throw ExitCode.validationFailure
    }
    guard exitStatus(of: notebook.diagnostics) == 0 || isDraft else {
      report(notebook.diagnostics, [source])
      throw ExitCode(exitStatus(of: notebook.diagnostics))
    }
    return notebook
  }

  /// A session in the folder of a file, whose outputs never replace that file.
  func protectedSession(for file: String) -> Session {
    let session = session(folder: folder(of: file))
    session.files.protect(file)
    return session
  }
}

/// The text of a notebook; the file name distinguishes it from a script.
func readNotebook(_ file: String) throws -> SourceText {
  guard !file.hasSuffix(".stet") else {
    throw ValidationError("`\(file)` is a script, which is run with `stet run \(file)`; a notebook is a Markdown file")
  }
  return try readScript(file)
}

func say(_ words: String) { deliver(words + "\n", to: .standardError) }
