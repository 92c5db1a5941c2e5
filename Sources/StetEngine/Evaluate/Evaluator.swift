import StetColumns
import StetDiagnostics
import Synchronization

/// Evaluates typed expressions over whole columns: the switch is outside, the loop inside.
struct Evaluator {
  let table: Table
  /// The rows that are looked at, in order; nil for all of them.
  private let rows: [Int32]?
  /// How often a division by zero gave missing; the ledger shows it.
  private(set) var divisionsByZero = 0
  /// How many missing values the aggregates over partitions skipped.
  private(set) var skipped = 0
  private let isCancelled: () -> Bool

  /// `isCancelled` is asked in front of every operation, and within those that may last.
  init(_ table: Table, rows: [Int32]? = nil, isCancelled: @escaping () -> Bool = { false }) {
    self.isCancelled = isCancelled
    self.table = table
    self.rows = rows
  }

  private var rowCount: Int { rows?.count ?? table.rowCount }

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

  /// A column of the table's length, or one row that stands for all.
  private struct Evaluated {
    var column: Column
    var isConstant: Bool
  }

  private mutating func evaluate(_ expression: TypedExpression) throws(RunFailure) -> Evaluated {
    if isCancelled() { throw RunFailure(ValueFailure.cancelled, at: expression.range) }
    // Where no row asks, nothing can fail, not even what has one value for all rows.
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

  // MARK: - Functions

  private mutating func call(
    _ function: Function, _ arguments: [TypedExpression], _ whole: TypedExpression
  ) throws(RunFailure) -> Evaluated {
    var columns: [Column] = []
    var isConstant: [Bool] = []
    for argument in arguments {
      let evaluated = try evaluate(argument)
      columns.append(evaluated.column)
      isConstant.append(evaluated.isConstant)
    }
    let allConstant = isConstant.allSatisfy { $0 }
    let count = allConstant ? 1 : rowCount
    let given = Arguments(columns: columns, isConstant: isConstant, count: count, isCancelled: isCancelled)
    let column: Column
    do { column = try function.apply(given) } catch { throw RunFailure(error, at: whole.range) }
    if function.isPartial {
      divisionsByZero += (0..<count).count { row in
        !column.isPresent(row) && columns.indices.allSatisfy { columns[$0].isPresent(given.place($0, row)) }
      }
    }
    return Evaluated(column: column, isConstant: allConstant)
  }

  private mutating func window(_ call: WindowCall, _ whole: TypedExpression) throws(RunFailure) -> Column {
    let keys = try columns(call.partition)
    var arguments: [Column] = []
    var grouping = identities(of: keys, rowCount: rowCount)
    do {
      switch call.kind {
      case .aggregate(let aggregate, let condition):
        let groups = grouping.groupOfRow
        let sorted = call.order.isEmpty ? nil : try order(call.order)
        if let condition, case .bool(let verdicts) = try column(condition) {
          grouping = grouping.keeping { verdicts[$0] == true }
        }
        let isCounted = grouping.groupOfRow.map { $0 >= 0 }
        for (index, argument) in call.arguments.enumerated() {
          let isForAll = aggregate.hasConstant && index == call.arguments.count - 1
          arguments.append(isForAll ? try column(argument) : try column(argument, where: isCounted))
        }
        skipped += arguments.reduce(0) { $0 + grouping.missing(in: $1) }
        if let sorted {
          // `first` and `last` go by the order of `sort`.
          arguments = arguments.map { $0.gather(sorted) }
          grouping = grouping.gather(sorted)
        }
        return try aggregate.apply(arguments, grouping).gather(groups)
      case .window(let window):
        let rows = try windowRows(call.order, grouping)
        for argument in call.arguments { arguments.append(try column(argument)) }
        let given = Arguments(
          columns: arguments, isConstant: arguments.map { _ in false }, count: rowCount, isCancelled: isCancelled)
        return rowCount == 0 ? Column([], type: whole.type) : try window.apply(given, rows)
      }
    } catch let failure as ValueFailure {
      throw RunFailure(failure, at: whole.range)
    } catch let failure as RunFailure {
      throw failure
    } catch {
      preconditionFailure("windows throw value failures or run failures")
    }
  }

  private mutating func order(_ keys: [SortKey]) throws(RunFailure) -> [Int32] {
    var columns: [(column: Column, descending: Bool)] = []
    for key in keys { columns.append((column: try column(key.expression), descending: key.descending)) }
    return sortedRows(columns, rowCount: rowCount, isCancelled: isCancelled)
  }

  mutating func windowRows(_ keys: [SortKey], _ grouping: Grouping) throws(RunFailure) -> WindowRows {
    let sorted = try order(keys)
    var starts = [Int](repeating: 0, count: grouping.count + 1)
    for group in grouping.groupOfRow { starts[Int(group) + 1] += 1 }
    for group in 0..<grouping.count { starts[group + 1] += starts[group] }
    var next = starts
    var rows = [Int32](repeating: 0, count: rowCount)
    for row in sorted {
      let group = Int(grouping.groupOfRow[Int(row)])
      rows[next[group]] = row
      next[group] += 1
    }
    let column = keys.count == 1 ? try column(keys[0].expression) : nil
    return WindowRows(rows: rows, starts: starts, order: column)
  }

  // MARK: - Arithmetic

  private mutating func arithmetic(
    _ operation: Arithmetic, _ left: TypedExpression, _ right: TypedExpression, _ whole: TypedExpression
  ) throws(RunFailure) -> Evaluated {
    let a = try evaluate(left)
    let b = try evaluate(right)
    let isConstant = a.isConstant && b.isConstant
    let count = isConstant ? 1 : rowCount
    if isConstantMissing(a) || isConstantMissing(b) {
      return Evaluated(column: Column([.missing], type: whole.type), isConstant: true)
    }
    switch (a.column.wide, b.column.wide) {
    case (.int(let x), .int(let y)) where operation != .divide:
      let result = try integers(
        operation, Operand(x, isConstant: a.isConstant), Operand(y, isConstant: b.isConstant), count, whole)
      return Evaluated(column: .int(result), isConstant: isConstant)
    case (.decimal(let x, let xScale), .decimal(let y, let yScale)) where operation != .divide:
      let result = try decimals(
        operation, Operand(x, isConstant: a.isConstant), xScale, Operand(y, isConstant: b.isConstant), yScale, count,
        whole)
      return Evaluated(column: result, isConstant: isConstant)
    default:
      guard case .float(let x) = widened(a.column, to: .float), case .float(let y) = widened(b.column, to: .float)
      else { preconditionFailure("the binder guarantees numbers on both sides of arithmetic") }
      let result = floats(
        operation, Operand(x, isConstant: a.isConstant), Operand(y, isConstant: b.isConstant), count)
      return Evaluated(column: .float(result), isConstant: isConstant)
    }
  }

  private mutating func integers(
    _ operation: Arithmetic, _ a: Operand<Int64>, _ b: Operand<Int64>, _ count: Int, _ whole: TypedExpression
  ) throws(RunFailure) -> Vector<Int64> {
    var validity = bothPresent(a.validity, b.validity)
    let present = validity
    /// Inlined, so that each loop is made for its operation. True where a row that is present went over.
    @inline(__always)
    @Sendable func fill(
      _ rows: Range<Int>, _ target: inout MutableSpan<Int64>,
      _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) {
      for row in rows {
        let (value, overflow) = operation(a[row], b[row])
        target[row &- rows.lowerBound] = value
        if overflow, present?[row] != false { hasOverflow.store(true, ordering: .relaxed) }
      }
    }
    let hasOverflow = Atomic(false)
    let results: [Int64]
    switch operation {
    case .add: results = parallelFill(count) { fill($0, &$1) { $0.addingReportingOverflow($1) } }
    case .subtract: results = parallelFill(count) { fill($0, &$1) { $0.subtractingReportingOverflow($1) } }
    case .multiply: results = parallelFill(count) { fill($0, &$1) { $0.multipliedReportingOverflow(by: $1) } }
    case .modulo:
      results = parallelFill(count) { fill($0, &$1) { ($1 == 0 ? 0 : remainder($0, $1), false) } }
      let divisible = Bitmap(parallel: count) { b[$0] != 0 }
      let both = bothPresent(validity, divisible)
      divisionsByZero += (validity?.setCount ?? count) - (both?.setCount ?? count)
      validity = both
    case .divide: preconditionFailure("integer division is done in floats")
    }
    if hasOverflow.load(ordering: .relaxed) { throw overflow(whole) }
    return Vector(results, validity: validity).cleared(zero: 0)
  }

  private mutating func decimals(
    _ operation: Arithmetic, _ a: Operand<Int128>, _ aScale: Int, _ b: Operand<Int128>, _ bScale: Int, _ count: Int,
    _ whole: TypedExpression
  ) throws(RunFailure) -> Column {
    var results = [Int128](repeating: 0, count: count)
    var present = bothPresent(a.validity, b.validity) ?? Bitmap(repeating: true, count: count)
    let scale = operation == .multiply ? aScale + bScale : max(aScale, bScale)
    guard scale < powersOfTen.count else { throw overflow(whole) }
    let aFactor = operation == .multiply ? 1 : powersOfTen[scale - aScale]
    let bFactor = operation == .multiply ? 1 : powersOfTen[scale - bScale]
    for row in 0..<count where present[row] {
      let (x, xOverflow) = a[row].multipliedReportingOverflow(by: aFactor)
      let (y, yOverflow) = b[row].multipliedReportingOverflow(by: bFactor)
      let (value, overflowed): (Int128, Bool)
      switch operation {
      case .add: (value, overflowed) = x.addingReportingOverflow(y)
      case .subtract: (value, overflowed) = x.subtractingReportingOverflow(y)
      case .multiply: (value, overflowed) = x.multipliedReportingOverflow(by: y)
      case .modulo where y == 0:
        divisionsByZero += 1
        present[row] = false
        (value, overflowed) = (0, false)
      case .modulo:
        (value, overflowed) = (remainder(x, y), false)
      case .divide: preconditionFailure("decimal division is done in floats")
      }
      if xOverflow || yOverflow || overflowed { throw overflow(whole) }
      results[row] = value
    }
    return .decimal(Vector(results, validity: present), scale: scale)
  }

  private mutating func floats(
    _ operation: Arithmetic, _ a: Operand<Double>, _ b: Operand<Double>, _ count: Int
  ) -> Vector<Double> {
    /// Inlined, so that each loop is made for its operation.
    @inline(__always)
    @Sendable func fill(
      _ rows: Range<Int>, _ target: inout MutableSpan<Double>, _ operation: (Double, Double) -> Double
    ) {
      for row in rows { target[row &- rows.lowerBound] = operation(a[row], b[row]) }
    }
    let results: [Double] =
      switch operation {
      case .add: parallelFill(count) { fill($0, &$1) { $0 + $1 } }
      case .subtract: parallelFill(count) { fill($0, &$1) { $0 - $1 } }
      case .multiply: parallelFill(count) { fill($0, &$1) { $0 * $1 } }
      case .divide: parallelFill(count) { fill($0, &$1) { $0 / $1 } }
      case .modulo: parallelFill(count) { fill($0, &$1) { remainder($0, $1) } }
      }
    // A result that is not a finite number never reaches a table: it is missing, and counted.
    let present = bothPresent(a.validity, b.validity)
    let finite = Bitmap(parallel: count) { results[$0].isFinite }
    let both = bothPresent(present, finite)
    divisionsByZero += (present?.setCount ?? count) - (both?.setCount ?? count)
    return Vector(results, validity: both).cleared(zero: 0)
  }

  // MARK: - Comparison and logic

  /// `==` and `!=` are total; an order comparison with missing is missing.
  private func compare(_ comparison: Comparison, _ a: Evaluated, _ b: Evaluated) -> Evaluated {
    let isConstant = a.isConstant && b.isConstant
    let count = isConstant ? 1 : rowCount
    func vector<T>(_ x: Vector<T>, _ y: Vector<T>) -> Column where T: Comparable {
      ordered(comparison, x, a.isConstant, y, b.isConstant, count)
    }
    let column: Column
    let (first, second) = sameWidth(a.column, b.column)
    switch (first, second) {
    case (.int(let x), .int(let y)), (.datetime(let x), .datetime(let y)), (.duration(let x), .duration(let y)):
      column = vector(x, y)
    case (.narrowInt(let x), .narrowInt(let y)), (.date(let x), .date(let y)), (.period(let x, _), .period(let y, _)):
      column = vector(x, y)
    case (.float(let x), .float(let y)): column = vector(x, y)
    case (.bool(let x), .bool(let y)):
      column = vector(
        Vector(x.values.map { $0 ? 1 : 0 }, validity: x.validity),
        Vector(y.values.map { $0 ? 1 : 0 }, validity: y.validity))
    case (.decimal(let x, let xScale), .decimal(let y, let yScale)):
      if xScale == yScale {
        column = vector(x, y)
      } else {
        column = vector(
          Vector(x.values.map { Decimal(digits: $0, scale: xScale) }, validity: x.validity),
          Vector(y.values.map { Decimal(digits: $0, scale: yScale) }, validity: y.validity))
      }
    case (.text(let x), .text(let y)) where b.isConstant && !isConstant && y.code(of: 0) >= 0:
      column = compared(comparison, x, with: y.pool.utf8(Int(y.code(of: 0))))
    case (.text(let x), .text(let y)) where a.isConstant && !isConstant && x.code(of: 0) >= 0:
      column = compared(comparison.turned, y, with: x.pool.utf8(Int(x.code(of: 0))))
    case (.text(let x), .text(let y)):
      // Equality needs no order, and sorting every distinct text is what an order costs.
      let (left, right) = comparison.isTotal ? commonCodes(x, y).vectors : commonRanks(x, y)
      column = vector(left, right)
    case (.bool, _), (.int, _), (.narrowInt, _), (.decimal, _), (.float, _), (.text, _), (.date, _), (.datetime, _),
      (.period, _),
      (.duration, _):
      preconditionFailure("the binder guarantees that both sides of a comparison have one type")
    }
    return Evaluated(column: column, isConstant: isConstant)
  }

  /// Texts against one: each different text is compared once.
  private func compared(_ comparison: Comparison, _ texts: TextVector, with other: ArraySlice<UInt8>) -> Column {
    let verdicts: [Bool] = parallelFill(texts.pool.count) { codes, target in
      for code in codes {
        let text = texts.pool.utf8(code)
        target[code &- codes.lowerBound] =
          switch comparison {
          case .equal: text == other
          case .notEqual: text != other
          case .less: text.lexicographicallyPrecedes(other)
          case .lessOrEqual: !other.lexicographicallyPrecedes(text)
          case .greater: other.lexicographicallyPrecedes(text)
          case .greaterOrEqual: !text.lexicographicallyPrecedes(other)
          }
      }
    }
    let ofMissing = comparison == .notEqual
    let codes = texts.codes
    let results: [Bool] = parallelFill(texts.count) { rows, target in
      unsafe codes.withUnsafeBufferPointer { codes in
        unsafe verdicts.withUnsafeBufferPointer { verdicts in
          for row in rows {
            let code = unsafe Int(codes[row])
            target[row &- rows.lowerBound] = code < 0 ? ofMissing : unsafe verdicts[code]
          }
        }
      }
    }
    return .bool(Vector(results, validity: comparison.isTotal ? nil : Column.text(texts).presence))
  }

  private func ordered<T: Comparable & Hashable & Sendable>(
    _ comparison: Comparison, _ x: Vector<T>, _ xConstant: Bool, _ y: Vector<T>, _ yConstant: Bool, _ count: Int
  ) -> Column {
    /// Inlined, so that each loop is made for its test.
    @inline(__always)
    @Sendable func fill(_ rows: Range<Int>, _ target: inout MutableSpan<Bool>, _ test: (T, T) -> Bool) {
      unsafe target.withUnsafeMutableBufferPointer { target in
        unsafe x.values.withUnsafeBufferPointer { a in
          unsafe y.values.withUnsafeBufferPointer { b in
            if yConstant, !xConstant {
              let b = unsafe b[0]
              for row in rows { unsafe target[row &- rows.lowerBound] = test(a[row], b) }
            } else if xConstant, !yConstant {
              let a = unsafe a[0]
              for row in rows { unsafe target[row &- rows.lowerBound] = test(a, b[row]) }
            } else {
              for row in rows { unsafe target[row &- rows.lowerBound] = test(a[row], b[row]) }
            }
          }
        }
      }
    }
    var results: [Bool] =
      switch comparison {
      case .equal: parallelFill(count) { fill($0, &$1, ==) }
      case .notEqual: parallelFill(count) { fill($0, &$1, !=) }
      case .less: parallelFill(count) { fill($0, &$1, <) }
      case .lessOrEqual: parallelFill(count) { fill($0, &$1, <=) }
      case .greater: parallelFill(count) { fill($0, &$1, >) }
      case .greaterOrEqual: parallelFill(count) { fill($0, &$1, >=) }
      }
    let left = spread(x.validity, xConstant, count)
    let right = spread(y.validity, yConstant, count)
    guard let present = bothPresent(left, right) else { return .bool(Vector(results)) }
    guard comparison.isTotal else { return .bool(Vector(results, validity: present).cleared(zero: false)) }
    present.eachUnset { row in results[row] = ((left?[row] ?? true) == (right?[row] ?? true)) == (comparison == .equal)
    }
    return .bool(Vector(results))
  }

  /// The validity of one value for every row that it stands for.
  private func spread(_ validity: Bitmap?, _ isConstant: Bool, _ count: Int) -> Bitmap? {
    isConstant ? validity.map { Bitmap(repeating: $0[0], count: count) } : validity
  }

  private func combine(_ logic: Logic, _ a: Evaluated, _ b: Evaluated) -> Evaluated {
    guard case .bool(let first) = a.column, case .bool(let second) = b.column else {
      preconditionFailure("the binder guarantees bools around `and` and `or`")
    }
    let isConstant = a.isConstant && b.isConstant
    let count = isConstant ? 1 : rowCount
    let (x, y) = (
      Operand(first.cleared(zero: false), isConstant: a.isConstant),
      Operand(second.cleared(zero: false), isConstant: b.isConstant)
    )
    // What is missing is false here, so these are the rows that are true.
    let isAnd = logic == .and
    /// Both sides are looked at: a branch between them would be guessed wrong too often.
    @inline(__always)
    @Sendable func fill(_ rows: Range<Int>, _ target: inout MutableSpan<Bool>, _ both: (UInt8, UInt8) -> UInt8) {
      for row in rows { target[row &- rows.lowerBound] = both(x[row] ? 1 : 0, y[row] ? 1 : 0) != 0 }
    }
    let results: [Bool] = parallelFill(count) { rows, target in
      if isAnd { fill(rows, &target, &) } else { fill(rows, &target, |) }
    }
    let left = spread(first.validity, a.isConstant, count)
    let right = spread(second.validity, b.isConstant, count)
    guard left != nil || right != nil else { return Evaluated(column: .bool(Vector(results)), isConstant: isConstant) }
    // A side that is false decides `and`; `or` is false where both are.
    let present = Bitmap(parallel: count) { row in
      let isFalse = (left?[row] ?? true) && !x[row]
      let isOtherFalse = (right?[row] ?? true) && !y[row]
      return results[row] || (isAnd ? isFalse || isOtherFalse : isFalse && isOtherFalse)
    }
    return Evaluated(column: .bool(Vector(results, validity: present)), isConstant: isConstant)
  }

  private func isConstantMissing(_ side: Evaluated) -> Bool { side.isConstant && !side.column.isPresent(0) }

  private func overflow(_ expression: TypedExpression) -> RunFailure {
    RunFailure(.overflow(expression.type), at: expression.range)
  }
}

/// What is left after division, with the sign of the divisor, which is not zero.
func remainder<Number: FixedWidthInteger & SignedInteger>(_ a: Number, _ b: Number) -> Number {
  let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
}

func remainder(_ a: Double, _ b: Double) -> Double {
  let rest = a.truncatingRemainder(dividingBy: b)
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
}

/// Text columns as codes into one pool, so that equal codes are equal texts.
private func commonCodes(_ a: TextVector, _ b: TextVector) -> (vectors: (Vector<Int32>, Vector<Int32>), pool: TextPool)
{
  var builder = TextPoolBuilder()
  func translated(_ text: TextVector) -> Vector<Int32> {
    let codes = (0..<text.pool.count).map { builder.code(for: text.pool.utf8($0)) }
    return Vector(optionals: text.codes.map { $0 < 0 ? nil : codes[Int($0)] }, zero: 0)
  }
  let vectors = (translated(a), translated(b))
  return (vectors, builder.finish())
}

/// Text columns as ranks in one common order, so that they compare as integers.
private func commonRanks(_ a: TextVector, _ b: TextVector) -> (Vector<Int32>, Vector<Int32>) {
  let (vectors, pool) = commonCodes(a, b)
  let ranks = pool.ranks()
  // The zero under a missing row names no text where the pool is empty.
  func ranked(_ codes: Vector<Int32>) -> Vector<Int32> {
    Vector(codes.values.map { ranks.isEmpty ? 0 : ranks[Int($0)] }, validity: codes.validity)
  }
  return (ranked(vectors.0), ranked(vectors.1))
}

extension RunFailure {
  /// What a kernel found wrong, with the place in the script.
  init(_ failure: ValueFailure, at range: SourceRange) {
    self.init(
      Diagnostic(
        failure.code, failure.message, at: range, kind: failure.code == ValueFailure.cancelled.code ? .limit : .data,
        notes: failure.notes))
  }
}

/// Two columns of ints in one layout: the narrow one where both have room in it.
private func sameWidth(_ a: Column, _ b: Column) -> (Column, Column) {
  switch (a, b) {
  case (.narrowInt, .int(let vector)):
    narrowed(vector).map { (a, .narrowInt($0)) } ?? (a.wide, b)
  case (.int(let vector), .narrowInt):
    narrowed(vector).map { (.narrowInt($0), b) } ?? (a, b.wide)
  default: (a, b)
  }
}

/// A constant in 32 bits; nil where it, or any value of a longer column, has no room there.
private func narrowed(_ vector: Vector<Int64>) -> Vector<Int32>? {
  guard vector.count == 1, let value = Int32(exactly: vector.values[0]) else { return nil }
  return Vector([value], validity: vector.validity)
}

/// A column in a wider type: int to decimal or float, decimal to float, a calendar year to the int that names it.
func widened(_ column: Column, to type: ValueType) -> Column {
  switch (column.wide, type) {
  case (.period(let vector, .year), .int), (.period(let vector, .year), .decimal), (.period(let vector, .year), .float):
    widened(.int(Vector(vector.values.map { Int64($0) }, validity: vector.validity)), to: type)
  case (.int(let vector), .float): .float(Vector(vector.values.map(Double.init), validity: vector.validity))
  case (.int(let vector), .decimal):
    .decimal(Vector(vector.values.map { Int128($0) }, validity: vector.validity), scale: 0)
  case (.decimal(let vector, let scale), .float):
    .float(Vector(vector.values.map { Decimal(digits: $0, scale: scale).double }, validity: vector.validity))
  default: column
  }
}

/// Columns of one type, one below the other; decimals that share no scale of 38 digits are refused.
func concatenate(_ columns: [Column]) throws(RunFailure) -> Column {
  guard let first = columns.first else { preconditionFailure("there is at least one column to join") }
  if columns.count == 1 { return first }
  if case .text = first {
    var builder = TextPoolBuilder()
    var codes: [Int32] = []
    for case .text(let vector) in columns {
      let translated = (0..<vector.pool.count).map { builder.code(for: vector.pool.utf8($0)) }
      codes += vector.codes.map { $0 < 0 ? -1 : translated[Int($0)] }
    }
    return .text(TextVector(codes: codes, pool: builder.finish()))
  }
  if case .decimal = first {
    let values = columns.flatMap { column in (0..<column.count).map { column[$0].asDecimal } }
    let scale = values.reduce(0) { max($0, $1?.scale ?? 0) }
    guard values.allSatisfy({ $0 == nil || $0?.rescaled(to: scale) != nil }) else {
      throw RunFailure(Diagnostic(.overflow, "the decimals need more than 38 digits together", kind: .data))
    }
  }
  return joined(columns)
    ?? Column(columns.flatMap { column in (0..<column.count).map { column[$0] } }, type: first.type)
}

/// Columns of one layout; nil for others.
private func joined(_ columns: [Column]) -> Column? {
  let present =
    columns.contains { $0.presence != nil }
    ? columns.reduce(into: Bitmap(repeating: true, count: 0)) { bits, column in
      let own = column.presence
      for row in 0..<column.count { bits.append(own?[row] ?? true) }
    } : nil
  func all<Element>(_ values: (Column) -> Vector<Element>?) -> Vector<Element>? {
    var all: [Element] = []
    for column in columns {
      guard let vector = values(column) else { return nil }
      all += vector.values
    }
    return Vector(all, validity: present)
  }
  switch columns[0] {
  case .bool: return all { if case .bool(let vector) = $0 { vector } else { nil } }.map { .bool($0) }
  case .narrowInt: return all { if case .narrowInt(let vector) = $0 { vector } else { nil } }.map { .narrowInt($0) }
  case .int: return all { if case .int(let vector) = $0 { vector } else { nil } }.map { .int($0) }
  case .float: return all { if case .float(let vector) = $0 { vector } else { nil } }.map { .float($0) }
  case .date: return all { if case .date(let vector) = $0 { vector } else { nil } }.map { .date($0) }
  case .period(_, let kind):
    return all { if case .period(let vector, kind) = $0 { vector } else { nil } }.map { .period($0, kind) }
  case .datetime: return all { if case .datetime(let vector) = $0 { vector } else { nil } }.map { .datetime($0) }
  case .duration: return all { if case .duration(let vector) = $0 { vector } else { nil } }.map { .duration($0) }
  // Decimals may differ in scale.
  case .decimal, .text: return nil
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
