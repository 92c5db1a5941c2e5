package import StetColumns
import StetDiagnostics
package import StetEngine

/// A second calculation of every step, one row at a time: slow, plain, and without any code of the engine's operations.
package struct Twin {
  private var context = TwinContext()
  /// What the ledger says about the last step, by its words; a count that it leaves out is 0.
  package var counts: [String: Int] { context.counts }

  package init() {}

  package mutating func run(_ steps: [PlanStep], on source: TwinTable) throws -> TwinTable {
    var table = source
    for step in steps { table = try run(step, on: table) }
    return table
  }

  /// The value of an expression that reads no column.
  package static func value(of expression: TypedExpression) throws -> Value {
    try RowEvaluator(TwinTable(schema: Schema([]), rows: [[]])).column(expression)[0]
  }

  package mutating func run(_ step: PlanStep, on table: TwinTable) throws -> TwinTable {
    guard let operation = step.operation as? any SecondCalculation else {
      throw NoSecondCalculation(name: step.name, reason: nil)
    }
    context.counts = [:]
    context.schema = step.schema
    context.sources += table.sources
    var result = try operation.calculate(table, &context)
    if let schema = step.schema { result.schema = schema }
    return result
  }
}

/// An operation of the engine calculated a second time, in the file of the operation's name in `Operations/`.
protocol SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable
}

/// What goes with the tables.
struct TwinContext {
  /// The columns that come out, where the binder knows them.
  var schema: Schema?
  var counts: [String: Int] = [:]
  /// Where the rows come from.
  var sources: [DataSource] = []
  /// What the last join left without a match.
  var unmatched: Int?
}

extension TwinContext {
  /// The days that the sources have, and filters left.
  func coverage(of timeline: Timeline) -> Coverage? {
    Table(schema: Schema([]), columns: [], rowCount: 0, sources: sources).coverage(of: timeline)
  }
}

extension TwinTable {
  func only(_ rows: [Int]) -> TwinTable { TwinTable(schema: schema, rows: rows.map { self.rows[$0] }) }

  /// For each row the values of some expressions.
  func values(of expressions: [TypedExpression]) throws -> [[Value]] {
    let evaluator = RowEvaluator(self)
    var values = rows.map { _ in [Value]() }
    for expression in expressions {
      for (row, value) in try evaluator.column(expression).enumerated() { values[row].append(value) }
    }
    return values
  }
}
