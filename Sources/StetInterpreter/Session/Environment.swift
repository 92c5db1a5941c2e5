package import StetColumns
import StetDiagnostics
package import StetEngine
package import StetSyntax

/// Everything that statements have named, as a value: kept before a statement, put back by `undo`.
package struct Environment: Sendable {
  package internal(set) var tables: [String: Table] = [:]
  package internal(set) var values: [String: Value] = [:]
  package internal(set) var scopes: [String: Expression] = [:]
  package internal(set) var definitions: [String: Definition] = [:]
  /// How each table and value was made.
  package internal(set) var recipes: [String: Recipe] = [:]
  /// Names whose statement failed, which was reported: what uses them fails without a further message.
  package internal(set) var refused: Set<String> = []

  package init() {}

  /// What the binder asks about names; `functions` are those of the embedding program.
  func names(_ functions: [String: Function]) -> Names {
    var names = Names()
    names.values = values
    names.tables = Set(tables.keys)
    names.scopes = scopes
    names.definitions = definitions
    names.refused = refused
    names.functions = functions
    return names
  }

  /// Whether a statement has defined this name.
  package func names(_ name: String) -> Bool {
    tables[name] != nil || values[name] != nil || scopes[name] != nil || definitions[name] != nil
  }

  /// The tables that statements have named, in alphabetical order.
  package var namedTables: [(name: String, table: Table)] {
    tables.filter { $0.key != Self.last }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The values that are not tables of one cell.
  package var namedValues: [(name: String, value: Value)] {
    values.filter { $0.key != Self.last && tables[$0.key] == nil }.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
  }

  package var namedScopes: [String] { scopes.keys.sorted() }

  // MARK: - Naming

  mutating func name(_ name: String, _ table: Table, _ recipe: Recipe) {
    forget(name)
    tables[name] = table.made
    // A table with one cell can be used as a value.
    values[name] = table.oneCell
    recipes[name] = recipe
  }

  mutating func name(_ name: String, _ value: Value, _ recipe: Recipe? = nil) {
    forget(name)
    values[name] = value
    recipes[name] = recipe
  }

  mutating func name(_ name: String, scope: Expression) {
    forget(name)
    scopes[name] = scope
  }

  mutating func name(_ name: String, _ definition: Definition) {
    forget(name)
    definitions[name] = definition
  }

  /// A name means one thing: its last definition.
  private mutating func forget(_ name: String) {
    refused.remove(name)
    tables[name] = nil
    values[name] = nil
    scopes[name] = nil
    definitions[name] = nil
    recipes[name] = nil
  }

  /// Takes over the meanings of some names from elsewhere; they replace the meanings here.
  mutating func adopt(_ other: Environment, _ names: [String]) {
    for name in names {
      tables[name] = other.tables[name]
      values[name] = other.values[name]
      scopes[name] = other.scopes[name]
      definitions[name] = other.definitions[name]
      recipes[name] = other.recipes[name]
    }
  }

  // MARK: - The last result

  /// The name of the last result at the prompt.
  package static let last = "_"

  mutating func remember(_ table: Table, _ recipe: Recipe?) {
    tables[Self.last] = table
    values[Self.last] = table.oneCell
    recipes[Self.last] = recipe
  }

  mutating func remember(_ value: Value, _ recipe: Recipe?) {
    tables[Self.last] = nil
    values[Self.last] = value
    recipes[Self.last] = recipe
  }

  /// What `let` named is a result too.
  mutating func remember(named name: String) {
    tables[Self.last] = tables[name]
    values[Self.last] = values[name]
    recipes[Self.last] = recipes[name]
  }

  // MARK: - How results are made

  /// How a result is made, for later tracing: its words, and the current meanings of the names in it.
  func recipe(_ pipeline: Pipeline) -> Recipe {
    var names = Environment()
    // Columns are names too, and most of them name nothing here. A list, as definitions may use one another without end.
    var waiting: [String] = []
    pipeline.visit { if let name = $0.usedName { waiting.append(name) } }
    while let name = waiting.popLast() {
      names.recipes[name] = recipes[name]
      names.values[name] = values[name]
      if let scope = scopes[name], names.scopes[name] == nil {
        names.scopes[name] = scope
        scope.visit { if let name = $0.usedName { waiting.append(name) } }
      }
      if let definition = definitions[name], names.definitions[name] == nil {
        names.definitions[name] = definition
        definition.body.visit { if let name = $0.usedName { waiting.append(name) } }
      }
    }
    return Recipe(pipeline: pipeline, names: names, isTable: self.names([:]).isTable(pipeline))
  }

  /// The expression that defines the name of a value; nil for a table or an unknown name.
  package func definition(of name: String) -> Expression? {
    guard let recipe = recipes[name], !recipe.isTable else { return nil }
    return recipe.pipeline.source
  }

  /// The pipeline that defines the name of a table.
  package func pipeline(of name: String) -> Pipeline? { recipes[name].flatMap { $0.isTable ? $0.pipeline : nil } }
}

extension Names {
  /// The names that an expression reads, also inside the functions and scopes that it uses; a column of a step may be among
  /// them.
  func read(by expression: Expression) -> Set<String> {
    var names: Set<String> = []
    var waiting = [expression]
    while let next = waiting.popLast() {
      next.visit { part in
        guard let name = part.usedName, names.insert(name).inserted else { return }
        if let scope = scopes[name] { waiting.append(scope) }
        if let definition = definitions[name] { waiting.append(.pipeline(definition.body, definition.body.range)) }
      }
    }
    return names
  }
}

extension Expression {
  /// The name that the expression itself uses, whatever it means; nil for any other.
  var usedName: String? {
    switch self {
    case .name(let name), .cell(let name, _, _, _), .call(let name, _, _): name.text
    default: nil
    }
  }
}

extension Table {
  /// The value of a table with one cell.
  var oneCell: Value? { rowCount == 1 && columns.count == 1 ? columns[0][0] : nil }
}
