import StetColumns
import StetDiagnostics

extension WindowTwin {
  static let previous = WindowTwin("previous") { partition in try neighbors(partition.rows) { $0 - $1 } }

  static let next = WindowTwin("next") { partition in try neighbors(partition.rows) { $0 + $1 } }

  static let percentChange = WindowTwin("percent_change") { partition in
    let rows = partition.rows
    return rows.indices.map { place in
      ratio(rows[place][0], place > 0 ? rows[place - 1][0] : .missing) { ($0 - $1) / $1 }
    }
  }

  static let indexTo = WindowTwin("index_to") { partition in
    guard let orderType = partition.orderType else { throw TwinFailure(.argument) }
    guard let base = partition.rows.first?[1], base.type == orderType else { throw TwinFailure(.typesDiffer) }
    guard let found = partition.orders.firstIndex(where: { areSame($0[0], base) }) else {
      return partition.rows.map { _ in Calculated(.missing) }
    }
    let bases = partition.rows.indices.filter { areSame(partition.orders[$0][0], base) }
    guard bases.allSatisfy({ areSame([partition.rows[$0][0]], [partition.rows[found][0]]) }) else {
      throw TwinFailure(.needsOrder)
    }
    return partition.rows.map { ratio($0[0], partition.rows[found][0]) { $0 / $1 * 100 } }
  }
}

private func neighbors(_ rows: [[Value]], _ other: (Int, Int) -> Int) throws -> [Calculated] {
  guard case .int(let steps)? = rows.first?[1], steps >= 1, steps <= 1_000_000 else { throw TwinFailure(.argument) }
  return rows.indices.map { place in
    let wanted = other(place, Int(steps))
    return Calculated(rows.indices.contains(wanted) ? rows[wanted][0] : .missing)
  }
}

private func ratio(_ a: Value, _ b: Value, _ body: (Double, Double) -> Double) -> Calculated {
  guard let x = a.asFloat, let y = b.asFloat else { return Calculated(.missing) }
  let result = body(x, y)
  return Calculated(result.isFinite ? .float(result) : .missing)
}
