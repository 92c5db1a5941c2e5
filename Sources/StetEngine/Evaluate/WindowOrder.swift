import StetColumns
import StetDiagnostics
import StetSyntax

/// Whether the keys of `sort` settle the order of the rows as far as a window's result depends on it.
struct WindowOrder {
  let keys: [Column]
  let rows: WindowRows
  let arguments: [Column]

  /// Fails if a row has no place in the order, or if rows that tie in it would give other results in another order.
  func check(_ window: String, allowsTies: Bool, _ advice: WindowOrderAdvice) throws(ValueFailure) {
    if keys.contains(where: { $0.missingCount > 0 }) {
      let count = rows.partitions.rows.count { row in keys.contains { $0[Int(row)].isMissing } }
      throw .noPlace(window, count, advice)
    }
    guard !allowsTies else { return }
    let order = rows.partitions.rows
    let open = ties(order).first { place in
      let (row, previous) = (Int(order[place]), Int(order[place - 1]))
      // Another order of tied rows is no other result, as long as they have the same values.
      return arguments.isEmpty || arguments.contains { $0[row] != $0[previous] }
    }
    guard let open else { return }
    throw .openOrder(window, keys.map { plainText($0[Int(order[open])]) }.joined(separator: ", "), advice)
  }

  /// The places of rows that equal the one before them in all keys and in the partition.
  private func ties(_ order: [Int32]) -> [Int] {
    guard let first = keys.first, order.count > 1 else { return [] }
    var isTie = repeats(first.gather(order))
    for key in keys.dropFirst() where isTie.contains(true) {
      let other = repeats(key.gather(order))
      for place in isTie.indices where isTie[place] { isTie[place] = other[place] }
    }
    for start in rows.partitions.starts where start < order.count { isTie[Int(start)] = false }
    return isTie.contains(true) ? isTie.indices.filter { isTie[$0] } : []
  }
}

/// What settles an order: looked for only where it is open.
struct WindowOrderAdvice {
  /// The name of each key that is a column.
  let keys: [String?]
  /// A column, not among the values, that tells all tied rows apart, and whether some of its values repeat.
  let parting: () -> (name: String, repeats: Bool)?
}

extension ValueFailure {
  fileprivate static func noPlace(_ window: String, _ count: Int, _ advice: WindowOrderAdvice) -> ValueFailure {
    let names = advice.keys.compactMap { $0 }
    let filter = names.map { "\(writtenName($0)) is not missing" }.joined(separator: " and ")
    return ValueFailure(
      .needsOrder,
      "`\(window)` depends on the order of the rows, but \(counted(count, "row")) \(agreeing("has", "have", count)) nothing to sort by",
      notes: names.count == advice.keys.count ? ["`filter \(filter)` before this step leaves such rows out"] : [])
  }

  fileprivate static func openOrder(_ window: String, _ tie: String, _ advice: WindowOrderAdvice) -> ValueFailure {
    let parting = advice.parting().map { name, repeats in
      let name = writtenName(name)
      return "`\(name)` tells tied rows apart: "
        + (repeats
          ? "add it to `within` to calculate each `\(name)` separately, or to `sort` to break the ties"
          : "add it to `sort` to break the ties")
    }
    return ValueFailure(
      .needsOrder, "`\(window)` depends on the order of the rows, but some rows tie in every `sort` column",
      notes: ["the first tie is at \(tie)"] + (parting.map { [$0] } ?? []))
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
  // Texts that were put together may have several codes each.
  case .text(let vector):
    repeats(
      vector.pool.isDistinct ? vector.codes : grouped(by: [column], rowCount: column.count).grouping.groupOfRow)
  }
}

private func repeats<Value: Equatable & Sendable>(_ values: [Value]) -> [Bool] {
  parallelFill(values.count) { rows, target in
    for row in rows { target[row &- rows.lowerBound] = row > 0 && values[row] == values[row &- 1] }
  }
}
