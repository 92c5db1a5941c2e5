import StetColumns
import StetDiagnostics

extension Window {
  static let runningSum = Window(
    "running_sum",
    "the sum of the values up to and including this row; missing values are skipped, and the sum in their rows is missing",
    example: "derive so_far = running_sum(persons) within state sort year", [Parameter("value", .number)],
    result: .argument(0), unit: .keeps(argument: 0), reach: .upToHere, foreign: ["cumsum": .same]
  ) { arguments, rows throws(ValueFailure) in
    switch arguments.columns[0].wide {
    case .int(let vector):
      let sums = try running(vector.values.map { Int128($0) }, rows, zero: Int128(0)) { $0.addingReportingOverflow($1) }
      guard sums.allSatisfy({ $0 == Int128(Int64(truncatingIfNeeded: $0)) }) else { throw .overflow(.int) }
      return .int(Vector(sums.map { Int64(truncatingIfNeeded: $0) }, validity: vector.validity).cleared(zero: 0))
    case .longDecimal(let vector, let scale):
      let sums = try running(vector.values, rows, zero: Int128(0)) { $0.addingReportingOverflow($1) }
      return Column.longDecimal(Vector(sums, validity: vector.validity).cleared(zero: 0), scale: scale).narrowed
    case .float(let vector):
      let sums = try running(vector.values, rows, zero: ExactSum()) { sum, value in
        var sum = sum
        sum.add(value)
        return (sum, !sum.value.isFinite)
      }
      return .float(Vector(sums.map(\.value), validity: vector.validity).cleared(zero: 0))
    case .narrowInt, .decimal, .bool, .text, .date, .datetime, .period, .duration:
      preconditionFailure("the binder guarantees a number here")
    }
  }
}

/// The value under a missing row is zero, so it adds nothing.
private func running<Value, Sum>(
  _ values: [Value], _ rows: WindowRows, zero: Sum, _ add: (Sum, Value) -> (Sum, Bool)
) throws(ValueFailure) -> [Sum] {
  var sums = [Sum](repeating: zero, count: values.count)
  for partition in rows.partitions {
    var sum = zero
    for row in partition {
      let (next, overflow) = add(sum, values[Int(row)])
      if overflow { throw ValueFailure(.overflow, "the running sum is too large") }
      sum = next
      sums[Int(row)] = sum
    }
  }
  return sums
}
