import StetColumns
import StetDiagnostics

/// Evaluates typed expressions over whole columns: the switch is outside, the loop inside.
struct Evaluator {
  let table: Table
  /// The rows that are looked at, in order; nil for all of them.
  let rows: [Int32]?
  /// How often a division by zero gave missing; the ledger shows it.
  var divisionsByZero = 0
  /// How many missing values the aggregates over partitions skipped.
  var skipped = 0
  let isCancelled: () -> Bool

  /// `isCancelled` is called before every operation, and within those that may take long.
  init(_ table: Table, rows: [Int32]? = nil, isCancelled: @escaping () -> Bool = { false }) {
    self.isCancelled = isCancelled
    self.table = table
    self.rows = rows
  }

  var rowCount: Int { rows?.count ?? table.rowCount }

  mutating func column(_ expression: TypedExpression) throws(RunFailure) -> Column {
    let evaluated = try evaluate(expression)
    guard evaluated.isConstant else { return evaluated.column }
    return evaluated.column.gather([Int32](repeating: 0, count: rowCount))
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
    divisionsByZero += part.divisionsByZero
    skipped += part.skipped
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

  // MARK: - One expression

  /// A column of the table's length, or one row that represents all.
  struct Evaluated {
    var column: Column
    var isConstant: Bool
  }

  mutating func evaluate(_ expression: TypedExpression) throws(RunFailure) -> Evaluated {
    if isCancelled() { throw RunFailure(ValueFailure.cancelled, at: expression.range) }
    // If no row needs it, nothing can fail, not even an expression with one value for all rows.
    guard rowCount > 0 else { return Evaluated(column: Column([], type: expression.type), isConstant: false) }
    switch expression.kind {
    case .constant(let value):
      return Evaluated(column: Column([value], type: expression.type), isConstant: true)
    case .column(let index):
      // Only the columns that an expression reads are gathered.
      let column = table.columns[index]
      return Evaluated(column: rows.map { column.gather($0) } ?? column, isConstant: false)
    case .arithmetic(let operation, let left, let right):
      return try arithmetic(operation, left, right, expression)
    case .comparison(let comparison, let left, let right):
      return compare(comparison, try evaluate(left), try evaluate(right))
    case .negate(let operand):
      let zero = TypedExpression(.constant(zeroValue(operand.type)), operand.type, range: operand.range)
      return try arithmetic(.subtract, zero, operand, expression)
    case .not(let operand):
      let inner = try evaluate(operand)
      return Evaluated(column: .bool(mapBool(inner.column) { !$0 }), isConstant: inner.isConstant)
    case .logic(let logic, let left, let right):
      return combine(logic, try evaluate(left), try evaluate(right))
    case .isMissing(let operand):
      let inner = try evaluate(operand)
      return Evaluated(column: .bool(Vector(isMissing(inner.column))), isConstant: inner.isConstant)
    case .coalesce(let first, let second):
      let a = try column(first)
      // The second side sees only the rows that reach it, as the branches of `if` do.
      let isMissing = isMissing(a)
      let b = try column(second, where: isMissing)
      return Evaluated(column: try choose(isMissing, b, a), isConstant: false)
    case .conditional(let condition, let then, let otherwise):
      return try conditional(condition, then, otherwise)
    case .widen(let operand):
      let inner = try evaluate(operand)
      return Evaluated(column: widened(inner.column, to: expression.type), isConstant: inner.isConstant)
    case .call(let function, let arguments): return try call(function, arguments, expression)
    case .window(let call):
      // A partition is of the whole table, also inside a branch that sees some rows only.
      guard let rows else { return Evaluated(column: try window(call, expression), isConstant: false) }
      var whole = Evaluator(table, isCancelled: isCancelled)
      let column = try whole.window(call, expression).gather(rows)
      skipped += whole.skipped
      return Evaluated(column: column, isConstant: false)
    case .failure(let message):
      throw RunFailure(Diagnostic(.noCase, message, at: expression.range, kind: .data))
    }
  }

  /// Branches see only the rows that reach them, so that `else => error` fails for those alone.
  private mutating func conditional(
    _ condition: TypedExpression, _ then: TypedExpression, _ otherwise: TypedExpression
  ) throws(RunFailure) -> Evaluated {
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
    divisionsByZero += left.divisionsByZero + right.divisionsByZero
    skipped += left.skipped + right.skipped
    return Evaluated(column: column.gather(source), isConstant: false)
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

private func mapBool(_ column: Column, _ change: (Bool) -> Bool) -> Vector<Bool> {
  guard case .bool(let vector) = column else { preconditionFailure("the binder guarantees a bool here") }
  return Vector(vector.values.map(change), validity: vector.validity).cleared(zero: false)
}

private func zeroValue(_ type: ValueType) -> Value {
  switch type {
  case .int: .int(0)
  case .decimal: .decimal(Decimal(digits: 0, scale: 0))
  case .float: .float(0)
  case .bool, .text, .date, .datetime, .period, .duration: .missing
  }
}
