package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// Which scopes and functions a part of a script is inside of, so that nothing is read without end.
struct BindingPath {
  /// Those whose bodies are being read, outermost first.
  var open: [Name] = []
  /// How many expressions are around this one.
  var depth = 0
  var bodiesRead = 0
}

extension Catalog {
  package func bound(_ pipeline: Pipeline) throws(BindingStop) -> BoundPipeline {
    var binder = PipelineBinder(catalog: self)
    guard let bound = binder.bind(pipeline) else { throw binder.stop }
    return bound
  }

  /// The table that an expression gives.
  package func boundTable(_ expression: Expression) throws(BindingStop) -> BoundPipeline {
    var binder = PipelineBinder(catalog: self)
    guard let bound = binder.source(expression) else { throw binder.stop }
    return bound
  }

  /// An expression outside any step.
  package func bound(_ expression: Expression) throws(BindingStop) -> BoundExpression {
    var binder = ExpressionBinder(schema: Schema([]), catalog: self)
    guard let value = binder.bind(expression) else {
      throw BindingStop(diagnostics: binder.diagnostics, awaited: binder.awaited)
    }
    return BoundExpression(value: value, inputs: binder.inputs)
  }

  /// The steps that follow those that have run.
  package func bound(
    _ steps: [Step], after schema: Schema
  ) throws(BindingStop) -> (steps: [PlanStep], rest: [Step]) {
    var binder = StepBinder(schema: schema, catalog: self)
    let rest = binder.bind(steps)
    if binder.isStopped { throw BindingStop(diagnostics: binder.diagnostics, awaited: binder.awaited) }
    return (binder.steps, Array(rest))
  }
}

/// Lowers pipelines: their source, and the steps by a `StepBinder`.
struct PipelineBinder {
  let catalog: any Catalog
  var path = BindingPath()
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var awaited: Awaited?

  init(catalog: any Catalog, path: BindingPath = BindingPath()) {
    self.catalog = catalog
    self.path = path
  }

  var stop: BindingStop { BindingStop(diagnostics: diagnostics, awaited: awaited) }

  /// Nil if something was reported, now or before, or is awaited.
  mutating func bind(_ pipeline: Pipeline) -> BoundPipeline? {
    guard let source = source(pipeline.source) else { return nil }
    if pipeline.steps.isEmpty { return source }
    guard let schema = source.schema else {
      return BoundPipeline(pipeline, source: .pipeline(source), input: nil, rest: pipeline.steps, schema: nil)
    }
    var binder = StepBinder(schema: schema, catalog: catalog, path: path)
    let rest = binder.bind(pipeline.steps)
    path.bodiesRead = binder.path.bodiesRead
    guard !binder.isStopped else {
      diagnostics += binder.diagnostics
      awaited = binder.awaited
      return nil
    }
    let isOpen = !rest.isEmpty || binder.steps.last?.operation.decidesSchema == true
    return BoundPipeline(
      pipeline, source: source.steps.isEmpty ? source.source : .pipeline(source), input: schema,
      steps: binder.steps, rest: Array(rest), schema: isOpen ? nil : binder.schema)
  }

  /// The table that an expression gives.
  mutating func source(_ expression: Expression) -> BoundPipeline? {
    let key = PipelineKey(expression)
    if case .table(let schema)? = catalog.result(of: key) {
      return BoundPipeline(Pipeline(expression), source: .result(key), input: schema, schema: schema)
    }
    switch expression {
    case .name(let name):
      guard !catalog.names.refused.contains(name.text) || catalog.names.tables.contains(name.text) else { return nil }
      return leaf(.named(name), expression) { catalog throws(RunFailure) in try catalog.schema(of: name) }
    case .load(let arguments, let range):
      return leaf(.load(arguments, range), expression) { catalog throws(RunFailure) in
        try catalog.schema(ofLoad: arguments, range)
      }
    case .pipeline(let pipeline, _): return bind(pipeline)
    case .table(let columns, let rows, let range): return inline(columns, rows, range, expression)
    case .call(let name, let arguments, _):
      guard let definition = catalog.names.definitions[name.text] else { return report(.needsTable(name.range)) }
      guard !path.open.contains(where: { $0.text == name.text }) || !catalog.names.callsItself(name.text) else {
        return report(.cycle((path.open + [name]).map(\.text), name.range))
      }
      guard path.open.count < 200 else { return report(.tooManyCalls(name)) }
      path.open.append(name)
      defer { path.open.removeLast() }
      do { return bind(definition.body.substituting(try definition.substitution(name, arguments).get())) } catch {
        return report(error.diagnostics)
      }
    default: return report(.needsTable(expression.range))
    }
  }

  private mutating func leaf(
    _ source: BoundPipeline.Source, _ expression: Expression, _ schema: (any Catalog) throws(RunFailure) -> Schema?
  ) -> BoundPipeline? {
    do {
      let schema = try schema(catalog)
      return BoundPipeline(Pipeline(expression), source: source, input: schema, schema: schema)
    } catch { return report(error.diagnostics) }
  }

  private mutating func inline(
    _ columns: [Name], _ rows: [[Expression]], _ range: SourceRange, _ expression: Expression
  ) -> BoundPipeline? {
    var bound: [[TypedExpression]] = []
    var inputs: [StepInput] = []
    for row in rows {
      guard row.count == columns.count else { return report(.inlineWidth(row.count, columns.count, range)) }
      var binder = ExpressionBinder(schema: Schema([]), catalog: catalog, path: path)
      var cells: [TypedExpression] = []
      for cell in row {
        guard let value = binder.bind(cell) else {
          diagnostics += binder.diagnostics
          awaited = binder.awaited
          return nil
        }
        cells.append(value)
      }
      path.bodiesRead = binder.path.bodiesRead
      inputs += binder.inputs
      bound.append(cells)
    }
    var fields: [Field] = []
    for (index, name) in columns.enumerated() {
      let types = bound.map { $0[index] }.filter { !$0.isMissingLiteral }.map(\.type)
      let type = types.contains(.float) ? .float : types.contains(.decimal) ? .decimal : types.first ?? .text
      guard types.allSatisfy({ $0 == type || $0.isNumeric && type.isNumeric }) else {
        return report(.inlineTypes(name))
      }
      guard !fields.contains(where: { $0.name == name.text }) else { return report(.inlineTwice(name)) }
      fields.append(Field(name.text, type))
    }
    let table = InlineTable(schema: Schema(fields), rows: bound, inputs: inputs, range: range)
    return BoundPipeline(Pipeline(expression), source: .inline(table), input: table.schema, schema: table.schema)
  }

  private mutating func report<T>(_ diagnostic: Diagnostic) -> T? {
    diagnostics.append(diagnostic)
    return nil
  }

  private mutating func report<T>(_ others: [Diagnostic]) -> T? {
    diagnostics += others
    return nil
  }
}

extension Pipeline {
  /// A source without steps.
  fileprivate init(_ source: Expression) { self.init(source: source, steps: [], range: source.range) }
}

extension Diagnostic {
  static func cycle(_ names: [String], _ range: SourceRange) -> Diagnostic {
    let chain = names.map { "`\($0)`" }.joined(separator: " → ")
    return Diagnostic(.scopeCycle, "a name is defined in terms of itself: \(chain)", at: range)
  }

  fileprivate static func tooManyCalls(_ name: Name) -> Diagnostic {
    Diagnostic(.tooDeep, "calls are nested more than 200 levels deep", at: name.range, kind: .limit)
  }

  package static func needsTable(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsTable, "a table is expected here", at: range)
  }

  fileprivate static func inlineWidth(_ found: Int, _ wanted: Int, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.raggedRow, "a row of the table has \(counted(found, "cell")), but the header has \(wanted)", at: range)
  }

  fileprivate static func inlineTypes(_ name: Name) -> Diagnostic {
    Diagnostic(.typesDiffer, "the cells in column `\(name.text)` have different types", at: name.range)
  }

  fileprivate static func inlineTwice(_ name: Name) -> Diagnostic {
    Diagnostic(.nameTwice, "two columns are called `\(name.text)`", at: name.range)
  }
}
