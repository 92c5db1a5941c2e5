import StetColumns
import StetDiagnostics

/// Whether the keys of `sort` settle the order of the rows as far as a window's result depends on it.
struct WindowOrder {
  let keys: [Column]
  let rows: WindowRows
  let arguments: [Column]

  /// Fails if a row has no place in the order, or if rows that are equal in it would give other results in another; `parting` is the name of
  /// a column that tells all such rows apart.
  func check(_ window: Window, parting: () -> String?) throws(ValueFailure) {
    let missing = keys.map(\.missingCount).max() ?? 0
    guard missing == 0 else {
      throw ValueFailure(
        .needsOrder,
        "`\(window.name)` depends on the order of the rows, and \(counted(missing, "row")) \(agreeing("has", "have", missing)) no value to sort by",
        notes: ["a `filter` before this step can leave such rows out"])
    }
    // Another place among equal rows is no other result, as long as they have the same values.
    if case .base = window.reach { return }
    let order = rows.partitions.rows
    guard let ties = ties(order) else { return }
    let open = ties.filter { place in
      let (row, previous) = (Int(order[place]), Int(order[place - 1]))
      return arguments.isEmpty || arguments.contains { $0[row] != $0[previous] }
    }
    guard let first = open.first else { return }
    throw ValueFailure(
      .needsOrder,
      "`\(window.name)` depends on the order of the rows, which is open: \(counted(open.count, "row")) \(agreeing("has", "have", open.count)) the same values to sort by as another",
      notes: ["the first is \(quoted(keys.map { plainText($0[Int(order[first])]) }.joined(separator: ", ")))"]
        + (parting().map {
          ["`\($0)` tells them apart: in `within`, each has its own order; in `sort`, one comes after the other"]
        } ?? []))
  }

  /// The places of rows that equal the one before them in all keys and in the partition; nil for none.
  private func ties(_ order: [Int32]) -> [Int]? {
    guard order.count > 1, !keys.isEmpty else { return nil }
    var isTie = repeats(keys[0].gather(order))
    for key in keys.dropFirst() where isTie.contains(true) {
      let other = repeats(key.gather(order))
      for place in isTie.indices where isTie[place] { isTie[place] = other[place] }
    }
    for start in rows.partitions.starts where start < order.count { isTie[Int(start)] = false }
    return isTie.contains(true) ? isTie.indices.filter { isTie[$0] } : nil
  }
}

/// For each row of a column without missing values, whether it equals the row before it.
private func repeats(_ column: Column) -> [Bool] {
  switch column {
  case .bool(let vector): repeats(vector.values)
  case .int(let vector), .datetime(let vector), .duration(let vector): repeats(vector.values)
  case .decimal(let vector, _): repeats(vector.values)
  case .longDecimal(let vector, _): repeats(vector.values)
  case .narrowInt(let vector), .date(let vector): repeats(vector.values)
  case .period(let vector, _): repeats(vector.values)
  case .float(let vector): repeats(vector.values)
  case .text(let vector): repeats(vector.codes)
  }
}

private func repeats<Value: Equatable & Sendable>(_ values: [Value]) -> [Bool] {
  parallelFill(values.count) { rows, target in
    for row in rows { target[row &- rows.lowerBound] = row > 0 && values[row] == values[row &- 1] }
  }
}
