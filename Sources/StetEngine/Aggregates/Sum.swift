import StetColumns

extension Aggregate {
  static let sum = Aggregate(
    "sum", "the sum; exact for int and decimal, in 106 bits for float",
    example: "group by state: total = sum(persons)", arity: 1...1, result: { $0[0].isNumeric ? $0[0] : nil }
  ) { columns, grouping throws(ValueFailure) in
    switch columns[0] {
    case .int(let vector):
      let sums = try exactSums(Vector(vector.values.map { Int128($0) }, validity: vector.validity), grouping)
      guard sums.values.allSatisfy({ $0 == Int128(Int64(truncatingIfNeeded: $0)) }) else { throw .overflow(.int) }
      return .int(Vector(sums.values.map { Int64(truncatingIfNeeded: $0) }, validity: sums.validity))
    case .decimal(let vector, let scale):
      return .decimal(try exactSums(vector, grouping), scale: scale)
    case .float(let vector):
      let (sums, counts) = floatSums(vector, grouping)
      return .float(try finite(sums.map(\.value), counts))
    case .bool, .text, .date, .datetime, .period, .duration:
      preconditionFailure("the binder guarantees that only numbers are summed")
    }
  }

  static let mean = Aggregate(
    "mean", "the arithmetic mean, as a float", example: "group by state: average = mean(persons)", arity: 1...1,
    result: { $0[0].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in
    if case .float(let vector) = columns[0] {
      let (sums, counts) = floatSums(vector, grouping)
      return .float(try finite(zip(sums, counts).map { $1 == 0 ? 0 : $0.value / Double($1) }, counts))
    }
    guard case .decimal(let vector, let scale) = widened(columns[0], to: .decimal) else {
      preconditionFailure("the binder guarantees a number here")
    }
    let sums = try exactSums(vector, grouping)
    let counts = grouping.rows(presentIn: columns[0]).map(\.count)
    let means = zip(sums.values, counts).map { sum, count in
      count == 0 ? 0 : Decimal(digits: sum, scale: scale).double / Double(count)
    }
    return .float(try finite(means, counts))
  }
}

/// Sums in 128 bits.
private func exactSums(_ vector: Vector<Int128>, _ grouping: Grouping) throws(ValueFailure) -> Vector<Int128> {
  var sums = [Int128](repeating: 0, count: grouping.count)
  var present = Bitmap(repeating: false, count: grouping.count)
  for (row, group) in grouping.groupOfRow.enumerated() where group >= 0 {
    if let validity = vector.validity, !validity[row] { continue }
    let (sum, overflow) = sums[Int(group)].addingReportingOverflow(vector.values[row])
    if overflow { throw .overflow(.decimal) }
    sums[Int(group)] = sum
    present[Int(group)] = true
  }
  return Vector(sums, validity: present)
}

private func floatSums(_ vector: Vector<Double>, _ grouping: Grouping) -> ([ExactSum], [Int]) {
  var sums = [ExactSum](repeating: ExactSum(), count: grouping.count)
  var counts = [Int](repeating: 0, count: grouping.count)
  for (row, group) in grouping.groupOfRow.enumerated() where group >= 0 {
    if let validity = vector.validity, !validity[row] { continue }
    sums[Int(group)].add(vector.values[row])
    counts[Int(group)] += 1
  }
  return (sums, counts)
}

/// Missing where nothing was counted.
private func finite(_ values: [Double], _ counts: [Int]) throws(ValueFailure) -> Vector<Double> {
  guard zip(values, counts).allSatisfy({ $0.isFinite || $1 == 0 }) else { throw .overflow(.float) }
  return Vector(optionals: zip(values, counts).map { value, count in count > 0 ? value : nil }, zero: 0)
}
