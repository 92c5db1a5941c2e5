import StetColumns
import StetDiagnostics
import StetEngine
package import StetSyntax

/// Which columns of its files a script reads, found before anything is loaded by binding the script to what the beginnings of the
/// files tell.
///
/// Only names decide this, never types, so nothing depends on what the rest of a file says of those. A load that could not be bound,
/// or all of whose columns some step may read, is read in full.
package struct ColumnNeeds {
  private var loads: [LoadLocation: Required] = [:]
  /// By the range of the statement that names them.
  private var tables: [Int: Required] = [:]
  private let sources: [SourceText]

  /// Where a load is, whatever offsets its script has.
  private struct LoadLocation: Hashable {
    var script: String
    var offset: Int
  }

  private enum Required {
    case all
    case only(Set<String>)

    static func + (a: Required?, b: Required) -> Required {
      switch (a, b) {
      case (nil, let b): b
      case (.only(let a), .only(let b)): .only(a.union(b))
      case (.all, _), (_, .all): .all
      }
    }
  }

  /// A statement, and by which others the tables that it sees were named.
  private struct Entry {
    var bound: BoundStatement?
    /// What could not be bound.
    var unbound: [Expression] = []
    var names: Names
    var tables: [String: Int]
  }

  /// The needs of a whole script, whose names are not used afterward; nil if everything is read.
  package init?(of script: Script, in session: Session) {
    self.init(of: script.statements, isWhole: true, in: session)
  }

  /// Those of one statement: the table that it names is read in full.
  init?(of statement: Statement, in session: Session) { self.init(of: [statement], isWhole: false, in: session) }

  private init?(of statements: [Statement], isWhole: Bool, in session: Session) {
    // A lock has the types of all columns.
    guard session.files.recorder == nil, statements.contains(where: \.readsFiles) else { return nil }
    var binder = ScriptBinder(session, SchemaCatalog(session, loaded: session.files.beginning))
    var entries: [Entry] = []
    var tables: [String: Int] = [:]
    for statement in statements {
      do {
        for bound in try binder.bind(statement) {
          entries.append(Entry(bound: bound, names: bound.names, tables: tables))
          if let name = bound.name { tables[name.text] = entries.count - 1 }
        }
      } catch {
        // It is not known which names another script defines and what it reads.
        if case .use = statement.kind { return nil }
        entries.append(Entry(unbound: statement.expressions, names: binder.catalog.names, tables: tables))
        if let name = statement.givenName { tables[name.text] = nil }
      }
    }
    sources = binder.sources
    // What reads a table comes after the statement that names it.
    for (index, entry) in entries.enumerated().reversed() {
      for expression in entry.unbound { requireAll(of: expression, entry) }
      for part in entry.bound?.parts ?? [] {
        switch part {
        case .value(let bound):
          require(bound.inputs, entry)
          requireNames(in: bound.value, entry)
        case .table(let table):
          let isNamed = entry.bound?.name != nil
          // A table that nothing reads is meant to be looked at.
          require(isNamed && isWhole ? self.tables[index] ?? .all : .all, of: table, entry)
        }
      }
    }
  }

  /// The columns that the load at a position is read for; nil for all.
  func columns(ofLoadAt range: SourceRange) -> Set<String>? {
    guard case .only(let names)? = location(of: range).flatMap({ loads[$0] }) else { return nil }
    return names
  }

  private func location(of range: SourceRange) -> LoadLocation? {
    sources.last { $0.contains(range) }.map { LoadLocation(script: $0.name, offset: range.lower - $0.base) }
  }

  // MARK: - From the result back to the files

  private mutating func require(_ result: Required, of pipeline: BoundPipeline, _ entry: Entry) {
    var wanted = pipeline.rest.isEmpty ? result : .all
    for step in pipeline.rest { for expression in step.expressions { requireAll(of: expression, entry) } }
    for (index, step) in pipeline.steps.enumerated().reversed() {
      let input = index == 0 ? pipeline.input : pipeline.steps[index - 1].schema
      for other in step.inputs {
        require(needed(by: step, of: other, for: wanted, before: input), of: other.pipeline, entry)
      }
      _ = step.operation.mapExpressions { expression in
        requireNames(in: expression, entry)
        return expression
      }
      wanted = needed(by: step, for: wanted, before: input)
    }
    switch pipeline.source {
    case .named(let name):
      if let index = entry.tables[name.text] { tables[index] = tables[index] + wanted }
    case .load(_, let range):
      if let location = location(of: range) { loads[location] = loads[location] + wanted }
    case .pipeline(let inner): require(wanted, of: inner, entry)
    case .inline(let table):
      require(table.inputs, entry)
      for cell in table.rows.joined() { requireNames(in: cell, entry) }
    case .result: break
    }
  }

  /// The columns of a step's input without which something would be different; `input` is nil within a step of several operations.
  private func needed(by step: PlanStep, for result: Required, before input: Schema?) -> Required {
    guard let input, let output = output(of: step, in: result) else { return .all }
    let places = step.operation.columnsNeeded(for: output, of: input.fields.count)
    // A name that is written out must mean what it means in the whole table.
    let names = Set(places.map { input.fields[$0].name }).union(step.named.filter { input.index(of: $0) != nil })
    return names.count == input.fields.count ? .all : .only(names)
  }

  /// The same of its second table.
  private func needed(by step: PlanStep, of other: StepInput, for result: Required, before input: Schema?) -> Required {
    guard case .pipeline(other.key)? = step.operation.otherTable, let schema = other.pipeline.schema, let input,
      let operation = step.operation as? any TwoTableOperation, let output = output(of: step, in: result)
    else { return .all }
    let places = operation.otherColumnsNeeded(for: output, of: input.fields.count, schema.fields.count)
    let names = Set(places.map { schema.fields[$0].name }).union(step.named.filter { schema.index(of: $0) != nil })
    return names.count == schema.fields.count ? .all : .only(names)
  }

  /// The places of the columns of a step's result that are wanted; nil for a step whose columns are not known, within several operations.
  private func output(of step: PlanStep, in result: Required) -> Set<Int>? {
    guard let schema = step.schema else { return nil }
    let all = Set(schema.fields.indices)
    guard case .only(let names) = result else { return all }
    return all.filter { names.contains(schema.fields[$0].name) }
  }

  private mutating func require(_ inputs: [StepInput], _ entry: Entry) {
    for input in inputs { require(.all, of: input.pipeline, entry) }
  }

  /// A table with one cell that is used as a value.
  private mutating func requireNames(in value: TypedExpression, _ entry: Entry) {
    for case .named(let name) in value.outerValues {
      if let index = entry.tables[name.text] { tables[index] = .all }
    }
  }

  /// What is not bound may read every column of what it names and loads.
  private mutating func requireAll(of expression: Expression, _ entry: Entry) {
    for name in entry.names.read(by: expression) {
      if let index = entry.tables[name] { tables[index] = .all }
      entry.names.definitions[name]?.body.visit { requireAll(ofLoad: $0) }
      entry.names.scopes[name]?.visit { requireAll(ofLoad: $0) }
    }
    expression.visit { requireAll(ofLoad: $0) }
  }

  private mutating func requireAll(ofLoad expression: Expression) {
    if case .load(_, let range) = expression, let location = location(of: range) { loads[location] = .all }
  }
}

extension Statement {
  /// Whether it may load something.
  fileprivate var readsFiles: Bool {
    switch kind {
    case .use, .function: true
    case .binding, .scope, .parameter, .calendar, .claim, .check, .why, .pipeline:
      expressions.contains { expression in
        var reads = false
        expression.visit { part in
          switch part {
          case .load, .call: reads = true
          default: break
          }
        }
        return reads
      }
    }
  }

  /// What it evaluates, when it runs or when its name is used.
  fileprivate var expressions: [Expression] {
    switch kind {
    case .binding(_, let pipeline), .function(_, _, let pipeline), .pipeline(let pipeline): [.pipeline(pipeline, range)]
    case .scope(_, let expression), .parameter(_, let expression), .claim(_, let expression),
      .check(_, _, let expression), .why(let expression):
      [expression]
    case .use, .calendar: []
    }
  }
}
