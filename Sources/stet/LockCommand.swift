import ArgumentParser
import Glibc
import StetColumns
import StetDiagnostics
import StetFormats
import StetKit
import StetSyntax
import StetTerminal

struct LockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", _superCommandName: "stet",
    abstract: "Write to `stet.lock` which files a script reads, for `stet run --locked`.",
    usage: "stet lock <file> [--check] [--param <name=value> ...] [--allow-read <folder> ...] [--threads <n>]")

  @ArgumentParser.Argument(help: "The script.") var file: String
  @Flag(help: "Write nothing; end with status 4 where an input is not the one in the lock.") var check = false

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A parameter of the script; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    name: .customLong("allow-read"),
    help: ArgumentHelp("A folder outside the script's own that it may read; may be repeated.", valueName: "folder"))
  var readableFolders: [String] = []

  @Option(help: ArgumentHelp("How many threads may work; the results are the same for any number.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard file != "-" else { throw ValidationError("the lock stands beside a script in a file") }
    _ = try parameterValues(parameters)
    try checkThreads(threads)
  }

  func run() throws {
    var settings = RunSettings()
    settings.parameters = try parameterValues(parameters)
    (settings.readableFolders, settings.threads) = (readableFolders, threads)
    let source = try readScript(file)
    let session = settings.session(folder: folder(of: file))
    Interrupt.install()
    session.isCancelled = { Interrupt.isRaised }
    session.recorder = InputRecorder()
    session.protect(file)
    session.add(source)
    let (script, diagnostics) = StetSyntax.parse(source)
    var found = diagnostics
    if let unknown = unknownParameter(settings.parameters, in: script) {
      report([unknown], session.sources)
      throw ExitCode.validationFailure
    }
    do throws(RunFailure) {
      if exitStatus(of: diagnostics) > 0 { throw RunFailure(diagnostics) }
      let locked = check ? try Lockfile.inputs(of: file) : []
      var failed: [Diagnostic]?
      do throws(RunFailure) { try session.readInputs(of: script) } catch { failed = error.diagnostics }
      if Interrupt.isRaised { throw RunFailure(failed ?? []) }
      if check {
        found += session.drift(from: locked, of: file, failed: failed) + (failed ?? [])
        if exitStatus(of: found) == 0 { say("\(counted(locked.count, "input")) as locked") }
      } else if let failed {
        throw RunFailure(failed)
      } else {
        found += try write(session)
      }
    } catch { found = error.diagnostics }
    report(found, session.sources)
    throw ExitCode(Interrupt.isRaised ? 130 : exitStatus(of: found))
  }

  /// What has changed since it was locked last, as notes.
  private func write(_ session: Session) throws(RunFailure) -> [Diagnostic] {
    let (folder, name) = Lockfile.place(of: file)
    let path = Lockfile.path(in: folder)
    let before = try Lockfile.read(in: folder)
    var lock = before ?? Lockfile()
    let inputs = session.recorder?.inputs.map(\.input) ?? []
    lock.lock(name, inputs)
    let changes = before?[name].map { session.drift(from: $0, of: file) } ?? []
    if lock == before {
      say("\(escaped(path)) stands, \(counted(inputs.count, "input"))")
    } else {
      try writeAtomically(Array(lock.text.utf8), to: path)
      say("wrote \(escaped(path)), \(counted(inputs.count, "input"))")
    }
    return changes.filter { $0.place != nil }.map { change in
      var change = change
      change.severity = .note
      return change
    }
  }
}
