import StetColumns

extension TypedExpression {
  /// How many choices inside have, in a row, a condition that is neither true nor false; nil if there is none inside. Choices that a row
  /// does not reach do not count, nor do those in windows, which look at other rows.
  var undecidedChoices: TypedExpression? {
    switch kind {
    case .window: return nil
    case .conditional(let condition, let then, let otherwise):
      let zero = number(0)
      let inBranches = with(
        .conditional(condition, then: then.undecidedChoices ?? zero, otherwise: otherwise.undecidedChoices ?? zero))
      let isMissing = TypedExpression(.isMissing(condition), .bool, range: range)
      return sum(condition.undecidedChoices, with(.conditional(isMissing, then: number(1), otherwise: inBranches)))
    case .coalesce(let first, let second):
      let inSecond = second.undecidedChoices.map { choices in
        let isMissing = TypedExpression(.isMissing(first), .bool, range: range)
        return with(.conditional(isMissing, then: choices, otherwise: number(0)))
      }
      return sum(first.undecidedChoices, inSecond)
    case .constant, .outer, .column, .arithmetic, .comparison, .negate, .not, .logic, .isMissing, .widen, .call,
      .failure:
      var all: TypedExpression?
      _ = kind.mapParts { part in
        all = sum(all, part.undecidedChoices)
        return part
      }
      return all
    }
  }

  private func sum(_ a: TypedExpression?, _ b: TypedExpression?) -> TypedExpression? {
    guard let a, let b else { return a ?? b }
    return with(.arithmetic(.add, a, b))
  }

  private func number(_ number: Int64) -> TypedExpression { with(.constant(.int(number))) }
  private func with(_ kind: Kind) -> TypedExpression { TypedExpression(kind, .int, range: range) }
}
