import StetColumns

extension Evaluator {
  /// `and` and `or` after Kleene: a missing value may be true or false.
  func combine(_ logic: Logic, _ a: Evaluated, _ b: Evaluated) -> Evaluated {
    guard case .bool(let first) = a.column, case .bool(let second) = b.column else {
      preconditionFailure("the binder guarantees bools around `and` and `or`")
    }
    let isConstant = a.isConstant && b.isConstant
    let count = isConstant ? 1 : rowCount
    let (x, y) = (
      Operand(first.cleared(zero: false), isConstant: a.isConstant),
      Operand(second.cleared(zero: false), isConstant: b.isConstant)
    )
    // Missing values are false here, so these are the rows that are true.
    let isAnd = logic == .and
    /// Both sides are evaluated: a branch between them would be mispredicted too often.
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
}
