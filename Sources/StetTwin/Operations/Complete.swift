import StetColumns
import StetEngine

extension CompleteOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    var combinations: [[Value]] = [[]]
    for index in keys {
      let values = sortedGroups(table.rows.map { [$0[index]] }, width: 1).map { table.rows[$0[0]][index] }
      combinations = combinations.flatMap { start in values.filter { !$0.isMissing }.map { start + [$0] } }
    }
    var rows = table.rows
    for combination in combinations
    where !table.rows.contains(where: { row in areSame(keys.map { row[$0] }, combination) }) {
      rows.append(
        table.schema.fields.indices.map { column in keys.firstIndex(of: column).map { combination[$0] } ?? .missing
        })
    }
    context.counts["rows added"] = rows.count - table.rows.count
    let order = sortedPlaces(rows.map { row in keys.map { row[$0] } }, descending: keys.map { _ in false })
    return TwinTable(schema: table.schema, rows: order.map { rows[$0] })
  }
}
