import StetColumns

extension Aggregate {
  static let sum = Aggregate(
    "sum", "the sum: exact for ints and decimals, precise to 106 bits for floats",
    example: "group by state: total = sum(persons)", [Parameter("number", .number)], result: .argument(0),
    unit: .keeps(argument: 0), role: .added,
    foreign: [
      "sumif": .different("`sum(persons, where: year > 2010)` adds up only the rows for which a condition is true")
    ]
  ) { columns, grouping throws(ValueFailure) in
    let column = columns[0]
    let validity = filled(column.presence, grouping)
    if case .float(let vector) = column { return .float(try finite(floatSums(vector, grouping), validity)) }
    return try exact(exactSums(column, grouping), column.type, scale: column.scale, validity)
  }.accumulated { builder, arguments, kept, rowCount in
    SumAccumulator(&builder, arguments[0], kept, .sum, rowCount: rowCount)
  }.overFrames { columns, frames throws(ValueFailure) in try sums(columns[0], frames) }

  static let mean = Aggregate(
    "mean", "the arithmetic mean, as a float", example: "group by state: average = mean(persons)",
    [Parameter("number", .number)], result: .type(.float), unit: .keeps(argument: 0), role: .weighed,
    foreign: ["avg": .same, "average": .same]
  ) { columns, grouping throws(ValueFailure) in
    let column = columns[0]
    let (sizes, validity) = (grouping.sizes(column.presence), filled(column.presence, grouping))
    if case .float(let vector) = column {
      let means = zip(floatSums(vector, grouping), sizes).map { $1 == 0 ? 0 : $0 / Double($1) }
      return .float(try finite(means, validity))
    }
    return .float(means(try exactSums(column, grouping), scale: column.scale, of: sizes, validity))
  }.accumulated { builder, arguments, kept, rowCount in
    SumAccumulator(&builder, arguments[0], kept, .mean, rowCount: rowCount)
  }.overFrames { columns, frames throws(ValueFailure) in try means(columns[0], frames) }
}

/// Which groups have a value at all; nil if all do.
func filled(_ validity: Bitmap?, _ grouping: Grouping) -> Bitmap? {
  guard validity != nil || grouping.leavesRowsOut || grouping.mayBeEmpty else { return nil }
  let sizes = grouping.sizes(validity)
  return Bitmap(count: grouping.count) { sizes[$0] > 0 }
}

/// Values added up one by one. A separate type for each kind, so that the loops are specialized.
private protocol Sum: BitwiseCopyable, Sendable {
  associatedtype Term: Hashable & Sendable
  static func gather(_ vector: Vector<Term>, _ rows: [Int32]) -> Vector<Term>
  /// Whether every order of adding up gives the same.
  static var isExact: Bool { get }
  init()
  mutating func add(_ term: Term)
  mutating func add(_ other: Self)
}

/// Fewer than 2³¹ terms of 32 bits cannot overflow 64.
private struct NarrowSum: Sum {
  static var isExact: Bool { true }
  static func gather(_ vector: Vector<Int32>, _ rows: [Int32]) -> Vector<Int32> { vector.gather(rows) }
  var value: Int64 = 0
  @inline(__always) mutating func add(_ term: Int32) { value &+= Int64(term) }
  mutating func add(_ other: NarrowSum) { value &+= other.value }
}

private struct WideSum: Sum {
  static var isExact: Bool { true }
  static func gather(_ vector: Vector<Int64>, _ rows: [Int32]) -> Vector<Int64> { vector.gather(rows) }
  var value: Int128 = 0
  @inline(__always) mutating func add(_ term: Int64) { value &+= Int128(term) }
  mutating func add(_ other: WideSum) { value &+= other.value }
}

extension ExactSum: Sum {
  fileprivate static var isExact: Bool { false }
  fileprivate static func gather(_ vector: Vector<Double>, _ rows: [Int32]) -> Vector<Double> { vector.gather(rows) }
}

private func narrowSums(_ vector: Vector<Int32>, _ grouping: Grouping) -> [Int64] {
  added(vector, grouping) { (sum: NarrowSum) in sum.value }
}

private func wideSums(_ vector: Vector<Int64>, _ grouping: Grouping) -> [Int128] {
  added(vector, grouping) { (sum: WideSum) in sum.value }
}

private func floatSums(_ vector: Vector<Double>, _ grouping: Grouping) -> [Double] {
  added(vector, grouping) { (sum: ExactSum) in sum.value }
}

/// Sums of ints, or of the digits of decimals.
private func exactSums(_ column: Column, _ grouping: Grouping) throws(ValueFailure) -> [Int128] {
  switch column {
  case .narrowInt(let vector): return narrowSums(vector, grouping).map { Int128($0) }
  case .int(let vector), .decimal(let vector, _): return wideSums(vector, grouping)
  case .longDecimal(let vector, _): return try longSums(vector, grouping)
  case .float, .bool, .text, .date, .datetime, .period, .duration:
    preconditionFailure("the binder guarantees that only numbers are summed")
  }
}

/// Sums in 128 bits.
private func longSums(_ vector: Vector<Int128>, _ grouping: Grouping) throws(ValueFailure) -> [Int128] {
  var sums = [Int128](repeating: 0, count: grouping.count)
  for (row, group) in grouping.groupOfRow.enumerated() where group >= 0 {
    if let validity = vector.validity, !validity[row] { continue }
    let (sum, overflow) = sums[Int(group)].addingReportingOverflow(vector.values[row])
    if overflow { throw .overflow(.decimal) }
    sums[Int(group)] = sum
  }
  return sums
}

/// The present values of each group, added up.
private func added<Total: Sum, Result: BitwiseCopyable & Sendable>(
  _ vector: Vector<Total.Term>, _ grouping: Grouping, _ result: @Sendable (Total) -> Result
) -> [Result] where Total.Term: BitwiseCopyable {
  if let rows = grouping.groupRows {
    // Nearly as many groups as rows: the values are put into their order first, so that memory is read in sequence.
    let ordered = Total.gather(vector, rows.rows)
    return rows.parallel { range in
      var sum = Total()
      unsafe ordered.values.withUnsafeBufferPointer { values in
        for place in range where ordered.validity?[place] ?? true { unsafe sum.add(values[place]) }
      }
      return result(sum)
    }
  }
  let members = grouping.members(vector.validity)
  let sums = unsafe grouping.accumulated(zero: Total(), isExact: Total.isExact) { rows, sums in
    unsafe vector.values.withUnsafeBufferPointer { values in
      members.each(rows) { group, row in unsafe sums[group].add(values[row]) }
    }
  } merge: {
    $0.add($1)
  }
  return sums.map(result)
}
