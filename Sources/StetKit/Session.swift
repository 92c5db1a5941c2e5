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
  }

  let folder: String
  var tables: [String: Table] = [:]
  var values: [String: Value] = [:]
  var scopes: [String: Expression] = [:]
  private var dataPackage: DataPackage?
  package private(set) var ledger: [LedgerEntry] = []

  /// `folder` is where `load` looks for files and for `Datasets/datapackage.json`.
  package init(folder: String) { self.folder = folder }

  /// Runs a statement; what it shows goes to `show`.
  package func run(_ statement: Statement, show: (Output) -> Void) throws(RunFailure) {
    switch statement.kind {
    case .binding(let name, let pipeline): try define(name, pipeline)
    case .scope(let name, let condition): scopes[name.text] = condition
    case .parameter(let name, let value): values[name.text] = try scalar(value)
    case .claim(let sentence, let condition):
      let (verdict, sides) = try examine(condition)
      show(.verdict(verdict == true ? "stands" : "falls", sentence: sentence, sides: sides))
      if verdict != true { throw RunFailure(.fallenClaim(sentence, sides, at: condition.range)) }
    case .check(let sentence, let speaker, let condition):
      let (verdict, sides) = try examine(condition)
      let words = verdict.map { $0 ? "holds" : "does not hold" } ?? "cannot be decided"
      show(.verdict(words, sentence: speaker.map { "\(sentence) (\($0))" } ?? sentence, sides: sides))
    case .pipeline(let pipeline): try showPipeline(pipeline, show)
    case .function(let name, _, _): throw RunFailure(.notBuilt("def", name.range))
    case .use(_, let range): throw RunFailure(.notBuilt("use", range))
    case .calendar(let name): throw RunFailure(.notBuilt("calendar", name.range))
    }
  }

  private func define(_ name: Name, _ pipeline: Pipeline) throws(RunFailure) {
    if isTable(pipeline.source) || !pipeline.steps.isEmpty {
      let table = try table(pipeline)
      tables[name.text] = table
      // A table of one cell may stand where a value may.
      values[name.text] = table.rowCount == 1 && table.columns.count == 1 ? table.columns[0][0] : nil
    } else {
      values[name.text] = try scalar(pipeline.source)
      tables[name.text] = nil
    }
  }

  private func showPipeline(_ pipeline: Pipeline, _ show: (Output) -> Void) throws(RunFailure) {
    if isTable(pipeline.source) || !pipeline.steps.isEmpty {
      show(.table(try table(pipeline)))
    } else {
      show(.value(try scalar(pipeline.source)))
    }
  }

  private func isTable(_ expression: Expression) -> Bool {
    switch expression {
    case .load, .table, .pipeline: true
    case .name(let name): tables[name.text] != nil
    default: false
    }
  }

  // MARK: - Tables

  private func table(_ pipeline: Pipeline) throws(RunFailure) -> Table {
    let (result, steps) = try evaluate(pipeline)
    ledger += steps
    return result
  }

  private func evaluate(_ pipeline: Pipeline) throws(RunFailure) -> (Table, [LedgerEntry]) {
    let source = try table(pipeline.source)
    var binder = StepBinder(schema: source.schema, names: known())
    binder.bind(pipeline.steps)
    if !binder.diagnostics.isEmpty { throw RunFailure(binder.diagnostics) }
    var executor = Executor()
    do { return (try executor.run(binder.steps, on: source), executor.ledger) } catch {
      // What ran before the failure helps to find its cause.
      ledger += executor.ledger
      throw error
    }
  }

  private func table(_ expression: Expression) throws(RunFailure) -> Table {
    switch expression {
    case .name(let name):
      guard let table = tables[name.text] else { throw RunFailure(.unknownTable(name, among: tables.keys.sorted())) }
      return table
    case .load(let arguments, let range): return try load(arguments, range)
    case .pipeline(let pipeline, _): return try table(pipeline)
    case .table(let columns, let rows, let range): return try inline(columns, rows, range)
    default: throw RunFailure(.noTable(expression.range))
    }
  }

  private func load(_ arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Table {
    let options = Array(arguments.dropFirst())
    let result: (table: Table, receipt: LoadReceipt)
    switch arguments.first?.value {
    case .name(let name):
      if let option = options.first { throw RunFailure(.declaredElsewhere(option.range)) }
      let package = try datasets(name.range)
      guard let resource = package.resources.first(where: { $0.name == name.text }) else {
        throw RunFailure(.unknownDataset(name, among: package.resources.map(\.name)))
      }
      result = try package.load(resource)
    case .literal(.text(let path), let range):
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw RunFailure(.outside(path, range))
      }
      result = try readCSV(path: folder + "/" + path, shownAs: path, options: try csvOptions(options))
    default: throw RunFailure(.noTable(range))
    }
    let receipt = result.receipt
    var counts: [LedgerEntry.Count] = []
    if receipt.blankLines > 0 { counts.append(.init("blank lines skipped", receipt.blankLines)) }
    if receipt.skippedLines > 0 { counts.append(.init("lines in front of the header skipped", receipt.skippedLines)) }
    ledger.append(
      LedgerEntry("load \(receipt.path)", range: range, rowsIn: receipt.loaded, rowsOut: receipt.loaded, counts: counts))
    for note in receipt.notes {
      ledger.append(LedgerEntry(note, range: range, rowsIn: receipt.loaded, rowsOut: receipt.loaded))
    }
    return result.table
  }

  /// `delimiter: ";"`, `skip: 3`, `missing: ["D", "-"]`, `ragged: pad`
  private func csvOptions(_ arguments: [Argument]) throws(RunFailure) -> CSVOptions {
    var options = CSVOptions()
    for argument in arguments {
      guard case .passes(let label) = argument.label else { throw RunFailure(.unknownLoadOption(argument.range)) }
      switch (label.text, argument.value) {
      case ("delimiter", .literal(.text(let text), _)):
        guard let byte = text.utf8.first, text.utf8.count == 1, byte != UInt8(ascii: "\"") else {
          throw RunFailure(.loadOption(label, "one character such as `\";\"`"))
        }
        options.delimiter = byte
      case ("skip", .literal(.int(let count), _)) where (0...1_000_000).contains(count): options.skip = Int(count)
      case ("missing", .list(let items, _)):
        for item in items {
          guard case .text(let code) = try scalar(item) else { throw RunFailure(.loadOption(label, "a list of texts")) }
          options.missing.append(code)
        }
      case ("ragged", .name(let policy)) where policy.text == "pad": options.ragged = .pad
      case ("ragged", .name(let policy)) where policy.text == "reject": options.ragged = .reject
      case ("delimiter", _): throw RunFailure(.loadOption(label, "one character such as `\";\"`"))
      case ("skip", _): throw RunFailure(.loadOption(label, "a whole number of lines"))
      case ("missing", _): throw RunFailure(.loadOption(label, "a list such as `[\"D\", \"-\"]`"))
      case ("ragged", _): throw RunFailure(.loadOption(label, "`reject` or `pad`"))
      case ("types", _), ("units", _), ("encoding", _), ("header", _), ("sheet", _), ("range", _), ("redacted", _):
        throw RunFailure(.notBuilt(label.text, label.range))
      default: throw RunFailure(.unknownLoadOption(label.range))
      }
    }
    return options
  }

  private func datasets(_ range: SourceRange) throws(RunFailure) -> DataPackage {
    if let dataPackage { return dataPackage }
    guard let found = DataPackage.folder(near: folder) else { throw RunFailure(.noDatasets(range)) }
    let package = try DataPackage.read(folder: found)
    dataPackage = package
    return package
  }

  private func inline(_ columns: [Name], _ rows: [[Expression]], _ range: SourceRange) throws(RunFailure) -> Table {
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
    return Table(schema: Schema(fields), columns: typed, rowCount: rows.count)
  }

  // MARK: - Values

  private func scalar(_ expression: Expression) throws(RunFailure) -> Value {
    if case .pipeline(let pipeline, let range) = expression {
      return try oneValue(try table(pipeline), range)
    }
    if case .cell(let name, let conditions, let column, let range) = expression {
      return try cell(name, conditions, column, range)
    }
    return try Executor.value(of: try bind(expression))
  }

  /// An expression outside any table; the pipelines inside it run here, once each.
  private func bind(_ expression: Expression) throws(RunFailure) -> TypedExpression {
    var binder = StepBinder(schema: Schema([]), names: known())
    guard let bound = binder.value(expression) else { throw RunFailure(binder.diagnostics) }
    return bound
  }

  private func oneValue(_ table: Table, _ range: SourceRange) throws(RunFailure) -> Value {
    guard table.rowCount == 1, table.columns.count == 1 else { throw RunFailure(.notOneValue(table, range)) }
    return table.columns[0][0]
  }

  /// `by_year[fiscal_year: FY2008].share`: the conditions must find exactly one row.
  private func cell(
    _ name: Name, _ conditions: [Argument], _ column: Name, _ range: SourceRange
  ) throws(RunFailure) -> Value {
    var steps: [Step] = []
    for condition in conditions {
      guard case .passes(let key) = condition.label else { throw RunFailure(.noTable(condition.range)) }
      let test = Expression.binary(.equal, .name(key), condition.value, condition.range)
      steps.append(Step(words: [Name("filter", range)], arguments: [Argument(.none, test)], range: range))
    }
    steps.append(Step(words: [Name("select", range)], arguments: [Argument(.none, .name(column))], range: range))
    // To address a cell is no step of the script, so the ledger has no line for it.
    return try oneValue(try evaluate(Pipeline(source: .name(name), steps: steps, range: range)).0, range)
  }

  private func known() -> Names {
    var names = Names(
      scalar: { [unowned self] expression in Result { () throws(RunFailure) in try scalar(expression) } },
      table: { [unowned self] expression in Result { () throws(RunFailure) in try table(expression) } })
    names.values = values
    names.scopes = scopes
    return names
  }

  /// A condition's verdict, and the values on both sides of its comparisons.
  private func examine(_ condition: Expression) throws(RunFailure) -> (Bool?, String) {
    let bound = try bind(condition)
    guard bound.type == .bool else { throw RunFailure(.notACondition(bound)) }
    return (try Executor.value(of: bound).asBool, try sides(bound))
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
    case .constant, .column, .arithmetic, .negate, .coalesce, .conditional, .failure:
      return shown(try Executor.value(of: bound))
    }
  }

  private func shown(_ value: Value) -> String { value.isMissing ? "missing" : plainText(value) }
}

extension Diagnostic {
  fileprivate static func notBuilt(_ word: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic("not-built", "`\(word)` is not built yet", at: range)
  }

  fileprivate static func notACondition(_ bound: TypedExpression) -> Diagnostic {
    Diagnostic("wants-condition", "a condition is true or false, and this is `\(bound.type.name)`", at: bound.range)
  }

  fileprivate static func fallenClaim(_ sentence: String, _ sides: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("claim", "the claim falls: \(quoted(sentence))", at: range, kind: .claim, notes: [sides])
  }

  fileprivate static func unknownTable(_ name: Name, among known: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      "unknown-table", "there is no table `\(name.text)`", at: name.range,
      notes: ["a dataset or a file is loaded with `load \(name.text)`"],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func unknownDataset(_ name: Name, among known: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      "unknown-dataset", "there is no dataset `\(name.text)`", at: name.range, kind: .data,
      notes: near == nil ? ["the datasets are \(known.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func declaredElsewhere(_ range: SourceRange) -> Diagnostic {
    Diagnostic("unknown-option", "a dataset's options stand in `datapackage.json`", at: range)
  }

  fileprivate static func unknownLoadOption(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unknown-option", "`load` has no such option", at: range,
      notes: ["the options are `delimiter:`, `skip:`, `missing:` and `ragged:`"])
  }

  fileprivate static func loadOption(_ label: Name, _ wanted: String) -> Diagnostic {
    Diagnostic("load-option", "`\(label.text):` takes \(wanted)", at: label.range)
  }

  fileprivate static func noDatasets(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "no-datasets", "no folder `Datasets` with a `datapackage.json` stands beside the script or above it", at: range,
      kind: .data, notes: ["a file is loaded with its path in quotes: `load \"figures.csv\"`"])
  }

  fileprivate static func outside(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "outside-folder", "a script reads only below its own folder, and \(quoted(path)) leads out of it", at: range,
      kind: .data)
  }

  fileprivate static func noTable(_ range: SourceRange) -> Diagnostic {
    Diagnostic("wants-table", "a table is expected here", at: range)
  }

  fileprivate static func notOneValue(_ table: Table, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "not-one-value",
      "a value is wanted, and the pipeline gives \(table.rowCount) rows and \(table.columns.count) columns", at: range)
  }

  fileprivate static func inlineWidth(_ found: Int, _ wanted: Int, _ range: SourceRange) -> Diagnostic {
    Diagnostic("ragged-row", "a row of the table has \(found) cells, its header \(wanted)", at: range)
  }

  fileprivate static func inlineTypes(_ name: Name) -> Diagnostic {
    Diagnostic("types-differ", "the cells of `\(name.text)` have different types", at: name.range)
  }

  fileprivate static func inlineTwice(_ name: Name) -> Diagnostic {
    Diagnostic("name-twice", "two columns are called `\(name.text)`", at: name.range)
  }
}
