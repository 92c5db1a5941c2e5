import StetColumns
import StetDiagnostics

/// A column of a step: one of the source, unchanged, or the values of a register.
enum StreamColumn: Sendable {
  case source(Int)
  case register(Register)
}

/// Part of a stream's program: the instructions of a step, and the filter that they are for.
struct StreamStage: Sendable {
  struct Filter: Sendable {
    let condition: Register
    /// Whether rows are kept where the condition is not true.
    let isExcluding: Bool
    /// Registers that later steps may read.
    let live: [Register]
  }

  let instructions: Range<Int>
  let filter: Filter?
  /// What was counted beforehand, for whole columns.
  let counts: StreamCounts
}

/// Steps over a table that pass batches on, compiled one after another.
struct StreamBuilder {
  let source: Table
  let isCancelled: () -> Bool
  var compiler: ExpressionCompiler
  /// Those of the last step.
  private(set) var columns: [StreamColumn]
  private(set) var schema: Schema
  private(set) var stages: [StreamStage] = []
  /// Whether rows of the source may have been left out.
  private(set) var isNarrowed = false
  private let whole: SourceColumns

  init(_ source: Table, isCancelled: @escaping () -> Bool) {
    self.source = source
    self.isCancelled = isCancelled
    schema = source.schema
    columns = source.columns.indices.map { .source($0) }
    let whole = SourceColumns(source, isCancelled)
    self.whole = whole
    let inputs = source.columns
    compiler = ExpressionCompiler(rowCount: source.rowCount) {
      .column(inputs[$0])
    } whole: { expression throws(RunFailure) in
      try whole.column(expression)
    }
  }

  // MARK: - Steps

  /// Keeps the rows where a condition is true, or, excluding, the others.
  mutating func filter(_ condition: TypedExpression, excluding: Bool) throws(NotCompiled) {
    let start = begin()
    let register = compiler.builder.cells(try compiler.compile(condition))
    var live: [Register] = []
    for case .register(let column) in columns
    where column.constant == nil && !live.contains(where: { $0.index == column.index }) {
      live.append(column)
    }
    finish(start, StreamStage.Filter(condition: register, isExcluding: excluding, live: live))
    isNarrowed = true
    compiler.forgetLoaded()
  }

  /// The columns of expressions in place of those of the step before.
  mutating func project(_ values: [(field: Field, value: TypedExpression)]) throws(NotCompiled) {
    let start = begin()
    var results: [StreamColumn] = []
    for (_, value) in values {
      if case .column(let index) = value.kind {
        results.append(columns[index])
      } else {
        results.append(.register(try compiler.compile(value)))
      }
    }
    finish(start, nil)
    columns = results
    schema = Schema(values.map(\.field))
    compiler.setInputs { [results, source] index in
      switch results[index] {
      case .source(let column): .column(source.columns[column])
      case .register(let register): .register(register)
      }
    }
  }

  /// The instructions that a sink needs of each batch.
  mutating func finish(_ body: (inout ExpressionCompiler) throws(NotCompiled) -> Void) throws(NotCompiled) {
    let start = begin()
    try body(&compiler)
    finish(start, nil)
  }

  private mutating func begin() -> Int {
    whole.begin(columns, isAllowed: !isNarrowed)
    return compiler.builder.program.instructions.count
  }

  private mutating func finish(_ start: Int, _ filter: StreamStage.Filter?) {
    stages.append(
      StreamStage(
        instructions: start..<compiler.builder.program.instructions.count, filter: filter, counts: whole.counts))
  }
}

/// Expressions that are calculated over all rows of the source before batches run.
private final class SourceColumns {
  private let source: Table
  private let isCancelled: () -> Bool
  private var columns: [StreamColumn] = []
  private var isAllowed = false
  private(set) var counts = StreamCounts()

  init(_ source: Table, _ isCancelled: @escaping () -> Bool) {
    self.source = source
    self.isCancelled = isCancelled
  }

  func begin(_ columns: [StreamColumn], isAllowed: Bool) {
    (self.columns, self.isAllowed, counts) = (columns, isAllowed, StreamCounts())
  }

  /// Nil if rows have been left out before, or if the expression reads a column that only batches have.
  func column(_ expression: TypedExpression) throws(RunFailure) -> Column? {
    var read: Set<Int> = []
    expression.readColumns(into: &read)
    var places: [Int: Int] = [:]
    for index in read {
      guard case .source(let place) = columns[index] else { return nil }
      places[index] = place
    }
    guard isAllowed else { return nil }
    var evaluator = Evaluator(source, isCancelled: isCancelled)
    let column = try evaluator.column(expression.movingColumns { places[$0] ?? $0 })
    counts.undefined += evaluator.divisionsByZero
    counts.skipped += evaluator.skipped
    return column
  }
}
