import ArgumentParser
import Glibc
import StetDiagnostics
import StetFormats
import StetKit
import StetSyntax
import StetTerminal

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format",
    abstract: "Lay a script out in the one way all scripts are laid out; `-` goes from standard input to output.")

  @ArgumentParser.Argument(help: "The script, which is replaced.") var file: String
  @Flag(help: "Change nothing; exit with status 1 where the layout differs.") var check = false

  func run() throws {
    let source = try readScript(file)
    let (text, diagnostics) = StetSyntax.format(source)
    report(diagnostics, [source])
    guard exitStatus(of: diagnostics) == 0 else { throw ExitCode(exitStatus(of: diagnostics)) }
    let isSame = Array(text.utf8) == source.bytes
    if check { throw ExitCode(isSame ? 0 : 1) }
    if file == "-" { return deliver(text, to: STDOUT_FILENO) }
    guard !isSame else { return }
    do { try writeAtomically(Array(text.utf8), to: fileBehindLinks(file)) } catch {
      report(error.diagnostics, [source])
      throw ExitCode(exitStatus(of: error.diagnostics))
    }
  }
}
