import StetColumns

extension Aggregate {
  static let min = Aggregate(
    "min", "the smallest value", example: "group by state: least = min(persons)", [Parameter("value", .ordered)],
    result: .argument(0), unit: .keeps(argument: 0), role: .compared, foreign: [:]
  ) { columns, grouping in
    extreme(columns[0], grouping, isLargest: false)
  }.accumulated { builder, arguments, kept, _ in
    ExtremeAccumulator(&builder, arguments[0], kept, isLargest: false)
  }.overFrames { columns, frames in extreme(columns[0], frames, isLargest: false) }

  static let max = Aggregate(
    "max", "the largest value", example: "group by state: most = max(persons)", [Parameter("value", .ordered)],
    result: .argument(0), unit: .keeps(argument: 0), role: .compared, foreign: [:]
  ) { columns, grouping in
    extreme(columns[0], grouping, isLargest: true)
  }.accumulated { builder, arguments, kept, _ in
    ExtremeAccumulator(&builder, arguments[0], kept, isLargest: true)
  }.overFrames { columns, frames in extreme(columns[0], frames, isLargest: true) }

  static let first = Aggregate(
    "first", "the first value that is not missing, in the order of the rows",
    example: "group by state: earliest = first(persons)", [Parameter("value", .any)], result: .argument(0),
    unit: .keeps(argument: 0), dependsOnOrder: true, role: .compared, foreign: [:]
  ) { columns, grouping in
    columns[0].gather(grouping.rows(presentIn: columns[0]).map { $0.first ?? -1 })
  }.overFrames { columns, frames in
    frames.grown(Int32(-1), over: columns[0].presence) { first, row in
      if first < 0 { first = Int32(truncatingIfNeeded: row) }
    } result: { first in
      first
    }.map { columns[0].gather($0) }
  }

  static let last = Aggregate(
    "last", "the last value that is not missing, in the order of the rows",
    example: "group by state: latest = last(persons)", [Parameter("value", .any)], result: .argument(0),
    unit: .keeps(argument: 0), dependsOnOrder: true, role: .compared, foreign: [:]
  ) { columns, grouping in
    columns[0].gather(grouping.rows(presentIn: columns[0]).map { $0.last ?? -1 })
  }.overFrames { columns, frames in
    frames.grown(Int32(-1), over: columns[0].presence) { last, row in
      last = Int32(truncatingIfNeeded: row)
    } result: { last in
      last
    }.map { columns[0].gather($0) }
  }
}

/// The rows of a frame that none after them is better than, the best first.
private struct Best {
  private var rows: [Int32] = []
  private var head = 0

  var first: Int32 { head < rows.count ? rows[head] : -1 }

  mutating func add(_ row: Int, isWorse: (Int32) -> Bool) {
    while rows.count > head, isWorse(rows[rows.count - 1]) { rows.removeLast() }
    rows.append(Int32(truncatingIfNeeded: row))
  }

  mutating func remove(_ row: Int) {
    if head < rows.count, rows[head] == row { head += 1 }
    guard head > 1024, head * 2 > rows.count else { return }
    rows.removeFirst(head)
    head = 0
  }
}

/// The smallest or largest value of each frame.
private func extreme(_ column: Column, _ frames: Frames, isLargest: Bool) -> Column {
  // Groups are numbered in the order of their values.
  let ranks = grouped(by: [column], rowCount: frames.count).grouping.groupOfRow
  let best: [Int32] = frames.slid(Best(), over: column.presence) { best, row in
    let own = ranks[row]
    best.add(row) { isLargest ? ranks[Int($0)] < own : ranks[Int($0)] > own }
  } remove: { best, row in
    best.remove(row)
  } result: { best in
    best.first
  }
  return column.gather(best)
}

/// The smallest or largest value of each group; the first of equal ones.
private func extreme(_ column: Column, _ grouping: Grouping, isLargest: Bool) -> Column {
  switch column {
  case .narrowInt(let vector): .narrowInt(extreme(vector, grouping, isLargest))
  case .int(let vector): .int(extreme(vector, grouping, isLargest))
  case .datetime(let vector): .datetime(extreme(vector, grouping, isLargest))
  case .duration(let vector): .duration(extreme(vector, grouping, isLargest))
  case .date(let vector): .date(extreme(vector, grouping, isLargest))
  case .period(let vector, let kind): .period(extreme(vector, grouping, isLargest), kind)
  case .float(let vector): .float(extreme(vector, grouping, isLargest))
  case .decimal(let vector, let scale): .decimal(extreme(vector, grouping, isLargest), scale: scale)
  case .longDecimal(let vector, let scale): .longDecimal(extreme(vector, grouping, isLargest), scale: scale)
  case .bool(let vector):
    .bool(truth(extreme(Vector(vector.values.map { $0 ? 1 : 0 }, validity: vector.validity), grouping, isLargest)))
  case .text(let vector): .text(extreme(vector, grouping, isLargest))
  }
}

private func truth(_ vector: Vector<Int32>) -> Vector<Bool> {
  Vector(vector.values.map { $0 == 1 }, validity: vector.validity)
}

private func extreme(_ vector: TextVector, _ grouping: Grouping, _ isLargest: Bool) -> TextVector {
  let ranks = vector.pool.isSorted ? nil : vector.pool.ranks()
  let places = ranks.map { ranks in vector.codes.map { $0 < 0 ? 0 : ranks[Int($0)] } } ?? vector.codes
  let best = extreme(Vector(places, validity: Column.text(vector).presence), grouping, isLargest)
  var codes: [Int32] = []
  if let ranks {
    codes = [Int32](repeating: -1, count: ranks.count)
    for (code, rank) in ranks.enumerated() { codes[Int(rank)] = Int32(truncatingIfNeeded: code) }
  }
  return TextVector(
    codes: best.values.indices.map { group in
      best[group].map { ranks == nil ? $0 : codes[Int($0)] } ?? -1
    }, pool: vector.pool)
}

/// A bound below and above every value.
private protocol Bounded: Comparable, Hashable, BitwiseCopyable, Sendable {
  static var below: Self { get }
  static var above: Self { get }
  static var zero: Self { get }
}

extension Int32: Bounded {
  fileprivate static var below: Int32 { .min }
  fileprivate static var above: Int32 { .max }
}

extension Int64: Bounded {
  fileprivate static var below: Int64 { .min }
  fileprivate static var above: Int64 { .max }
}

extension Int128: Bounded {
  fileprivate static var below: Int128 { .min }
  fileprivate static var above: Int128 { .max }
}

extension Double: Bounded {
  fileprivate static var below: Double { -.infinity }
  fileprivate static var above: Double { .infinity }
}

private func extreme<Value: Bounded>(_ vector: Vector<Value>, _ grouping: Grouping, _ isLargest: Bool) -> Vector<Value>
{
  let members = grouping.members(vector.validity)
  // Written whether or not it changes: a branch would be mispredicted too often.
  let best = unsafe grouping.accumulated(zero: isLargest ? Value.below : .above, isExact: true) { rows, best in
    unsafe vector.values.withUnsafeBufferPointer { values in
      if isLargest {
        members.each(rows) { group, row in unsafe best[group] = values[row] > best[group] ? values[row] : best[group] }
      } else {
        members.each(rows) { group, row in unsafe best[group] = values[row] < best[group] ? values[row] : best[group] }
      }
    }
  } merge: { best, other in
    if isLargest ? other > best : other < best { best = other }
  }
  return Vector(best, validity: filled(vector.validity, grouping)).cleared(zero: .zero)
}
