import StetColumns
import StetInterpreter
import StetProse
import StetSyntax

/// What kind of calculation an expression is, and the parts whose years are kept separate: the values of a list, or what is divided
/// or subtracted, the earlier one first.
struct ClaimCalculation {
  var form = Evidence.Form.plain
  var parts: [Expression] = []
}

extension Session {
  /// The outermost calculation, also if the value has a name.
  func form(of expression: Expression, depth: Int = 0) -> ClaimCalculation {
    switch unwrapped(expression) {
    case .name(let name):
      guard depth < 20, let definition = environment.definition(of: name.text) else { return ClaimCalculation() }
      return form(of: definition, depth: depth + 1)
    case .list(let values, _): return ClaimCalculation(parts: values)
    case .binary(.divide, let top, let base, _):
      if case .binary(.subtract, let after, let before, _) = unwrapped(top),
        words(of: before.range) == words(of: base.range)
      {
        return ClaimCalculation(form: .change, parts: [before, after])
      }
      return ClaimCalculation(form: .ratio, parts: [base, top])
    // The rest of a share is a share.
    case .binary(.subtract, .literal(.int(1), _), _, _): return ClaimCalculation()
    case .binary(.subtract, let after, let before, _):
      if case .literal(.int(1), _) = before, case .binary(.divide, let top, let base, _) = unwrapped(after) {
        return ClaimCalculation(form: .change, parts: [base, top])
      }
      return ClaimCalculation(form: .difference, parts: [before, after])
    case .call(let name, _, _) where name.text == "percent_change": return ClaimCalculation(form: .change)
    default: return ClaimCalculation()
    }
  }

  /// The years, periods and dates that an expression names, and those of its parts.
  func times(in expression: Expression, _ calculation: ClaimCalculation) -> (all: [Value], ofParts: [[Value]]) {
    let parts = calculation.parts.map { part in
      // A number in the list itself is a value, not the year of another value.
      if case .literal(.int, _) = unwrapped(part) { return [Value]() }
      return times(in: part)
    }
    var all = times(in: expression)
    for time in parts.joined() where !all.contains(time) { all.append(time) }
    return (all, parts)
  }

  /// Literals of the expression; if it has none, those in the definitions of its names.
  private func times(in expression: Expression) -> [Value] {
    var followed: Set<String> = []
    return times(in: expression, &followed)
  }

  /// Each name is followed once: names can refer to each other along too many paths to follow them all.
  private func times(in expression: Expression, _ followed: inout Set<String>) -> [Value] {
    var found: [Value] = []
    var names: [String] = []
    expression.visit { part in
      switch part {
      case .literal(.period(let period), _): found.append(period.value)
      case .literal(.date(let days), _): found.append(.date(days))
      case .literal(.int(let number), _) where (1500...2200).contains(number): found.append(.int(number))
      case .name(let name), .cell(let name, _, _, _): names.append(name.text)
      default: break
      }
    }
    guard found.isEmpty else { return found }
    for name in names where followed.count < 200 && followed.insert(name).inserted {
      if let definition = environment.definition(of: name) { found += times(in: definition, &followed) }
      if let pipeline = environment.pipeline(of: name) {
        found += times(in: .pipeline(pipeline, pipeline.range), &followed)
      }
    }
    return found
  }
}

private func unwrapped(_ expression: Expression) -> Expression {
  if case .pipeline(let pipeline, _) = expression, pipeline.steps.isEmpty {
    unwrapped(pipeline.source)
  } else {
    expression
  }
}

extension PeriodLiteral {
  fileprivate var value: Value {
    switch self {
    case .fiscalYear(let year): .period(year, .fiscalYear)
    case .fiscalQuarter(let year, let quarter): .period(year * 4 + quarter - 1, .fiscalQuarter)
    case .quarter(let year, let quarter): .period(year * 4 + quarter - 1, .quarter)
    case .month(let year, let month): .period(year * 12 + month - 1, .month)
    }
  }
}
