import StetColumns
import StetDiagnostics

/// Which rows belong together, as pairs in the order of the left table; −1 stands for no partner.
struct JoinPairs {
  var left: [Int32] = []
  var right: [Int32] = []
  /// Left rows that found at least one partner.
  var matched = 0
  /// Left rows without one, and right rows that none asked for.
  var leftOnly: [Int32] = []
  var rightOnly: [Int32] = []
  /// Left rows that found more than one, with how many.
  var multiplied: [(row: Int32, partners: Int)] = []
}

/// Matches rows by equal keys; a missing key matches nothing.
func matchRows(left: [Column], right: [Column], leftCount: Int, rightCount: Int) throws(RunFailure) -> JoinPairs {
  var both: [Column] = []
  for (a, b) in zip(left, right) { both.append(try concatenate([a, b])) }
  let keys = identities(of: both, rowCount: leftCount + rightCount)
  func hasKey(_ row: Int) -> Bool { both.allSatisfy { $0.isPresent(row) } }

  // Right rows of each key, in input order, as one list with the start of each key.
  var starts = [Int32](repeating: 0, count: keys.count + 1)
  for row in 0..<rightCount where hasKey(leftCount + row) { starts[Int(keys.groupOfRow[leftCount + row]) + 1] += 1 }
  for key in 0..<keys.count { starts[key + 1] += starts[key] }
  var next = starts
  var partners = [Int32](repeating: 0, count: Int(starts[keys.count]))
  for row in 0..<rightCount where hasKey(leftCount + row) {
    let key = Int(keys.groupOfRow[leftCount + row])
    partners[Int(next[key])] = Int32(row)
    next[key] += 1
  }

  var pairs = JoinPairs()
  var wanted = [Bool](repeating: false, count: keys.count)
  for row in 0..<leftCount {
    let key = Int(keys.groupOfRow[row])
    let range = hasKey(row) ? Int(starts[key])..<Int(starts[key + 1]) : 0..<0
    if range.isEmpty {
      pairs.leftOnly.append(Int32(row))
      continue
    }
    wanted[key] = true
    pairs.matched += 1
    if range.count > 1 { pairs.multiplied.append((Int32(row), range.count)) }
    for place in range {
      pairs.left.append(Int32(row))
      pairs.right.append(partners[place])
    }
  }
  for row in 0..<rightCount where !hasKey(leftCount + row) || !wanted[Int(keys.groupOfRow[leftCount + row])] {
    pairs.rightOnly.append(Int32(row))
  }
  return pairs
}
