import StetColumns
import StetDiagnostics
import Synchronization

extension Window {
  static let runningSum = Window(
    "running_sum",
    "the sum of the values up to and including this row; missing values are skipped, and the sum in their rows is missing",
    example: "derive so_far = running_sum(persons) within state sort year", [Parameter("value", .number)],
    result: .argument(0), unit: .keeps(argument: 0), reach: .upToHere, foreign: ["cumsum": .same]
  ) { arguments, rows throws(ValueFailure) in
    if case .decimal(let vector, let scale) = arguments.columns[0],
      let sums = running(vector.values, rows, zero: Int64(0), { $0.addingReportingOverflow($1) })
    {
      return .decimal(Vector(sums, validity: vector.validity).cleared(zero: 0), scale: scale)
    }
    switch arguments.columns[0].wide {
    case .int(let vector):
      guard let sums = running(vector.values, rows, zero: Int64(0), { $0.addingReportingOverflow($1) }) else {
        throw .overflow(.int)
      }
      return .int(Vector(sums, validity: vector.validity).cleared(zero: 0))
    case .longDecimal(let vector, let scale):
      guard let sums = running(vector.values, rows, zero: Int128(0), { $0.addingReportingOverflow($1) }) else {
        throw .tooLarge
      }
      return Column.longDecimal(Vector(sums, validity: vector.validity).cleared(zero: 0), scale: scale).narrowed
    case .float(let vector):
      let sums = running(vector.values, rows, zero: ExactSum()) { sum, value in
        var sum = sum
        sum.add(value)
        return (sum, !sum.value.isFinite)
      }
      guard let sums else { throw .tooLarge }
      return .float(Vector(sums.map(\.value), validity: vector.validity).cleared(zero: 0))
    case .narrowInt, .decimal, .bool, .text, .date, .datetime, .period, .duration:
      preconditionFailure("the binder guarantees a number here")
    }
  }
}

/// The value under a missing row is zero, so it adds nothing. Nil if a sum is too large. Inlined, so that the loop is specialized.
@inline(__always)
private func running<Value: Sendable, Sum: BitwiseCopyable & Sendable>(
  _ values: [Value], _ rows: WindowRows, zero: Sum, _ add: @Sendable (Sum, Value) -> (Sum, Bool)
) -> [Sum]? {
  let overflows = Atomic<Bool>(false)
  let sums: [Sum] = unsafe rows.partitions.perRow { _, partition, sums in
    var (sum, isTooLarge) = (zero, false)
    for row in partition {
      let (next, overflow) = add(sum, values[Int(row)])
      isTooLarge = isTooLarge || overflow
      sum = next
      unsafe sums[Int(row)] = next
    }
    if isTooLarge { overflows.store(true, ordering: .relaxed) }
  }
  return overflows.load(ordering: .relaxed) ? nil : sums
}

extension ValueFailure {
  fileprivate static var tooLarge: ValueFailure { ValueFailure(.overflow, "the running sum is too large") }
}
