import StetColumns
import StetDiagnostics

extension Evaluator {
  /// An aggregate over the rows of a partition up to each row, or over the last of them.
  mutating func framed(
    _ call: WindowCall, _ aggregate: Aggregate, where condition: TypedExpression?, _ frame: WindowCall.Frame
  ) throws -> Column {
    let keys = try columns(call.partition)
    let order = try orderKeys(call.order)
    let rows = windowRows(order, grouped(by: keys, rowCount: rowCount).grouping)
    let isKept = try condition.map { condition throws(RunFailure) in try isTrue(condition) }
    let values = call.arguments.dropLast(frame == .rolling ? 2 : 0)
    var arguments: [Column] = []
    for (index, argument) in values.enumerated() {
      let isForAll = aggregate.hasConstant && index == values.count - 1
      // Rows that `where:` leaves out cannot fail.
      if let isKept, !isForAll {
        arguments.append(try column(argument, where: isKept))
      } else {
        arguments.append(try column(argument))
      }
    }
    guard rowCount > 0 else { return try aggregate.apply(arguments, Grouping(runs: [0], rowCount: 0)) }
    let rolling = frame == .rolling ? try rolling(call, rows, order) : nil
    let atLeast = frame == .rolling ? try leastCount(call) : nil
    try WindowOrder(keys: order.map(\.column), rows: rows, arguments: arguments).check(
      frame.prefix + aggregate.name,
      allowsTies: rolling?.goesByTime ?? false,
      advice(call, keys + order.map(\.column), without: Array(values)))

    var frames = rolling?.frames ?? Frames(runningIn: rows.partitions)
    if let isKept { frames = frames.keeping { isKept[$0] } }
    let results = try aggregate.apply(arguments, frames, isCancelled: isCancelled)
    // A value that is missing is no part of a result.
    let own = aggregate.hasConstant ? arguments.dropLast() : arguments[...]
    var present = own.reduce(nil) { bothPresent($0, $1.presence) }
    if let isKept { present = present.map { own in Bitmap(parallel: rowCount) { own[$0] || !isKept[$0] } } }
    if let rolling {
      let filled = rolling.filled(present: present, isKept: frames.kept, atLeast: atLeast)
      counts.windows.add(filled.counts)
      present = filled.has
    } else if let present {
      counts.skipped += rowCount - present.setCount
    }
    return present.map { results.keeping($0) } ?? results
  }

  /// The frames of a call that rolls along an order.
  mutating func rolling(
    _ call: WindowCall, _ rows: WindowRows, _ order: [(column: Column, descending: Bool)]
  ) throws -> RollingFrames {
    let length = try stepCount(try column(call.arguments[call.arguments.count - 2])[0])
    let key = timeKey(call, order)
    let step = try WindowSteps(length, call.unit, along: key?.type)
    // A missing key has no place in time.
    guard let key, step.goesByTime, key.missingCount == 0 else { return RollingFrames(rows, rowCount: length) }
    return RollingFrames(rows, along: key, descending: order[0].descending, by: step)
  }

  /// How many values a frame needs; nil for all.
  private mutating func leastCount(_ call: WindowCall) throws -> Int? {
    switch try column(call.arguments[call.arguments.count - 1])[0] {
    case .missing: return nil
    case .int(let count) where (1...1_000_000).contains(count): return Int(count)
    default: throw ValueFailure(.argument, "`at_least` must be a whole number from 1 to 1,000,000")
    }
  }

  private mutating func isTrue(_ condition: TypedExpression) throws(RunFailure) -> [Bool] {
    guard case .bool(let verdicts) = try column(condition) else {
      preconditionFailure("the binder guarantees a condition here")
    }
    return (0..<rowCount).map { verdicts[$0] == true }
  }
}

extension Aggregate {
  /// One value for each row from the rows of its frame.
  func apply(_ arguments: [Column], _ frames: Frames, isCancelled: () -> Bool) throws -> Column {
    if let column = try framed?(arguments, frames) { return column }
    // As if each frame were a group.
    var results: [Column] = []
    try frames.eachPart { groups, rows in
      if isCancelled() { throw ValueFailure.cancelled }
      results.append(try apply(arguments.map { $0.gather(rows) }, groups))
    }
    return try concatenate(results).gather(frames.partitions.placeOfRow)
  }
}

extension Column {
  /// Missing where it is not said to stay.
  fileprivate func keeping(_ isKept: Bitmap) -> Column {
    gather(
      parallelFill(count) { rows, target in
        for row in rows { target[row &- rows.lowerBound] = isKept[row] ? Int32(truncatingIfNeeded: row) : -1 }
      })
  }
}
