import StetColumns

/// Row numbers in the order of the keys: stable, missing last both ways. Once `isCancelled` says so, the order is
/// meaningless.
func sortedRows(
  _ keys: [(column: Column, descending: Bool)], rowCount: Int, isCancelled: () -> Bool = { false }
) -> [Int32] {
  sortedRows(keys, rowCount: rowCount, isCancelled: isCancelled, findsTies: false).rows
}

/// The same, and the places of rows that equal the row before them in every key.
func sortedRowsAndTies(
  _ keys: [(column: Column, descending: Bool)], rowCount: Int, isCancelled: () -> Bool
) -> (rows: [Int32], ties: [Int32]) {
  sortedRows(keys, rowCount: rowCount, isCancelled: isCancelled, findsTies: true)
}

private func sortedRows(
  _ keys: [(column: Column, descending: Bool)], rowCount: Int, isCancelled: () -> Bool, findsTies: Bool
) -> (rows: [Int32], ties: [Int32]) {
  let ranked = keys.map { RankedKey($0.column, descending: $0.descending) }
  guard !ranked.isEmpty else { return (rowsInOrder(rowCount), Array(rowsInOrder(rowCount).dropFirst())) }
  let packed = PackedKeys.longestPrefix(of: ranked)
  let rest = ranked.dropFirst(packed.keys.count)
  let (rows, ties): ([Int32], [Int32])
  if packed.bits <= 32 {
    let sorted = radixSorted(packed.numbers(of: rowCount) as [UInt32], bits: packed.bits, isCancelled: isCancelled)
    (rows, ties) = (sorted.rows, rest.isEmpty && !findsTies ? [] : repeats(sorted.keys))
  } else {
    let sorted = radixSorted(packed.numbers(of: rowCount) as [UInt64], bits: packed.bits, isCancelled: isCancelled)
    (rows, ties) = (sorted.rows, rest.isEmpty && !findsTies ? [] : repeats(sorted.keys))
  }
  return refined(rows, ties, rest, isCancelled)
}

/// The places of sorted numbers that equal the one before them.
private func repeats<Number: Equatable & Sendable>(_ sorted: [Number]) -> [Int32] {
  rows(below: sorted.count) { $0 > 0 && sorted[$0] == sorted[$0 - 1] }
}

/// Runs of two or more rows, from the places of all but the first of each.
private func runs(_ ties: [Int32]) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  for place in ties {
    if let last = runs.last, last.upperBound == Int(place) {
      runs[runs.count - 1] = last.lowerBound..<Int(place) + 1
    } else {
      runs.append(Int(place) - 1..<Int(place) + 1)
    }
  }
  return runs
}

/// Rows of which only those that tie are not in order yet, sorted there by the remaining keys, and those that still tie.
private func refined(
  _ rows: [Int32], _ ties: [Int32], _ keys: ArraySlice<RankedKey>, _ isCancelled: () -> Bool
) -> (rows: [Int32], ties: [Int32]) {
  guard !keys.isEmpty, !ties.isEmpty, !isCancelled() else { return (rows, ties) }
  let packed = PackedKeys.longestPrefix(of: keys)
  let numbers: [UInt64] = packed.numbers(of: rows.count)
  let runs = runs(ties)
  // Each run by itself: many are short.
  let sorted = parallelMap(runs.count) { index in
    let own = Array(rows[runs[index]])
    let sorted = radixSorted(own.map { numbers[Int($0)] }, bits: packed.bits)
    let first = Int32(truncatingIfNeeded: runs[index].lowerBound)
    return (rows: sorted.rows.map { own[Int($0)] }, ties: repeats(sorted.keys).map { $0 + first })
  }
  var rows = rows
  for (run, own) in zip(runs, sorted) { rows.replaceSubrange(run, with: own.rows) }
  return refined(rows, sorted.flatMap(\.ties), keys.dropFirst(packed.keys.count), isCancelled)
}

/// Integers in the order of the values; `Int.max` means missing.
func orderKeys(of column: Column) -> [Int] {
  switch column {
  case .bool(let vector): return keys(vector) { $0 ? 1 : 0 }
  case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector):
    // A value that would look like missing, ascending or descending, uses a rank table instead.
    return vector.values.contains { $0 == .max || $0 == .min } ? ranks(vector) : keys(vector) { Int($0) }
  case .longDecimal(let vector, _): return ranks(vector)
  case .float(let vector): return keys(vector) { Int(orderedBits($0)) }
  case .text(let vector):
    let ranks = vector.pool.ranks()
    return vector.codes.map { $0 < 0 ? .max : Int(ranks[Int($0)]) }
  case .narrowInt(let vector), .date(let vector), .period(let vector, _): return keys(vector) { Int($0) }
  }
}

private func keys<Element: Hashable & Sendable>(_ vector: Vector<Element>, _ key: (Element) -> Int) -> [Int] {
  guard let validity = vector.validity else { return vector.values.map(key) }
  return vector.values.indices.map { validity[$0] ? key(vector.values[$0]) : .max }
}

private func ranks<Element: Comparable & Hashable & Sendable>(_ vector: Vector<Element>) -> [Int] {
  let distinct = Set(vector.values).sorted()
  let rank = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
  return keys(vector) { rank[$0] ?? 0 }
}
