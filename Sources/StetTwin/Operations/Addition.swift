import StetColumns
import StetDiagnostics
import StetEngine

extension AdditionOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let evaluator = RowEvaluator(table)
    let added = try evaluator.rows(Array(table.rows.indices), where: condition)
    let values = try evaluator.column(value, rows: added)
    let rows = zip(added, values).filter { !$0.1.isMissing }.map(\.0)
    let keys = try table.values(of: keys)
    for group in partitions(rows.map { row in keys[row] + per.map { table.rows[row][$0] } }) {
      let members = group.map { table.rows[rows[$0]] }
      for column in within where !members.allSatisfy({ areSame($0[column], members[0][column]) }) {
        throw TwinFailure(.addsWithin)
      }
      for (column, values) in totals {
        let kinds = members.map { values.contains($0[column]) ? $0[column] : nil }
        if kinds.contains(where: { $0 != kinds[0] }) { throw TwinFailure(.addsWithin) }
      }
    }
    return table
  }
}
