import StetColumns
package import StetDiagnostics
import StetEngine
package import StetSyntax

extension Session {
  /// Runs a statement; what it shows goes to `show`. `needs` are those of the whole script; without them, what is named here is
  /// read in full.
  package func run(
    _ statement: Statement, needs: ColumnNeeds? = nil, show: @escaping (Output) -> Void
  ) throws(RunFailure) {
    let needs = needs ?? ColumnNeeds(of: statement, in: self)
    switch statement.kind {
    case .binding, .scope, .parameter, .function, .use, .calendar: try name(statement, needs)
    case .claim(let sentence, let condition):
      let (verdict, sides) = try evaluation(needs: needs, show: show) { e throws(RunFailure) in try e.examine(condition)
      }
      show(.verdict(verdict == true ? "stands" : "falls", sentence: sentence, sides: sides))
      if verdict != true { throw RunFailure(.fallenClaim(sentence, sides, at: condition.range)) }
    case .check(let sentence, let speaker, let condition):
      let (verdict, sides) = try evaluation(needs: needs, show: show) { e throws(RunFailure) in try e.examine(condition)
      }
      let words = verdict.map { $0 ? "holds" : "does not hold" } ?? "cannot be decided"
      show(.verdict(words, sentence: speaker.map { "\(sentence) (\($0))" } ?? sentence, sides: sides))
    case .why(let expression):
      let why = try why(expression)
      show(.why(why, text: text(of: why)))
    case .pipeline(let pipeline):
      try evaluation(needs: needs, show: show) { evaluation throws(RunFailure) in
        guard evaluation.names.isTable(pipeline) else {
          return show(.value(try evaluation.value(pipeline.source)))
        }
        let shown = try evaluation.table(pipeline)
        // What goes into a file or a drawing is not shown a second time.
        if !shown.isPutOut { show(.table(shown.table)) }
      }
    }
  }

  /// Runs a script only for its inputs: it shows and writes nothing, and judges no claims.
  package func readInputs(of script: Script) throws(RunFailure) {
    for statement in script.statements {
      do { try run(statement) { _ in } } catch {
        guard error.diagnostics.allSatisfy({ $0.kind == .claim }) else { throw error }
      }
    }
  }

  /// A statement that defines a name and shows nothing.
  func name(_ statement: Statement, _ needs: ColumnNeeds?) throws(RunFailure) {
    switch statement.kind {
    case .binding(let name, let pipeline):
      let recipe = environment.recipe(pipeline)
      if recipe.isTable {
        let table = try evaluation(needs: needs) { evaluation throws(RunFailure) in try evaluation.table(pipeline).table
        }
        environment.name(name.text, table, recipe)
      } else {
        let value = try evaluation(needs: needs) { evaluation throws(RunFailure) in
          try evaluation.value(pipeline.source)
        }
        environment.name(name.text, value, recipe)
      }
    case .scope(let name, let condition): environment.name(name.text, scope: condition)
    case .parameter(let name, let standard):
      let value = try evaluation { evaluation throws(RunFailure) in try evaluation.value(standard) }
      environment.name(name.text, try parameter(name, value))
    case .function(let name, let parameters, let body):
      environment.name(name.text, Definition(parameters: parameters, body: body))
    case .use(let path, let range): try use(path, range, needs)
    case .calendar(let name): try checkCalendar(name)
    case .claim, .check, .why, .pipeline: preconditionFailure("this statement must define a name")
    }
  }

  func checkCalendar(_ name: Name) throws(RunFailure) {
    guard name.text == "us_federal" else { throw RunFailure(.unknownCalendar(name)) }
  }
}

extension Evaluation {
  /// A condition's verdict, and the values on both sides of its comparisons.
  fileprivate func examine(_ condition: Expression) throws(RunFailure) -> (Bool?, String) {
    let bound = try bound(value: condition)
    if bound.isMissingVerdict { return (nil, "the figures do not say") }
    guard bound.type == .bool else { throw RunFailure(.notACondition(bound)) }
    return (try value(of: bound).asBool, try sides(bound))
  }

  private func sides(_ bound: TypedExpression) throws(RunFailure) -> String {
    switch bound.kind {
    case .comparison(let comparison, let left, let right):
      return "\(try sides(left)) \(comparison.rawValue) \(try sides(right))"
    case .logic(let logic, let left, let right): return "\(try sides(left)) \(logic.rawValue) \(try sides(right))"
    case .not(let operand): return "not (\(try sides(operand)))"
    case .isMissing(let operand): return "\(try sides(operand)) is missing"
    // As written: 30% is 0.30, even compared with a float.
    case .widen(let operand): return try sides(operand)
    case .call(let function, let arguments) where bound.type == .bool:
      var words: [String] = []
      for argument in arguments { words.append(try sides(argument)) }
      return "\(function.name)(\(words.joined(separator: ", ")))"
    case .constant, .outer, .column, .arithmetic, .negate, .coalesce, .conditional, .failure, .call, .window:
      let value = try value(of: bound)
      return value.isMissing ? "missing" : plainText(value)
    }
  }
}

extension TypedExpression {
  /// The literal `missing` where a verdict is expected: the author says that the figures cannot decide.
  var isMissingVerdict: Bool { if case .constant(.missing) = kind { true } else { false } }
}

extension Diagnostic {
  static func notACondition(_ bound: TypedExpression) -> Diagnostic {
    Diagnostic(.needsCondition, "a condition must be true or false, but this is `\(bound.type.name)`", at: bound.range)
  }

  fileprivate static func fallenClaim(_ sentence: String, _ sides: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.claim, "the claim does not stand: \(quoted(sentence))", at: range, kind: .claim, notes: [sides])
  }

  fileprivate static func unknownCalendar(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notBuilt, "the calendar `\(name.text)` is not available yet", at: name.range,
      notes: [
        "`us_federal` is available: its fiscal years run from October through September and are named for the year in which they end"
      ])
  }
}
