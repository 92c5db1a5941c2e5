import StetColumns

extension ProgramBuilder {
  /// `==` and `!=` are total; an order comparison with missing is missing.
  mutating func compare(_ comparison: Comparison, _ a: Register, _ b: Register) -> Register {
    if a.isMissing || b.isMissing { return compareMissing(comparison, a, b) }
    if a.type == .decimal { return compareDecimals(comparison, a, b) }
    switch (a.layout, b.layout) {
    case (.text, _): return compareTexts(comparison, a, b)
    case (.bool, _):
      let (x, y): (Side<UInt8>, Side<UInt8>) = (side(a), side(b))
      return compare(comparison, a, b, x, y)
    case (.float, _):
      let (x, y): (Side<Double>, Side<Double>) = (side(a), side(b))
      return compare(comparison, a, b, x, y)
    case (.narrow, .narrow):
      let (x, y): (Side<Int32>, Side<Int32>) = (side(a), side(b))
      return compare(comparison, a, b, x, y)
    case (.narrow, _), (.wide, _):
      let (x, y): (Side<Int64>, Side<Int64>) = (side(wide(a)), side(wide(b)))
      return compare(comparison, a, b, x, y)
    case (.huge, _): preconditionFailure("the binder guarantees that both sides of a comparison have one type")
    }
  }

  private mutating func compareDecimals(_ comparison: Comparison, _ a: Register, _ b: Register) -> Register {
    if let other = b.constant?.asDecimal, a.constant == nil,
      let verdicts = compareDigits(comparison, a, with: other)
    {
      return verdicts
    }
    if let other = a.constant?.asDecimal, b.constant == nil,
      let verdicts = compareDigits(comparison.turned, b, with: other)
    {
      return verdicts
    }
    guard let (left, right) = sameScale(a, b) else {
      // The order of decimals that may have no common scale in 128 bits, against 0.
      let (x, y) = (cells(long(a)), cells(long(b)))
      let order = register(.narrow, .int)
      let (first, second) = (a.scale, b.scale)
      emit {
        $0.map(.cells(x), .cells(y), order) { (x: Int128, y: Int128) in
          Int32(Decimal.compare(Decimal(digits: x, scale: first), Decimal(digits: y, scale: second)))
        }
      }
      let (verdict, zero): (Side<Int32>, Side<Int32>) = (.cells(order), .one(0))
      return compare(comparison, x, y, verdict, zero)
    }
    if left.layout == .wide {
      let (x, y): (Side<Int64>, Side<Int64>) = (side(left), side(right))
      return compare(comparison, left, right, x, y)
    }
    let (x, y): (Side<Int128>, Side<Int128>) = (side(left), side(right))
    return compare(comparison, left, right, x, y)
  }

  mutating func compare<Value: ComparedValue>(
    _ comparison: Comparison, _ a: Register, _ b: Register, _ x: Side<Value>, _ y: Side<Value>
  ) -> Register {
    let out = register(.bool, .bool)
    switch comparison {
    case .equal, .notEqual:
      emit {
        Value.compare(comparison, x, y, out, in: $0)
        $0.decideMissing(out, a, b, isEqual: comparison == .equal)
      }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      emit {
        Value.compare(comparison, x, y, out, in: $0)
        $0.clearMissing(out)
      }
    }
    return out
  }

  private mutating func compareMissing(_ comparison: Comparison, _ a: Register, _ b: Register) -> Register {
    switch comparison {
    case .equal where a.isMissing && b.isMissing: return constant(.bool(true), .bool)
    case .notEqual where a.isMissing && b.isMissing: return constant(.bool(false), .bool)
    case .equal: return isMissing(a.isMissing ? b : a)
    case .notEqual: return not(isMissing(a.isMissing ? b : a))
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return constant(.missing, .bool)
    }
  }

  // MARK: - Texts

  private mutating func compareTexts(_ comparison: Comparison, _ a: Register, _ b: Register) -> Register {
    guard let left = a.pool, let right = b.pool else { preconditionFailure("texts have a pool") }
    switch (a.constant, b.constant) {
    case (.some(let x), .some(let y)):
      let order = order(Array((x.asText ?? "").utf8)[...], Array((y.asText ?? "").utf8)[...])
      return constant(.bool(comparison.holds(order)), .bool)
    case (nil, nil) where max(left.count, right.count) > Self.manyTexts:
      return compareEach(comparison, a, left, b, right)
    case (nil, .some): return compare(comparison, a, left, with: right.utf8(0))
    case (.some, nil): return compare(comparison.turned, b, right, with: left.utf8(0))
    case (nil, nil):
      // Equality needs no order, and sorting every distinct text is what an order costs.
      let (x, y) = comparison.isTotal ? commonCodes(left, right) : commonRanks(left, right)
      let (first, second) = (numbers(of: a, x), numbers(of: b, y))
      let (p, q): (Side<Int32>, Side<Int32>) = (.cells(first), .cells(second))
      // Missing has the number −1, which equals itself alone.
      let out = compare(comparison, first, second, p, q)
      if comparison.isTotal { return out }
      emit { $0.requireTexts(first, second, out) }
      return out
    }
  }

  /// Texts against one: each different text is compared once.
  private mutating func compare(
    _ comparison: Comparison, _ a: Register, _ pool: TextPool, with other: ArraySlice<UInt8>
  ) -> Register {
    if comparison.isTotal, pool.isDistinct, let code = pool.code(of: other) {
      let (x, y): (Side<Int32>, Side<Int32>) = (.cells(a), .one(code))
      return compare(comparison, a, a, x, y)
    }
    // For −1, 0 and 1.
    let (before, same, after): (UInt8, UInt8, UInt8) = (
      comparison.holds(-1) ? 1 : 0, comparison.holds(0) ? 1 : 0, comparison.holds(1) ? 1 : 0
    )
    let bytes = Array(other)
    let verdicts: [UInt8] = parallelFill(pool.count) { codes, target in
      pool.eachOrder(codes, against: bytes, isEqualityEnough: comparison.isTotal) { code, order in
        target[code &- codes.lowerBound] = order == 0 ? same : order < 0 ? before : after
      }
    }
    let out = register(.bool, .bool)
    let ofMissing: UInt8 = comparison == .notEqual ? 1 : 0
    let table = [ofMissing] + verdicts
    emit { $0.lookUp(a, table, from: -1, out) }
    if !comparison.isTotal { emit { $0.requireTexts(a, a, out) } }
    return out
  }

  /// With more texts than this, tables of what is known about each would leave the cache, and to make them would cost more than to
  /// compare the texts of each row.
  private static let manyTexts = 1 << 16

  /// The texts of each row against each other, without numbers for them.
  private mutating func compareEach(
    _ comparison: Comparison, _ a: Register, _ left: TextPool, _ b: Register, _ right: TextPool
  ) -> Register {
    let (x, y) = (cells(a), cells(b))
    let out = register(.bool, .bool)
    let isTotal = comparison.isTotal
    emit { batch in
      let verdicts: Flags = batch.own(out)
      batch.eachOrder(x, left, y, right, isEqualityEnough: isTotal) { row, order in
        verdicts[row] = comparison.holds(order) ? 1 : 0
      }
      if isTotal { batch.setPresence(out, nil) } else { batch.requireTexts(x, y, out) }
    }
    return out
  }

  /// Numbers in place of codes; −1 stays.
  mutating func numbers(of register: Register, _ numbers: [Int32]) -> Register {
    let register = cells(register)
    let out = self.register(.narrow, .int)
    let table = [-1] + numbers
    emit { $0.lookUp(register, table, from: -1, out) }
    return out
  }
}

extension TextPool {
  /// The code of a text, the first where there are several; nil if it is not there.
  func code(of text: ArraySlice<UInt8>) -> Int32? {
    let found = parallelStretches(count) { codes in
      codes.first { range($0).count == text.count && utf8($0) == text }
    }
    return found.lazy.compactMap { $0 }.first.map { Int32(truncatingIfNeeded: $0) }
  }
}

/// −1, 0 or 1 by the bytes.
private func order(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
  a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
}

extension Comparison {
  /// Whether it is true of two values in this order.
  fileprivate func holds(_ order: Int) -> Bool {
    switch self {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }
}

/// Numbers for the texts of two pools that are equal where the texts are.
private func commonCodes(_ a: TextPool, _ b: TextPool) -> ([Int32], [Int32]) {
  var builder = TextPoolBuilder()
  return ((0..<a.count).map { builder.code(for: a.utf8($0)) }, (0..<b.count).map { builder.code(for: b.utf8($0)) })
}

/// Numbers for the texts of two pools that are in the order of the texts.
private func commonRanks(_ a: TextPool, _ b: TextPool) -> ([Int32], [Int32]) {
  var builder = TextPoolBuilder()
  let first = (0..<a.count).map { builder.code(for: a.utf8($0)) }
  let second = (0..<b.count).map { builder.code(for: b.utf8($0)) }
  let ranks = builder.finish().ranks()
  return (first.map { ranks[Int($0)] }, second.map { ranks[Int($0)] })
}

extension Batch {
  /// What is true of values of which some are missing: two missing ones are equal.
  fileprivate func decideMissing(_ out: Register, _ a: Register, _ b: Register, isEqual: Bool) {
    guard let present = presence(out) else { return }
    let (x, y) = (a.constant == nil ? presence(a) : nil, b.constant == nil ? presence(b) : nil)
    let r: Flags = values(out)
    let ofBoth: UInt8 = isEqual ? 1 : 0
    for row in 0..<count where present[row] == 0 { r[row] = (x?[row] ?? 1) == (y?[row] ?? 1) ? ofBoth : 1 ^ ofBoth }
    setPresence(out, nil)
  }

  /// A verdict that is missing is 0 to whoever asks what is true.
  func clearMissing(_ out: Register) {
    guard let present = presence(out) else { return }
    let r: Flags = values(out)
    for row in 0..<count { r[row] &= present[row] }
  }

  /// Calls `body` with the order of the texts in each row. Missing is before every text, and equals itself.
  @inline(__always)
  fileprivate func eachOrder(
    _ a: Register, _ left: TextPool, _ b: Register, _ right: TextPool, isEqualityEnough: Bool,
    _ body: (_ row: Int, _ order: Int) -> Void
  ) {
    let (x, y): (Cells<Int32>, Cells<Int32>) = (values(a), values(b))
    unsafe left.bytes.withUnsafeBytes { leftBytes in
      unsafe right.bytes.withUnsafeBytes { rightBytes in
        let empty = unsafe UnsafeRawPointer(bitPattern: 8)!
        let (first, second) = unsafe (leftBytes.baseAddress ?? empty, rightBytes.baseAddress ?? empty)
        for row in 0..<count {
          let (p, q) = (Int(x[row]), Int(y[row]))
          if p < 0 || q < 0 {
            body(row, (p < 0 ? 0 : 1) - (q < 0 ? 0 : 1))
            continue
          }
          let (r, s) = (left.range(p), right.range(q))
          let isOther = isEqualityEnough && r.count != s.count
          body(row, isOther ? 1 : unsafe byteOrder(first + r.lowerBound, r.count, second + s.lowerBound, s.count))
        }
      }
    }
  }

  /// A verdict over texts or their numbers is missing where one of them is.
  fileprivate func requireTexts(_ a: Register, _ b: Register, _ out: Register) {
    let (x, y): (Cells<Int32>, Cells<Int32>) = (values(a), values(b))
    var signs: Int32 = 0
    for row in 0..<count { signs |= x[row] | y[row] }
    guard signs < 0 else { return setPresence(out, nil) }
    let own = ownPresence(out)
    for row in 0..<count { own[row] = (x[row] | y[row]) < 0 ? 0 : 1 }
    setPresence(out, own)
    clearMissing(out)
  }

  /// The entry of a table for each value, of which the least is `first`. Missing texts have the code −1.
  @inline(__always)
  func lookUp<Entry: BitwiseCopyable>(_ a: Register, _ table: [Entry], from first: Int32, _ out: Register) {
    let x: Cells<Int32> = values(a)
    let r: Cells<Entry> = own(out)
    unsafe table.withUnsafeBufferPointer { table in
      guard let entries = table.baseAddress else { return }
      for row in 0..<count { r[row] = unsafe entries[Int(x[row] &- first)] }
    }
    setPresence(out, nil)
  }
}
