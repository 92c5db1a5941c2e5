import StetColumns
import StetDiagnostics

extension Window {
  /// The parameter that may have a unit.
  package static let steps = "steps"

  static let previous = Window(
    "previous",
    "the value one step before: a period where the rows are in the order of periods, else a row; or as many periods or rows as are given, `12 months`, `7 rows`. Missing if there is no such row",
    example: "derive change = persons - previous(persons) within state sort year",
    [Parameter("value", .any), Parameter(steps, .type(.int), default: .int(1), isConstant: true)],
    result: .argument(0), unit: .keeps(argument: 0), reach: .neighbors(-1), foreign: ["lag": .same, "shift": .same]
  ) { arguments, rows throws(ValueFailure) in try neighbor(arguments, rows, sign: -1) }

  static let next = Window(
    "next",
    "the value one step after: a period where the rows are in the order of periods, else a row; or as many periods or rows as are given, `12 months`, `7 rows`. Missing if there is no such row",
    example: "derive following = next(persons) within state sort year",
    [Parameter("value", .any), Parameter(steps, .type(.int), default: .int(1), isConstant: true)],
    result: .argument(0), unit: .keeps(argument: 0), reach: .neighbors(1), foreign: ["lead": .same]
  ) { arguments, rows throws(ValueFailure) in try neighbor(arguments, rows, sign: 1) }

  static let percentChange = Window(
    "percent_change",
    "the relative change since one step before, or since as many as are given, as for `previous`: 0.25 is a quarter more",
    example: "derive growth = percent_change(persons) within state sort year",
    [Parameter("value", .type(.float)), Parameter(steps, .type(.int), default: .int(1), isConstant: true)],
    result: .type(.float), unit: .none, reach: .neighbors(-1), foreign: ["pct_change": .same]
  ) { arguments, rows throws(ValueFailure) in
    let before = try neighbor(arguments, rows, sign: -1)
    return compared(arguments.columns[0], with: before) { ($0 - $1) / $1 }
  }

  static let indexTo = Window(
    "index_to", "the value as an index that is 100 in the row where the sort column has the given value",
    example: "derive index = index_to(persons, FY2010) within state sort year",
    [Parameter("value", .type(.float)), Parameter("base", .any, isConstant: true)], result: .type(.float), unit: .none,
    reach: .base, foreign: [:]
  ) { arguments, rows throws(ValueFailure) in
    guard let order = rows.order else { throw ValueFailure(.argument, "`index_to` needs a `sort` by one column") }
    let base = arguments.constant(1)
    guard order.type == base.type else {
      throw ValueFailure(
        .typesDiffer,
        "the sort column is of type `\(order.type.name)`, but the base is of type `\(base.type?.name ?? "missing")`")
    }
    // Two rows with the base would be two bases, unless they have the same value.
    let values = arguments.columns[0]
    for group in 0..<rows.partitions.count {
      let found = rows.partitions[group].filter { order[Int($0)] == base }
      guard let first = found.first, let other = found.first(where: { values[Int($0)] != values[Int(first)] }) else {
        continue
      }
      throw ValueFailure(
        .needsOrder, "`index_to` needs one base, but several rows have \(plainText(base))",
        notes: [
          "two of their values are \(plainText(values[Int(first)])) and \(plainText(values[Int(other)])); a column in `within` separates them"
        ])
    }
    let bases: [Int32] = unsafe rows.partitions.perRow { _, partition, bases in
      let found = partition.first { order[Int($0)] == base } ?? -1
      for row in partition { unsafe bases[Int(row)] = found }
    }
    return compared(arguments.columns[0], with: arguments.columns[0].gather(bases)) { $0 / $1 * 100 }
  }
}

func stepCount(_ value: Value) throws(ValueFailure) -> Int {
  guard case .int(let steps) = value, (1...1_000_000).contains(steps) else {
    throw ValueFailure(.argument, "the number of steps must be a whole number from 1 to 1,000,000")
  }
  return Int(steps)
}

private func neighbor(_ arguments: Arguments, _ rows: WindowRows, sign: Int) throws(ValueFailure) -> Column {
  let steps = try stepCount(arguments.constant(1))
  return arguments.columns[0].gather(rows.neighbors(sign * steps))
}

/// Two floats into one, row by row; what is not finite is missing. Inlined, so that the loops are specialized for the body.
@inline(__always)
private func compared(_ column: Column, with other: Column, _ body: @Sendable (Double, Double) -> Double) -> Column {
  guard case .float(let a) = column, case .float(let b) = other else {
    preconditionFailure("the binder guarantees floats here")
  }
  let results: [Double] = parallelFill(a.count) { rows, target in
    for row in rows { target[row &- rows.lowerBound] = body(a.values[row], b.values[row]) }
  }
  let isPresent = Bitmap(parallel: a.count) { row in
    results[row].isFinite && a.validity?[row] ?? true && b.validity?[row] ?? true
  }
  return .float(Vector(results, validity: isPresent).cleared(zero: 0))
}
