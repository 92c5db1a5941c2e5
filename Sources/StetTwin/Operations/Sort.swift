import StetEngine

extension SortOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    table.only(
      sortedPlaces(try table.values(of: keys.map(\.expression)), descending: keys.map(\.descending)))
  }
}
