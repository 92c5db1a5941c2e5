import StetColumns
package import StetDiagnostics
import StetEngine
import StetFormats
import StetSyntax

extension Session {
  /// Keeps a script for the places of diagnostics; it must begin where `nextBase` says.
  package func add(_ source: SourceText) { sources.append(source) }

  /// Where the positions of the next script begin.
  package var nextBase: Int { sources.last.map { $0.base + $0.bytes.count + 1 } ?? 0 }

  /// The names of another script. It may hold nothing that shows, checks or writes.
  func use(_ path: String, _ range: SourceRange) throws(RunFailure) {
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw RunFailure(.outsideUse(path, range))
    }
    guard usedScripts.count < 100 else { throw RunFailure(.tooManyScripts(range)) }
    guard !usedScripts.contains(path) else { throw RunFailure(.useCycle(usedScripts + [path], range)) }
    try checkNotHeld(path, range)
    let bytes: [UInt8]
    do { bytes = try readFile(path, beneath: folder, alsoAllowed: readableFolders, shownAs: path) } catch {
      throw error.placed(at: range)
    }
    protect(folder + "/" + path)
    record(path, .script, bytes, range)
    let source = SourceText(name: path, bytes: bytes, base: nextBase)
    add(source)
    let (script, diagnostics) = parse(source)
    guard !diagnostics.contains(where: { $0.severity == .error }) else { throw RunFailure(diagnostics) }
    usedScripts.append(path)
    defer { usedScripts.removeLast() }
    for statement in script.statements {
      switch statement.kind {
      case .binding, .scope, .parameter, .function, .use, .calendar: try name(statement)
      case .claim, .check, .why, .pipeline: throw RunFailure(.usedShows(path, statement.range))
      }
    }
  }

  /// The value of `--param`, else the one that the script gives.
  func parameter(_ name: Name, _ standard: Expression) throws(RunFailure) -> Value {
    let value = try scalar(standard)
    guard let text = parameters[name.text] else { return value }
    if case .text = value { return .text(text) }
    let source = SourceText(name: "--param \(name.text)", bytes: Array(text.utf8), base: nextBase)
    add(source)
    let (script, diagnostics) = parse(source)
    guard diagnostics.isEmpty, script.statements.count == 1, case .pipeline(let pipeline) = script.statements[0].kind,
      pipeline.steps.isEmpty, let given = try? scalar(pipeline.source)
    else { throw RunFailure(.badParameter(name, text, value)) }
    switch (given.type, value.type) {
    case (let a, let b) where a == b: return given
    case (.int, .decimal): return given.asDecimal.map(Value.decimal) ?? given
    case (.int, .float), (.decimal, .float): return given.asFloat.map(Value.float) ?? given
    default: throw RunFailure(.badParameter(name, text, value))
    }
  }
}

extension Diagnostic {
  fileprivate static func outsideUse(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .outsideFolder, "a script uses only scripts below its own folder, and \(quoted(path)) leads out of it",
      at: range, kind: .data)
  }

  fileprivate static func tooManyScripts(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.tooDeep, "more than 100 scripts use one another", at: range, kind: .limit)
  }

  fileprivate static func useCycle(_ paths: [String], _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .useCycle, "a script uses itself: \(paths.map { quoted($0) }.joined(separator: " → "))", at: range)
  }

  fileprivate static func usedShows(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .usedShows, "a script that is used gives names only, and this shows or checks something", at: range,
      notes: ["`let name = …` gives it a name"])
  }

  fileprivate static func badParameter(_ name: Name, _ text: String, _ value: Value) -> Diagnostic {
    Diagnostic(
      .badParameter, "\(quoted(text)) is no `\(value.type?.name ?? "value")`, which the parameter `\(name.text)` is",
      at: name.range, notes: ["the script gives it \(quoted(plainText(value)))"])
  }
}
