package import StetColumns
package import StetDiagnostics
import StetEngine
package import StetSyntax

/// The result of an expression outside a script's statements.
package enum ExpressionResult: Sendable {
  case value(Value, unit: String?)
  /// `[before, after]`
  case list([Value], unit: String?)
  /// A table that is not of one cell.
  case table(Table)
}

extension Session {
  /// The value, values or table of an expression, such as one in the prose of a notebook.
  package func evaluated(_ expression: Expression) throws(RunFailure) -> ExpressionResult {
    try evaluation { evaluation throws(RunFailure) in try evaluated(expression, evaluation) }
  }

  private func evaluated(_ expression: Expression, _ evaluation: Evaluation) throws(RunFailure) -> ExpressionResult {
    if case .list(let items, _) = expression {
      var values: [Value] = []
      var units: [String?] = []
      for item in items {
        guard case .value(let value, let unit) = try evaluated(item, evaluation) else {
          throw RunFailure(.tableInList(item.range))
        }
        values.append(value)
        units.append(unit)
      }
      return .list(values, unit: Set(units).count == 1 ? units[0] : nil)
    }
    if case .pipeline(let pipeline, _) = expression, !evaluation.names.isTable(pipeline) {
      return try evaluated(pipeline.source, evaluation)
    }
    guard evaluation.names.isTable(expression) else {
      return .value(try evaluation.value(expression), unit: unit(of: expression))
    }
    let table = try evaluation.table(expression)
    guard let value = table.oneCell else { return .table(table) }
    return .value(value, unit: table.schema.fields[0].unit)
  }

  /// The unit of a calculated value; that of a name is the one of what it names.
  private func unit(of expression: Expression) -> String? {
    var known: [String: String?] = [:]
    return unit(of: expression, &known)
  }

  /// Each name is looked up once: it may occur in its own definition, `let n = n + n`, where it has its earlier meaning.
  private func unit(of expression: Expression, _ known: inout [String: String?]) -> String? {
    switch expression {
    case .name(let name):
      if let table = environment.tables[name.text], table.columns.count == 1 { return table.schema.fields[0].unit }
      if let found = known[name.text] { return found }
      guard known.count < 200 else { return nil }
      known[name.text] = .some(nil)
      let found = environment.definition(of: name.text).flatMap { unit(of: $0, &known) }
      known[name.text] = .some(found)
      return found
    case .cell(let name, _, let column, _):
      return environment.tables[name.text].flatMap { $0.schema.fields.first { $0.name == column.text }?.unit }
    case .unary(_, let operand, _): return unit(of: operand, &known)
    case .binary(.add, let left, let right, _), .binary(.subtract, let left, let right, _):
      let units = (unit(of: left, &known), unit(of: right, &known))
      return units.0 == units.1 ? units.0 : nil
    default: return nil
    }
  }
}

extension Statement {
  /// The name that it defines; nil if it shows or checks something.
  package var givenName: Name? {
    switch kind {
    case .binding(let name, _), .scope(let name, _), .parameter(let name, _), .function(let name, _, _): name
    case .use, .calendar, .claim, .check, .why, .pipeline: nil
    }
  }
}

extension Diagnostic {
  static func tableInList(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsValue, "a list can contain only values, but this is a table", at: range)
  }
}
