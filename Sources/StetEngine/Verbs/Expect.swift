import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let expect = Verb(
    "expect", "expect all",
    summary: "stops the run if rows do not meet a condition, and lists the first of them with file and line",
    example: "expect persons >= 0 at least 50%",
    shape: Shape(takes: [.condition], clauses: ["at least": .word], arguments: 1...1)
  ) { step, binder in
    let tree = step.arguments[0].value
    if step.words.count == 2 {
      guard case .name(let word) = tree, word.text == "matched", step.clauses.isEmpty else {
        return binder.report(.needsMatched(step))
      }
      guard binder.steps.last?.operation is any MatchingOperation else { return binder.report(.noJoinBefore(step)) }
      return [ExpectOperation(.allMatched)]
    }
    var share: Double?
    if let clause = step.clause("at least") {
      guard clause.arguments.count == 1, let bound = binder.expression(clause.arguments[0].value, in: Schema([]))
      else { return binder.report(.needsShare(clause)) }
      if bound.type.isNumeric, binder.awaits(bound) { return nil }
      guard case .constant(let value) = bound.kind, let number = value.asFloat, (0...1).contains(number)
      else { return binder.report(.needsShare(clause)) }
      share = number
    }
    if case .call(let name, let arguments, _) = tree, name.text == "unique" {
      guard share == nil else { return binder.report(.noShare(step)) }
      guard !arguments.isEmpty, let indexes = binder.columns(arguments) else {
        return binder.report(.needsColumns(step))
      }
      return [ExpectOperation(.unique(indexes))]
    }
    if binder.schema.index(of: "rows") == nil, isAboutRows(tree) {
      guard share == nil else { return binder.report(.noShare(step)) }
      guard let condition = binder.expression(tree, in: Schema([Field("rows", .int)])) else { return nil }
      return [ExpectOperation(.rows(condition))]
    }
    return binder.condition(tree).map { [ExpectOperation(.condition($0, share: share))] }
  }
}

/// `rows == 44_291`, `rows between 10 and 20`
private func isAboutRows(_ tree: Expression) -> Bool {
  switch tree {
  case .binary(_, .name(let name), _, _), .between(.name(let name), _, _, _): name.text == "rows"
  default: false
  }
}

extension Diagnostic {
  fileprivate static func needsMatched(_ step: Step) -> Diagnostic {
    Diagnostic(.needsMatched, "`expect all` must be followed by `matched`, after a join", at: step.range)
  }

  fileprivate static func noJoinBefore(_ step: Step) -> Diagnostic {
    Diagnostic(.needsJoin, "`expect all matched` must come right after a join", at: step.range)
  }

  fileprivate static func needsShare(_ clause: Clause) -> Diagnostic {
    Diagnostic(.needsShare, "`at least` needs a share such as `99.9%`", at: clause.word.range)
  }

  fileprivate static func noShare(_ step: Step) -> Diagnostic {
    Diagnostic(.noClause, "`at least` can be used only with a condition about each row", at: step.range)
  }
}
