import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let filter = Verb(
    "filter", summary: "keeps the rows for which a condition is true", example: "filter persons > 5",
    shape: Shape(takes: [.condition], arguments: 1...1)
  ) { step, binder in
    guard let condition = binder.condition(step.arguments[0].value) else { return nil }
    binder.settle(by: condition)
    return [FilterOperation(condition, excluding: false)]
  }

  static let exclude = Verb(
    "exclude", summary: "drops the rows for which a condition is true; `because` gives the reason",
    example: #"exclude persons > 1_000 because "a total, not a state""#,
    shape: Shape(takes: [.condition], clauses: ["because": .word], arguments: 1...1)
  ) { step, binder in
    if let clause = step.clause("because") {
      guard case .literal(.text, _)? = clause.arguments.first?.value, clause.arguments.count == 1 else {
        return binder.report(.needsReason(clause))
      }
    }
    guard let condition = binder.condition(step.arguments[0].value) else { return nil }
    binder.settle(by: TypedExpression(.not(condition), .bool, range: condition.range))
    return [FilterOperation(condition, excluding: true)]
  }
}

extension Diagnostic {
  fileprivate static func needsReason(_ clause: Clause) -> Diagnostic {
    Diagnostic(.needsReason, "`because` needs a reason in quotes", at: clause.word.range)
  }
}
