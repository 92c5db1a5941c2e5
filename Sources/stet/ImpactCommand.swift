import ArgumentParser
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetNotebook
import StetReleases
import StetSystem
import StetTerminal

struct ImpactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact", _superCommandName: "stet",
    abstract: "Show which figures, tables and charts in a notebook would change with another input file, and how.")

  @ArgumentParser.Argument(help: "The notebook.") var file: String
  @Option(
    name: .customLong("with"),
    help: ArgumentHelp(
      "A file to use in place of a dataset or file that the notebook loads; may be repeated.", valueName: "name=file"))
  var replacements: [String] = []
  @OptionGroup var options: NotebookOptions

  func validate() throws {
    guard !replacements.isEmpty else {
      throw ValidationError("`--with name=file` is required; it says which file replaces which input")
    }
    for replacement in replacements where !replacement.dropFirst().contains("=") {
      throw ValidationError("`--with \(replacement)` is not in the form name=file")
    }
  }

  func run() throws {
    let settings = try options.settings()
    let notebook = try settings.notebook(file)
    func session(_ replacements: [String: String]) -> Session {
      let session = settings.protectedSession(for: file)
      session.files.replacements = replacements
      return session
    }
    var others: [String: String] = [:]
    for replacement in replacements {
      guard let equals = replacement.dropFirst().firstIndex(of: "=") else { continue }
      others[String(replacement[..<equals])] = String(replacement[replacement.index(after: equals)...])
    }
    let before = NotebookRunner(session([:])).run(notebook)
    let changed = session(others)
    let after = NotebookRunner(changed).run(notebook)
    let unread = others.keys.sorted().filter { !changed.files.replaced.contains($0) }
    guard unread.isEmpty else {
      report(unread.map { .neverLoaded($0, before.inputs.map { $0.input.dataset ?? $0.input.path }) }, before.sources)
      throw ExitCode(exitStatus(of: [.neverLoaded(unread[0], [])]))
    }
    // What fails without the change is not its fault.
    let broken = before.codeBlocks.flatMap(\.diagnostics).filter { $0.kind != .claim && $0.severity == .error }
    guard broken.isEmpty else {
      report(broken, before.sources)
      throw ExitCode(exitStatus(of: broken))
    }
    deliver(text(Impact(from: before, to: after), notebook.source), to: .standardOutput)
  }

  private func text(_ impact: Impact, _ source: SourceText) -> String {
    var lines: [String] = []
    for change in impact.changes {
      let place = source.position(of: change.range.lower)
      let mark = change.falls ? " — no longer stands" : ""
      lines.append("\(source.name):\(place.line): \(change.kind.rawValue) \(quoted(change.name))\(mark)")
      if change.before != change.after { lines.append("  \(escaped(change.before)) → \(escaped(change.after))") }
      for detail in change.details { lines.append("  " + escaped(detail)) }
    }
    let falling = impact.changes.count(where: \.falls)
    let end = falling > 0 ? "; \(falling) would no longer stand" : ""
    lines.append("\(impact.changes.count) of \(impact.looked) figures, tables and charts would change\(end)")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Diagnostic {
  fileprivate static func neverLoaded(_ name: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      .neverLoaded, "the notebook does not load anything called \(quoted(name))", location: "--with \(name)",
      notes: known.isEmpty ? [] : ["it loads \(joinedWithAnd(known.map { "`\($0)`" }))"])
  }
}
