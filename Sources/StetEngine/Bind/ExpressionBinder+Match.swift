import StetColumns
import StetDiagnostics
import StetSyntax

extension ExpressionBinder {
  mutating func match(
    _ subject: Expression, _ arms: [MatchArm], _ otherwise: MatchResult?, _ range: SourceRange
  ) -> TypedExpression? {
    guard let otherwise else { return report(.matchWithoutElse(range)) }
    guard arms.reduce(0, { $0 + $1.patterns.count }) <= Self.mostCases else { return report(.tooManyCases(range)) }
    guard let bound = bind(subject) else { return nil }
    var values: [TypedExpression] = []
    for arm in arms {
      if case .value(let value) = arm.result {
        guard let bound = bind(value) else { return nil }
        values.append(bound)
      }
    }
    let type = values.first { !$0.isMissingLiteral }?.type ?? .text
    func result(_ result: MatchResult) -> TypedExpression? {
      switch result {
      case .value(let value):
        guard let bound = bind(value) else { return nil }
        guard bound.type == type || bound.isMissingLiteral else {
          return report(.casesDiffer(type, bound))
        }
        return TypedExpression(bound.kind, type, range: bound.range)
      case .error(let range):
        return TypedExpression(.failure("a value does not match any case in `match`"), type, range: range)
      }
    }
    guard var whole = result(otherwise) else { return nil }
    for arm in arms.reversed() {
      guard let value = result(arm.result) else { return nil }
      for pattern in arm.patterns.reversed() {
        var test: TypedExpression?
        if case .literal(.missing, _) = pattern {
          test = TypedExpression(.isMissing(bound), .bool, range: pattern.range)
        } else if let pattern = bind(pattern, beside: bound) {
          test = compare(.equal, bound, pattern, pattern.range)
        }
        guard let test else { return nil }
        whole = TypedExpression(.conditional(test, then: value, otherwise: whole), type, range: range)
      }
    }
    return whole
  }
}

extension Diagnostic {
  fileprivate static func casesDiffer(_ type: ValueType, _ other: TypedExpression) -> Diagnostic {
    Diagnostic(
      .typesDiffer, "the results of `match` have different types: `\(type.name)` and `\(other.type.name)`",
      at: other.range)
  }

  fileprivate static func matchWithoutElse(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .matchWithoutElse, "`match` has no `else`", at: range,
      notes: ["`else => error` stops the run at values that match no case; `else => missing` makes them missing"])
  }

  fileprivate static func tooManyCases(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyCases, "`match` has more than \(ExpressionBinder.mostCases) cases", at: range, kind: .limit,
      notes: ["a table of codes and a `left join` can do the same"])
  }
}
