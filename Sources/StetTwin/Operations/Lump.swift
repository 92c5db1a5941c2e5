import StetColumns
import StetEngine

extension LumpOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let weights = try weight.map { try RowEvaluator(table).column($0) }
    let categories = partitions(table.rows.map { [$0[column]] }).filter { !table.rows[$0[0]][column].isMissing }
    let sizes = try categories.map { rows in
      if let weights {
        try AggregateTwin.sum.apply(rows.map { [weights[$0]] }, [weight?.type ?? .int]).value
      } else {
        Value.int(Int64(rows.count))
      }
    }
    // Every category counts what is larger than it, so that equals stay or go together.
    let stays = sizes.map { size in sizes.count { sortOrder($0, size, descending: true) < 0 } < count }
    let others = "All others (n = \(stays.count { !$0 }))"
    var rows = table.rows
    for (category, stays) in zip(categories, stays) where !stays {
      for row in category { rows[row][column] = .text(others) }
    }
    return TwinTable(schema: table.schema, rows: rows)
  }
}
