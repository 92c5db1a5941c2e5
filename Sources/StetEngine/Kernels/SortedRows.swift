import StetColumns

/// Row numbers in the order of the keys: stable, missing last both ways. Once `isCancelled` says so, the order is
/// meaningless.
func sortedRows(
  _ keys: [(column: Column, descending: Bool)], rowCount: Int, isCancelled: () -> Bool = { false }
) -> [Int32] {
  let ranked = keys.map { RankedKey($0.column, descending: $0.descending) }
  guard !ranked.isEmpty else { return (0..<Int32(rowCount)).map { $0 } }
  let packed = PackedKeys.longestPrefix(of: ranked)
  let rest = ranked.dropFirst(packed.keys.count)
  if packed.bits <= 32 {
    let sorted = radixSorted(packed.numbers(of: rowCount) as [UInt32], bits: packed.bits, isCancelled: isCancelled)
    return refined(sorted.rows, ties(sorted.keys, rest), rest, isCancelled)
  }
  let sorted = radixSorted(packed.numbers(of: rowCount) as [UInt64], bits: packed.bits, isCancelled: isCancelled)
  return refined(sorted.rows, ties(sorted.keys, rest), rest, isCancelled)
}

/// The runs of two or more equal numbers among sorted ones; none if no key is left to distinguish them.
private func ties<Number: Equatable & Sendable>(_ sorted: [Number], _ rest: ArraySlice<RankedKey>) -> [Range<Int>] {
  guard !rest.isEmpty else { return [] }
  let repeated = rows(below: sorted.count) { $0 > 0 && sorted[$0] == sorted[$0 - 1] }
  var stretches: [Range<Int>] = []
  for place in repeated {
    if let last = stretches.last, last.upperBound == Int(place) {
      stretches[stretches.count - 1] = last.lowerBound..<Int(place) + 1
    } else {
      stretches.append(Int(place) - 1..<Int(place) + 1)
    }
  }
  return stretches
}

/// Rows of which only those in the runs are not in order yet, sorted there by the remaining keys.
private func refined(
  _ rows: [Int32], _ stretches: [Range<Int>], _ keys: ArraySlice<RankedKey>, _ isCancelled: () -> Bool
) -> [Int32] {
  guard !stretches.isEmpty, !isCancelled() else { return rows }
  let packed = PackedKeys.longestPrefix(of: keys)
  let rest = keys.dropFirst(packed.keys.count)
  let numbers: [UInt64] = packed.numbers(of: rows.count)
  // Each run by itself: many are short.
  let sorted = parallelMap(stretches.count) { index in
    let own = Array(rows[stretches[index]])
    let sorted = radixSorted(own.map { numbers[Int($0)] }, bits: packed.bits)
    return (rows: sorted.rows.map { own[Int($0)] }, ties: StetEngine.ties(sorted.keys, rest))
  }
  var rows = rows
  var ties: [Range<Int>] = []
  for (stretch, own) in zip(stretches, sorted) {
    rows.replaceSubrange(stretch, with: own.rows)
    for tie in own.ties { ties.append(tie.lowerBound + stretch.lowerBound..<tie.upperBound + stretch.lowerBound) }
  }
  return refined(rows, ties, rest, isCancelled)
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
