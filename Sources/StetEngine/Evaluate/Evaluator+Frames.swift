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
      allowsTies: rolling?.goesByTime ?? false || condition == nil && readsOnlyKeys(call, Array(values)),
      advice(call, keys + order.map(\.column), without: Array(values)))

    let places = rows.partitions.rows
    var frames = rolling?.frames ?? Frames(runningIn: rows.partitions.starts)
    if let isKept { frames = frames.keeping { isKept[Int(places[$0])] } }
    let results = try aggregate.apply(arguments.map { $0.gather(places) }, frames, isCancelled: isCancelled)
    // A value that is missing is no part of a result.
    let own = aggregate.hasConstant ? arguments.dropLast() : arguments[...]
    let isMissing = places.map { row in
      (isKept?[Int(row)] ?? true) && own.contains { !$0.isPresent(Int(row)) }
    }
    let has: Bitmap
    if let rolling {
      let filled = rolling.filled(missing: isMissing, isKept: frames.kept, atLeast: atLeast)
      has = filled.has
      counts.windows.add(filled.counts)
    } else {
      counts.skipped += isMissing.count { $0 }
      has = Bitmap(count: rowCount) { !isMissing[$0] }
    }
    var placeOfRow = [Int32](repeating: -1, count: rowCount)
    for (place, row) in places.enumerated() where has[place] { placeOfRow[Int(row)] = Int32(truncatingIfNeeded: place) }
    return results.gather(placeOfRow)
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
  /// One value for each frame of arguments that are in the order of the places.
  func apply(_ arguments: [Column], _ frames: Frames, isCancelled: () -> Bool) throws -> Column {
    if let column = try framed?(arguments, frames) { return column }
    var results: [Column] = []
    for places in frames.parts {
      if isCancelled() { throw ValueFailure.cancelled }
      results.append(try apply(arguments, frames, places))
    }
    return try concatenate(results)
  }

  /// As if each frame were a group: its rows are listed.
  private func apply(_ arguments: [Column], _ frames: Frames, _ places: Range<Int>) throws(ValueFailure) -> Column {
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    for place in places {
      rows += frames.starts[place]..<frames.ends[place]
      starts.append(Int32(truncatingIfNeeded: rows.count))
    }
    var grouping = Grouping(runs: starts, rowCount: rows.count)
    if let kept = frames.kept { grouping = grouping.keeping { kept[Int(rows[$0])] } }
    return try apply(arguments.map { $0.gather(rows) }, grouping)
  }
}
