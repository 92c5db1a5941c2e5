import StetColumns

/// Rows numbered by equality of their keys, in order of first appearance; missing equals missing.
func identities(of column: Column) -> Grouping {
  switch column {
  case .text(let vector):
    let vector = vector.coded
    return directIdentities(vector.codes, least: -1, width: vector.pool.count + 1)
  case .bool(let vector):
    return directIdentities(
      vector.values.indices.map { row in vector[row].map { $0 ? 1 : 0 } ?? Int32(-1) }, least: -1, width: 3)
  case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector):
    return wholeIdentities(vector)
  case .narrowInt(let vector), .date(let vector), .period(let vector, _): return wholeIdentities(vector)
  case .longDecimal(let vector, _): return hashedIdentities(vector.count) { vector[$0] }
  // −0 equals 0, as in comparisons; no column contains a NaN.
  case .float(let vector):
    return hashedIdentities(vector.count) { row in vector[row].map { $0 == 0 ? 0 : $0.bitPattern } }
  }
}

/// Rows numbered by equality of several keys.
func identities(of columns: [Column], rowCount: Int) -> Grouping {
  guard let first = columns.first else {
    return Grouping(groupOfRow: [Int32](repeating: 0, count: rowCount), count: 1)
  }
  return columns.dropFirst().reduce(identities(of: first)) { grouping, column in
    // Every row is a group of its own already: more keys change nothing.
    grouping.count == rowCount ? grouping : combine(grouping, identities(of: column))
  }
}

/// Pairs packed into one integer: an array looks them up if the product of the counts is small, a hash table otherwise.
private func combine(_ a: Grouping, _ b: Grouping) -> Grouping {
  let width = a.count * max(1, b.count)
  let factor = Int64(b.count)
  var packed = [Int64](repeating: 0, count: a.groupOfRow.count)
  for row in packed.indices { packed[row] = Int64(a.groupOfRow[row]) * factor + Int64(b.groupOfRow[row]) }
  if width <= max(65_536, packed.count * 4) { return directIdentities(packed, least: 0, width: width) }
  return hashedIdentities(packed)
}

/// Whole numbers: with an array if they are close together, with a hash table otherwise.
private func wholeIdentities<Element: FixedWidthInteger & Sendable>(_ vector: Vector<Element>) -> Grouping {
  guard let least = vector.values.min(), let most = vector.values.max() else {
    return Grouping(groupOfRow: [], count: 0)
  }
  let (span, overflow) = Int64(most).subtractingReportingOverflow(Int64(least))
  guard !overflow, span < max(65_536, vector.count * 4) else {
    guard let validity = vector.validity else { return hashedIdentities(vector.values.map { Int64($0) }) }
    return hashedIdentities(vector.count) { validity[$0] ? vector.values[$0] : nil }
  }
  guard let validity = vector.validity else {
    return directIdentities(vector.values, least: least, width: Int(span) + 1)
  }
  var keys = [Int64](repeating: -1, count: vector.count)
  for row in keys.indices where validity[row] { keys[row] = Int64(vector.values[row]) - Int64(least) }
  return directIdentities(keys, least: -1, width: Int(span) + 2)
}

/// Keys from `least` up, fewer than `width` different ones: an array contains the number of each.
private func directIdentities<Key: FixedWidthInteger>(_ keys: [Key], least: Key, width: Int) -> Grouping {
  var numbers = [Int32](repeating: -1, count: width)
  var groups = [Int32](repeating: 0, count: keys.count)
  var count: Int32 = 0
  let offset = Int(truncatingIfNeeded: least)
  for row in keys.indices {
    let key = Int(truncatingIfNeeded: keys[row]) &- offset
    var number = numbers[key]
    if number < 0 {
      number = count
      numbers[key] = number
      count += 1
    }
    groups[row] = number
  }
  return Grouping(groupOfRow: groups, count: Int(count))
}

/// Open addressing over integers; the table grows by four, so that few rows are placed twice.
private func hashedIdentities(_ keys: [Int64]) -> Grouping {
  var slots = [Int32](repeating: -1, count: 1024)
  var mask = slots.count - 1
  var distinct: [Int64] = []
  var groups = [Int32](repeating: 0, count: keys.count)
  for row in keys.indices {
    let key = keys[row]
    var slot = hash(key) & mask
    while slots[slot] >= 0, distinct[Int(slots[slot])] != key { slot = (slot + 1) & mask }
    if slots[slot] < 0 {
      slots[slot] = Int32(truncatingIfNeeded: distinct.count)
      groups[row] = slots[slot]
      distinct.append(key)
      if distinct.count * 2 > slots.count {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        mask = slots.count - 1
        for (number, key) in distinct.enumerated() {
          var slot = hash(key) & mask
          while slots[slot] >= 0 { slot = (slot + 1) & mask }
          slots[slot] = Int32(truncatingIfNeeded: number)
        }
      }
    } else {
      groups[row] = slots[slot]
    }
  }
  return Grouping(groupOfRow: groups, count: distinct.count)
}

/// Multiply–fold; deliberately without a seed, because nothing may change from run to run.
@inline(__always)
private func hash(_ key: Int64) -> Int {
  let product = UInt64(bitPattern: key).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
  return Int(truncatingIfNeeded: product.high ^ product.low)
}

private func hashedIdentities<Key: Hashable>(_ count: Int, _ key: (Int) -> Key?) -> Grouping {
  var numbers: [Key: Int32] = [:]
  var missing: Int32 = -1
  var groups = [Int32](repeating: 0, count: count)
  var found: Int32 = 0
  for row in 0..<count {
    guard let key = key(row) else {
      if missing < 0 {
        missing = found
        found += 1
      }
      groups[row] = missing
      continue
    }
    if let number = numbers[key] {
      groups[row] = number
    } else {
      numbers[key] = found
      groups[row] = found
      found += 1
    }
  }
  return Grouping(groupOfRow: groups, count: Int(found))
}
