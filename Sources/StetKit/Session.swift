package import StetCharts
package import StetColumns
package import StetDiagnostics
package import StetEngine
import StetFormats
package import StetSyntax

/// Runs a script's statements in order and keeps what they name.
package final class Session {
  /// What one statement has to show.
  package enum Output {
    case table(Table)
    case value(Value)
    /// A claim or a check with its verdict.
    case verdict(String, sentence: String, sides: String)
    /// A chart, and the file that it was written to, if any.
    case chart(Chart, path: String?)
    /// Where a figure comes from, also in words.
    case why(Why, text: String)
    /// A file that `save` wrote.
    case saved(String, rows: Int)
  }

  /// Everything that statements have named, as a value: kept before a statement, put back by `undo`.
  package struct State: Sendable {
    var tables: [String: Table] = [:]
    var values: [String: Value] = [:]
    var scopes: [String: Expression] = [:]
    var definitions: [String: Definition] = [:]
    /// How each table and value came about.
    var recipes: [String: Recipe] = [:]
  }

  /// Where `load` and `use` look for files, and for `Datasets/datapackage.json`.
  let folder: String
  /// Where `save` and `chart` write.
  let outputFolder: String
  /// Folders outside it that may be read too.
  let readableFolders: [String]
  /// The values that `--param` gives, as written.
  let parameters: [String: String]
  /// Whether names and types are all that is looked at: tables have no rows, nothing is written or decided.
  let isChecking: Bool
  /// While checking, names of which nothing is known: those of a statement with an error, or behind a `pivot`.
  var unknownNames: Set<String> = []
  /// While checking, what an editor would ask about the charts.
  var chartRemarks: [Diagnostic] = []
  /// Files that are read in place of others, by the name of the dataset or the path that the script says.
  package var replacements: [String: String] = [:]
  /// Those of them that were asked for.
  package internal(set) var replaced: Set<String> = []
  /// What is asked to run steps before the engine, in this order.
  package var backends: [any Backend] = []
  /// Functions that the embedding program brings.
  let functions: [String: Function]
  /// Asked now and then while data is read and between steps.
  package var isCancelled: () -> Bool = { false }
  /// Told how far the reading of a file has come, in bytes.
  package var progress: ((_ read: Int64, _ total: Int64) -> Void)?
  /// What is written beside the SVG of every chart.
  package var pictures: [Picture] = []
  /// Lowercase hexadecimal SHA-256 of the script, for the charts.
  package var scriptSHA256: String?
  package var state = State()
  package internal(set) var ledger: [LedgerEntry] = []
  /// How long each step took, in the order in which they ended.
  package internal(set) var timings: [StepTiming] = []
  /// The scripts that were read, for the places of diagnostics.
  package internal(set) var sources: [SourceText] = []
  /// Kept where a lock is written or held against what is read.
  package var recorder: InputRecorder?
  /// Files that were read, which no output may replace.
  var inputs: Set<String> = []
  var dataPackage: DataPackage?
  var show: (Output) -> Void = { _ in }
  /// The scripts that are being used, outermost first.
  var usedScripts: [String] = []
  /// Whether the pipeline that ran last ended in a file or a drawing.
  private var endsInOutput = false
  /// Whether pipelines are followed, in a session of its own that `why` makes.
  let isTracing: Bool
  /// While tracing, the tables that were made again.
  var traced = TracedTables()
  /// The pipeline that was shown last.
  package internal(set) var lastShown: Recipe?
  /// Functions of tables that are being followed, outermost first.
  private var openDefinitions: [Name] = []

  package convenience init(
    folder: String, outputFolder: String = "out", parameters: [String: String] = [:],
    functions: [Function] = [], readableFolders: [String] = [], isChecking: Bool = false
  ) {
    self.init(
      folder: folder, outputFolder: outputFolder, parameters: parameters, readableFolders: readableFolders,
      isChecking: isChecking, isTracing: false, sharing: Dictionary(functions.map { ($0.name, $0) }) { _, last in last }
    )
  }

  init(
    folder: String, outputFolder: String, parameters: [String: String], readableFolders: [String],
    isChecking: Bool = false,
    isTracing: Bool, sharing functions: [String: Function]
  ) {
    self.folder = folder
    self.outputFolder = outputFolder
    self.parameters = parameters
    self.readableFolders = readableFolders
    self.isChecking = isChecking
    self.isTracing = isTracing
    self.functions = functions
  }

  /// Runs a statement; what it shows goes to `show`.
  package func run(_ statement: Statement, show: @escaping (Output) -> Void) throws(RunFailure) {
    self.show = show
    defer { self.show = { _ in } }
    switch statement.kind {
    case .binding, .scope, .parameter, .function, .use, .calendar: try name(statement)
    case .claim(let sentence, let condition):
      let (verdict, sides) = try examine(condition)
      if isChecking { return }
      show(.verdict(verdict == true ? "stands" : "falls", sentence: sentence, sides: sides))
      if verdict != true { throw RunFailure(.fallenClaim(sentence, sides, at: condition.range)) }
    case .check(let sentence, let speaker, let condition):
      let (verdict, sides) = try examine(condition)
      let words = verdict.map { $0 ? "holds" : "does not hold" } ?? "cannot be decided"
      show(.verdict(words, sentence: speaker.map { "\(sentence) (\($0))" } ?? sentence, sides: sides))
    case .why(let expression):
      let why = try why(expression)
      if !isChecking { show(.why(why, text: text(of: why))) }
    case .pipeline(let pipeline):
      lastShown = recipe(pipeline)
      try showPipeline(pipeline)
    }
  }

  /// A statement that gives something a name and shows nothing.
  func name(_ statement: Statement) throws(RunFailure) {
    switch statement.kind {
    case .binding(let name, let pipeline): try define(name, pipeline)
    case .scope(let name, let condition):
      forget(name)
      state.scopes[name.text] = condition
    case .parameter(let name, let standard):
      let value = try parameter(name, standard)
      forget(name)
      state.values[name.text] = value
    case .function(let name, let parameters, let body):
      forget(name)
      state.definitions[name.text] = Definition(parameters: parameters, body: body)
    case .use(let path, let range): try use(path, range)
    case .calendar(let name):
      guard name.text == "us_federal" else { throw RunFailure(.unknownCalendar(name)) }
    case .claim, .check, .why, .pipeline: preconditionFailure("only statements that name something come here")
    }
  }

  private func define(_ name: Name, _ pipeline: Pipeline) throws(RunFailure) {
    let recipe = recipe(pipeline)
    defer { if state.tables[name.text] != nil || state.values[name.text] != nil { state.recipes[name.text] = recipe } }
    if isTable(pipeline) {
      let table = try table(pipeline)
      forget(name)
      state.tables[name.text] = table
      // A table of one cell may stand where a value may.
      let isValue = table.columns.count == 1 && (table.rowCount == 1 || isChecking)
      state.values[name.text] = !isValue ? nil : isChecking ? .missing : table.columns[0][0]
    } else {
      let value = try scalar(pipeline.source)
      forget(name)
      state.values[name.text] = value
    }
  }

  /// A name stands for one thing: the last that was given it.
  private func forget(_ name: Name) {
    unknownNames.remove(name.text)
    state.tables[name.text] = nil
    state.values[name.text] = nil
    state.scopes[name.text] = nil
    state.definitions[name.text] = nil
    state.recipes[name.text] = nil
  }

  /// How a result comes about, should somebody ask: what it says, and what the names in it stand for now.
  private func recipe(_ pipeline: Pipeline) -> Recipe {
    var names = State()
    // Columns are names too, and most of them name nothing here. A list, as definitions may use one another without end.
    var waiting: [String] = []
    func note(_ expression: Expression) {
      if case .name(let name) = expression { waiting.append(name.text) }
      if case .cell(let name, _, _, _) = expression { waiting.append(name.text) }
      if case .call(let name, _, _) = expression { waiting.append(name.text) }
    }
    pipeline.visit(note)
    while let name = waiting.popLast() {
      names.recipes[name] = state.recipes[name]
      names.values[name] = state.values[name]
      if let scope = state.scopes[name], names.scopes[name] == nil {
        names.scopes[name] = scope
        scope.visit(note)
      }
      if let definition = state.definitions[name], names.definitions[name] == nil {
        names.definitions[name] = definition
        definition.body.visit(note)
      }
    }
    return Recipe(pipeline: pipeline, names: names, isTable: isTable(pipeline))
  }

  private func showPipeline(_ pipeline: Pipeline) throws(RunFailure) {
    guard isTable(pipeline) else { return show(.value(try scalar(pipeline.source))) }
    let table = try table(pipeline)
    // What goes into a file or a drawing is not shown a second time.
    if endsInOutput { return }
    show(.table(table))
  }

  func isTable(_ pipeline: Pipeline) -> Bool { !pipeline.steps.isEmpty || isTable(pipeline.source) }

  func isTable(_ expression: Expression) -> Bool {
    var expression = expression
    var followed: Set<String> = []
    while case .call(let name, _, _) = expression {
      // A function that calls itself is refused where it is called.
      guard let definition = state.definitions[name.text], followed.insert(name.text).inserted else { return false }
      if definition.valueBody == nil { return true }
      expression = definition.body.source
    }
    switch expression {
    case .load, .table, .pipeline: return true
    case .name(let name):
      return state.tables[name.text] != nil || unknownNames.contains(name.text)
        || isTracing && state.recipes[name.text]?.isTable == true
    default: return false
    }
  }

  // MARK: - Tables

  func table(_ pipeline: Pipeline) throws(RunFailure) -> Table {
    let (result, steps) = try evaluate(pipeline)
    ledger += steps
    return result
  }

  private func evaluate(_ pipeline: Pipeline) throws(RunFailure) -> (Table, [LedgerEntry]) {
    if isTracing { return try traced(pipeline) }
    let before = (ledger: ledger.count, timings: timings.count)
    var isPartial = false
    var table: Table
    if case .load(let arguments, let range) = pipeline.source, !isChecking, !sources.isEmpty,
      leavesOutUnnamedColumns(pipeline.steps)
    {
      table = try load(arguments, range, isAskedFor: isNamed(in: sources))
      isPartial = true
    } else {
      table = try self.table(pipeline.source)
    }
    var rest = pipeline.steps[...]
    let host = StepHost(
      put: { [unowned self] output, table, entry throws(RunFailure) in try put(output, table, &entry) },
      addSourceRows: { [unowned self] table, step throws(RunFailure) in try rowsBehind(table, step, pipeline) })
    var executor = Executor(backends: backends, host: host, isCancelled: isCancelled)
    defer { timings += executor.timings }
    var endsInOutput = false
    repeat {
      var binder = StepBinder(schema: table.schema, names: known())
      rest = binder.bind(Array(rest))
      if binder.isStopped, isPartial {
        // What is said of the mistake may be about columns that nothing asked for.
        ledger.removeSubrange(before.ledger...)
        timings.removeSubrange(before.timings...)
        table = try self.table(pipeline.source)
        binder = StepBinder(schema: table.schema, names: known())
        rest = binder.bind(pipeline.steps)
      }
      isPartial = false
      if binder.isStopped {
        ledger += executor.ledger
        throw RunFailure(binder.diagnostics)
      }
      let steps = optimized(isChecking ? try checkable(binder.steps) : binder.steps)
      do {
        table = try executor.run(steps, on: table)
      } catch {
        // What ran before the failure helps to find its cause.
        ledger += executor.ledger
        throw error
      }
      if let last = binder.steps.last { endsInOutput = last.operation.purpose == .writes }
    } while !rest.isEmpty
    self.endsInOutput = endsInOutput
    return (table, executor.ledger)
  }

  /// The steps whose outcome does not depend on rows.
  private func checkable(_ steps: [PlanStep]) throws(RunFailure) -> [PlanStep] {
    // The columns behind it are in the data: the rest is for the run.
    if steps.contains(where: { $0.operation.decidesSchema }) { throw RunFailure([]) }
    return steps.filter { step in
      if case .chart(let plan, _, let range) = (step.operation as? OutputOperation)?.output {
        chartRemarks += plan.remarks.map { Diagnostic(.chart, $0, at: range, severity: .warning) }
      }
      return step.operation.purpose != .checks && step.operation.purpose != .writes
    }
  }

  func table(_ expression: Expression) throws(RunFailure) -> Table {
    if isTracing, let table = try tracedSource(expression) { return table }
    switch expression {
    case .name(let name) where unknownNames.contains(name.text) && state.tables[name.text] == nil: throw RunFailure([])
    case .name(let name):
      guard let table = state.tables[name.text] else {
        let isDataset = (try? datasets(name.range))?.resources.contains { $0.name == name.text } ?? false
        throw RunFailure(.unknownTable(name, among: state.tables.keys.sorted(), isDataset: isDataset))
      }
      return table
    case .load(let arguments, let range): return try load(arguments, range)
    case .pipeline(let pipeline, _): return try table(pipeline)
    case .table(let columns, let rows, let range): return try inline(columns, rows, range)
    case .call(let name, let arguments, _):
      guard let definition = state.definitions[name.text] else { throw RunFailure(.noTable(name.range)) }
      guard !openDefinitions.contains(where: { $0.text == name.text }) || !known().callsItself(name.text) else {
        throw RunFailure(.cycle((openDefinitions + [name]).map(\.text), name.range))
      }
      guard openDefinitions.count < 200 else { throw RunFailure(.tooManyCalls(name)) }
      openDefinitions.append(name)
      defer { openDefinitions.removeLast() }
      return try table(definition.body.substituting(try definition.substitution(name, arguments).get()))
    default: throw RunFailure(.noTable(expression.range))
    }
  }

  func inline(_ columns: [Name], _ rows: [[Expression]], _ range: SourceRange) throws(RunFailure) -> Table {
    var cells: [[Value]] = columns.map { _ in [] }
    for row in rows {
      guard row.count == columns.count else { throw RunFailure(.inlineWidth(row.count, columns.count, range)) }
      for (index, cell) in row.enumerated() { cells[index].append(try scalar(cell)) }
    }
    var fields: [Field] = []
    for (name, values) in zip(columns, cells) {
      let types = values.compactMap(\.type)
      let type = types.contains(.float) ? .float : types.contains(.decimal) ? .decimal : types.first ?? .text
      guard types.allSatisfy({ $0 == type || $0.isNumeric && type.isNumeric }) else {
        throw RunFailure(.inlineTypes(name))
      }
      guard !fields.contains(where: { $0.name == name.text }) else { throw RunFailure(.inlineTwice(name)) }
      fields.append(Field(name.text, type))
    }
    let typed = zip(fields, cells).map { Column($1, type: $0.type) }
    let table = Table(schema: Schema(fields), columns: typed, rowCount: rows.count)
    return isChecking ? table.gather([]) : table
  }

  // MARK: - Values

  func scalar(_ expression: Expression) throws(RunFailure) -> Value {
    if case .pipeline(let pipeline, let range) = expression {
      if !isTable(pipeline) { return try scalar(pipeline.source) }
      return try oneValue(try table(pipeline), range)
    }
    if case .cell(let name, let conditions, let column, let range) = expression {
      return try cell(name, conditions, column, range)
    }
    if isTable(expression) { return try oneValue(try table(expression), expression.range) }
    return try value(of: try bind(expression))
  }

  func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    try Executor(backends: backends).value(of: expression)
  }

  /// An expression outside any table; the pipelines inside it run here, once each.
  private func bind(_ expression: Expression) throws(RunFailure) -> TypedExpression {
    var binder = StepBinder(schema: Schema([]), names: known())
    guard let bound = binder.value(expression) else { throw RunFailure(binder.diagnostics) }
    return bound
  }

  private func oneValue(_ table: Table, _ range: SourceRange) throws(RunFailure) -> Value {
    // Without rows there is no value; `missing` takes any type.
    if isChecking, table.columns.count == 1 { return .missing }
    guard table.rowCount == 1, table.columns.count == 1 else { throw RunFailure(.notOneValue(table, range)) }
    return table.columns[0][0]
  }

  /// `by_year[fiscal_year: FY2008].share`: the conditions must find exactly one row.
  private func cell(
    _ name: Name, _ conditions: [Argument], _ column: Name, _ range: SourceRange
  ) throws(RunFailure) -> Value {
    // To address a cell is no step of the script, so the ledger has no line for it.
    let table = try evaluate(try cellPipeline(name, conditions, column, range)).0
    if !isChecking, table.rowCount != 1 {
      throw RunFailure(.notOneRow(name, conditions.map { words(of: $0.value.range) }, table.rowCount, range))
    }
    return try oneValue(table, range)
  }

  func cellPipeline(
    _ name: Name, _ conditions: [Argument], _ column: Name, _ range: SourceRange
  ) throws(RunFailure) -> Pipeline {
    var steps: [Step] = []
    for condition in conditions {
      guard case .passes(let key) = condition.label else { throw RunFailure(.noTable(condition.range)) }
      let test = Expression.binary(.equal, .name(key), condition.value, condition.range)
      steps.append(Step(words: [Name("filter", range)], arguments: [Argument(.none, test)], range: range))
    }
    steps.append(Step(words: [Name("select", range)], arguments: [Argument(.none, .name(column))], range: range))
    return Pipeline(source: .name(name), steps: steps, range: range)
  }

  func known() -> Names {
    var names = Names(
      scalar: { [unowned self] expression in Result { () throws(RunFailure) in try scalar(expression) } },
      table: { [unowned self] expression in Result { () throws(RunFailure) in try table(expression) } })
    names.values = state.values
    names.scopes = state.scopes
    names.definitions = state.definitions
    names.functions = functions
    names.refused = unknownNames
    return names
  }

  // MARK: - Claims

  /// A condition's verdict, and the values on both sides of its comparisons.
  private func examine(_ condition: Expression) throws(RunFailure) -> (Bool?, String) {
    let bound = try bind(condition)
    if isChecking { return (nil, "") }
    if bound.isMissingVerdict { return (nil, "the figures do not say") }
    guard bound.type == .bool else { throw RunFailure(.notACondition(bound)) }
    return (try value(of: bound).asBool, try sides(bound))
  }

  private func sides(_ bound: TypedExpression) throws(RunFailure) -> String {
    switch bound.kind {
    case .comparison(let comparison, let left, let right):
      return "\(try sides(left)) \(comparison.rawValue) \(try sides(right))"
    case .logic(let logic, let left, let right): return "\(try sides(left)) \(logic.rawValue) \(try sides(right))"
    case .not(let operand): return "not (\(try sides(operand)))"
    case .isMissing(let operand): return "\(try sides(operand)) is missing"
    // As written: 30% is 0.30, also beside a float.
    case .widen(let operand): return try sides(operand)
    case .call(let function, let arguments) where bound.type == .bool:
      var words: [String] = []
      for argument in arguments { words.append(try sides(argument)) }
      return "\(function.name)(\(words.joined(separator: ", ")))"
    case .constant, .column, .arithmetic, .negate, .coalesce, .conditional, .failure, .call, .window:
      let value = try value(of: bound)
      return value.isMissing ? "missing" : plainText(value)
    }
  }
}

extension TypedExpression {
  /// The literal `missing` where a verdict is wanted: the author says that the figures cannot decide.
  fileprivate var isMissingVerdict: Bool { if case .constant(.missing) = kind { true } else { false } }
}

extension Diagnostic {
  fileprivate static func notACondition(_ bound: TypedExpression) -> Diagnostic {
    Diagnostic(.wantsCondition, "a condition is true or false, and this is `\(bound.type.name)`", at: bound.range)
  }

  fileprivate static func fallenClaim(_ sentence: String, _ sides: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.claim, "the claim falls: \(quoted(sentence))", at: range, kind: .claim, notes: [sides])
  }

  fileprivate static func unknownTable(_ name: Name, among known: [String], isDataset: Bool) -> Diagnostic {
    if isDataset {
      return Diagnostic(
        .unknownTable, "there is no table `\(name.text)`; the dataset of that name is not loaded", at: name.range,
        fixIts: [FixIt("`load \(name.text)`", range: name.range, replacement: "load \(name.text)")])
    }
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      .unknownTable, "there is no table `\(name.text)`", at: name.range,
      notes: ["a dataset or a file is loaded with `load \(name.text)`"],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func unknownCalendar(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notBuilt, "the calendar `\(name.text)` is not built yet", at: name.range,
      notes: ["`us_federal` is: fiscal years from October to September, named by their end"])
  }

  fileprivate static func cycle(_ names: [String], _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .scopeCycle, "a name is defined by itself: \(names.map { "`\($0)`" }.joined(separator: " → "))", at: range)
  }

  fileprivate static func tooManyCalls(_ name: Name) -> Diagnostic {
    Diagnostic(.tooDeep, "more than 200 functions call one another", at: name.range, kind: .limit)
  }

  static func noTable(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsTable, "a table is expected here", at: range)
  }

  fileprivate static func notOneValue(_ table: Table, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .notOneValue,
      "a value is wanted, and the pipeline gives \(counted(table.rowCount, "row")) and \(counted(table.columns.count, "column"))",
      at: range)
  }

  fileprivate static func notOneRow(_ name: Name, _ values: [String], _ count: Int, _ range: SourceRange) -> Diagnostic
  {
    let rows = count == 0 ? "no row of `\(name.text)` has" : "\(counted(count, "row")) of `\(name.text)` have"
    return Diagnostic(
      .notOneValue, "\(rows) \(values.joined(separator: " and ")), and a cell is of one", at: range,
      notes: count == 0 ? [] : ["one more condition in the square brackets tells them apart"])
  }

  fileprivate static func inlineWidth(_ found: Int, _ wanted: Int, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.raggedRow, "a row of the table has \(counted(found, "cell")), its header \(wanted)", at: range)
  }

  fileprivate static func inlineTypes(_ name: Name) -> Diagnostic {
    Diagnostic(.typesDiffer, "the cells of `\(name.text)` have different types", at: name.range)
  }

  fileprivate static func inlineTwice(_ name: Name) -> Diagnostic {
    Diagnostic(.nameTwice, "two columns are called `\(name.text)`", at: name.range)
  }
}
