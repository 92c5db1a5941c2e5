import StetColumns
import StetEngine

extension FilterOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let verdicts = try RowEvaluator(table).column(condition)
    context.counts["undecided because of missing values"] = verdicts.count(where: \.isMissing)
    return table.only(table.rows.indices.filter { (verdicts[$0].asBool == true) != excluding })
  }
}
