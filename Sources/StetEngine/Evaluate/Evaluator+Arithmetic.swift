import StetColumns
import StetDiagnostics
import Synchronization

extension Evaluator {
  mutating func arithmetic(
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
    /// Inlined, so that each loop is specialized for its operation. True if a present row overflowed.
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
    /// Inlined, so that each loop is specialized for its operation.
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

  private func isConstantMissing(_ side: Evaluated) -> Bool { side.isConstant && !side.column.isPresent(0) }

  private func overflow(_ expression: TypedExpression) -> RunFailure {
    RunFailure(.overflow(expression.type), at: expression.range)
  }
}
