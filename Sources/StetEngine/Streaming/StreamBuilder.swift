import StetColumns
import StetDiagnostics

/// Part of a stream's program: the instructions of a step, and what then happens to the rows.
struct StreamStage: Sendable {
  enum Action: Sendable {
    case none
    /// Keeps the rows where a condition is true, or, excluding, the others.
    case filter(Register, isExcluding: Bool)
    /// Counts these rows, of which nothing else is asked.
    case count(Register, isExcluding: Bool)
    /// Looks rows up by the numbers of their keys.
    case match(StreamMatch)
  }

  let instructions: Range<Int>
  var action: Action
  /// Registers that later steps may read.
  let live: [Register]
  /// What was counted beforehand, for whole columns.
  let counts: WholeCounts
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
  /// Whether each row is more than one of the source.
  private(set) var isJoined = false
  private(set) var sources: [DataSource]
  private let whole: SourceColumns

  /// `makesPairs`: the pairs of a join that are not made yet are made batch by batch, so that their columns are not there as a whole.
  init(_ source: Table, makesPairs: Bool = false, isCancelled: @escaping () -> Bool) {
    self.source = source
    self.isCancelled = isCancelled
    schema = source.schema
    sources = source.sources
    columns = source.columns.indices.map { .source($0) }
    let whole = SourceColumns(source, isCancelled)
    self.whole = whole
    let inputs = source.columns
    compiler = ExpressionCompiler(rowCount: source.rowCount) {
      .column(inputs[$0])
    } whole: { expression throws(RunFailure) in
      try whole.column(expression)
    }
    guard makesPairs, let pairs = source.lazyPairs else { return }
    let left = compiler.builder.register(.narrow, .int)
    let right = compiler.builder.register(.narrow, .int)
    compiler.builder.emit { batch in
      pairs.write(batch.start..<batch.start + batch.count, batch.own(left), batch.own(right))
      batch.setPresence(left, nil)
      batch.setPresence(right, nil)
    }
    for (place, column) in source.columns.deferred.enumerated() {
      guard let (rows, column) = column.lazyRows, let side = rows as? JoinRows.Side, side.pairs === pairs else {
        continue
      }
      columns[place] = .joined(.made(column), rows: side.isLeft ? left : right)
    }
    isJoined = true
    setInputs()
  }

  // MARK: - Steps

  /// Keeps the rows where a condition is true, or, excluding, the others.
  mutating func filter(_ condition: TypedExpression, excluding: Bool) throws(NotCompiled) {
    let start = begin()
    let register = compiler.builder.cells(try compiler.compile(condition))
    finish(start, .filter(register, isExcluding: excluding), live: live)
    isNarrowed = true
    compiler.forgetLoaded()
  }

  /// The registers that the columns of the last step are in.
  private var live: [Register] {
    var live: [Register] = []
    for register in columns.compactMap(\.register) where !live.contains(where: { $0.index == register.index }) {
      live.append(register)
    }
    return live
  }

  /// Keeps the rows that have a partner in another table, those that have none, or all; the columns `added` of the other table come
  /// after those of the step before.
  mutating func match(
    _ on: [(left: TypedExpression, right: Int)], _ other: Table, keeping kept: StreamMatch.Kept, adding added: [Int]?
  ) throws(NotCompiled) {
    let start = begin()
    var keys: [Register] = []
    for (left, _) in on { keys.append(compiler.builder.cells(try compiler.compile(left))) }
    let others = zip(keys, on).map { key, pair in
      let column = other.columns[pair.right]
      return column.type == key.type ? column : widened(column, to: key.type)
    }
    guard
      let index = KeyIndex(others, rowCount: other.rowCount, asking: source.rowCount, forRows: added != nil),
      added == nil || !index.hasRepeatedKeys,
      let numbers = compiler.builder.numbers(of: keys, in: index)
    else { throw .needsWholeColumns }
    let partner = added.map { _ in compiler.builder.register(.narrow, .int) }
    let match = StreamMatch(index: index, kept: kept, numbers: numbers, keys: keys, partner: partner)
    finish(start, .match(match), live: live)
    if kept != .all { isNarrowed = true }
    if let added, let partner {
      isJoined = true
      columns += added.map { .joined(other.columns.deferred[$0], rows: partner) }
      schema = Schema(schema.fields + added.map { other.schema.fields[$0] })
      sources = union(sources, other.sources)
    }
    setInputs()
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
    finish(start, .none, live: [])
    columns = results
    schema = Schema(values.map(\.field))
    setInputs()
  }

  private mutating func setInputs() {
    compiler.setInputs { [columns, source] index in
      switch columns[index] {
      case .source(let column): .column(source.columns[column])
      case .register(let register): .register(register)
      case .joined(let column, let rows): .joined(column.column, at: rows)
      }
    }
  }

  /// The instructions that a sink needs of each batch.
  mutating func finish(_ body: (inout ExpressionCompiler) throws(NotCompiled) -> Void) throws(NotCompiled) {
    let start = begin()
    try body(&compiler)
    finish(start, .none, live: [])
  }

  /// For a sink that asks only how many rows there are: which ones a last filter keeps need not be found out.
  mutating func onlyCountsRows() {
    guard let last = stages.last, last.instructions.isEmpty, stages.count > 1,
      case .filter(let condition, let isExcluding) = stages[stages.count - 2].action
    else { return }
    stages[stages.count - 2].action = .count(condition, isExcluding: isExcluding)
  }

  private mutating func begin() -> Int {
    whole.begin(columns, isAllowed: !isNarrowed)
    compiler.counts = WholeCounts()
    // The first stage begins with what makes pairs.
    return stages.isEmpty ? 0 : compiler.builder.program.instructions.count
  }

  private mutating func finish(_ start: Int, _ action: StreamStage.Action, live: [Register]) {
    stages.append(
      StreamStage(
        instructions: start..<compiler.builder.program.instructions.count, action: action, live: live,
        counts: compiler.counts))
  }
}

extension Table {
  /// The pairs that a join gave and that nothing has asked for.
  var lazyPairs: JoinRows? {
    for column in columns.deferred {
      if let side = column.lazyRows?.rows as? JoinRows.Side { return side.pairs }
    }
    return nil
  }
}

/// Expressions that are calculated over all rows of the source before batches run.
private final class SourceColumns {
  private let source: Table
  private let isCancelled: () -> Bool
  private var columns: [StreamColumn] = []
  private var isAllowed = false

  init(_ source: Table, _ isCancelled: @escaping () -> Bool) {
    self.source = source
    self.isCancelled = isCancelled
  }

  func begin(_ columns: [StreamColumn], isAllowed: Bool) {
    (self.columns, self.isAllowed) = (columns, isAllowed)
  }

  /// Nil if rows have been left out before, or if the expression reads a column that only batches have.
  func column(_ expression: TypedExpression) throws(RunFailure) -> WholeColumn? {
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
    return WholeColumn(column: column, counts: evaluator.counts)
  }
}
