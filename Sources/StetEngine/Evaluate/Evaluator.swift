import StetColumns
import StetDiagnostics

/// The columns of expressions over a table: by a program over batches, which loads whole columns where an expression looks at other
/// rows, or where a function takes its values one by one.
struct Evaluator {
  let table: Table
  /// The rows that are looked at, in order; nil for all of them.
  let rows: [Int32]?
  /// What the ledger shows.
  var counts = WholeCounts()
  let isCancelled: () -> Bool

  /// `isCancelled` is called before every operation, and within those that may take long.
  init(_ table: Table, rows: [Int32]? = nil, isCancelled: @escaping () -> Bool = { false }) {
    self.isCancelled = isCancelled
    self.table = table
    self.rows = rows
  }

  var rowCount: Int { rows?.count ?? table.rowCount }

  mutating func column(_ expression: TypedExpression) throws(RunFailure) -> Column {
    if isCancelled() { throw RunFailure(ValueFailure.cancelled, at: expression.range) }
    // If no row needs it, nothing can fail, not even an expression with one value for all rows.
    guard rowCount > 0 else { return noRows(of: expression) }
    if case .column(let index) = expression.kind { return input(index) }
    var compiler = ExpressionCompiler(rowCount: rowCount) { [self] in
      .column(input($0))
    } whole: { [table, rows, isCancelled] expression throws(RunFailure) in
      var evaluator = Evaluator(table, rows: rows, isCancelled: isCancelled)
      let column = try evaluator.wholeColumn(expression)
      return WholeColumn(column: column, counts: evaluator.counts)
    }
    let result: Register
    do throws(NotCompiled) {
      result = compiler.builder.cells(try compiler.compile(expression))
    } catch {
      preconditionFailure("outside branches, every expression has a column")
    }
    self.counts.add(compiler.counts)
    let (column, counts) = try compiler.builder.program.column(
      of: result, rowCount: rowCount, isCancelled: isCancelled)
    if isCancelled() { throw RunFailure(ValueFailure.cancelled, at: expression.range) }
    self.counts.add(counts)
    return column
  }

  /// The column of an expression that no row needs. Decimals have as many places as if there were rows, as far as these do not
  /// depend on them.
  private func noRows(of expression: TypedExpression) -> Column {
    guard expression.type == .decimal else { return Column([], type: expression.type) }
    var compiler = ExpressionCompiler(rowCount: 0) { [self] in
      .column(input($0))
    } whole: { part throws(RunFailure) in
      WholeColumn(column: noRows(ofWhole: part))
    }
    return .decimal(Vector([]), scale: (try? compiler.compile(expression))?.scale ?? 0)
  }

  /// The same for what is calculated for whole columns.
  private func noRows(ofWhole expression: TypedExpression) -> Column {
    guard expression.type == .decimal else { return Column([], type: expression.type) }
    switch expression.kind {
    case .call(let function, let arguments):
      var none = Evaluator(table, rows: [], isCancelled: isCancelled)
      if let column = try? none.call(function, arguments, expression) { return column }
      // Constants that the function refuses have places, too.
      guard !function.parameters.contains(where: \.isConstant) else { return Column([], type: .decimal) }
      let columns = arguments.map { noRows(of: $0) }
      let given = Arguments(columns: columns, isConstant: columns.map { _ in false }, count: 0)
      return (try? function.apply(given)) ?? Column([], type: .decimal)
    // They take the places of what they look at.
    case .window(let call): return call.arguments.first.map { noRows(of: $0) } ?? Column([], type: .decimal)
    case .coalesce(let first, let second), .conditional(_, let first, let second):
      return .decimal(Vector([]), scale: max(noRows(of: first).scale, noRows(of: second).scale))
    case .constant, .outer, .column, .arithmetic, .comparison, .negate, .not, .logic, .isMissing, .widen, .failure:
      preconditionFailure("a program calculates these from their parts")
    }
  }

  mutating func columns(_ expressions: [TypedExpression]) throws(RunFailure) -> [Column] {
    var columns: [Column] = []
    for expression in expressions { columns.append(try column(expression)) }
    return columns
  }

  /// The values of some rows; the others are missing, and nothing is evaluated for them.
  mutating func column(_ expression: TypedExpression, where isWanted: [Bool]) throws(RunFailure) -> Column {
    var places = [Int32](repeating: -1, count: rowCount)
    var wanted: [Int32] = []
    for row in 0..<rowCount where isWanted[row] {
      places[row] = Int32(wanted.count)
      wanted.append(rows?[row] ?? Int32(row))
    }
    if wanted.count == rowCount { return try column(expression) }
    var part = Evaluator(table, rows: wanted, isCancelled: isCancelled)
    let column = try part.column(expression).gather(places)
    counts.add(part.counts)
    return column
  }

  /// The rows where a condition is true, and how many could not be decided.
  mutating func selection(_ condition: TypedExpression) throws(RunFailure) -> (rows: [Int32], undecided: Int) {
    guard case .bool(let verdicts) = try column(condition) else {
      preconditionFailure("the binder guarantees that a condition is a bool")
    }
    return (
      StetColumns.rows(below: verdicts.count) { verdicts.values[$0] && verdicts.validity?[$0] ?? true },
      verdicts.validity.map { verdicts.count - $0.setCount } ?? 0
    )
  }

  /// Only the columns that an expression reads are gathered.
  private func input(_ index: Int) -> Column {
    let column = table.columns[index]
    return rows.map { column.gather($0) } ?? column
  }

  // MARK: - Whole columns

  /// An expression that no program calculates by itself.
  private mutating func wholeColumn(_ expression: TypedExpression) throws(RunFailure) -> Column {
    switch expression.kind {
    case .call(let function, let arguments): return try call(function, arguments, expression)
    case .window(let call):
      // A partition is of the whole table, also inside a branch that sees some rows only.
      var whole = Evaluator(table, isCancelled: isCancelled)
      let column = try whole.window(call, expression)
      // Of what it is calculated from, a window looks at what it needs.
      counts.skipped += whole.counts.skipped
      if rows == nil {
        counts.undefined += whole.counts.undefined
        counts.windows.add(whole.counts.windows)
      }
      return rows.map { column.gather($0) } ?? column
    case .coalesce(let first, let second):
      let a = try column(first)
      // The second side sees only the rows that reach it, as the branches of `if` do.
      let isMissing = isMissing(a)
      let b = try column(second, where: isMissing)
      return try choose(isMissing, b, a)
    case .conditional(let condition, let then, let otherwise): return try conditional(condition, then, otherwise)
    case .constant, .outer, .column, .arithmetic, .comparison, .negate, .not, .logic, .isMissing, .widen, .failure:
      preconditionFailure("a program calculates these from their parts")
    }
  }

  /// Branches see only the rows that reach them, so that `else => error` fails for those alone.
  private mutating func conditional(
    _ condition: TypedExpression, _ then: TypedExpression, _ otherwise: TypedExpression
  ) throws(RunFailure) -> Column {
    guard case .bool(let verdicts) = try column(condition) else {
      preconditionFailure("the binder guarantees that a condition is a bool")
    }
    var chosen: [Int32] = []
    var rest: [Int32] = []
    var source = [Int32](repeating: -1, count: rowCount)
    for row in 0..<rowCount {
      guard let verdict = verdicts[row] else { continue }
      if verdict { chosen.append(Int32(row)) } else { rest.append(Int32(row)) }
    }
    for (place, row) in chosen.enumerated() { source[Int(row)] = Int32(place) }
    for (place, row) in rest.enumerated() { source[Int(row)] = Int32(chosen.count + place) }
    var left = Evaluator(table, rows: chosen.map { rows?[Int($0)] ?? $0 }, isCancelled: isCancelled)
    var right = Evaluator(table, rows: rest.map { rows?[Int($0)] ?? $0 }, isCancelled: isCancelled)
    let column = try concatenate([left.column(then), right.column(otherwise)])
    counts.undecided += rowCount - chosen.count - rest.count
    counts.add(left.counts)
    counts.add(right.counts)
    return column.gather(source)
  }

  private mutating func call(
    _ function: Function, _ arguments: [TypedExpression], _ whole: TypedExpression
  ) throws(RunFailure) -> Column {
    let isConstant = arguments.map(\.isConstant)
    let allConstant = isConstant.allSatisfy { $0 }
    let count = allConstant ? 1 : rowCount
    var columns: [Column] = []
    for argument in arguments {
      if argument.isConstant {
        var one = Evaluator(Table(schema: Schema([]), columns: [], rowCount: 1), isCancelled: isCancelled)
        columns.append(try one.column(argument))
        counts.add(one.counts, times: rowCount)
      } else {
        columns.append(try column(argument))
      }
    }
    let given = Arguments(columns: columns, isConstant: isConstant, count: count, isCancelled: isCancelled)
    let column: Column
    do { column = try function.apply(given) } catch { throw RunFailure(error, at: whole.range) }
    if function.isPartial {
      let undefined = (0..<count).count { row in
        !column.isPresent(row) && columns.indices.allSatisfy { columns[$0].isPresent(given.place($0, row)) }
      }
      counts.undefined += allConstant ? undefined * rowCount : undefined
    }
    return allConstant ? column.gather([Int32](repeating: 0, count: rowCount)) : column
  }
}

private func isMissing(_ column: Column) -> [Bool] {
  let present = column.presence
  return parallelFill(column.count) { rows, target in
    for row in rows { target[row &- rows.lowerBound] = !(present?[row] ?? true) }
  }
}

private func choose(_ isFirst: [Bool], _ a: Column, _ b: Column) throws(RunFailure) -> Column {
  let count = isFirst.count
  return try concatenate([a, b]).gather((0..<count).map { Int32(isFirst[$0] ? $0 : count + $0) })
}
