import StetColumns

/// The first `count` rows in the order of the keys, as sorting all of them would give: stable, missing last both ways.
///
/// Each thread looks for rows whose number is no larger than the `count`-th smallest that it has seen, and only these are sorted.
func leastRows(
  _ keys: [(column: Column, descending: Bool)], _ count: Int, rowCount: Int, isCancelled: () -> Bool = { false }
) -> [Int32] {
  func all() -> [Int32] { Array(sortedRows(keys, rowCount: rowCount, isCancelled: isCancelled).prefix(count)) }
  guard !keys.isEmpty, count > 0, count <= rowCount / 64 else { return all() }
  let packed = PackedKeys.longestPrefix(of: keys.map { RankedKey($0.column, descending: $0.descending) })
  let parts = parallelStretches(rowCount) { rows -> LeastNumbers in
    var least = LeastNumbers(count)
    unsafe packed.eachOrderedBlock(rows) { part, numbers in
      for (place, row) in part.enumerated() { least.add(unsafe numbers[place], Int32(truncatingIfNeeded: row)) }
    }
    return least
  }
  let found = parts.reduce(into: LeastNumbers(count)) { $0.add($1) }
  // So many that tie are not worth a second look.
  guard found.rows.count <= rowCount / 4 else { return all() }
  let rows = found.rows.sorted()
  let candidates = keys.map { (column: $0.column.gather(rows, areRows: true), descending: $0.descending) }
  return sortedRows(candidates, rowCount: rows.count, isCancelled: isCancelled).prefix(count).map { rows[Int($0)] }
}

/// The rows with the `count` smallest numbers, and those that tie with the last of them.
private struct LeastNumbers: Sendable {
  private let count: Int
  private var found: [(number: UInt64, row: Int32)] = []
  /// The `count`-th smallest number so far.
  private var bound = UInt64.max
  private var room: Int

  init(_ count: Int) {
    self.count = count
    room = max(4096, count * 16)
    found.reserveCapacity(room)
  }

  var rows: [Int32] { found.map(\.row) }

  @inline(__always)
  mutating func add(_ number: UInt64, _ row: Int32) {
    if number <= bound { insert(number, row) }
  }

  private mutating func insert(_ number: UInt64, _ row: Int32) {
    found.append((number, row))
    if found.count == room { trim() }
  }

  private mutating func trim() {
    guard found.count > count else { return }
    bound = found.map(\.number).sorted()[count - 1]
    found.removeAll { $0.number > bound }
    // Where many tie, room doubles, so that trimming stays rare.
    room = max(room, found.count * 2)
  }

  mutating func add(_ other: LeastNumbers) {
    found += other.found
    trim()
  }
}
