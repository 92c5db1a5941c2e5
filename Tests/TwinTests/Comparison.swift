import StetColumns
import StetDiagnostics
import StetEngine
import StetSyntax
import StetTwin

/// A script and its tables; the first table flows through the steps.
struct Program {
  var tables: [(name: String, table: Table)]
  var steps: [String]

  /// The whole of it, to be pasted into a file.
  var script: String {
    tables.map { StetTests.script($0) }.joined(separator: "\n") + "\n"
      + ([tables[0].name] + steps).joined(separator: "\n  | ") + "\n"
  }
}

private enum StetTests {
  static func script(_ table: (name: String, table: Table)) -> String {
    TwinTests.script(of: table.table, named: table.name)
  }
}

/// How far a program came.
enum Ending {
  case ran(Table)
  case failed(code: Diagnostic.Code)
  case unbound([Diagnostic])
}

/// A step at which engine and twin disagree.
struct Disagreement: Error {
  var step: String
  var words: String
}

/// Tables by name, as a session knows them, with pipelines that the engine runs by itself.
class Library: Catalog {
  private let tables: [String: Table]
  private var results: [PipelineKey: Table] = [:]
  let names: Names

  init(_ tables: [(name: String, table: Table)]) {
    self.tables = Dictionary(tables.map { ($0.name, $0.table) }) { first, _ in first }
    var names = Names()
    names.tables = Set(self.tables.keys)
    self.names = names
  }

  func schema(of table: Name) throws(RunFailure) -> Schema? {
    guard let table = tables[table.text] else { throw RunFailure(Diagnostic(.needsTable, "no table")) }
    return table.schema
  }

  func schema(ofLoad arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Schema? {
    throw RunFailure(Diagnostic(.needsTable, "no file"))
  }

  func result(of pipeline: PipelineKey) -> PipelineResult? { results[pipeline].map { .table($0.schema) } }

  /// Steps over a table, bound; what they wait for runs first.
  func bound(_ steps: [Step], over schema: Schema) throws(RunFailure) -> (steps: [PlanStep], rest: [Step]) {
    while true {
      var bound: (steps: [PlanStep], rest: [Step])
      do {
        bound = try self.bound(steps, after: schema)
      } catch {
        guard case .input(let input)? = error.awaited else { throw RunFailure(error.diagnostics) }
        results[input.key] = try table(input.pipeline)
        continue
      }
      for index in bound.steps.indices { bound.steps[index] = try filled(bound.steps[index]) }
      return bound
    }
  }

  private func filled(_ step: PlanStep) throws(RunFailure) -> PlanStep {
    guard step.operation.otherTable != nil, let input = step.inputs.first else { return step }
    var step = step
    step.operation = step.operation.taking(try table(input.pipeline))
    return step
  }

  private func table(_ bound: BoundPipeline) throws(RunFailure) -> Table {
    let source: Table
    switch bound.source {
    case .named(let name):
      guard let table = tables[name.text] else { preconditionFailure("the binder must have seen the table") }
      source = table
    case .pipeline(let inner): source = try table(inner)
    case .result(let key):
      guard let table = results[key] else { preconditionFailure("the binder must have waited for the pipeline") }
      source = table
    case .load, .inline: preconditionFailure("the tables have names")
    }
    return try run(bound.tree.steps, on: source)
  }

  /// The engine alone, as a session runs a pipeline.
  func run(_ steps: [Step], on source: Table) throws(RunFailure) -> Table {
    var table = source
    var rest = steps
    var executor = Executor()
    repeat {
      let bound = try bound(rest, over: table.schema)
      rest = bound.rest
      table = try executor.run(bound.steps, on: table)
    } while !rest.isEmpty
    return table
  }
}

struct StepComparison {
  var library: Library
  private var executor = Executor()
  private var twin = Twin()
  /// Cells that are not compared, because a float aggregate beyond 106 bits went into them.
  var looseCells = 0
  /// Cells of such aggregates themselves, compared within what the language promises.
  var nearCells = 0
  var cells = 0
  /// The verbs that ran.
  var verbs: [String: Int] = [:]

  init(_ library: Library) { self.library = library }

  static func parsed(_ steps: [String]) -> Result<[Step], RunFailure> {
    let (script, diagnostics) = parse(SourceText(name: "generated", text: (["t0"] + steps).joined(separator: "\n | ")))
    guard diagnostics.isEmpty, script.statements.count == 1, case .pipeline(let pipeline) = script.statements[0].kind
    else {
      return .failure(RunFailure(diagnostics))
    }
    return .success(pipeline.steps)
  }

  /// One generated step, which may be several of the plan: each on the engine's own table, so that nothing adds up.
  mutating func run(_ step: String, on source: Table) throws -> Ending {
    let steps: [Step]
    switch Self.parsed([step]) {
    case .failure(let failure): return .unbound(failure.diagnostics)
    case .success(let parsed): steps = parsed
    }
    let bound: [PlanStep]
    do throws(RunFailure) { bound = try library.bound(steps, over: source.schema).steps } catch {
      return .unbound(error.diagnostics)
    }
    var table = source
    for planned in bound {
      var engineResult: Result<Table, RunFailure>
      do { engineResult = .success(try executor.run([planned], on: table)) } catch { engineResult = .failure(error) }
      let twinResult: Result<TwinTable, TwinFailure>
      do { twinResult = .success(try twin.run(planned, on: TwinTable(table))) } catch let failure as TwinFailure {
        twinResult = .failure(failure)
      }
      verbs[planned.name, default: 0] += 1
      switch (engineResult, twinResult) {
      case (.success(let engine), .success(let twin)):
        if let words = difference(engine, twin) ?? difference(executor.ledger.last, self.twin.counts, table, engine)
          ?? wrongPlaces(planned.operation, table, engine)
        {
          throw Disagreement(step: step, words: words)
        }
        table = engine
      case (.failure(let failure), .failure(let other)):
        guard let code = failure.diagnostics.first?.code else {
          throw Disagreement(step: step, words: "the engine fails without a finding")
        }
        guard other.codes.contains(code) else {
          throw Disagreement(step: step, words: "the engine fails with \(code), the twin with \(other.codes.sorted())")
        }
        return .failed(code: code)
      case (.success, .failure(let other)):
        throw Disagreement(step: step, words: "the twin alone fails with \(other.codes.sorted())")
      case (.failure(let failure), .success):
        throw Disagreement(
          step: step, words: "the engine alone fails: \(failure.diagnostics.map { "\($0.code): \($0.message)" })")
      }
    }
    return .ran(table)
  }

  /// What differs, in words; nil where nothing does.
  private mutating func difference(_ engine: Table, _ twin: TwinTable) -> String? {
    let fields = zip(engine.schema.fields, twin.schema.fields)
    guard engine.schema.fields.count == twin.schema.fields.count,
      fields.allSatisfy({ $0.name == $1.name && $0.type == $1.type })
    else {
      return
        "the columns are \(engine.schema.fields.map { ($0.name, $0.type.name) }) and \(twin.schema.fields.map { ($0.name, $0.type.name) })"
    }
    guard engine.rowCount == twin.rows.count else {
      return "the engine has \(engine.rowCount) rows, the twin \(twin.rows.count)"
    }
    for (index, column) in engine.columns.enumerated() {
      let field = engine.schema.fields[index]
      guard column.type == field.type, column.count == engine.rowCount else {
        return "the column `\(field.name)` of \(field.type.name) holds \(column.count) of \(column.type.name)"
      }
      if let row = firstUntidyRow(column) { return "`\(field.name)` has a value under the missing row \(row + 1)" }
      for row in 0..<engine.rowCount {
        cells += 1
        let slack = twin.slack.isEmpty ? 0 : twin.slack[row][index]
        if slack == .infinity {
          looseCells += 1
        } else if !areEqual(column[row], twin.rows[row][index], slack: slack) {
          return
            "row \(row + 1) of `\(field.name)`: the engine has \(shown(column[row])), the twin \(shown(twin.rows[row][index]))"
        } else if slack > 0 {
          nearCells += 1
        }
      }
    }
    return nil
  }

  /// What the ledger says and the twin does not.
  private func difference(_ entry: LedgerEntry?, _ counts: [String: Int], _ source: Table, _ result: Table) -> String? {
    guard let entry, entry.rowsIn == source.rowCount || entry.step == "group", entry.rowsOut == result.rowCount else {
      return "the ledger has \(entry?.text ?? "no line")"
    }
    for (label, value) in counts.sorted(by: { $0.key < $1.key }) {
      // Two parts of one definition may have the same name.
      let said = entry.counts.reduce(0) { $1.label == label ? $0 + $1.value : $0 }
      if said != value { return "the ledger has \(said) \(label), the twin \(value)" }
    }
    return nil
  }

  private func shown(_ value: Value) -> String {
    value.isMissing ? "missing" : "“\(plainText(value))” (\(literal(value)))"
  }

  /// A row that is missing but has a value other than zero, which `Vector` excludes; or a float that is not finite.
  private func firstUntidyRow(_ column: Column) -> Int? {
    func untidy<T>(_ vector: Vector<T>, _ zero: T) -> Int? {
      guard let validity = vector.validity else { return nil }
      return (0..<vector.count).first { !validity[$0] && vector.values[$0] != zero }
    }
    switch column {
    case .bool(let vector): return untidy(vector, false)
    case .int(let vector), .datetime(let vector), .duration(let vector): return untidy(vector, 0)
    case .decimal(let vector, _): return untidy(vector, 0)
    case .longDecimal(let vector, _): return untidy(vector, 0)
    case .float(let vector): return untidy(vector, 0) ?? vector.values.firstIndex { !$0.isFinite }
    case .narrowInt(let vector), .date(let vector), .period(let vector, _): return untidy(vector, 0)
    case .text: return nil
    }
  }
}

/// Bit for bit; −0 is 0, as everywhere in the language.
func areEqual(_ a: Value, _ b: Value, slack: Double) -> Bool {
  switch (a, b) {
  case (.float(let x), .float(let y)): x == y || slack > 0 && (x - y).magnitude <= slack
  case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
  default: a == b
  }
}

/// The whole program, step by step.
func check(_ program: Program) -> Disagreement? {
  var comparison = StepComparison(Library(program.tables))
  var table = program.tables[0].table
  for step in program.steps {
    do {
      guard case .ran(let next) = try comparison.run(step, on: table) else { return nil }
      table = next
    } catch let disagreement as Disagreement { return disagreement } catch { return nil }
  }
  return nil
}

/// The smallest program that still shows a disagreement, by leaving out steps and rows.
func shrunk(_ program: Program) -> Program {
  var best = program
  var goesOn = true
  while goesOn {
    goesOn = false
    for index in best.steps.indices.reversed() {
      var smaller = best
      smaller.steps.remove(at: index)
      if !smaller.steps.isEmpty, check(smaller) != nil {
        best = smaller
        goesOn = true
        break
      }
    }
    if goesOn { continue }
    for place in best.tables.indices {
      var size = max(1, best.tables[place].table.rowCount / 2)
      while size >= 1, best.tables[place].table.rowCount > 0 {
        var start = 0
        while start < best.tables[place].table.rowCount {
          let rows = best.tables[place].table.rowCount
          var smaller = best
          smaller.tables[place].table = best.tables[place].table.gather(
            (0..<Int32(rows)).filter { Int($0) < start || Int($0) >= start + size })
          if check(smaller) != nil {
            best = smaller
            goesOn = true
          } else {
            start += size
          }
        }
        size /= 2
      }
    }
  }
  // Tables and columns that nobody needs.
  for place in best.tables.indices {
    for index in best.tables[place].table.columns.indices.reversed() where best.tables[place].table.columns.count > 1 {
      var smaller = best
      smaller.tables[place].table.columns.remove(at: index)
      smaller.tables[place].table.schema.fields.remove(at: index)
      if check(smaller) != nil { best = smaller }
    }
  }
  for place in best.tables.indices.dropFirst().reversed() {
    var smaller = best
    smaller.tables.remove(at: place)
    if check(smaller) != nil { best = smaller }
  }
  return best
}
