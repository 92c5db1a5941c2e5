// For whoever changes this file:
// - The invariant: a missing key matches nothing, pairs are in the order of the left rows and then of the right ones, and
//   `leftOnly` and `rightOnly` are exactly the rows without a partner: the ledger and `expect all matched` count them.
// - What breaks first: the right side being the larger one, keys beyond 64 bits (they go by identity), and a key that is
//   a text of another pool. Repeated keys on the right take the second form, which holds places and not pairs.
// - Run `swift test --filter 'ManyRowsTests|OperatorTests|TwinTests'` and `Scripts/bench --quick --only join`.

import StetColumns
import StetDiagnostics
import StetSystem
import Synchronization

/// Which rows belong together.
struct JoinPairs {
  fileprivate enum Form {
    /// The match of each left row, if none has more than one; −1 for none.
    case once([Int32])
    /// For each left row where its matches are; −1 for none.
    case often(places: [Int32], partners: GroupRows)
  }

  fileprivate let form: Form
  /// How many pairs there are.
  let count: Int
  /// Left rows that found at least one match.
  let matched: Int
  /// Left rows without one, and right rows that no left row matches.
  let leftOnly: [Int32]
  let rightOnly: [Int32]
  /// Left rows that found more than one.
  let multiplied: [Int32]

  fileprivate init(
    form: Form, count: Int, matched: Int, leftOnly: [Int32], rightOnly: [Int32], multiplied: [Int32]
  ) {
    (self.form, self.count, self.matched) = (form, count, matched)
    (self.leftOnly, self.rightOnly, self.multiplied) = (leftOnly, rightOnly, multiplied)
  }

  /// At most one match for each left row; −1 for none.
  init(partners: [Int32], rightCount: Int) {
    let asked = parallelStretches(partners.count) { range in
      var asked = Asked(rightCount)
      asked.insert(partners, range)
      return asked
    }
    let unmatched = parallelStretches(partners.count) { range in range.count { partners[$0] < 0 } }.reduce(0, +)
    let leftOnly = unmatched == 0 ? [] : StetColumns.rows(below: partners.count) { partners[$0] < 0 }
    self.init(
      form: .once(partners), count: partners.count - leftOnly.count, matched: partners.count - leftOnly.count,
      leftOnly: leftOnly,
      rightOnly: Asked.rest(of: asked, rightCount), multiplied: [])
  }

  /// How many matches a left row has.
  func partners(of row: Int32) -> Int {
    switch form {
    case .once(let partners): partners[Int(row)] < 0 ? 0 : 1
    case .often(let places, let partners): places[Int(row)] < 0 ? 0 : partners[Int(places[Int(row)])].count
    }
  }

  /// The rows that make the result of a join, in the order of the left table; nil for all left rows, once each. A left row
  /// that is kept without a match has −1 on the right.
  func rows(keepingLeft: Bool) -> (left: [Int32]?, right: [Int32]) {
    switch form {
    case .once(let partners):
      if keepingLeft || leftOnly.isEmpty { return (nil, partners) }
      return matchedRows(partners)
    case .often(let places, let partners):
      return JoinRows(places: places, partners: partners, keepsLeft: keepingLeft).lists
    }
  }

  /// The same with the right rows of a table of which these were some, and `others` those without a match.
  fileprivate func moved(to rows: [Int32], others: [Int32]) -> JoinPairs {
    let moved: Form =
      switch form {
      case .once(let partners): .once(partners.map { $0 < 0 ? -1 : rows[Int($0)] })
      case .often(let places, let partners):
        .often(places: places, partners: GroupRows(rows: partners.rows.map { rows[Int($0)] }, starts: partners.starts))
      }
    return JoinPairs(
      form: moved, count: count, matched: matched, leftOnly: leftOnly, rightOnly: others, multiplied: multiplied)
  }

  /// The same where left rows have several matches, made when they are read; nil otherwise.
  func lazyRows(keepingLeft: Bool) -> JoinRows? {
    guard case .often(let places, let partners) = form, !multiplied.isEmpty else { return nil }
    return JoinRows(places: places, partners: partners, keepsLeft: keepingLeft)
  }
}

/// Matches rows by equal keys; a missing key matches nothing.
func matchRows(left: [Column], right: [Column], leftCount: Int, rightCount: Int) throws(RunFailure) -> JoinPairs {
  let keys = right.map { RankedKey($0) }
  // Numbers few enough for an array with an element for each, or any 64-bit numbers.
  let direct = PackedKeys.dense(keys, most: UInt64(min(Int(Int32.max), max(65_536, rightCount * 4))))
  if let packed = direct?.packed ?? PackedKeys(keys), let others = packed.matching(left) {
    if leftCount * 4 < rightCount, rightCount >= Parallelism.fewRows, !right.contains(where: { $0.type == .text }) {
      let isAsked = asked(of: packed, rightCount, by: others, leftCount)
      let few = rows(below: rightCount) { isAsked[$0] != 0 }
      if few.count * 2 < rightCount {
        return try matchRows(
          left: left, right: right.map { $0.gather(few, areRows: true) }, leftCount: leftCount, rightCount: few.count
        ).moved(to: few, others: rows(below: rightCount) { isAsked[$0] == 0 })
      }
    }
    return matched(others, leftCount, packed, rightCount, places: direct?.width)
  }
  // Keys wider than a machine word are numbered by looking each of them up.
  var both: [Column] = []
  for (a, b) in zip(left, right) { both.append(try concatenate([a, b])) }
  let groups = identities(of: both, rowCount: leftCount + rightCount)
  let presences = both.compactMap(\.presence)
  func numbered(_ rows: Range<Int>) -> Column {
    let present = Bitmap(parallel: rows.count) { row in presences.allSatisfy { $0[row + rows.lowerBound] } }
    return .narrowInt(Vector(Array(groups.groupOfRow[rows]), validity: present).cleared(zero: 0))
  }
  return try matchRows(
    left: [numbered(0..<leftCount)], right: [numbered(leftCount..<(leftCount + rightCount))], leftCount: leftCount,
    rightCount: rightCount)
}

/// A 1 for each right row that has a key of a left one. If the right side is much larger, most of its rows need not be put into a table.
private func asked(of right: PackedKeys, _ rightCount: Int, by left: PackedKeys, _ leftCount: Int) -> [UInt8] {
  let keys = KeyTable(left, leftCount, places: nil)
  return parallelFill(rightCount) { range, target in
    unsafe right.eachBlock(range) { rows, numbers in
      for index in 0..<rows.count {
        target[rows.lowerBound &- range.lowerBound &+ index] = unsafe keys.place(numbers[index]) < 0 ? 0 : 1
      }
    }
  }
}

/// Rows with equal numbers; `places` is how many numbers there are, if they are few enough for an array.
private func matched(_ left: PackedKeys, _ leftCount: Int, _ right: PackedKeys, _ rightCount: Int, places: Int?)
  -> JoinPairs
{
  let table = KeyTable(right, rightCount, places: places)
  return table.groups.map { matchedOften(left, leftCount, table, $0, rightCount) }
    ?? matchedOnce(left, leftCount, table, rightCount)
}

/// Which right rows, or keys of right rows, some left row matches: a bit for each, separately for each thread.
private struct Asked: Sendable {
  private var bits: [UInt64]

  init(_ count: Int) { bits = [UInt64](repeating: 0, count: (count + 63) / 64) }

  @inline(__always)
  mutating func insert(_ row: Int32) { bits[Int(row) &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: row & 63) }

  func contains(_ row: Int) -> Bool { bits[row &>> 6] & (1 &<< UInt64(truncatingIfNeeded: row & 63)) != 0 }

  mutating func insert(_ partners: [Int32], _ range: Range<Int>) {
    unsafe bits.withUnsafeMutableBufferPointer { bits in
      unsafe partners.withUnsafeBufferPointer { partners in
        for row in range {
          let partner = unsafe partners[row]
          if partner >= 0 { unsafe bits[Int(partner) &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: partner & 63) }
        }
      }
    }
  }

  /// The rows that no left row matches.
  static func rest(of parts: [Asked], _ count: Int) -> [Int32] {
    guard var all = parts.first?.bits else { return [] }
    for part in parts.dropFirst() { for word in all.indices { all[word] |= part.bits[word] } }
    let asked = all.reduce(0) { $0 + $1.nonzeroBitCount }
    return asked == count ? [] : rows(below: count) { [all] in all[$0 &>> 6] & (1 &<< UInt64($0 & 63)) == 0 }
  }
}

/// The rows that have a match, and the matches.
private func matchedRows(_ partners: [Int32]) -> ([Int32], [Int32]) {
  let found = parallelStretches(partners.count) { range in (range: range, count: range.count { partners[$0] >= 0 }) }
  var starts = [0]
  for part in found { starts.append(starts[starts.count - 1] + part.count) }
  var left: [Int32] = untouched(starts[found.count])
  var right: [Int32] = untouched(starts[found.count])
  unsafe left.withUnsafeMutableBufferPointer { left in
    unsafe right.withUnsafeMutableBufferPointer { right in
      unsafe partners.withUnsafeBufferPointer { partners in
        // The parts have no element in common.
        nonisolated(unsafe) let (left, right, partners) = unsafe (left, right, partners)
        let starts = starts
        _ = parallelMap(found.count) { part in
          let end = starts[part + 1]
          var place = starts[part]
          var row = found[part].range.lowerBound
          while place < end {
            let partner = unsafe partners[row]
            unsafe left[place] = Int32(truncatingIfNeeded: row)
            unsafe right[place] = partner
            place &+= partner < 0 ? 0 : 1
            row &+= 1
          }
        }
      }
    }
  }
  return (left, right)
}

/// No key has two rows on the right: one match for each left row is enough.
private func matchedOnce(_ left: PackedKeys, _ leftCount: Int, _ table: KeyTable, _ rightCount: Int) -> JoinPairs {
  let partners: [Int32] = parallelFill(leftCount) { range, target in
    unsafe left.eachBlock(range) { rows, numbers in
      for index in 0..<rows.count {
        target[rows.lowerBound &- range.lowerBound &+ index] = unsafe table.row(numbers[index])
      }
    }
  }
  return JoinPairs(partners: partners, rightCount: rightCount)
}

private func matchedOften(
  _ left: PackedKeys, _ leftCount: Int, _ table: KeyTable, _ partners: GroupRows, _ rightCount: Int
) -> JoinPairs {
  let places: [Int32] = parallelFill(leftCount) { range, target in
    unsafe left.eachBlock(range) { rows, numbers in
      for index in 0..<rows.count {
        let place = unsafe table.place(numbers[index])
        let isMatched = place >= 0 && !partners[place].isEmpty
        target[rows.lowerBound &- range.lowerBound &+ index] = isMatched ? Int32(truncatingIfNeeded: place) : -1
      }
    }
  }
  let parts = parallelStretches(leftCount) { range in
    // A left row that matches one row of a key matches all of them: keys are marked here, and their rows once below.
    var (count, asked) = (0, Asked(partners.count))
    for row in range where places[row] >= 0 {
      count += partners[Int(places[row])].count
      asked.insert(places[row])
    }
    return (count: count, asked: asked)
  }
  var asked = Asked(rightCount)
  for key in partners.indices where parts.contains(where: { $0.asked.contains(key) }) {
    for row in partners[key] { asked.insert(row) }
  }
  let leftOnly = rows(below: leftCount) { places[$0] < 0 }
  return JoinPairs(
    form: .often(places: places, partners: partners), count: parts.reduce(0) { $0 + $1.count },
    matched: leftCount - leftOnly.count, leftOnly: leftOnly,
    rightOnly: Asked.rest(of: [asked], rightCount),
    multiplied: rows(below: leftCount) { places[$0] >= 0 && partners[Int(places[$0])].count > 1 })
}
