import StetColumns
import StetEngine

extension JoinNearestOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let right = TwinTable(self.right)
    let added = right.schema.fields.indices.filter { !hidden.contains($0) }
    var rows: [[Value]] = []
    var unmatched = 0
    for (row, key) in zip(table.rows, try table.values(of: on.map(\.left))) {
      var best: (row: Int, distance: Double, place: Double)?
      for candidate in right.rows.indices where !key.contains(where: \.isMissing) {
        let offered = on.map { widen(right.rows[candidate][$0.right], to: $0.left.type) }
        guard areSame(Array(offered.dropLast()), Array(key.dropLast())), let there = place(offered[offered.count - 1]),
          let here = place(key[key.count - 1])
        else { continue }
        let distance = (there - here).magnitude
        guard distance <= limit ?? .infinity else { continue }
        if let known = best, (known.distance, known.place) <= (distance, there) { continue }
        best = (candidate, distance, there)
      }
      if let best {
        rows.append(row + added.map { right.rows[best.row][$0] })
      } else {
        unmatched += 1
        if keepsLeft { rows.append(row + added.map { _ in .missing }) }
      }
    }
    context.unmatched = unmatched
    return TwinTable(schema: Schema(table.schema.fields + added.map { right.schema.fields[$0] }), rows: rows)
  }
}

private func place(_ value: Value) -> Double? {
  switch value {
  case .date(let days): Double(days)
  case .period(let ordinal, _): Double(ordinal)
  case .datetime(let microseconds): Double(microseconds)
  case .missing, .bool, .int, .decimal, .float, .text, .duration: value.asFloat
  }
}
