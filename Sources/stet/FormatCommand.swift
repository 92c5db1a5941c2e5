import ArgumentParser
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetNotebook
import StetSyntax
import StetSystem
import StetTerminal

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format",
    abstract:
      "Format a script, or the blocks of a notebook, in the standard style; `-` reads standard input and writes standard output."
  )

  @ArgumentParser.Argument(help: "The script or notebook, which is rewritten in place.") var file: String
  @Flag(help: "Change nothing; exit with status 1 if the format differs.") var check = false

  func run() throws {
    let source = try readScript(file)
    let bytes: [UInt8]
    let diagnostics: [Diagnostic]
    if file.hasSuffix(".md") {
      (bytes, diagnostics) = StetNotebook.format(notebook: source)
    } else {
      let (text, found) = StetSyntax.format(source)
      (bytes, diagnostics) = (Array(text.utf8), found)
    }
    report(diagnostics, [source])
    guard exitStatus(of: diagnostics) == 0 else { throw ExitCode(exitStatus(of: diagnostics)) }
    let isSame = bytes == source.bytes
    if check { throw ExitCode(isSame ? 0 : 1) }
    if file == "-" { return deliver(String(decoding: bytes, as: UTF8.self), to: .standardOutput) }
    guard !isSame else { return }
    do { try writeAtomically(bytes, to: fileBehindLinks(file)) } catch {
      report(error.diagnostics, [source])
      throw ExitCode(exitStatus(of: error.diagnostics))
    }
  }
}
