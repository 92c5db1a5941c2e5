package import StetColumns
package import StetDiagnostics
import StetEngine
package import StetSyntax

/// What an expression outside a script's statements gives.
package enum Evaluated: Sendable {
  case value(Value, unit: String?)
  /// `[before, after]`
  case list([Value], unit: String?)
  /// A table that is not of one cell.
  case table(Table)
}

/// What some names stand for, to be given to a session that did not run their statements.
package struct Bindings: Sendable {
  fileprivate var names: [String]
  fileprivate var state: Session.State
}

extension Session {
  /// The value, values or table of an expression, such as one in the prose of a notebook.
  package func evaluated(_ expression: Expression) throws(RunFailure) -> Evaluated {
    if case .list(let items, _) = expression {
      var values: [Value] = []
      var units: [String?] = []
      for item in items {
        guard case .value(let value, let unit) = try evaluated(item) else { throw RunFailure(Session.noTable(item)) }
        values.append(value)
        units.append(unit)
      }
      return .list(values, unit: Set(units).count == 1 ? units[0] : nil)
    }
    if case .pipeline(let pipeline, _) = expression, !isTable(pipeline) { return try evaluated(pipeline.source) }
    guard isTable(expression) || isCell(expression) else {
      return .value(try scalar(expression), unit: unit(of: expression))
    }
    let table: Table
    if case .cell(let name, let conditions, let column, let range) = expression {
      table = try self.table(try cellPipeline(name, conditions, column, range))
      // That it is no one cell is said as everywhere.
      if table.rowCount != 1 || table.columns.count != 1 { return .value(try scalar(expression), unit: nil) }
    } else {
      table = try self.table(expression)
    }
    guard table.rowCount == 1, table.columns.count == 1 else { return .table(table) }
    return .value(table.columns[0][0], unit: table.schema.fields[0].unit)
  }

  private func isCell(_ expression: Expression) -> Bool { if case .cell = expression { true } else { false } }

  /// The unit of a calculated value; that of a name is the one of what it names.
  private func unit(of expression: Expression) -> String? {
    var known: [String: String?] = [:]
    return unit(of: expression, &known)
  }

  /// Each name is looked up once: it may stand in its own definition, `let n = n + n`, where it means what was there before.
  private func unit(of expression: Expression, _ known: inout [String: String?]) -> String? {
    switch expression {
    case .name(let name):
      if let table = state.tables[name.text], table.columns.count == 1 { return table.schema.fields[0].unit }
      if let found = known[name.text] { return found }
      guard known.count < 200 else { return nil }
      known[name.text] = .some(nil)
      let found = definition(of: name.text).flatMap { unit(of: $0, &known) }
      known[name.text] = .some(found)
      return found
    case .cell(let name, _, let column, _):
      return state.tables[name.text].flatMap { $0.schema.fields.first { $0.name == column.text }?.unit }
    case .unary(_, let operand, _): return unit(of: operand, &known)
    case .binary(.add, let left, let right, _), .binary(.subtract, let left, let right, _):
      let units = (unit(of: left, &known), unit(of: right, &known))
      return units.0 == units.1 ? units.0 : nil
    default: return nil
    }
  }

  /// The expression that a name of a value was given with; nil for a table or an unknown name.
  package func definition(of name: String) -> Expression? {
    guard let recipe = state.recipes[name], !recipe.isTable else { return nil }
    return recipe.pipeline.source
  }

  /// The pipeline that a name of a table was given with.
  package func pipeline(of name: String) -> Pipeline? { state.recipes[name].flatMap { $0.isTable ? $0.pipeline : nil } }

  /// The names that an expression reads now, also inside the functions and scopes that it uses; a column of a step may be among them.
  package func names(readBy expression: Expression) -> Set<String> {
    var names: Set<String> = []
    var waiting = [expression]
    while let next = waiting.popLast() {
      next.visit { part in
        let name: String
        if case .name(let own) = part {
          name = own.text
        } else if case .cell(let own, _, _, _) = part {
          name = own.text
        } else if case .call(let own, _, _) = part {
          name = own.text
        } else {
          return
        }
        guard names.insert(name).inserted else { return }
        if let scope = state.scopes[name] { waiting.append(scope) }
        if let definition = state.definitions[name] {
          waiting.append(.pipeline(definition.body, definition.body.range))
        }
      }
    }
    return names
  }

  package func bindings(of names: [String]) -> Bindings { Bindings(names: names, state: state) }

  /// Takes over what some names stand for elsewhere; it replaces what they stood for here.
  package func adopt(_ bindings: Bindings) {
    for name in bindings.names {
      state.tables[name] = bindings.state.tables[name]
      state.values[name] = bindings.state.values[name]
      state.scopes[name] = bindings.state.scopes[name]
      state.definitions[name] = bindings.state.definitions[name]
      state.recipes[name] = bindings.state.recipes[name]
    }
  }

  /// Makes known that these names have no meaning, which was said: what uses them fails without a word of its own.
  package func refuse(_ names: [String]) { unknownNames.formUnion(names) }

  /// A session that begins anew, with its sources and what it reads from; only these files are kept from being replaced.
  package func startAnew(protecting files: Set<String>) {
    state = State()
    unknownNames = []
    dataPackage = nil
    inputs = files
    ledger = []
    timings = []
  }

  private static func noTable(_ expression: Expression) -> Diagnostic {
    Diagnostic(.wantsValue, "a list holds values, and this is a table", at: expression.range)
  }
}

extension Statement {
  /// The name that it gives something; nil where it shows or checks.
  package var givenName: Name? {
    switch kind {
    case .binding(let name, _), .scope(let name, _), .parameter(let name, _), .function(let name, _, _): name
    case .use, .calendar, .claim, .check, .why, .pipeline: nil
    }
  }
}
