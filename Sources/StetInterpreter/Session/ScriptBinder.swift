import StetColumns
import StetDiagnostics
import StetEngine
import StetSyntax

/// Names with their schemas and types, as far as they are known without calculating anything.
struct SchemaCatalog: Catalog {
  var names: Names
  private var schemas: [String: Schema]
  /// The columns of a file or dataset; nil if they are known only by reading it in full.
  let loaded: ([Argument], SourceRange) throws(RunFailure) -> Schema?
  let hasDataset: (Name) -> Bool

  /// The names that a session has defined so far.
  init(_ session: Session, loaded: @escaping ([Argument], SourceRange) throws(RunFailure) -> Schema?) {
    self.init(session.environment, session.functions, loaded: loaded, hasDataset: session.files.hasDataset)
  }

  init(
    _ environment: Environment, _ functions: [String: Function],
    loaded: @escaping ([Argument], SourceRange) throws(RunFailure) -> Schema?,
    hasDataset: @escaping (Name) -> Bool
  ) {
    names = environment.names(functions)
    schemas = environment.tables.mapValues(\.schema)
    self.loaded = loaded
    self.hasDataset = hasDataset
  }

  func schema(of table: Name) throws(RunFailure) -> Schema? {
    if let known = schemas[table.text] { return known }
    if names.refused.contains(table.text) { return nil }
    throw RunFailure(.unknownTable(table, among: names.tables.sorted(), isDataset: hasDataset(table)))
  }

  func schema(ofLoad arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Schema? {
    try loaded(arguments, range)
  }

  /// Nothing runs.
  func result(of pipeline: PipelineKey) -> PipelineResult? { nil }

  // MARK: - Naming

  mutating func name(_ name: String, _ table: BoundPipeline) {
    forget(name)
    guard let schema = table.schema else { return refuse(name) }
    schemas[name] = schema
    names.tables.insert(name)
    // A table with one cell can be used as a value; how many rows there are is left to the run.
    if schema.fields.count == 1 { names.types[name] = schema.fields[0] }
  }

  mutating func name(_ name: String, _ value: TypedExpression) {
    forget(name)
    if case .constant(let value) = value.kind {
      names.values[name] = value
    } else {
      names.types[name] = Field(name, value.type, unit: value.unit)
    }
  }

  mutating func name(_ name: String, scope: Expression) {
    forget(name)
    names.scopes[name] = scope
  }

  mutating func name(_ name: String, _ definition: Definition) {
    forget(name)
    names.definitions[name] = definition
  }

  /// Nothing is known about the name, and what uses it is not checked.
  mutating func refuse(_ name: String) {
    forget(name)
    names.refused.insert(name)
  }

  private mutating func forget(_ name: String) {
    names.refused.remove(name)
    names.tables.remove(name)
    names.values[name] = nil
    names.types[name] = nil
    names.scopes[name] = nil
    names.definitions[name] = nil
    schemas[name] = nil
  }
}

/// What a statement would evaluate.
struct BoundStatement {
  enum Part {
    case table(BoundPipeline)
    case value(BoundExpression)
  }

  var parts: [Part]
  /// The name that it defines.
  var name: Name?
  /// What names meant when it was bound.
  var names: Names
}

/// Binds the statements of a script one after the other, and calculates nothing but expressions of constants.
struct ScriptBinder {
  let session: Session
  private(set) var catalog: SchemaCatalog
  /// The scripts that others use, for the locations of diagnostics.
  private(set) var sources: [SourceText]

  init(_ session: Session, _ catalog: SchemaCatalog) {
    self.session = session
    self.catalog = catalog
    sources = session.sources
  }

  /// The statement as bound, or those of the script that it uses. Names that it defines are known from then on; if it cannot be bound,
  /// nothing is known of them.
  mutating func bind(_ statement: Statement) throws(RunFailure) -> [BoundStatement] {
    let names = catalog.names
    do {
      if case .use(let path, let range) = statement.kind {
        var used: Set<String> = []
        return try use(path, range, within: [], &used)
      }
      return [BoundStatement(parts: try parts(of: statement), name: statement.givenName, names: names)]
    } catch {
      switch statement.kind {
      case .binding(let name, _), .parameter(let name, _): catalog.refuse(name.text)
      case .use, .scope, .function, .calendar, .claim, .check, .why, .pipeline: break
      }
      throw error
    }
  }

  private mutating func parts(of statement: Statement) throws(RunFailure) -> [BoundStatement.Part] {
    switch statement.kind {
    case .binding(let name, let pipeline):
      let part = try part(pipeline)
      switch part {
      case .table(let table): catalog.name(name.text, table)
      case .value(let bound): catalog.name(name.text, bound.value)
      }
      return [part]
    case .scope(let name, let condition): catalog.name(name.text, scope: condition)
    case .parameter(let name, let standard):
      let bound = try value(standard)
      var given = bound.value
      if case .constant(let value) = given.kind { given.kind = .constant(try session.parameter(name, value)) }
      catalog.name(name.text, given)
      return [.value(bound)]
    case .function(let name, let parameters, let body):
      catalog.name(name.text, Definition(parameters: parameters, body: body))
    case .use: preconditionFailure("the statements of a script that is used must be bound on their own")
    case .calendar(let name): try session.checkCalendar(name)
    case .claim(_, let condition), .check(_, _, let condition):
      let bound = try value(condition)
      guard bound.value.type == .bool || bound.value.isMissingVerdict else {
        throw RunFailure(.notACondition(bound.value))
      }
      return [.value(bound)]
    case .why(let expression): return try parts(expression)
    case .pipeline(let pipeline): return [try part(pipeline)]
    }
    return []
  }

  private mutating func use(
    _ path: String, _ range: SourceRange, within scripts: [String], _ used: inout Set<String>
  ) throws(RunFailure) -> [BoundStatement] {
    if !used.insert(path).inserted, !scripts.contains(path) { return [] }
    let source = try session.usedScript(path, range, within: scripts, base: sources.nextBase)
    sources.append(source)
    var bound: [BoundStatement] = []
    for statement in try session.usedStatements(source) {
      guard statement.onlyNames else { throw RunFailure(.usedShows(path, statement.range)) }
      if case .use(let other, let range) = statement.kind {
        bound += try use(other, range, within: scripts + [path], &used)
      } else {
        bound += try bind(statement)
      }
    }
    return bound
  }

  private func part(_ pipeline: Pipeline) throws(RunFailure) -> BoundStatement.Part {
    guard catalog.names.isTable(pipeline) else { return .value(try value(pipeline.source)) }
    return .table(try bound { catalog throws(BindingStop) in try catalog.bound(pipeline) })
  }

  /// What an expression outside a script's pipelines evaluates, such as one in the prose of a notebook.
  func parts(_ expression: Expression) throws(RunFailure) -> [BoundStatement.Part] {
    switch expression {
    case .list(let items, _):
      var parts: [BoundStatement.Part] = []
      for item in items { parts += try self.parts(item) }
      return parts
    case .pipeline(let pipeline, _) where !catalog.names.isTable(pipeline): return try parts(pipeline.source)
    default:
      guard catalog.names.isTable(expression) else { return [.value(try value(expression))] }
      return [.table(try bound { catalog throws(BindingStop) in try catalog.boundTable(expression) })]
    }
  }

  private func value(_ expression: Expression) throws(RunFailure) -> BoundExpression {
    var found = try bound { catalog throws(BindingStop) in try catalog.bound(expression) }
    // What reads nothing is already known.
    if found.value.outerValues.isEmpty { found.value.kind = .constant(try Engine.value(of: found.value)) }
    return found
  }

  /// If a run must decide, there is nothing to report.
  private func bound<Bound>(_ bind: (SchemaCatalog) throws(BindingStop) -> Bound) throws(RunFailure) -> Bound {
    do { return try bind(catalog) } catch { throw RunFailure(error.diagnostics) }
  }
}

extension [SourceText] {
  /// Where the offsets of the next script begin.
  var nextBase: Int { last.map { $0.base + $0.bytes.count + 1 } ?? 0 }
}
