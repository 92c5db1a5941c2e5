import StetColumns
import StetEngine

extension FillDownOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    var rows = table.rows
    for group in partitions(try table.values(of: groups)) {
      for index in columns {
        var last = Value.missing
        for row in isUp ? group.reversed() : group {
          if !rows[row][index].isMissing {
            last = rows[row][index]
          } else if !last.isMissing {
            rows[row][index] = last
            context.counts["filled in `\(table.schema.fields[index].name)`", default: 0] += 1
          }
        }
      }
    }
    return TwinTable(schema: table.schema, rows: rows)
  }
}
