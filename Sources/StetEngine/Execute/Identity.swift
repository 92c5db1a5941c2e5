import StetColumns

/// Rows numbered by equality of their keys, in order of first appearance; missing equals missing.
func identities(of column: Column) -> Grouping {
  switch column {
  case .text(let vector):
    return directIdentities(vector.codes.map { Int($0) + 1 }, width: vector.pool.count + 1)
  case .bool(let vector): return numbered(vector)
  case .int(let vector), .datetime(let vector), .duration(let vector): return numbered(vector)
  case .decimal(let vector, _): return numbered(vector)
  // −0 equals 0, as the comparison says; no column holds a NaN.
  case .float(let vector): return numbered(Vector(vector.values.map { $0 == 0 ? 0 : $0 }, validity: vector.validity))
  case .date(let vector), .period(let vector, _): return numbered(vector)
  }
}

/// Rows numbered by equality of several keys.
func identities(of columns: [Column], rowCount: Int) -> Grouping {
  guard let first = columns.first else {
    return Grouping(groupOfRow: [Int32](repeating: 0, count: rowCount), count: 1)
  }
  return columns.dropFirst().reduce(identities(of: first)) { grouping, column in
    combine(grouping, identities(of: column))
  }
}

/// Pairs packed into one integer: an array looks them up where the product of the counts is small, a table otherwise.
private func combine(_ a: Grouping, _ b: Grouping) -> Grouping {
  let width = a.count * max(1, b.count)
  let packed = a.groupOfRow.indices.map { Int(a.groupOfRow[$0]) * b.count + Int(b.groupOfRow[$0]) }
  if width <= max(65_536, packed.count * 4) { return directIdentities(packed, width: width) }
  return numbered(Vector(packed))
}

private func directIdentities(_ keys: [Int], width: Int) -> Grouping {
  var numbers = [Int32](repeating: -1, count: width)
  var groups = [Int32](repeating: 0, count: keys.count)
  var count: Int32 = 0
  for (row, key) in keys.enumerated() {
    if numbers[key] < 0 {
      numbers[key] = count
      count += 1
    }
    groups[row] = numbers[key]
  }
  return Grouping(groupOfRow: groups, count: Int(count))
}

private func numbered<Element: Hashable & Sendable>(_ vector: Vector<Element>) -> Grouping {
  var numbers: [Element: Int32] = [:]
  var missing: Int32 = -1
  var groups = [Int32](repeating: 0, count: vector.count)
  var count: Int32 = 0
  for row in vector.values.indices {
    if let validity = vector.validity, !validity[row] {
      if missing < 0 {
        missing = count
        count += 1
      }
      groups[row] = missing
    } else if let number = numbers[vector.values[row]] {
      groups[row] = number
    } else {
      numbers[vector.values[row]] = count
      groups[row] = count
      count += 1
    }
  }
  return Grouping(groupOfRow: groups, count: Int(count))
}
