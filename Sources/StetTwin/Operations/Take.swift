import StetEngine

extension TakeOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let all = Array(table.rows.indices)
    return table.only(fromEnd ? all.suffix(count) : Array(all.prefix(count)))
  }
}
