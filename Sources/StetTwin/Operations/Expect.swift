import StetColumns
import StetDiagnostics
import StetEngine

extension ExpectOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let holds: Bool
    switch expectation {
    case .condition(let condition, let share):
      let met = try RowEvaluator(table).column(condition).count { $0.asBool == true }
      let isEnough = share.map { !table.rows.isEmpty && Double(met) / Double(table.rows.count) >= $0 } ?? false
      holds = met == table.rows.count || isEnough
    case .unique(let indexes):
      holds = partitions(table.rows.map { row in indexes.map { row[$0] } }).count == table.rows.count
    case .rows(let condition):
      let counted = TwinTable(schema: Schema([Field("rows", .int)]), rows: [[.int(Int64(table.rows.count))]])
      holds = try RowEvaluator(counted).value(condition, 0).asBool == true
    case .allMatched:
      // A join that was calculated elsewhere was judged there.
      holds = (context.unmatched ?? 0) == 0
    }
    if !holds { throw TwinFailure(.expectation) }
    return table
  }
}
