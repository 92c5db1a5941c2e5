import ArgumentParser
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetNotebook
import StetReleases
import StetSyntax
import StetSystem
import StetTerminal

struct LockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", _superCommandName: "stet",
    abstract: "Record in `stet.lock` which files a script or notebook reads, for `--locked`.",
    usage: "stet lock <file> [--check] [--param <name=value> ...] [--allow-read <folder> ...] [--threads <n>]")

  @ArgumentParser.Argument(help: "The script or notebook.") var file: String
  @Flag(help: "Write nothing; exit with status 4 if an input is not the one in the lock.") var check = false

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A parameter of the script; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    name: .customLong("allow-read"),
    help: ArgumentHelp("Another folder that the script may read; may be repeated.", valueName: "folder"))
  var readableFolders: [String] = []

  @Option(
    help: ArgumentHelp(
      "The maximum number of threads to use; the results are the same with any number.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard file != "-" else {
      throw ValidationError("a lock needs a script in a file, because the lock is kept in the same folder")
    }
    _ = try parameterValues(parameters)
    try checkThreads(threads)
  }

  func run() throws {
    var settings = RunSettings()
    settings.parameters = try parameterValues(parameters)
    (settings.readableFolders, settings.threads) = (readableFolders, threads)
    let source = try readScript(file)
    let session = settings.session(folder: folder(of: file))
    endAtInterrupt()
    session.files.protect(file)
    var found: [Diagnostic] = []
    do throws(RunFailure) {
      let locked = check ? try Lockfile.inputs(of: file) : []
      let read =
        try file.hasSuffix(".md")
        ? readNotebook(source, session, settings.parameters) : readStatements(source, session, settings.parameters)
      found = read.diagnostics
      if check {
        found +=
          session.files.drift(from: locked, recorded: read.inputs, of: file, failed: read.failed) + (read.failed ?? [])
        if exitStatus(of: found) == 0 {
          say("\(counted(locked.count, "input")) \(agreeing("matches", "match", locked.count)) the lock")
        }
      } else if let failed = read.failed {
        throw RunFailure(failed)
      } else {
        found += try write(session, read.inputs)
      }
    } catch { found = error.diagnostics }
    report(found, session.sources)
    let isUsage = found.contains { $0.code == .unknownParameter }
    throw isUsage ? ExitCode.validationFailure : ExitCode(exitStatus(of: found))
  }

  /// What a run read, the findings about its text, and what stopped it early.
  private typealias LockRun = (inputs: [RecordedInput], diagnostics: [Diagnostic], failed: [Diagnostic]?)

  private func readStatements(_ source: SourceText, _ session: Session, _ parameters: [String: String])
    throws(RunFailure) -> LockRun
  {
    session.files.recorder = InputRecorder()
    session.files.standardInput = StandardInput()
    session.add(source)
    let (script, diagnostics) = StetSyntax.parse(source)
    if let unknown = unknownParameter(parameters, in: script) { throw RunFailure(unknown) }
    if exitStatus(of: diagnostics) > 0 { throw RunFailure(diagnostics) }
    var failed: [Diagnostic]?
    do throws(RunFailure) { try session.readInputs(of: script) } catch { failed = error.diagnostics }
    return (session.files.recorder?.inputs ?? [], diagnostics, failed)
  }

  private func readNotebook(_ source: SourceText, _ session: Session, _ parameters: [String: String]) throws(RunFailure)
    -> LockRun
  {
    let notebook = Notebook(source)
    if exitStatus(of: notebook.diagnostics) > 0 {
      session.add(source)
      throw RunFailure(notebook.diagnostics)
    }
    if let unknown = unknownParameter(parameters, in: notebook.codeBlocks.map(\.script)) { throw RunFailure(unknown) }
    let run = NotebookRunner(session).run(notebook)
    // Whether a sentence stands does not matter here; one that could not be calculated may have read nothing.
    let failed = (run.codeBlocks.flatMap(\.diagnostics) + run.answers.flatMap(\.diagnostics)).filter {
      $0.kind != .claim
    }
    return (run.inputs, notebook.diagnostics, failed.isEmpty ? nil : failed)
  }

  /// What has changed since it was last locked, as notes.
  private func write(_ session: Session, _ recorded: [RecordedInput]) throws(RunFailure) -> [Diagnostic] {
    let (folder, name) = Lockfile.location(of: file)
    let path = Lockfile.path(in: folder)
    let before = try Lockfile.read(in: folder)
    var lock = before ?? Lockfile()
    let inputs = recorded.map(\.input)
    lock.lock(name, inputs)
    let changes = before?[name].map { session.files.drift(from: $0, recorded: recorded, of: file) } ?? []
    if lock == before {
      say("\(escaped(path)) is unchanged, \(counted(inputs.count, "input"))")
    } else {
      try writeAtomically(Array(lock.text.utf8), to: path)
      say("wrote \(escaped(path)), \(counted(inputs.count, "input"))")
    }
    let notes = changes.filter { $0.location != nil }.map { change in
      var change = change
      change.severity = .note
      return change
    }
    return notes + (inputs.contains { $0.kind == .standardInput } ? [.locksStandardInput(file)] : [])
  }
}

extension Diagnostic {
  fileprivate static func locksStandardInput(_ file: String) -> Diagnostic {
    Diagnostic(
      .remark, "the lock has what standard input was this time, and a locked run needs the same bytes", location: file,
      severity: .note, kind: .data)
  }
}
