import StetColumns
import StetDiagnostics

extension Executor {
  /// Each group's largest values first; groups in the order of their keys.
  func top(
    _ table: Table, _ count: Int, _ key: TypedExpression, _ by: [TypedExpression], _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    var keys: [Column] = []
    for expression in by { keys.append(try evaluator.column(expression)) }
    let values = try evaluator.column(key)
    let groups = grouped(by: keys, rowCount: table.rowCount).grouping
    let (rows, ties) = largest(values, count, groups)
    if ties > 0 { entry.counts.append(.init("kept beyond \(count) as ties", ties)) }
    let missing = values.missingCount
    if missing > 0 { entry.counts.append(.init("missing left out", missing)) }
    var order = [(column: values.gather(rows), descending: true)]
    if groups.count > 1 {
      let numbers = groups.groupOfRow
      order.insert((column: .narrowInt(Vector(rows.map { numbers[Int($0)] })), descending: false), at: 0)
    }
    return table.gather(
      sortedRows(order, rowCount: rows.count, isCancelled: isCancelled).map { rows[Int($0)] })
  }
}

/// The rows with the `count` largest values of each group, and those that tie with the last of them; in input order, with
/// how many there are beyond `count`.
private func largest(_ column: Column, _ count: Int, _ groups: Grouping) -> (rows: [Int32], ties: Int) {
  switch column {
  case .narrowInt(let vector), .date(let vector), .period(let vector, _): return largest(vector, count, groups)
  case .int(let vector), .datetime(let vector), .duration(let vector): return largest(vector, count, groups)
  case .float(let vector): return largest(vector, count, groups)
  case .decimal(let vector, _): return largest(vector, count, groups)
  case .bool(let vector):
    let numbers: [UInt8] = vector.values.map { $0 ? 1 : 0 }
    return largest(Vector(numbers, validity: vector.validity), count, groups)
  case .text(let vector):
    let ranks = vector.pool.ranks()
    return largest(
      Vector(vector.codes.map { $0 < 0 ? 0 : ranks[Int($0)] }, validity: column.presence), count, groups)
  }
}

private func largest<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ vector: Vector<Element>, _ count: Int, _ groups: Grouping
) -> (rows: [Int32], ties: Int) {
  guard count > 0, vector.count > 0 else { return ([], 0) }
  if groups.count == 1 { return largestOfAll(vector, count) }
  let kept = groups.sizes(vector.validity).reduce(0) { $0 + min(Int($1), count) }
  let least = count <= 16 ? leastKept(vector, count, groups) : leastKeptBySorting(vector, count, groups)
  let groupOfRow = groups.groupOfRow
  let found = rows(below: vector.count) { row in
    guard vector.validity?[row] ?? true else { return false }
    guard let least = least[Int(groupOfRow[row])] else { return true }
    return vector.values[row] >= least
  }
  return (found, found.count - kept)
}

/// The largest values of some groups: `count` places for each, the largest first.
private struct Largest<Element: Comparable & Sendable>: Sendable {
  let count: Int
  var values: [Element]
  var filled: [Int32]

  init(_ count: Int, groups: Int, placeholder: Element) {
    self.count = count
    values = [Element](repeating: placeholder, count: groups * count)
    filled = [Int32](repeating: 0, count: groups)
  }

  @inline(__always)
  mutating func add(_ value: Element, to group: Int) {
    let start = group &* count
    let filled = Int(filled[group])
    if filled == count, value <= values[start &+ count &- 1] { return }
    var place = start &+ min(filled, count &- 1)
    while place > start, values[place &- 1] < value {
      values[place] = values[place &- 1]
      place &-= 1
    }
    values[place] = value
    if filled < count { self.filled[group] = Int32(truncatingIfNeeded: filled &+ 1) }
  }
}

/// The smallest value that is kept of each group, nil where all are; each row is looked at once.
private func leastKept<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ vector: Vector<Element>, _ count: Int, _ groups: Grouping
) -> [Element?] {
  let groupOfRow = groups.groupOfRow
  let rows = vector.count
  let parts = max(1, min(Parallelism.threads, rows / max(Parallelism.fewRows, groups.count * count)))
  let found = parallelMap(parts) { part in
    var largest = Largest(count, groups: groups.count, placeholder: vector.values[0])
    for row in (rows * part / parts)..<(rows * (part + 1) / parts) where vector.validity?[row] ?? true {
      largest.add(vector.values[row], to: Int(groupOfRow[row]))
    }
    return largest
  }
  var largest = found[0]
  for other in found.dropFirst() {
    for group in 0..<groups.count {
      for place in 0..<Int(other.filled[group]) { largest.add(other.values[group * count + place], to: group) }
    }
  }
  return (0..<groups.count).map { Int(largest.filled[$0]) == count ? largest.values[$0 * count + count - 1] : nil }
}

private func leastKeptBySorting<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ vector: Vector<Element>, _ count: Int, _ groups: Grouping
) -> [Element?] {
  let ordered = groups.rows { vector.validity?[$0] ?? true }
  return ordered.parallel { range in
    range.count > count ? ordered.rows[range].map { vector.values[Int($0)] }.sorted(by: >)[count - 1] : nil
  }
}

/// The largest of all rows: what cannot be among them is passed over eight at a time.
private func largestOfAll<Element: Comparable & BitwiseCopyable & Sendable & Hashable>(
  _ vector: Vector<Element>, _ count: Int
) -> (rows: [Int32], ties: Int) {
  typealias Candidate = (value: Element, row: Int32)
  /// The largest and their ties.
  @Sendable func pruned(_ candidates: [Candidate]) -> [Candidate] {
    guard candidates.count > count else { return candidates }
    let least = candidates.map(\.value).sorted(by: >)[count - 1]
    return candidates.filter { $0.value >= least }
  }
  let found = parallelStretches(vector.count) { stretch in
    var candidates: [Candidate] = []
    var least: Element?
    var limit = max(1024, count * 4)
    unsafe vector.values.withUnsafeBufferPointer { values in
      var row = stretch.lowerBound
      while row < stretch.upperBound {
        let end = min(row &+ 8, stretch.upperBound)
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
          if vector.validity?[row] ?? true { candidates.append((value, Int32(truncatingIfNeeded: row))) }
        }
        row = end
        if candidates.count >= limit {
          candidates = pruned(candidates)
          least = candidates.map(\.value).min()
          // Many ties leave many candidates.
          limit = max(1024, candidates.count * 4)
        }
      }
    }
    return pruned(candidates)
  }
  let kept = pruned(found.flatMap { $0 })
  return (kept.map(\.row), max(0, kept.count - count))
}

/// Rows drawn without replacement, in their order (Floyd's algorithm over a fixed generator).
func sampledRows(_ count: Int, of total: Int, seed: UInt64) -> [Int32] {
  guard count < total else { return (0..<Int32(total)).map { $0 } }
  var generator = SplitMix64(state: seed)
  var chosen: Set<Int> = []
  for limit in (total - count)..<total {
    let draw = Int(generator.next(upTo: UInt64(limit + 1)))
    if !chosen.insert(draw).inserted { chosen.insert(limit) }
  }
  return chosen.sorted().map { Int32($0) }
}

/// Steele, Lea and Flood (2014): small, fast, and the same everywhere.
private struct SplitMix64 {
  var state: UInt64

  mutating func next(upTo bound: UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    // Multiply-shift: the bias is below one in 2^32 for any table that fits in memory.
    return (bits ^ (bits >> 31)).multipliedFullWidth(by: bound).high
  }
}
