import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetReleases
import StetSyntax

extension Session {
  /// The names of another script. It must not show, check or write anything.
  func use(_ path: String, _ range: SourceRange, _ needs: ColumnNeeds?) throws(RunFailure) {
    var used: Set<String> = []
    try use(path, range, within: [], &used, needs)
  }

  /// `scripts` are those that are being used, outermost first, and `used` those that have been: a script that several of them use is
  /// read once.
  private func use(
    _ path: String, _ range: SourceRange, within scripts: [String], _ used: inout Set<String>, _ needs: ColumnNeeds?
  ) throws(RunFailure) {
    if !used.insert(path).inserted, !scripts.contains(path) { return }
    if isCancelled() { throw RunFailure(.cancelled(range)) }
    try files.checkNotHeld(path, range)
    let source = try usedScript(path, range, within: scripts, base: nextBase)
    files.protect(files.folder + "/" + path)
    files.record(path, .script, source.bytes, range)
    add(source)
    for statement in try usedStatements(source) {
      guard statement.onlyNames else { throw RunFailure(.usedShows(path, statement.range)) }
      if case .use(let other, let range) = statement.kind {
        try use(other, range, within: scripts + [path], &used, needs)
      } else {
        try name(statement, needs)
      }
    }
  }

  /// The text of a script that another uses, `scripts`, outermost first.
  func usedScript(
    _ path: String, _ range: SourceRange, within scripts: [String], base: Int
  ) throws(RunFailure) -> SourceText {
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw RunFailure(.outsideUse(path, range))
    }
    guard scripts.count < 100 else { throw RunFailure(.tooManyScripts(range)) }
    guard !scripts.contains(path) else { throw RunFailure(.useCycle(scripts + [path], range)) }
    let bytes: [UInt8]
    do { bytes = try readFile(path, beneath: files.folder, alsoAllowed: files.readableFolders, shownAs: path) } catch {
      throw error.placed(at: range)
    }
    return SourceText(name: path, bytes: bytes, base: base)
  }

  func usedStatements(_ source: SourceText) throws(RunFailure) -> [Statement] {
    let (script, diagnostics) = parse(source)
    guard !diagnostics.contains(where: { $0.severity == .error }) else { throw RunFailure(diagnostics) }
    return script.statements
  }

  /// The value of `--param`, or the one that the script gives.
  func parameter(_ name: Name, _ standard: Value) throws(RunFailure) -> Value {
    guard let text = parameters[name.text] else { return standard }
    if case .text = standard { return .text(text) }
    let source = SourceText(name: "--param \(name.text)", bytes: Array(text.utf8), base: nextBase)
    let (script, diagnostics) = parse(source)
    guard diagnostics.isEmpty, script.statements.count == 1, case .pipeline(let pipeline) = script.statements[0].kind,
      pipeline.steps.isEmpty,
      let given = try? evaluation({ evaluation throws(RunFailure) in try evaluation.value(pipeline.source) })
    else { throw RunFailure(.badParameter(name, text, standard)) }
    switch (given.type, standard.type) {
    case (let a, let b) where a == b: return given
    case (.int, .decimal): return given.asDecimal.map(Value.decimal) ?? given
    case (.int, .float), (.decimal, .float): return given.asFloat.map(Value.float) ?? given
    default: throw RunFailure(.badParameter(name, text, standard))
    }
  }
}

extension Statement {
  /// Whether it may be in a script that others use: it gives a name, and shows or checks nothing.
  var onlyNames: Bool {
    switch kind {
    case .binding, .scope, .parameter, .function, .use, .calendar: true
    case .claim, .check, .why, .pipeline: false
    }
  }
}

extension Diagnostic {
  fileprivate static func outsideUse(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .outsideFolder, "a script can use only scripts inside its own folder, but \(quoted(path)) points outside it",
      at: range, kind: .data)
  }

  fileprivate static func cancelled(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped at `use`", at: range, kind: .limit)
  }

  fileprivate static func tooManyScripts(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.tooDeep, "`use` is nested more than 100 levels deep", at: range, kind: .limit)
  }

  fileprivate static func useCycle(_ paths: [String], _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .useCycle, "a script cannot use itself: \(paths.map { quoted($0) }.joined(separator: " → "))", at: range)
  }

  static func usedShows(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .usedShows, "a script loaded with `use` can only define names, but this statement shows or checks something",
      at: range,
      notes: ["`let name = …` gives it a name"])
  }

  fileprivate static func badParameter(_ name: Name, _ text: String, _ value: Value) -> Diagnostic {
    Diagnostic(
      .badParameter,
      "\(quoted(text)) cannot be read as `\(value.type?.name ?? "value")`, the type of the parameter `\(name.text)`",
      at: name.range, notes: ["the default in the script is \(quoted(plainText(value)))"])
  }
}
