import StetColumns
import StetEngine

/// The calculated columns whose decimals do not have the places that their expression says, in words; nil if there is none.
func wrongPlaces(_ operation: any Operation, _ source: Table, _ result: Table) -> String? {
  guard let project = operation as? ProjectOperation else { return nil }
  for (index, column) in project.columns.enumerated() where column.value.type == .decimal {
    guard let wanted = places(of: column.value, in: source), wanted != result.columns[index].scale else { continue }
    return "`\(column.field.name)` has \(result.columns[index].scale) decimal places, its expression \(wanted)"
  }
  return nil
}

/// How many places a decimal has by those of its parts, whatever the rows are; nil where texts decide.
private func places(of expression: TypedExpression, in source: Table) -> Int? {
  func most(_ parts: [TypedExpression]) -> Int? {
    let all = parts.map { places(of: $0, in: source) }
    return all.contains(nil) ? nil : all.compactMap(\.self).max()
  }
  switch expression.kind {
  case .constant(let value): return value.asDecimal?.scale ?? 0
  case .column(let index): return source.columns[index].scale
  case .arithmetic(let operation, let a, let b):
    if a.isMissing || b.isMissing { return 0 }
    guard let x = places(of: a, in: source), let y = places(of: b, in: source) else { return nil }
    let sum = operation == .multiply ? x + y : max(x, y)
    // It fails wherever a row needs it.
    return sum > 38 ? 0 : sum
  case .negate(let inner): return places(of: inner, in: source)
  case .widen(let inner): return inner.type == .decimal ? places(of: inner, in: source) : 0
  case .coalesce(let a, let b), .conditional(_, let a, let b): return most([a, b])
  case .call(let function, let arguments):
    switch function.name {
    case "abs": return places(of: arguments[0], in: source)
    case "clamp", "mod": return most(arguments)
    case "floor", "ceil": return 0
    case "round":
      guard let own = places(of: arguments[0], in: source) else { return nil }
      switch arguments[1].kind {
      case .constant(.int(let wanted)): return min(own, max(0, Int(wanted)))
      case .column: return own
      default: return nil
      }
    default: return nil
    }
  case .window(let call): return call.arguments.first.flatMap { places(of: $0, in: source) }
  case .failure: return 0
  case .outer, .comparison, .not, .logic, .isMissing: return nil
  }
}

extension TypedExpression {
  fileprivate var isMissing: Bool { if case .constant(.missing) = kind { true } else { false } }
}
