import StetColumns

/// The first row of each combination of some keys, in order; missing equals missing.
func distinctRows(_ keys: [Column], rowCount: Int) -> [Int32] {
  // A bit for each combination, if these are few enough: each thread finds the first rows of its stretch.
  guard rowCount >= Parallelism.fewRows, !keys.isEmpty,
    let (packed, width) = PackedKeys.dense(keys.map { RankedKey($0) }, most: UInt64(max(1 << 20, rowCount * 16)))
  else { return firstRows(identities(of: keys, rowCount: rowCount)) }
  let parts = parallelStretches(rowCount) { rows in
    var seen = [UInt64](repeating: 0, count: (width + 63) / 64)
    var found: [(number: Int, row: Int32)] = []
    unsafe packed.eachOrderedBlock(rows) { part, numbers in
      for (place, row) in part.enumerated() {
        let number = unsafe Int(truncatingIfNeeded: numbers[place])
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: number & 63)
        if seen[number &>> 6] & bit == 0 {
          seen[number &>> 6] |= bit
          found.append((number, Int32(truncatingIfNeeded: row)))
        }
      }
    }
    return found
  }
  if parts.count == 1 { return parts[0].map(\.row) }
  var seen = [UInt64](repeating: 0, count: (width + 63) / 64)
  var rows: [Int32] = []
  for (number, row) in parts.joined() where seen[number >> 6] >> UInt64(number & 63) & 1 == 0 {
    seen[number >> 6] |= 1 << UInt64(number & 63)
    rows.append(row)
  }
  return rows
}
