import StetColumns
import StetEngine

extension UnpivotOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    guard let schema = context.schema, let type = schema.fields.last?.type else {
      preconditionFailure("the binder knows the columns")
    }
    return TwinTable(
      schema: schema,
      rows: table.rows.flatMap { row in
        columns.map { index in
          row.indices.filter { !columns.contains($0) }.map { row[$0] }
            + [.text(table.schema.fields[index].name), widen(row[index], to: type)]
        }
      })
  }
}
