import StetColumns
import StetEngine

extension ProjectOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let evaluator = RowEvaluator(table)
    var rows = table.rows.map { _ in [Value]() }
    var slack = table.rows.map { _ in [Double]() }
    for column in columns {
      for (row, cell) in try evaluator.calculatedColumn(column.value).enumerated() {
        rows[row].append(cell.value)
        slack[row].append(cell.slack)
      }
    }
    context.counts["undecided because of missing values"] = evaluator.undecided
    return TwinTable(schema: Schema(columns.map(\.field)), rows: rows, slack: slack)
  }
}
