import StetColumns
import StetDiagnostics
import StetEngine

extension PivotOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let names = sortedGroups(table.rows.map { [$0[column]] }, width: 1)
    guard names.count <= 1_000 else { throw TwinFailure(.tooWide) }
    let values = try table.values(of: keys.map(\.value))
    let groups =
      table.rows.isEmpty ? [] : sortedGroups(values, width: keys.count)
    var fields = keys.map(\.field)
    var rows = groups.map { group in values[group[0]] }
    var slack = groups.map { _ in keys.map { _ in 0.0 } }
    for members in names {
      let cells = try call.values(
        groups.map { group in group.filter { members.contains($0) } }, RowEvaluator(table))
      let value = table.rows[members[0]][column]
      let name = value.isMissing ? "missing" : plainText(value)
      guard !fields.contains(where: { $0.name == name }) else { throw TwinFailure(.nameTwice) }
      fields.append(Field(name, call.field.type, unit: call.field.unit))
      for (group, cell) in cells.enumerated() {
        rows[group].append(cell.value)
        slack[group].append(cell.slack)
      }
    }
    return TwinTable(schema: Schema(fields), rows: rows, slack: slack)
  }
}
