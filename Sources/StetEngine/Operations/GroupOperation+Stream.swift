import StetColumns
import StetDiagnostics

extension GroupOperation {
  /// Where the groups are few enough for a place for each, and all aggregates can do without whole columns.
  func taking(_ stream: StreamBuilder) throws(RunFailure) -> (
    table: Table, counts: [StreamCounts], entries: [LedgerEntry.Count]
  )? {
    guard aggregates.allSatisfy({ $0.aggregate.accumulator != nil }) else { return nil }
    var stream = stream
    var groupKeys: [GroupKey] = []
    var streamed: [StreamedAggregate] = []
    var numbers: Register?
    do throws(NotCompiled) {
      try stream.finish { compiler throws(NotCompiled) in
        let rowCount = compiler.rowCount
        var groups = 1
        for (_, key) in keys {
          guard let key = try compiler.groupKey(key, most: max(4096, min(1 << 16, rowCount))),
            groups * key.values.count <= max(4096, min(1 << 16, rowCount))
          else { throw .needsWholeColumns }
          groups *= key.values.count
          groupKeys.append(key)
        }
        numbers = compiler.builder.combined(groupKeys)
        for call in aggregates { streamed.append(try compiler.aggregate(call)) }
        guard streamed.allSatisfy({ $0.accumulator.hasRoom(groups: groups) }) else { throw .needsWholeColumns }
      }
    } catch {
      // A failure is for the run over whole columns to report, after those of the steps before.
      return nil
    }
    let groups = groupKeys.reduce(1) { $0 * $1.values.count }
    let sink = GroupSink(numbers: numbers, groups: groups, aggregates: streamed)
    if sink.onlyCountsRows { stream.onlyCountsRows() }
    let (lanes, counts) = try stream.run(into: sink)
    var sizes = [Int64](repeating: 0, count: groups)
    for lane in lanes { lane.addSizes(to: &sizes) }
    let order = order(of: groupKeys, sizes)
    var columns = keyColumns(groupKeys, order)
    var entries: [LedgerEntry.Count] = []
    for (place, call) in aggregates.enumerated() {
      let column: Column
      do throws(ValueFailure) {
        column = try streamed[place].accumulator.column(lanes.map { $0.accumulators[place] }, sizes: sizes)
      } catch {
        throw call.failure(error)
      }
      columns.append(column.gather(order, areRows: true))
      entries += call.entries(
        undecided: lanes.reduce(0) { $0 + $1.undecided[place] }, skipped: lanes.reduce(0) { $0 + $1.skipped[place] })
    }
    let table = Table(
      schema: Schema(keys.map(\.field) + aggregates.map(\.field)), columns: columns, rowCount: order.count,
      sources: stream.sources)
    return (table, counts, entries)
  }

  /// The groups that have rows, in the order of their keys.
  private func order(of keys: [GroupKey], _ sizes: [Int64]) -> [Int32] {
    guard !keys.isEmpty else { return [0] }
    let occupied = (0..<Int32(sizes.count)).filter { sizes[Int($0)] > 0 }
    let ranks = occupied.map { group -> Int in
      var (rest, rank, stride) = (Int(group), 0, 1)
      for key in keys.reversed() {
        rank += Int(key.ranks[rest % key.values.count]) * stride
        rest /= key.values.count
        stride *= key.values.count
      }
      return rank
    }
    return occupied.indices.sorted { ranks[$0] < ranks[$1] }.map { occupied[$0] }
  }

  private func keyColumns(_ keys: [GroupKey], _ order: [Int32]) -> [Column] {
    var stride = Int32(1)
    var columns: [Column] = []
    for key in keys.reversed() {
      let count = Int32(key.values.count)
      columns.append(key.values.gather(order.map { [stride] in $0 / stride % count }, areRows: true))
      stride *= count
    }
    return columns.reversed()
  }
}

extension ProgramBuilder {
  /// The number of each row's group, the first key highest; nil without keys.
  fileprivate mutating func combined(_ keys: [GroupKey]) -> Register? {
    var numbers: Register?
    for key in keys { numbers = numbers.map { combined($0, key) } ?? key.places }
    return numbers
  }

  private mutating func combined(_ numbers: Register, _ key: GroupKey) -> Register {
    let out = register(.narrow, .int)
    let (x, y): (Side<Int32>, Side<Int32>) = (.cells(numbers), .cells(key.places))
    let count = Int32(key.values.count)
    emit { $0.map(x, y, out) { (x: Int32, y: Int32) in x &* count &+ y } }
    return out
  }
}

extension ExpressionCompiler {
  fileprivate mutating func aggregate(_ call: AggregateCall) throws(NotCompiled) -> StreamedAggregate {
    let condition = try call.condition.map { condition throws(NotCompiled) in
      builder.cells(try compile(condition))
    }
    var arguments: [Register] = []
    for (index, argument) in call.arguments.enumerated() {
      // Rows that `where:` leaves out cannot fail.
      let isForAll = call.aggregate.hasConstant && index == call.arguments.count - 1
      if let condition, !isForAll {
        arguments.append(builder.cells(try compile(argument, in: .whereTrue(condition))))
      } else {
        arguments.append(builder.cells(try compile(argument)))
      }
    }
    guard let accumulator = call.aggregate.accumulator?(&builder, arguments, condition, rowCount) else {
      throw .needsWholeColumns
    }
    return StreamedAggregate(accumulator: accumulator, arguments: arguments, condition: condition)
  }
}
