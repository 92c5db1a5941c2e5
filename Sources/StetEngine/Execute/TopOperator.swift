import StetColumns
import StetDiagnostics

extension Executor {
  /// Each group's largest values first; groups in the order of their keys.
  func top(
    _ table: Table, _ count: Int, _ key: TypedExpression, _ by: [TypedExpression], _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    var groups: [(column: Column, descending: Bool)] = []
    for expression in by { groups.append((column: try evaluator.column(expression), descending: false)) }
    let values = try evaluator.column(key)
    let identities = identities(of: groups.map(\.column), rowCount: table.rowCount)
    let sorted = sortedRows(groups + [(column: values, descending: true)], rowCount: table.rowCount, isCancelled: isCancelled)
    let ranks = orderKeys(of: values)
    var kept: [Int32] = []
    var taken = [Int](repeating: 0, count: identities.count)
    var last = [Int](repeating: 0, count: identities.count)
    var ties = 0
    var missing = 0
    for row in sorted {
      let group = Int(identities.groupOfRow[Int(row)])
      guard values.isPresent(Int(row)) else {
        missing += 1
        continue
      }
      let isTie = taken[group] >= count && count > 0 && ranks[Int(row)] == last[group]
      guard taken[group] < count || isTie else { continue }
      if isTie { ties += 1 }
      taken[group] += 1
      last[group] = ranks[Int(row)]
      kept.append(row)
    }
    if ties > 0 { entry.counts.append(.init("kept beyond \(count) as ties", ties)) }
    if missing > 0 { entry.counts.append(.init("missing left out", missing)) }
    return table.gather(kept)
  }
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
