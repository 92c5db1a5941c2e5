import StetColumns
import StetDiagnostics
import StetEngine

extension JoinOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let right = TwinTable(self.right)
    let (matches, isWanted) = try table.matches(right, on, &context)
    if kind == .full { context.unmatched? += isWanted.count { !$0 } }
    context.counts["multiplied"] = matches.count { $0.count > 1 }
    if !allowsMany, matches.contains(where: { $0.count > 1 }) { throw TwinFailure(.manyMatches) }
    let added = right.schema.fields.indices.filter { column in !on.contains { $0.right == column } }
    var rows: [[Value]] = []
    for (row, partners) in zip(table.rows, matches) {
      for partner in partners { rows.append(row + added.map { right.rows[partner][$0] }) }
      if partners.isEmpty, kind != .inner { rows.append(row + added.map { _ in .missing }) }
    }
    if kind == .full {
      for (row, wanted) in zip(right.rows, isWanted) where !wanted {
        var alone = table.schema.fields.map { _ in Value.missing }
        for (key, column) in on { if case .column(let target) = key.kind { alone[target] = row[column] } }
        rows.append(alone + added.map { row[$0] })
      }
    }
    return TwinTable(schema: Schema(table.schema.fields + added.map { right.schema.fields[$0] }), rows: rows)
  }
}

extension TwinTable {
  /// For each row the rows of another table with the same keys, and which of those have a partner.
  func matches(
    _ right: TwinTable, _ on: [(left: TypedExpression, right: Int)], _ context: inout TwinContext
  ) throws -> (partners: [[Int]], isWanted: [Bool]) {
    var isWanted = right.rows.map { _ in false }
    var partners: [[Int]] = []
    for key in try values(of: on.map(\.left)) {
      let rows =
        key.contains(where: \.isMissing)
        ? []
        : right.rows.indices.filter { row in areSame(on.map { widen(right.rows[row][$0.right], to: $0.left.type) }, key)
        }
      for row in rows { isWanted[row] = true }
      partners.append(rows)
    }
    context.unmatched = partners.count(where: \.isEmpty)
    context.counts["matched"] = partners.count { !$0.isEmpty }
    context.counts["left only"] = partners.count(where: \.isEmpty)
    context.counts["right only"] = isWanted.count { !$0 }
    return (partners, isWanted)
  }
}
