import StetEngine

extension CoverageOperation: SecondCalculation {
  /// Only what is said about partial periods depends on it.
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable { table }
}
