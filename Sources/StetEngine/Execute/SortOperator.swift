import StetColumns

/// One key of a sort.
package struct SortKey: Sendable {
  package var expression: TypedExpression
  package var descending: Bool

  package init(expression: TypedExpression, descending: Bool) {
    self.expression = expression
    self.descending = descending
  }
}

/// Row numbers in the order of the keys: stable, missing last both ways. Once `isCancelled` says so, the order is good for
/// nothing.
func sortedRows(
  _ keys: [(column: Column, descending: Bool)], rowCount: Int, isCancelled: () -> Bool = { false }
) -> [Int32] {
  let ranked = keys.map { key in
    let ranks = orderKeys(of: key.column)
    return key.descending ? ranks.map { $0 == .max ? .max : ~$0 } : ranks
  }
  var rows = (0..<Int32(rowCount)).map { $0 }
  guard rowCount > 1_000 else {
    rows.sort { a, b in
      for ranks in ranked {
        let x = ranks[Int(a)]
        let y = ranks[Int(b)]
        if x != y { return x < y }
      }
      return a < b
    }
    return rows
  }
  // Stable passes from the last key to the first.
  for ranks in ranked.reversed() { radixSort(&rows, by: ranks, isCancelled) }
  return rows
}

/// A stable sort of the rows by one key, eleven bits of it at a time, from the lowest; bits that are the same in all
/// keys cost nothing.
private func radixSort(_ rows: inout [Int32], by ranks: [Int], _ isCancelled: () -> Bool) {
  // Missing is the largest key; one above the largest other key does as well and leaves fewer bits.
  var (least, most, hasMissing) = (Int.max, Int.min, false)
  for rank in ranks {
    if rank == .max {
      hasMissing = true
    } else {
      least = Swift.min(least, rank)
      most = Swift.max(most, rank)
    }
  }
  guard least < .max else { return }
  let low = UInt64(bitPattern: Int64(least))
  let span = UInt64(bitPattern: Int64(most)) &- low
  let last = span &+ (hasMissing ? 1 : 0)
  var keys = rows.map { row in
    let rank = ranks[Int(row)]
    return rank == .max ? last : UInt64(bitPattern: Int64(rank)) &- low
  }
  var otherKeys = keys
  var otherRows = rows
  for shift in stride(from: UInt64(0), to: UInt64(64 - last.leadingZeroBitCount), by: 11) {
    if isCancelled() { return }
    var starts = [Int](repeating: 0, count: 2049)
    for key in keys { starts[Int(truncatingIfNeeded: (key >> shift) & 2047) + 1] += 1 }
    if starts.contains(keys.count) { continue }
    for digit in 0..<2048 { starts[digit + 1] += starts[digit] }
    for place in keys.indices {
      let digit = Int(truncatingIfNeeded: (keys[place] >> shift) & 2047)
      otherKeys[starts[digit]] = keys[place]
      otherRows[starts[digit]] = rows[place]
      starts[digit] += 1
    }
    swap(&keys, &otherKeys)
    swap(&rows, &otherRows)
  }
}

/// Integers in the order of the values; `Int.max` stands for missing.
func orderKeys(of column: Column) -> [Int] {
  switch column {
  case .bool(let vector): return keys(vector) { $0 ? 1 : 0 }
  case .int(let vector), .datetime(let vector), .duration(let vector):
    // A value that would look missing, rising or falling, shares a rank table instead.
    return vector.values.contains { $0 == .max || $0 == .min } ? ranks(vector) : keys(vector) { Int($0) }
  case .decimal(let vector, _): return ranks(vector)
  case .float(let vector): return keys(vector) { orderedBits($0) }
  case .text(let vector):
    let ranks = vector.pool.ranks()
    return vector.codes.map { $0 < 0 ? .max : Int(ranks[Int($0)]) }
  case .date(let vector), .period(let vector, _): return keys(vector) { Int($0) }
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

/// A finite double's bits as an integer of the same order; −0 and 0 are one value.
private func orderedBits(_ value: Double) -> Int {
  let bits = Int(bitPattern: UInt(value == 0 ? 0 : value.bitPattern))
  return bits < 0 ? Int.min - bits : bits
}
