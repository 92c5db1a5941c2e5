import StetCharts
import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
package import StetInterpreter
import StetSyntax

/// Statements in, results out, one at a time: what `stet` without arguments is.
///
/// A line that starts with `|` continues from the last result, which is also called `_`; `undo` takes back the last
/// statement that named something.
package final class Repl {
  package let session: Session
  let screen: Screen
  let help: [HelpEntry]
  /// Whether long work is announced on standard error.
  private let showsProgress: Bool

  /// Every entry as typed, commands included.
  private(set) var entries: [String] = []
  private(set) var record = SessionRecord()
  /// Statements that failed, which a saved script leaves out.
  private(set) var failures = 0
  private(set) var hasEnded = false
  /// Whether a statement that was stopped may still be running.
  private(set) var hasGivenUp = false
  /// The exit status of the first failure, for statements that come through a pipe.
  package private(set) var status: Int32 = 0

  /// The state before every statement that named something; enough of them for a person to change their mind.
  private var earlier: [(statement: String, snapshot: Environment, record: SessionRecord)] = []
  private static let mostUndone = 100
  /// The name that `let` has just given to `_`, until something else becomes the last result.
  private var lastNamed: String?
  private var reportedEntries = 0
  /// The chart that was drawn last, and its file.
  private(set) var lastChart: (chart: Chart, path: String?)?
  lazy var datasets = session.files.declaredDatasets()

  package init(session: Session, screen: Screen, help: [HelpEntry], showsProgress: Bool = false) {
    self.session = session
    self.screen = screen
    self.help = help
    self.showsProgress = showsProgress
    session.isCancelled = { Interrupt.isRaised }
  }

  /// Takes one entry: a command, or statements. False if the session is to end.
  package func submit(_ entry: String) -> Bool {
    let text = trimmed(entry)
    guard !text.isEmpty else { return true }
    entries.append(text)
    if isCommand(text) {
      command(text.hasPrefix(":") ? String(text.dropFirst()) : text)
    } else if text.hasPrefix("|") {
      goOn(text)
    } else {
      _ = run(source(entry))
    }
    return !hasEnded
  }

  /// Whether an entry is about the session; five words are commands without a colon, unless they are defined as names.
  func isCommand(_ entry: String) -> Bool {
    let text = trimmed(entry)
    return text.hasPrefix(":")
      || ["undo", "help", "open", "quit", "exit"].contains(text) && !session.environment.names(text)
  }

  /// An entry as a source of its own, so that names defined now keep their locations later.
  func source(_ text: String) -> SourceText { source(Array(text.utf8), name: "input") }

  func source(_ bytes: [UInt8], name: String) -> SourceText {
    let source = SourceText(name: name, bytes: bytes, base: session.nextBase)
    session.add(source)
    return source
  }

  private func goOn(_ text: String) {
    guard session.environment.tables[Environment.last] != nil else {
      let isValue = session.environment.names(Environment.last)
      let source = source(text)
      let place = SourceRange(source.base, source.base + 1)
      report([isValue ? .valueToContinue(place) : .nothingToContinue(place)])
      return
    }
    let named = lastNamed
    if run(source("\(Environment.last) \(text)")), let named {
      screen.aside("`\(named)` is unchanged; the new table is `_`")
    }
  }

  // MARK: - Statements

  /// Runs statements until one fails; false if one did.
  func run(_ source: SourceText) -> Bool {
    let (script, diagnostics) = StetSyntax.parse(source)
    report(diagnostics)
    guard exitStatus(of: diagnostics) == 0 else {
      failures += 1
      return false
    }
    var end = 0
    for statement in script.statements {
      let comments = comments(source[SourceRange(max(end, source.base), statement.range.lower)])
      end = statement.range.upper
      guard run(statement, comments, source) else { return false }
      if Interrupt.isRaised, end < script.statements.last?.range.upper ?? 0 {
        screen.aside("stopped; the statements after this one were not run")
        Interrupt.clear()
        return false
      }
    }
    return true
  }

  private func run(_ statement: Statement, _ comments: String, _ source: SourceText) -> Bool {
    let before = (source[statement.range], session.environment, record)
    Interrupt.clear()
    let attempt = announcing { Attempt.run(statement, in: session, columns: screen.width() ?? 80) }
    guard let attempt else {
      failures += 1
      hasGivenUp = true
      screen.aside("stopped; nothing has changed")
      Interrupt.clear()
      return false
    }
    let (outputs, failure) = (attempt.outputs, attempt.failure)
    var drawings = attempt.drawings[...]
    for entry in session.ledger[reportedEntries...] { entry.lines.forEach(screen.aside) }
    reportedEntries = session.ledger.count
    for output in outputs { show(output, &drawings) }
    if let failure {
      failures += 1
      if Interrupt.isRaised {
        screen.aside("stopped; nothing has changed")
        Interrupt.clear()
        return false
      }
      report(failure.diagnostics)
      // A fallen claim hides nothing after it.
      return failure.diagnostics.allSatisfy { $0.kind == .claim }
    }
    record.add(statement, comments: comments, source)
    switch statement.kind {
    case .binding(let name, _):
      session.remember(named: name.text)
      lastNamed = name.text
      describe(name.text)
      keep(before)
    case .scope, .parameter, .function, .use, .calendar: keep(before)
    case .pipeline(let pipeline):
      for output in outputs { session.remember(output, of: pipeline) }
      lastNamed = nil
    case .claim, .check, .why: break
    }
    return true
  }

  private func keep(_ state: (String, Environment, SessionRecord)) {
    earlier.append(state)
    if earlier.count > Self.mostUndone { earlier.removeFirst() }
  }

  private func announcing<Result>(_ work: () -> Result) -> Result {
    guard showsProgress else { return work() }
    let progress = Progress()
    progress.start()
    defer { progress.finish() }
    return work()
  }

  /// The comment lines before a statement.
  private func comments(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { trimmed(String($0)) }.filter { $0.hasPrefix("#") }.map { $0 + "\n" }
      .joined()
  }

  func undo() {
    guard let last = earlier.popLast() else {
      screen.aside("there is nothing to undo")
      return
    }
    let shown = record.statements.count - last.record.statements.count - 1
    session.restore(last.snapshot)
    record = last.record
    lastNamed = nil
    let lines = last.statement.split(whereSeparator: \.isNewline)
    let others = shown > 0 ? ", along with everything shown since then" : ""
    screen.brief("undone\(others): \(lines.first ?? "")\(lines.count > 1 ? " …" : "")")
  }

  func end() { hasEnded = true }

  // MARK: - Results

  private func show(_ output: Session.Output, _ drawings: inout ArraySlice<String>) {
    switch output {
    case .table(let table): show(table)
    case .value(let value): screen.show((value.isMissing ? "missing" : escaped(plainText(value))) + "\n")
    case .verdict(let verdict, let sentence, let sides):
      screen.show("\(screen.bold(verdict)): \(escaped(sentence)) — \(escaped(sides))\n")
    case .why(_, let text): screen.show(text)
    case .chart(let chart, let path):
      lastChart = (chart, path)
      screen.show(drawings.removeFirst())
      if let path { screen.aside("wrote \(escaped(path))") }
    case .saved(let path, let rows): screen.aside("wrote \(escaped(path)), \(grouped(rows, "row"))")
    }
  }

  func show(_ table: Table) {
    guard let width = screen.width() else { return screen.show(tableText(table)) }
    // The names of the columns stay visible, with the ledger above and the prompt below.
    let limit = min(40, max(10, (screen.height() ?? .max) - 6))
    screen.show(terminalTable(table, width: width, limit: limit, screen: screen))
  }

  private func describe(_ name: String) {
    if let table = session.environment.tables[name] {
      let size = "\(grouped(table.rowCount, "row")), \(grouped(table.columns.count, "column"))"
      screen.brief("\(writtenName(name)): \(size): \(table.schema.names.map(escaped).joined(separator: ", "))")
    } else if let value = session.environment.namedValues.first(where: { $0.name == name })?.value {
      screen.brief("\(writtenName(name)) = \(value.isMissing ? "missing" : escaped(plainText(value)))")
    }
  }

  func report(_ diagnostics: [Diagnostic]) {
    screen.remark(DiagnosticPrinter(sources: session.sources, colors: screen.hasColors).print(diagnostics))
    if status == 0 { status = exitStatus(of: diagnostics) }
  }
}

func trimmed(_ text: String) -> String {
  var rest = text[...]
  while rest.first?.isWhitespace == true { rest.removeFirst() }
  while rest.last?.isWhitespace == true { rest.removeLast() }
  return String(rest)
}

extension Diagnostic {
  fileprivate static func nothingToContinue(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .nothingToContinue, "a line that starts with `|` continues from the last result, but there is none yet",
      at: range, notes: ["`load NAME` shows a dataset; `:tables` lists the datasets"])
  }

  fileprivate static func valueToContinue(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .nothingToContinue, "the last result is a single value, but a step needs a table", at: range,
      notes: ["the value is called `\(Environment.last)`, as in `\(Environment.last) * 2`"])
  }
}
