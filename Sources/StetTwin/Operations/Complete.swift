import StetColumns
import StetDiagnostics
import StetEngine

extension CompleteOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    var combinations: [[Value]] = [[]]
    for (place, index) in keys.enumerated() {
      var values = sortedGroups(table.rows.map { [$0[index]] }, width: 1).map { table.rows[$0[0]][index] }
      if isSequence, place == keys.count - 1 {
        let occurring = values.filter { !$0.isMissing }
        values = try sequence(from ?? occurring.first ?? .missing, to ?? occurring.last ?? .missing)
      }
      combinations = combinations.flatMap { start in values.filter { !$0.isMissing }.map { start + [$0] } }
    }
    var rows = table.rows
    for combination in combinations
    where !table.rows.contains(where: { row in areSame(keys.map { row[$0] }, combination) }) {
      rows.append(
        table.schema.fields.indices.map { column in keys.firstIndex(of: column).map { combination[$0] } ?? .missing
        })
    }
    if isSequence, let last = keys.last {
      let outside = rows.prefix(table.rows.count).filter { row in
        let own = row[last]
        return !own.isMissing
          && (from.map { comesBefore(own, $0) } ?? false || to.map { comesBefore($0, own) } ?? false)
      }
      if !outside.isEmpty { context.counts["rows outside of the sequence"] = outside.count }
    }
    context.counts["rows added"] = rows.count - table.rows.count
    let order = sortedPlaces(rows.map { row in keys.map { row[$0] } }, descending: keys.map { _ in false })
    return TwinTable(schema: table.schema, rows: order.map { rows[$0] })
  }
}

private func comesBefore(_ a: Value, _ b: Value) -> Bool { order(a, b) < 0 }

/// Whole numbers, days or periods one after the other.
private func sequence(_ first: Value, _ last: Value) throws -> [Value] {
  switch (first, last) {
  case (.int(let a), .int(let b)):
    guard a <= b else { return [] }
    if b - a >= 50_000_000 { throw TwinFailure(.tooManyRows) }
    return (a...b).map { .int($0) }
  case (.date(let a), .date(let b)): return a <= b ? (a...b).map { .date($0) } : []
  case (.period(let a, let kind), .period(let b, _)): return a <= b ? (a...b).map { .period($0, kind) } : []
  default: return []
  }
}
