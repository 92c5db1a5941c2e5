import StetColumns

extension Evaluator {
  /// `==` and `!=` are total; an order comparison with missing is missing.
  func compare(_ comparison: Comparison, _ a: Evaluated, _ b: Evaluated) -> Evaluated {
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
    /// Inlined, so that each loop is specialized for its test.
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
  // The zero under a missing row is not a valid code if the pool is empty.
  func ranked(_ codes: Vector<Int32>) -> Vector<Int32> {
    Vector(codes.values.map { ranks.isEmpty ? 0 : ranks[Int($0)] }, validity: codes.validity)
  }
  return (ranked(vectors.0), ranked(vectors.1))
}

/// Two columns of ints in one layout: the narrow one if both fit in it.
private func sameWidth(_ a: Column, _ b: Column) -> (Column, Column) {
  switch (a, b) {
  case (.narrowInt, .int(let vector)):
    narrowed(vector).map { (a, .narrowInt($0)) } ?? (a.wide, b)
  case (.int(let vector), .narrowInt):
    narrowed(vector).map { (.narrowInt($0), b) } ?? (a, b.wide)
  default: (a, b)
  }
}

/// A constant in 32 bits; nil if it, or any value of a longer column, does not fit.
private func narrowed(_ vector: Vector<Int64>) -> Vector<Int32>? {
  guard vector.count == 1, let value = Int32(exactly: vector.values[0]) else { return nil }
  return Vector([value], validity: vector.validity)
}
