import StetEngine

extension DistinctOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    table.only(partitions(table.rows.map { row in columns.map { row[$0] } }).map { $0[0] })
  }
}
