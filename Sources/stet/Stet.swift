import ArgumentParser
import Glibc
import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetKit
import StetSyntax
import StetTerminal

@main
struct Stet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stet", abstract: "Figures that may stand: load, filter, group, join and check tables.",
    discussion: "Without arguments it asks for statements and answers each; `:help` there says what there is.",
    subcommands: [Run.self, Check.self])

  @Option(name: .short, help: "Run one pipeline given on the command line.")
  var expression: String?

  func run() throws {
    guard let expression else { throw ExitCode(runRepl(session: Session(folder: "."), help: builtInHelp)) }
    throw ExitCode(perform(SourceText(name: "-e", text: expression), folder: "."))
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run a script; `-` reads it from standard input.")

  @ArgumentParser.Argument(help: "The script.") var file: String

  func run() throws {
    let source = try readScript(file)
    throw ExitCode(perform(source, folder: folder(of: file)))
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check that a script can be read, without running it.")

  @ArgumentParser.Argument(help: "The script.") var file: String

  func run() throws {
    let source = try readScript(file)
    let (_, diagnostics) = StetSyntax.parse(source)
    report(diagnostics, source)
    throw ExitCode(exitStatus(of: diagnostics))
  }
}

/// Runs every statement and returns the exit status.
private func perform(_ source: SourceText, folder: String) -> Int32 {
  let (script, diagnostics) = StetSyntax.parse(source)
  report(diagnostics, source)
  guard exitStatus(of: diagnostics) == 0 else { return exitStatus(of: diagnostics) }
  let session = Session(folder: folder)
  var result: Int32 = 0
  var reported = 0
  for statement in script.statements {
    var failure: RunFailure?
    do { try session.run(statement) { write(text(of: $0), to: STDOUT_FILENO) } } catch { failure = error }
    for entry in session.ledger[reported...] { write("  " + escaped(entry.text) + "\n", to: STDERR_FILENO) }
    reported = session.ledger.count
    guard let failure else { continue }
    report(failure.diagnostics, source)
    result = max(result, exitStatus(of: failure.diagnostics))
    // A fallen claim fails the run but hides no later one.
    guard failure.diagnostics.allSatisfy({ $0.kind == .claim }) else { return exitStatus(of: failure.diagnostics) }
  }
  return result
}

private func text(of output: Session.Output) -> String {
  switch output {
  case .table(let table): tableText(table)
  case .value(let value): (value.isMissing ? "missing" : escaped(plainText(value))) + "\n"
  case .verdict(let verdict, let sentence, let sides): "\(verdict): \(escaped(sentence)) — \(escaped(sides))\n"
  }
}

private func report(_ diagnostics: [Diagnostic], _ source: SourceText) {
  write(DiagnosticPrinter(source: source, colors: isatty(STDERR_FILENO) == 1).print(diagnostics), to: STDERR_FILENO)
}

private func readScript(_ file: String) throws -> SourceText {
  do {
    if file == "-" { return SourceText(name: "<stdin>", bytes: try readAll(STDIN_FILENO, shownAs: "<stdin>", limit: 32 << 20)) }
    return SourceText(name: file, bytes: try readFile(file, shownAs: file))
  } catch {
    report(error.diagnostics, SourceText(name: file, bytes: []))
    throw ExitCode(exitStatus(of: error.diagnostics))
  }
}

/// Everything, or an exit with status 4; a closed pipe ends the process quietly by its signal.
private func write(_ text: String, to descriptor: Int32) {
  guard let code = writeAll(Array(text.utf8), to: descriptor) else { return }
  let reason = unsafe String(cString: strerror(code)).lowercased()
  let words = "error[cannot-write]: the output cannot be written: \(reason)\n"
  // Standard error may have failed too; the status says it all the same.
  if descriptor != STDERR_FILENO { _ = writeAll(Array(words.utf8), to: STDERR_FILENO) }
  exit(4)
}

private func folder(of file: String) -> String {
  guard file != "-", let slash = file.lastIndex(of: "/") else { return "." }
  return slash == file.startIndex ? "/" : String(file[..<slash])
}
