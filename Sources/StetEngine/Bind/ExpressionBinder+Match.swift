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
    var results: [TypedExpression?] = []
    for result in arms.map(\.result) + [otherwise] {
      guard case .value(let value) = result else {
        results.append(nil)
        continue
      }
      guard let bound = bind(value) else { return nil }
      results.append(bound)
    }
    guard let type = commonType(results.compactMap { $0 }) else { return nil }
    let units = Set(results.compactMap { $0 }.filter { !$0.isMissingLiteral }.map(\.unit))
    let unit = units.count == 1 ? units.first ?? nil : nil
    func result(_ place: Int, _ written: MatchResult) -> TypedExpression {
      guard let value = results[place] else {
        return TypedExpression(
          .failure("a value does not match any case in `match`"), type, range: written.errorRange ?? range)
      }
      if value.isMissingLiteral { return TypedExpression(.constant(.missing), type, range: value.range) }
      return value.type == type ? value : TypedExpression(.widen(value), type, range: value.range)
    }
    var whole = result(arms.count, otherwise)
    for (place, arm) in arms.enumerated().reversed() {
      let value = result(place, arm.result)
      for pattern in arm.patterns.reversed() {
        var test: TypedExpression?
        if case .literal(.missing, _) = pattern {
          test = TypedExpression(.isMissing(bound), .bool, range: pattern.range)
        } else if let pattern = bind(pattern, beside: bound) {
          test = compare(.equal, bound, pattern, pattern.range)
        }
        guard let test else { return nil }
        whole = TypedExpression(.conditional(test, then: value, otherwise: whole), type, unit: unit, range: range)
      }
    }
    return whole
  }

  /// The type that holds all results; `missing` fits in each.
  private mutating func commonType(_ results: [TypedExpression]) -> ValueType? {
    let typed = results.filter { !$0.isMissingLiteral }
    guard let first = typed.first else { return .text }
    var type = first.type
    for other in typed.dropFirst() where other.type != type {
      guard type.isNumeric, other.type.isNumeric else { return report(.casesDiffer(type, other)) }
      type = type == .float || other.type == .float ? .float : .decimal
    }
    return type
  }
}

extension MatchResult {
  /// Of the word `error`.
  fileprivate var errorRange: SourceRange? { if case .error(let range) = self { range } else { nil } }
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
