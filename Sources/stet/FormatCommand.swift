import ArgumentParser
import StetDiagnostics
import StetFormats
import StetKit
import StetNotebook
import StetSyntax
import StetSystem
import StetTerminal

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format",
    abstract:
      "Lay a script, or the blocks of a notebook, out in the one way all scripts are laid out; `-` goes from standard input to output."
  )

  @ArgumentParser.Argument(help: "The script or notebook, which is replaced.") var file: String
  @Flag(help: "Change nothing; exit with status 1 where the layout differs.") var check = false

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
