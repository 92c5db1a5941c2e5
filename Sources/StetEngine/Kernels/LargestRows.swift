import StetColumns

/// The rows with the `count` largest values of each group, and those that tie with the last of them, group after group and
/// the largest first; with how many there are beyond `count`.
func largestRows(
  _ column: Column, _ count: Int, _ groups: Grouping, _ isCancelled: () -> Bool
) -> (rows: [Int32], ties: Int) {
  switch column {
  case .narrowInt(let vector), .date(let vector), .period(let vector, _):
    return largest(vector, count, groups, isCancelled)
  case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector):
    return largest(vector, count, groups, isCancelled)
  case .float(let vector): return largest(vector, count, groups, isCancelled)
  case .longDecimal(let vector, _): return largest(vector, count, groups, isCancelled)
  case .bool(let vector):
    let numbers: [UInt8] = vector.values.map { $0 ? 1 : 0 }
    return largest(Vector(numbers, validity: vector.validity), count, groups, isCancelled)
  case .text(let vector):
    let ranks = vector.pool.ranks()
    return largest(
      Vector(vector.codes.map { $0 < 0 ? 0 : ranks[Int($0)] }, validity: column.presence), count, groups, isCancelled)
  }
}

private func largest<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ vector: Vector<Element>, _ count: Int, _ groups: Grouping, _ isCancelled: () -> Bool
) -> (rows: [Int32], ties: Int) {
  guard count > 0, vector.count > 0 else { return ([], 0) }
  if groups.count == 1 {
    let (rows, ties) = largestOfAll(vector, count)
    return (falling(rows, vector, nil, isCancelled), ties)
  }
  let largest = count <= 16 ? Largest(count, vector, groups) : nil
  if let largest, !largest.hasTies { return (largest.allRows, 0) }
  let least = largest?.least ?? leastKeptBySorting(vector, count, groups)
  let groupOfRow = groups.groupOfRow
  let found = rows(below: vector.count) { row in
    guard vector.validity?[row] ?? true else { return false }
    guard let least = least[Int(groupOfRow[row])] else { return true }
    return vector.values[row] >= least
  }
  let kept = groups.sizes(vector.validity).reduce(0) { $0 + min(Int($1), count) }
  return (falling(found, vector, groups, isCancelled), found.count - kept)
}

/// Rows in input order by their group, and the largest value first.
private func falling<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ rows: [Int32], _ vector: Vector<Element>, _ groups: Grouping?, _ isCancelled: () -> Bool
) -> [Int32] {
  let values = rows.map { vector.values[Int($0)] }
  let different = Set(values).sorted()
  let ranks = Dictionary(uniqueKeysWithValues: zip(different, Int32(0)...))
  var order = [(column: Column.narrowInt(Vector(values.map { ranks[$0] ?? 0 })), descending: true)]
  if let groups {
    let numbers = groups.groupOfRow
    order.insert((column: .narrowInt(Vector(rows.map { numbers[Int($0)] })), descending: false), at: 0)
  }
  return sortedRows(order, rowCount: rows.count, isCancelled: isCancelled).map { rows[Int($0)] }
}

/// The largest values of some groups and their rows: `count` slots for each, the largest first, and the first of equal ones.
private struct Largest<Element: Comparable & BitwiseCopyable & Sendable & Hashable>: Sendable {
  private let count: Int
  private var values: [Element]
  private var rows: [Int32]
  private var filled: [UInt8]
  /// The last of each group's values, once all its slots are filled: nearly always the only value that a row is compared with.
  private var last: [Element]
  /// Whether a value was left out that equals one which then was the last of its group.
  private(set) var hasTies = false

  private init(_ count: Int, groups: Int, placeholder: Element) {
    self.count = count
    values = [Element](repeating: placeholder, count: groups * count)
    rows = [Int32](repeating: -1, count: groups * count)
    filled = [UInt8](repeating: 0, count: groups)
    last = [Element](repeating: placeholder, count: groups)
  }

  /// Each row is visited once. At most 255 slots.
  init(_ count: Int, _ vector: Vector<Element>, _ groups: Grouping) {
    let members = groups.members(vector.validity)
    let rows = vector.count
    let parts = max(1, min(Parallelism.threads, rows / max(Parallelism.fewRows, groups.count * count)))
    let found = parallelMap(parts) { part in
      var largest = Largest(count, groups: groups.count, placeholder: vector.values[0])
      unsafe vector.values.withUnsafeBufferPointer { values in
        members.each(rows * part / parts..<rows * (part + 1) / parts) { group, row in
          unsafe largest.add(values[row], Int32(truncatingIfNeeded: row), to: group)
        }
      }
      return largest
    }
    self = found[0]
    for other in found.dropFirst() {
      hasTies = hasTies || other.hasTies
      for group in 0..<groups.count {
        for place in group * count..<group * count + Int(other.filled[group]) {
          add(other.values[place], other.rows[place], to: group)
        }
      }
    }
  }

  @inline(__always)
  private mutating func add(_ value: Element, _ row: Int32, to group: Int) {
    if Int(filled[group]) == count, value <= last[group] {
      if value == last[group] { hasTies = true }
      return
    }
    insert(value, row, to: group)
  }

  @inline(never)
  private mutating func insert(_ value: Element, _ row: Int32, to group: Int) {
    let start = group * count
    let isFull = Int(filled[group]) == count
    let end = start + (isFull ? count - 1 : Int(filled[group]))
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe rows.withUnsafeMutableBufferPointer { rows in
        var place = end
        while place > start, unsafe values[place &- 1] < value {
          unsafe (values[place], rows[place]) = unsafe (values[place &- 1], rows[place &- 1])
          place &-= 1
        }
        unsafe (values[place], rows[place]) = (value, row)
      }
    }
    if !isFull { filled[group] += 1 }
    // The one that made room may equal the one that is the last now.
    if isFull, values[start + count - 1] == last[group] { hasTies = true }
    last[group] = values[start + count - 1]
  }

  /// Group after group.
  var allRows: [Int32] { rows.filter { $0 >= 0 } }

  /// The smallest value that is kept of each group; nil if all are.
  var least: [Element?] { filled.indices.map { Int(filled[$0]) == count ? last[$0] : nil } }
}

private func leastKeptBySorting<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ vector: Vector<Element>, _ count: Int, _ groups: Grouping
) -> [Element?] {
  let ordered = groups.rows(where: vector.validity)
  return ordered.parallel { range in
    range.count > count ? ordered.rows[range].map { vector.values[Int($0)] }.sorted(by: >)[count - 1] : nil
  }
}

/// The largest of all rows: what cannot be among them is skipped, whole ranges of the file if the column has a map of
/// them, and eight rows at a time.
private func largestOfAll<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ vector: Vector<Element>, _ count: Int
) -> (rows: [Int32], ties: Int) {
  typealias Contender = (value: Element, row: Int32)
  /// The largest and their ties.
  @Sendable func pruned(_ candidates: [Contender]) -> [Contender] {
    guard candidates.count > count else { return candidates }
    let least = candidates.map(\.value).sorted(by: >)[count - 1]
    return candidates.filter { $0.value >= least }
  }
  @Sendable func candidates(_ rows: Range<Int>, _ found: inout [Contender], _ least: inout Element?) {
    var limit = max(1024, count * 4, found.count * 4)
    unsafe vector.values.withUnsafeBufferPointer { values in
      var row = rows.lowerBound
      while row < rows.upperBound {
        let end = min(row &+ 8, rows.upperBound)
        if let least, end &- row == 8 {
          var isAny = false
          for place in 0..<8 { isAny = unsafe values[row &+ place] >= least || isAny }
          if !isAny {
            row = end
            continue
          }
        }
        for row in row..<end {
          let value = unsafe values[row]
          if let least, value < least { continue }
          if vector.validity?[row] ?? true { found.append((value, Int32(truncatingIfNeeded: row))) }
        }
        row = end
        if found.count >= limit {
          found = pruned(found)
          least = found.map(\.value).min()
          // Many ties leave many candidates.
          limit = max(1024, found.count * 4)
        }
      }
    }
  }
  var kept: [Contender] = []
  if let zones = vector.zoneMap?.zones, zones.count >= count {
    // Enough values are at least as large as this one.
    var least = Optional(zones.map(\.most).sorted(by: >)[count - 1])
    for zone in zones where least.map({ zone.most >= $0 }) ?? true {
      candidates(Int(zone.rows.lowerBound)..<Int(zone.rows.upperBound), &kept, &least)
    }
  } else {
    let found = parallelStretches(vector.count) { rows in
      var (found, least): ([Contender], Element?) = ([], nil)
      candidates(rows, &found, &least)
      return pruned(found)
    }
    kept = found.flatMap { $0 }
  }
  kept = pruned(kept)
  return (kept.map(\.row), max(0, kept.count - count))
}
