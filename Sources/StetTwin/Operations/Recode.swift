import StetColumns
import StetDiagnostics
import StetEngine

extension RecodeOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let codes = TwinTable(codes)
    var rows = table.rows
    var isLacking = false
    for row in rows.indices where !rows[row][column].isMissing {
      let matches = codes.rows.filter { areSame($0[0], rows[row][column]) }
      if matches.count > 1 { throw TwinFailure(.manyMatches) }
      if let match = matches.first {
        rows[row][column] = match[1]
        context.counts["recoded", default: 0] += 1
      } else {
        isLacking = true
        context.counts["left unchanged", default: 0] += 1
      }
    }
    if isLacking, isComplete { throw TwinFailure(.expectation) }
    return TwinTable(schema: table.schema, rows: rows)
  }
}
