import StetEngine

extension SemiJoinOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let (partners, _) = try table.matches(TwinTable(right), on, &context)
    return table.only(table.rows.indices.filter { partners[$0].isEmpty != keepsMatches })
  }
}
