import StetColumns
import StetDiagnostics
import StetEngine
import StetSyntax

/// Binds and runs the pipelines and expressions of one statement, as long as names mean one thing.
///
/// A pipeline inside another runs once, before the steps that use it; a load is read once, when its columns are needed.
final class Evaluation {
  let session: Session
  let environment: Environment
  let names: Names
  /// Where the way of every row is kept; nil where nobody follows rows.
  let tracing: Tracing?
  /// Where a step puts what it writes or draws.
  private let show: (Session.Output) -> Void
  /// What ran, for the session.
  private(set) var ledger: [LedgerEntry] = []
  private(set) var timings: [StepTiming] = []
  /// The columns that each load is read for; nil for all.
  private var needs: ColumnNeeds?
  private var loads: [PipelineKey: LoadedSource] = [:]
  /// The loads that the ledger has no line for yet, in order.
  private var unreported: [PipelineKey] = []
  private var tables: [PipelineKey: Table] = [:]
  private var values: [PipelineKey: (value: Value, field: Field)] = [:]

  init(
    _ session: Session, _ environment: Environment, tracing: Tracing? = nil, needs: ColumnNeeds? = nil,
    show: @escaping (Session.Output) -> Void = { _ in }
  ) {
    self.session = session
    self.environment = environment
    self.tracing = tracing
    self.needs = needs
    self.show = show
    var names = environment.names(session.functions)
    if tracing != nil { names.tables = Set(environment.recipes.filter(\.value.isTable).keys) }
    self.names = names
  }

  // MARK: - Tables

  /// A table, and whether its last step wrote or drew it.
  struct Shown {
    var table: Table
    var isPutOut: Bool
  }

  func table(_ pipeline: Pipeline) throws(RunFailure) -> Shown {
    let bound = try settled { () throws(BindingStop) in try self.bound(pipeline) }
    let (table, last) = try run(bound)
    return Shown(table: table, isPutOut: last?.operation.purpose == .writes)
  }

  func table(_ expression: Expression) throws(RunFailure) -> Table {
    try table(try settled { () throws(BindingStop) in try self.boundTable(expression) })
  }

  private func table(_ bound: BoundPipeline) throws(RunFailure) -> Table { try run(bound).table }

  /// `isReported` tells whether the ledger has lines for the steps.
  private func run(
    _ bound: BoundPipeline, isReported: Bool = true
  ) throws(RunFailure) -> (table: Table, last: PlanStep?) {
    let source = try table(bound.source)
    guard !bound.steps.isEmpty || !bound.rest.isEmpty else { return (source, nil) }
    if let tracing { return try tracing.run(bound, on: source, in: self) }
    var table = source
    let host = StepHost(
      put: { [session, show] output, table, entry throws(RunFailure) in try session.put(output, table, &entry, show) },
      addSourceRows: { [self] table, step throws(RunFailure) in try rowsBehind(table, step, bound.tree) },
      memory: session.memory)
    var executor = Executor(backends: session.backends, host: host, isCancelled: session.isCancelled)
    defer {
      timings += executor.timings
      // What ran before a failure helps to find its cause.
      if isReported { ledger += executor.ledger }
    }
    var last: PlanStep?
    try eachPart(of: bound, after: source.schema) { steps throws(RunFailure) in
      last = steps.last
      let unseen = isReported ? UnseenConstant.all(in: steps, on: table) : []
      defer {
        for constant in unseen { executor.add(constant.note(session.words), toStepAt: constant.step) }
      }
      table = try executor.run(optimized(steps), on: table)
      return table.schema
    }
    return (table, last)
  }

  /// Runs the steps of a pipeline as far as they are bound, and binds the others to the columns that `run` answers with.
  func eachPart(
    of bound: BoundPipeline, after schema: Schema, _ run: ([PlanStep]) throws(RunFailure) -> Schema
  ) throws(RunFailure) {
    var (steps, rest, schema) = (bound.steps, bound.rest, schema)
    while true {
      var ready: [PlanStep] = []
      for step in steps { ready.append(try filled(step)) }
      if !ready.isEmpty { schema = try run(ready) }
      guard !rest.isEmpty else { return }
      (steps, rest) = try settled { [schema, rest] () throws(BindingStop) in try self.bound(rest, after: schema) }
    }
  }

  private func table(_ source: BoundPipeline.Source) throws(RunFailure) -> Table {
    switch source {
    case .named(let name):
      if let tracing { return try tracing.table(named: name, in: self) }
      guard let table = environment.tables[name.text] else {
        preconditionFailure("the binder must have seen the table")
      }
      return table
    case .load(let arguments, let range):
      let key = PipelineKey(.load(arguments, range))
      guard let loaded = loads[key] else { preconditionFailure("the binder must have asked for the columns") }
      report(key, loaded)
      return loaded.table
    case .inline(let table): return try inline(table)
    case .pipeline(let pipeline): return try table(pipeline)
    case .result(let key):
      guard let table = tables[key] else { preconditionFailure("the binder waits for the pipeline before this") }
      return table
    }
  }

  private func inline(_ inline: InlineTable) throws(RunFailure) -> Table {
    var cells: [[Value]] = inline.schema.fields.map { _ in [] }
    for input in inline.inputs { try run(input) }
    for row in inline.rows {
      for (index, cell) in row.enumerated() { cells[index].append(try value(of: filled(cell))) }
    }
    let columns = zip(inline.schema.fields, cells).map { Column($1, type: $0.type) }
    let table = Table(schema: inline.schema, columns: columns, rowCount: inline.rows.count)
    return tracing == nil ? table : Tracing.written(table, inline, session)
  }

  // MARK: - Values

  func value(_ expression: Expression) throws(RunFailure) -> Value {
    if case .pipeline(let pipeline, _) = expression, !names.isTable(pipeline) { return try value(pipeline.source) }
    if names.isTable(expression) { return try oneValue(try table(expression), expression.range) }
    return try value(of: try bound(value: expression))
  }

  func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    try Executor(backends: session.backends).value(of: expression)
  }

  /// An expression outside any table, ready to be calculated.
  func bound(value expression: Expression) throws(RunFailure) -> TypedExpression {
    let bound = try settled { () throws(BindingStop) in try self.bound(expression) }
    for input in bound.inputs { try run(input) }
    return filled(bound.value)
  }

  private func oneValue(_ table: Table, _ range: SourceRange) throws(RunFailure) -> Value {
    guard let value = table.oneCell else { throw RunFailure(.notOneValue(table, range)) }
    return value
  }

  // MARK: - What runs first

  /// Runs a pipeline that a step takes from, if it has not run yet.
  private func run(_ input: StepInput) throws(RunFailure) {
    switch input.use {
    case .table:
      if tables[input.key] == nil { tables[input.key] = try table(input.pipeline) }
    case .value:
      if values[input.key] == nil { values[input.key] = try value(input, of: try table(input.pipeline)) }
    case .cell(let name, let conditions):
      guard values[input.key] == nil else { return }
      let table = try run(input.pipeline, isReported: false).table
      guard table.rowCount == 1 else {
        throw RunFailure(.notOneRow(name, conditions.map { session.words(of: $0) }, table.rowCount, input.range))
      }
      values[input.key] = try value(input, of: table)
    }
  }

  private func value(_ input: StepInput, of table: Table) throws(RunFailure) -> (value: Value, field: Field) {
    (try oneValue(table, input.range), table.schema.fields[0])
  }

  /// The step with the values and tables that it takes from other pipelines.
  private func filled(_ step: PlanStep) throws(RunFailure) -> PlanStep {
    for input in step.inputs { try run(input) }
    var step = step
    if case .pipeline(let key)? = step.operation.otherTable {
      guard let table = tables[key] else { preconditionFailure("a step's inputs have run before it") }
      step.operation = step.operation.taking(table)
    }
    step.operation = step.operation.mapExpressions(filled)
    return step
  }

  private func filled(_ expression: TypedExpression) -> TypedExpression {
    expression.replacingOuterValues { outer in
      guard case .pipeline(let key) = outer, let known = values[key] else {
        preconditionFailure("a session must know its values, and a step's inputs have run before it")
      }
      return known.value
    }
  }

  /// Binds, repeatedly if necessary: pipelines that it waits for run in between.
  private func settled<Bound>(_ bind: () throws(BindingStop) -> Bound) throws(RunFailure) -> Bound {
    while true {
      let stop: BindingStop
      do { return try bind() } catch { stop = error }
      guard stop.diagnostics.isEmpty, let awaited = stop.awaited else {
        if forgetPartialLoads() { continue }
        for key in unreported { loads[key].map { report(key, $0) } }
        throw RunFailure(stop.diagnostics)
      }
      switch awaited {
      case .input(let input): try run(input)
      case .run: preconditionFailure("a session must know its values")
      }
    }
  }

  /// Whether something was read for a part of its columns: a message may be about one of the others.
  private func forgetPartialLoads() -> Bool {
    let partial = unreported.filter { loads[$0]?.isPartial == true }
    needs = nil
    for key in partial { loads[key] = nil }
    unreported.removeAll(where: partial.contains)
    return !partial.isEmpty
  }

  private func report(_ key: PipelineKey, _ loaded: LoadedSource) {
    ledger.append(loaded.entry)
    guard let first = unreported.firstIndex(of: key) else { return }
    unreported.remove(at: first)
    if let range = loaded.entry.range { timings.append(StepTiming(loaded.entry.step, range, loaded.duration)) }
  }

  // MARK: - Source rows

  /// The verb `why`: each row with the locations of its source rows.
  private func rowsBehind(_ table: Table, _ step: PlanStep, _ pipeline: Pipeline) throws(RunFailure) -> Table {
    var pipeline = pipeline
    // As far as this step.
    guard let end = pipeline.steps.firstIndex(where: { $0.range == step.range }) else {
      preconditionFailure("a step of the plan must be in the pipeline")
    }
    pipeline.steps = Array(pipeline.steps[..<end])
    let placed = try Evaluation(session, environment, tracing: Tracing()).placed(pipeline)
    guard placed.rowCount == table.rowCount else { throw RunFailure(.changedSince(step.range)) }
    var result = table
    result.columns += placed.columns.suffix(2)
    result.schema = Schema(table.schema.fields + placed.schema.fields.suffix(2))
    return result
  }
}

extension Evaluation: Catalog {
  func schema(of table: Name) throws(RunFailure) -> Schema? {
    if let tracing { return try tracing.table(named: table, in: self).schema }
    if let known = environment.tables[table.text] { return known.schema }
    throw RunFailure(
      .unknownTable(table, among: environment.tables.keys.sorted(), isDataset: session.files.hasDataset(table)))
  }

  func schema(ofLoad arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Schema? {
    let key = PipelineKey(.load(arguments, range))
    if let loaded = loads[key] { return loaded.table.schema }
    let loaded: LoadedSource
    if let tracing {
      loaded = try tracing.load(arguments, range, in: self)
    } else {
      loaded = try load(arguments, range, columns: needs?.columns(ofLoadAt: range))
    }
    loads[key] = loaded
    unreported.append(key)
    return loaded.table.schema
  }

  /// Reads a file or dataset; `columns` are those that are needed, nil for all.
  func load(_ arguments: [Argument], _ range: SourceRange, columns: Set<String>? = nil) throws(RunFailure)
    -> LoadedSource
  {
    try session.files.load(arguments, range, columns: columns, isRecorded: tracing == nil) {
      [self] item throws(RunFailure) in
      try value(item)
    }
  }

  func result(of pipeline: PipelineKey) -> PipelineResult? {
    if let known = values[pipeline] { return .value(known.value, known.field) }
    return tables[pipeline].map { .table($0.schema) }
  }
}

extension Diagnostic {
  static func unknownTable(_ name: Name, among known: [String], isDataset: Bool) -> Diagnostic {
    if isDataset {
      return Diagnostic(
        .unknownTable, "there is no table `\(name.text)`; the dataset of that name is not loaded", at: name.range,
        fixIts: [FixIt("`load \(name.text)`", range: name.range, replacement: "load \(name.text)")])
    }
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      .unknownTable, "there is no table `\(name.text)`", at: name.range,
      notes: ["a dataset is loaded with `load \(name.text)`, and a file with `load \"\(name.text).csv\"`"],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func notOneValue(_ table: Table, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .notOneValue,
      "a single value is expected here, but the pipeline gives \(counted(table.rowCount, "row")) and \(counted(table.columns.count, "column"))",
      at: range)
  }

  fileprivate static func notOneRow(_ name: Name, _ values: [String], _ count: Int, _ range: SourceRange) -> Diagnostic
  {
    let conditions = values.joined(separator: " and ")
    let rows =
      values.isEmpty
      ? "`\(name.text)` has \(counted(count, "row"))"
      : count == 0
        ? "no row of `\(name.text)` has \(conditions)" : "\(counted(count, "row")) of `\(name.text)` have \(conditions)"
    return Diagnostic(
      .notOneValue, "\(rows), but a cell needs exactly one row", at: range,
      notes: count == 0 ? [] : ["another condition in the square brackets can single out one of them"])
  }
}
