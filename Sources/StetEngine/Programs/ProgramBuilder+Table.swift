import StetColumns

extension ProgramBuilder {
  /// A costly expression over columns of few different values is calculated once for each combination of these, and looked up by
  /// the rows; nil if the expression is cheap, or has too many, or could fail or count something for a combination that no row has.
  mutating func table(of expression: TypedExpression) throws(NotCompiled) -> Register? {
    guard rowCount >= 4096, tableAttempts > 0, expression.effort >= 3 else { return nil }
    var read: Set<Int> = []
    expression.readColumns(into: &read)
    guard (1...3).contains(read.count), expression.windows.isEmpty else { return nil }
    let indices = read.sorted()
    var ranges: [ValueRange] = []
    var combinations = 1
    for index in indices {
      guard let range = ValueRange(input(index), isWorthLooking: expression.effort >= 8) else { return nil }
      ranges.append(range)
      let (product, overflow) = combinations.multipliedReportingOverflow(by: range.count)
      guard !overflow, product <= rowCount / 4 else { return nil }
      combinations = product
    }
    tableAttempts -= 1
    guard let results = results(of: expression, indices, ranges, combinations) else { return nil }
    var places: (register: Register, first: Int32)?
    var stride = combinations
    for (index, range) in zip(indices, ranges) {
      let value = column(index)
      stride /= range.count
      let next = numbers(value, range, times: stride, isAlone: indices.count == 1)
      places = places.map { (sum($0.register, next.register), 0) } ?? next
    }
    guard let places else { return nil }
    return lookedUp(places.register, from: places.first, results)
  }

  /// One result for each combination, the values of the last column changing fastest.
  private func results(
    of expression: TypedExpression, _ indices: [Int], _ ranges: [ValueRange], _ combinations: Int
  ) -> Column? {
    var columns: [Column] = []
    var stride = combinations
    for range in ranges {
      stride /= range.count
      let (each, count) = (stride, range.count)
      let places: [Int32] = parallelFill(combinations) { rows, target in
        for row in rows { target[row - rows.lowerBound] = Int32(truncatingIfNeeded: row / each % count) }
      }
      columns.append(range.values.gather(places))
    }
    let table = Table(
      schema: Schema(columns.map { Field("", $0.type) }), columns: columns, rowCount: combinations)
    var evaluator = Evaluator(table)
    let moved = expression.movingColumns { index in indices.firstIndex(of: index) ?? 0 }
    guard let column = try? evaluator.column(moved), evaluator.divisionsByZero == 0, evaluator.skipped == 0 else {
      return nil
    }
    return column.narrowed
  }

  /// The place of each row's value in its range. A column that is alone and needs no conversion stays as it is: its least value then
  /// has the place `first`.
  private mutating func numbers(
    _ value: Register, _ range: ValueRange, times stride: Int, isAlone: Bool
  ) -> (register: Register, first: Int32) {
    let value = cells(value)
    if isAlone, value.layout == .text { return (value, -1) }
    let out = register(.narrow, .int)
    let (least, stride) = (range.least, Int32(truncatingIfNeeded: stride))
    switch value.layout {
    case .text: emit { $0.map(value, out) { (code: Int32) in (code &+ 1) &* stride } }
    case .bool: emit { $0.number(value, out, UInt8.self, least, stride) }
    case .narrow: emit { $0.number(value, out, Int32.self, least, stride) }
    case .wide: emit { $0.number(value, out, Int64.self, least, stride) }
    case .float, .huge: preconditionFailure("floats and decimals have no range of values")
    }
    return (out, 0)
  }

  private mutating func sum(_ a: Register, _ b: Register) -> Register {
    let out = register(.narrow, .int)
    let (x, y): (Side<Int32>, Side<Int32>) = (.cells(a), .cells(b))
    emit { $0.map(x, y, out) { (x: Int32, y: Int32) in x &+ y } }
    return out
  }

  private mutating func lookedUp(_ places: Register, from first: Int32, _ results: Column) -> Register {
    let out = register(results.layout, results.type, bounds: results.valueBounds, pool: results.pool)
    switch results {
    case .bool(let vector):
      let table = vector.values.map { UInt8($0 ? 1 : 0) }
      emit { $0.lookUp(places, table, from: first, out) }
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .int(let vector), .datetime(let vector), .duration(let vector):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .float(let vector):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .decimal(let vector, _):
      let table = vector.values
      emit { $0.lookUp(places, table, from: first, out) }
    case .text(let texts):
      let table = texts.codes
      emit { $0.lookUp(places, table, from: first, out) }
    }
    if let validity = results.validity {
      let present = (0..<results.count).map { UInt8(validity[$0] ? 1 : 0) }
      emit { $0.lookUpPresence(places, present, from: first, out) }
    }
    return out
  }
}

/// The different values that a column may have, missing first.
private struct ValueRange {
  let values: Column
  /// The whole number that stands for the first value.
  var least: Int64 = 0

  var count: Int { values.count }

  /// Nil if there may be too many. To find the least and the largest number of a column, all rows may have to be looked at.
  init?(_ input: ProgramBuilder.Input, isWorthLooking: Bool) {
    switch input {
    case .column(let column):
      guard
        let values = Self.values(
          column.type, column.pool, { column.knownBounds ?? (isWorthLooking ? column.valueBounds : nil) })
      else { return nil }
      (self.values, least) = values
    case .register(let register):
      guard register.constant == nil, let values = Self.values(register.type, register.pool, { register.bounds })
      else { return nil }
      (self.values, least) = values
    }
  }

  private static let most = 1 << 20

  private static func values(
    _ type: ValueType, _ pool: TextPool?, _ bounds: () -> ClosedRange<Int64>?
  ) -> (Column, Int64)? {
    switch type {
    case .text:
      guard let pool, pool.count < most else { return nil }
      return (.text(TextVector(codes: (-1..<Int32(pool.count)).map { $0 }, pool: pool)), 0)
    case .bool: return (.bool(Vector(optionals: [nil, false, true], zero: false)), 0)
    case .int, .date, .period:
      guard let bounds = bounds(), bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound).overflow == false,
        bounds.upperBound - bounds.lowerBound < most, let first = Int32(exactly: bounds.lowerBound),
        let last = Int32(exactly: bounds.upperBound)
      else { return nil }
      let values = Vector(optionals: [nil] + (first...last).map { Optional($0) }, zero: 0)
      switch type {
      case .date: return (.date(values), bounds.lowerBound)
      case .period(let kind): return (.period(values, kind), bounds.lowerBound)
      case .bool, .int, .decimal, .float, .text, .datetime, .duration: return (.narrowInt(values), bounds.lowerBound)
      }
    case .decimal, .float, .datetime, .duration: return nil
    }
  }
}

extension Column {
  /// What its ints, days or ordinals are within: known, or found by looking at all of them.
  var valueBounds: ClosedRange<Int64>? {
    switch self {
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      guard vector.count > 0 else { return nil }
      let (least, most) = extremes(vector)
      return Int64(least)...Int64(most)
    case .int(let vector), .datetime(let vector), .duration(let vector):
      guard vector.count > 0 else { return nil }
      let (least, most) = extremes(vector)
      return least...most
    case .bool, .decimal, .float, .text: return nil
    }
  }
}

extension TypedExpression {
  /// Roughly how long it takes for a row, in comparisons of numbers.
  fileprivate var effort: Int {
    let own =
      switch kind {
      case .constant, .outer, .column, .failure: 0
      case .arithmetic(let operation, _, _): operation == .divide || operation == .modulo || type == .decimal ? 4 : 1
      case .comparison(_, let a, _): a.type == .text || a.type == .decimal ? 3 : 1
      case .negate, .not, .logic, .isMissing: 1
      case .widen(let inner): inner.type == .decimal ? 4 : 1
      case .coalesce, .conditional: 2
      case .call: 8
      case .window: 1000
      }
    var all = own
    _ = kind.mapParts { part in
      all += part.effort
      return part
    }
    return all
  }
}

extension Batch {
  /// The place of a value among the values from `least` on, times `stride`; 0 for missing.
  @inline(__always)
  fileprivate func number<Number: BinaryInteger & BitwiseCopyable>(
    _ a: Register, _ out: Register, _: Number.Type, _ least: Int64, _ stride: Int32
  ) {
    let x: Cells<Number> = values(a)
    let r: Cells<Int32> = own(out)
    let first = Int32(truncatingIfNeeded: least &- 1)
    if let present = presence(a) {
      for row in 0..<count {
        r[row] = (Int32(truncatingIfNeeded: x[row]) &- first) &* Int32(present[row]) &* stride
      }
    } else {
      for row in 0..<count { r[row] = (Int32(truncatingIfNeeded: x[row]) &- first) &* stride }
    }
    setPresence(out, nil)
  }

  fileprivate func lookUpPresence(_ a: Register, _ table: [UInt8], from first: Int32, _ out: Register) {
    let places: Cells<Int32> = values(a)
    let own = ownPresence(out)
    for row in 0..<count { own[row] = table[Int(places[row] &- first)] }
    setPresence(out, own)
  }
}
