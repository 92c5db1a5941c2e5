import StetColumns
import StetEngine

extension AppendOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    guard let schema = context.schema else { preconditionFailure("the binder knows the columns of `append`") }
    context.counts["appended"] = bottom.rowCount
    let rows = [table, TwinTable(bottom)].flatMap { part in
      part.rows.map { row in
        schema.fields.map { field in
          part.schema.index(of: field.name).map { widen(row[$0], to: field.type) } ?? .missing
        }
      }
    }
    return TwinTable(schema: schema, rows: rows)
  }
}
