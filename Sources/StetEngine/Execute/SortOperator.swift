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
  let ranked = keys.compactMap { RankedKey($0.column, descending: $0.descending) }
  guard ranked.count == keys.count, let packed = PackedKeys(ranked, rows: rowCount) else {
    return rowsSortedByPasses(keys, rowCount, isCancelled)
  }
  switch packed {
  case .narrow(let numbers, let width): return radixSorted(numbers, bits: PackedKeys.bits(width), isCancelled: isCancelled).rows
  case .wide(let numbers, let width): return radixSorted(numbers, bits: PackedKeys.bits(width), isCancelled: isCancelled).rows
  }
}

/// One stable pass for each key, from the last to the first.
private func rowsSortedByPasses(
  _ keys: [(column: Column, descending: Bool)], _ rowCount: Int, _ isCancelled: () -> Bool
) -> [Int32] {
  var rows = (0..<Int32(rowCount)).map { $0 }
  for key in keys.reversed() {
    if isCancelled() { return rows }
    // Flipping the sign bit puts negative numbers in front.
    let ranks = orderKeys(of: key.column).map { key.descending && $0 != .max ? ~$0 : $0 }
    let numbers = rows.map { UInt64(bitPattern: Int64(ranks[Int($0)])) ^ 1 << 63 }
    let order = radixSorted(numbers, bits: 64, isCancelled: isCancelled).rows
    rows = order.map { rows[Int($0)] }
  }
  return rows
}

/// Integers in the order of the values; `Int.max` stands for missing.
func orderKeys(of column: Column) -> [Int] {
  switch column {
  case .bool(let vector): return keys(vector) { $0 ? 1 : 0 }
  case .int(let vector), .datetime(let vector), .duration(let vector):
    // A value that would look missing, rising or falling, shares a rank table instead.
    return vector.values.contains { $0 == .max || $0 == .min } ? ranks(vector) : keys(vector) { Int($0) }
  case .decimal(let vector, _): return ranks(vector)
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
