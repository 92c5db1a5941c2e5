import StetColumns
import StetDiagnostics
import StetEngine

extension GroupOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let values = try table.values(of: keys.map(\.value))
    let groups = keys.isEmpty ? [Array(table.rows.indices)] : sortedGroups(values, width: keys.count)
    var columns: [[Calculated]] = []
    for call in aggregates {
      let evaluator = RowEvaluator(table)
      columns.append(try call.values(groups, evaluator))
      if let condition = call.condition {
        let verdicts = try evaluator.column(condition)
        context.counts["undecided because of missing values in `\(call.name)`", default: 0] += verdicts.count(
          where: \.isMissing)
      }
      let counted = try evaluator.rows(Array(table.rows.indices), where: call.condition)
      for argument in call.arguments {
        let values = try evaluator.column(argument, rows: counted)
        context.counts["missing values skipped in `\(call.name)`", default: 0] += values.count(where: \.isMissing)
      }
    }
    return TwinTable(
      schema: Schema(keys.map(\.field) + aggregates.map(\.field)),
      rows: groups.indices.map { group in
        (groups[group].first.map { values[$0] } ?? []) + columns.map { $0[group].value }
      },
      slack: groups.indices.map { group in keys.map { _ in 0 } + columns.map { $0[group].slack } })
  }
}

/// The rows of each group, in the order of the keys.
func sortedGroups(_ keys: [[Value]], width: Int) -> [[Int]] {
  let groups = partitions(keys)
  return sortedPlaces(groups.map { keys[$0[0]] }, descending: [Bool](repeating: false, count: width)).map { groups[$0] }
}

extension AggregateCall {
  /// One value for each group of rows.
  func values(_ groups: [[Int]], _ evaluator: RowEvaluator) throws -> [Calculated] {
    let twin = try twin(of: aggregate)
    var codes: Set<Diagnostic.Code> = []
    var results: [Calculated] = []
    for group in groups {
      do {
        let rows = try evaluator.rows(group, where: condition)
        var arguments: [[Value]] = rows.map { _ in [] }
        for argument in self.arguments {
          for (place, value) in try evaluator.column(argument, rows: rows).enumerated() {
            arguments[place].append(value)
          }
        }
        results.append(try twin.apply(arguments, self.arguments.map(\.type)))
      } catch let failure as TwinFailure { codes.formUnion(failure.codes) }
    }
    guard codes.isEmpty else { throw TwinFailure(codes: codes) }
    return results
  }
}
