// For whoever changes this file:
// - The invariant: `groupOfRow` has a group below `count` for every row, or −1, and the three forms say the same. Only
//   `leavesRowsOut` and `mayBeEmpty` tell an aggregate what it need not check, so neither may be false by mistake.
// - Stretches of a sum depend on the data alone where adding up is not exact: with the number of threads, bits would change
//   (the test "The number of threads changes no bit").
// - Loops over rows are inlined (`Members.each`), because a closure that is passed on into another closure is not: see
//   "Generic kernels live where they are used" in DECISIONS.md for what that cost.
// - Run `swift test --filter 'ManyRowsTests|OperatorTests'` and `Scripts/bench --quick --only group`.

import StetColumns
import Synchronization

/// Which group each row belongs to; −1 leaves a row out (its `where:` is not true).
package struct Grouping: Sendable {
  private enum Form: Sendable {
    /// One group of all rows.
    case whole
    case byRow([Int32])
    /// Group after group: the better form if there are nearly as many groups as rows.
    case byGroup(GroupRows)
    /// The rows of each group follow each other: where each begins, and the end.
    case runs([Int32])
  }

  private let form: Form
  package let count: Int
  let rowCount: Int
  /// Whether a row may belong to no group.
  let leavesRowsOut: Bool
  /// Whether a group may have no row.
  let mayBeEmpty: Bool
  private let cache = Cache()

  package init(groupOfRow: [Int32], count: Int, leavesRowsOut: Bool = true, mayBeEmpty: Bool = true) {
    form = .byRow(groupOfRow)
    self.count = count
    (self.leavesRowsOut, self.mayBeEmpty) = (leavesRowsOut, mayBeEmpty)
    rowCount = groupOfRow.count
  }

  /// One group of all rows, of which there may be none.
  init(whole rowCount: Int) {
    form = .whole
    count = 1
    (leavesRowsOut, mayBeEmpty) = (false, rowCount == 0)
    self.rowCount = rowCount
  }

  /// Every row belongs to a group, and every group has one.
  init(_ rows: GroupRows) {
    form = .byGroup(rows)
    count = rows.count
    (leavesRowsOut, mayBeEmpty) = (false, false)
    rowCount = rows.rows.count
  }

  /// Rows in the order of their groups, each of which has some: where each begins, and the end.
  init(runs starts: [Int32], rowCount: Int) {
    form = .runs(starts)
    count = starts.count - 1
    (leavesRowsOut, mayBeEmpty) = (false, false)
    self.rowCount = rowCount
  }

  package var groupOfRow: [Int32] {
    switch form {
    case .byRow(let groups): return groups
    case .whole:
      return cache.groups.withLock { known in
        let groups = known ?? [Int32](repeating: 0, count: rowCount)
        known = groups
        return groups
      }
    case .byGroup(let rows):
      return cache.groups.withLock { known in
        let groups = known ?? rows.groupOfRow
        known = groups
        return groups
      }
    case .runs(let starts):
      return cache.groups.withLock { known in
        let groups = known ?? Self.groups(of: rowCount, starts)
        known = groups
        return groups
      }
    }
  }

  private static func groups(of rowCount: Int, _ starts: [Int32]) -> [Int32] {
    var groups: [Int32] = untouched(rowCount)
    unsafe groups.withUnsafeMutableBufferPointer { groups in
      // No row is in two groups.
      nonisolated(unsafe) let groups = unsafe groups
      GroupRows(rows: [], starts: starts).eachPart(places: rowCount) { part in
        let end = Int(starts[part.upperBound])
        for group in part {
          var row = Int(starts[group])
          let own = Int32(truncatingIfNeeded: group)
          // Eight at once, of which the following groups write over those that are theirs: most have fewer rows.
          while row < starts[group + 1] {
            if row + 8 <= end, let base = unsafe groups.baseAddress {
              unsafe UnsafeMutableRawPointer(base + row).storeBytes(of: SIMD8(repeating: own), as: SIMD8<Int32>.self)
            } else {
              for row in row..<Int(starts[group + 1]) { unsafe groups[row] = own }
            }
            row += 8
          }
        }
      }
    }
    return groups
  }

  /// Where each group begins, and the end, if the rows of each follow each other.
  var runStarts: [Int32]? { if case .runs(let starts) = form { starts } else { nil } }

  /// The rows group after group, if they are stored that way.
  var groupRows: GroupRows? { if case .byGroup(let rows) = form { rows } else { nil } }

  /// The same without some rows.
  func keeping(_ isKept: (Int) -> Bool) -> Grouping {
    let groups = groupOfRow
    return Grouping(groupOfRow: groups.indices.map { isKept($0) ? groups[$0] : -1 }, count: count)
  }

  /// The rows in another order.
  func gather(_ rows: [Int32]) -> Grouping {
    let groups = groupOfRow
    return Grouping(
      groupOfRow: rows.map { groups[Int($0)] }, count: count, leavesRowsOut: leavesRowsOut, mayBeEmpty: mayBeEmpty)
  }

  /// How many rows of the groups have no value.
  func missing(in column: Column) -> Int {
    guard let present = column.presence else { return 0 }
    guard leavesRowsOut else { return present.count - present.setCount }
    let groups = groupOfRow
    return groups.indices.count { groups[$0] >= 0 && !present[$0] }
  }

  /// How many rows each group has; only those with a value, if `validity` says which have one.
  func sizes(_ validity: Bitmap? = nil) -> [Int64] {
    guard validity == nil else { return counted(validity) }
    return cache.sizes.withLock { known in
      let sizes = known ?? counted(nil)
      known = sizes
      return sizes
    }
  }

  private func counted(_ validity: Bitmap?) -> [Int64] {
    if validity == nil {
      switch form {
      case .whole: return [Int64(rowCount)]
      case .byGroup(let rows): return sizes(between: rows.starts)
      case .runs(let starts): return sizes(between: starts)
      case .byRow: break
      }
    }
    let members = members(validity)
    let ofAll = count <= 1 << 12 ? members.groupsOfAll : nil
    return unsafe accumulated(zero: Int64(0), isExact: true) { rows, counts in
      guard let ofAll else { return members.each(rows) { group, _ in unsafe counts[group] &+= 1 } }
      unsafe addSizes(ofAll, rows, to: counts)
    } merge: {
      $0 &+= $1
    }
  }

  /// Counts in four tables in turn: rows of one group often follow each other, and one count would wait for the other.
  private func addSizes(_ groups: [Int32], _ rows: Range<Int>, to counts: UnsafeMutablePointer<Int64>) {
    unsafe withScratch(of: Int64.self, capacity: 3 * count) { others in
      unsafe others.initialize(repeating: 0, count: 3 * count)
      let (second, third, fourth) = unsafe (others, others + count, others + 2 * count)
      unsafe groups.withUnsafeBufferPointer { groups in
        var row = rows.lowerBound
        while row + 4 <= rows.upperBound {
          unsafe counts[Int(groups[row])] &+= 1
          unsafe second[Int(groups[row &+ 1])] &+= 1
          unsafe third[Int(groups[row &+ 2])] &+= 1
          unsafe fourth[Int(groups[row &+ 3])] &+= 1
          row &+= 4
        }
        for row in row..<rows.upperBound { unsafe counts[Int(groups[row])] &+= 1 }
      }
      for group in 0..<count { unsafe counts[group] &+= second[group] &+ third[group] &+ fourth[group] }
    }
  }

  private func sizes(between starts: [Int32]) -> [Int64] {
    parallelFill(count) { range, target in
      for group in range { target[group &- range.lowerBound] = Int64(starts[group + 1] - starts[group]) }
    }
  }

  /// One value for each group, added up row by row in ranges of the rows, and then range by range.
  ///
  /// If every order of adding up gives the same (`isExact`), there are as many ranges as threads; otherwise they depend
  /// only on the data, so that the number of threads does not change a bit.
  func accumulated<Part: BitwiseCopyable & Sendable>(
    zero: Part, isExact: Bool, _ add: @Sendable (Range<Int>, UnsafeMutablePointer<Part>) -> Void,
    merge: @Sendable (inout Part, Part) -> Void
  ) -> [Part] {
    // Few long runs are divided by rows, like other groups.
    if case .runs(let starts) = form, count >= 64 { return unsafe accumulatedRuns(starts, zero, add) }
    let rows = rowCount
    let least = max(isExact ? Parallelism.fewRows : 1 << 18, count * (isExact ? 4 : 16))
    let parts = max(1, isExact ? min(Parallelism.threads, rows / least) : rows / least)
    let results = parallelMap(parts) { part in
      var sums = [Part](repeating: zero, count: count)
      unsafe sums.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { unsafe add(rows * part / parts..<rows * (part + 1) / parts, base) }
      }
      return sums
    }
    guard let first = results.first, results.count > 1 else { return results.first ?? [] }
    return parallelFill(first.count) { range, target in
      for group in range {
        var total = first[group]
        for part in results.dropFirst() { merge(&total, part[group]) }
        target[group &- range.lowerBound] = total
      }
    }
  }

  /// No group is in two ranges, and nothing has to be put together.
  private func accumulatedRuns<Part: BitwiseCopyable & Sendable>(
    _ starts: [Int32], _ zero: Part, _ add: @Sendable (Range<Int>, UnsafeMutablePointer<Part>) -> Void
  ) -> [Part] {
    var sums: [Part] = untouched(count)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      guard let base = sums.baseAddress else { return }
      // The ranges have no group in common.
      nonisolated(unsafe) let sums = unsafe base
      GroupRows(rows: [], starts: starts).eachPart(places: rowCount) { groups in
        unsafe (sums + groups.lowerBound).initialize(repeating: zero, count: groups.count)
        unsafe add(Int(starts[groups.lowerBound])..<Int(starts[groups.upperBound]), sums)
      }
    }
    return sums
  }

  /// The rows that belong to a group and have a value, if `validity` says which have one.
  func members(_ validity: Bitmap?) -> Members {
    switch form {
    case .whole: Members(groups: nil, runs: nil, validity: validity, leavesRowsOut: false)
    case .runs(let starts): Members(groups: nil, runs: starts, validity: validity, leavesRowsOut: false)
    case .byRow, .byGroup:
      Members(groups: groupOfRow, runs: nil, validity: validity, leavesRowsOut: leavesRowsOut)
    }
  }

  struct Members: Sendable {
    /// Nil for one group of all rows, and for runs.
    fileprivate let groups: [Int32]?
    /// Where the rows of each group begin, and the end.
    fileprivate let runs: [Int32]?
    fileprivate let validity: Bitmap?
    fileprivate let leavesRowsOut: Bool

    /// The group of each row if every row is in one and counts.
    fileprivate var groupsOfAll: [Int32]? { validity == nil && !leavesRowsOut ? groups : nil }

    /// Inlined, so that each loop is specialized for its body.
    @inline(__always)
    func each(_ rows: Range<Int>, _ body: (_ group: Int, _ row: Int) -> Void) {
      if let runs {
        guard !rows.isEmpty else { return }
        var group = GroupRows(rows: [], starts: runs).group(of: rows.lowerBound)
        unsafe runs.withUnsafeBufferPointer { runs in
          for row in rows {
            while unsafe Int(runs[group &+ 1]) <= row { group &+= 1 }
            if validity?[row] ?? true { body(group, row) }
          }
        }
        return
      }
      guard let groups else {
        for row in rows where validity?[row] ?? true { body(0, row) }
        return
      }
      unsafe groups.withUnsafeBufferPointer { groups in
        if validity == nil, !leavesRowsOut {
          for row in rows { unsafe body(Int(groups[row]), row) }
          return
        }
        for row in rows {
          let group = unsafe Int(groups[row])
          if group >= 0, validity?[row] ?? true { body(group, row) }
        }
      }
    }
  }

  /// The rows of each group where the column is present, in input order.
  func rows(presentIn column: Column) -> GroupRows { rows(where: column.presence) }

  /// The rows of each group where something is present, in input order; all of them if it always is.
  func rows(where present: Bitmap?) -> GroupRows {
    if present == nil, !leavesRowsOut { return rowsByGroup }
    let groups = groupsOrNone(present)
    let numbers = unsafe unsafeBitCast(groups, to: [UInt32].self)
    let sorted = radixSorted(numbers, bits: Int.bitWidth - count.leadingZeroBitCount)
    var starts = [Int32](repeating: 0, count: count + 1)
    for (group, size) in sizes(present).enumerated() {
      starts[group + 1] = starts[group] + Int32(truncatingIfNeeded: size)
    }
    return GroupRows(rows: Array(sorted.rows.prefix(Int(starts[count]))), starts: starts)
  }

  /// The group of each row; `count`, as if that were one more, where the row is in none or nothing is present.
  private func groupsOrNone(_ present: Bitmap?) -> [Int32] {
    let none = Int32(truncatingIfNeeded: count)
    if case .whole = form, let present {
      return parallelFill(rowCount) { range, target in
        for row in range { target[row &- range.lowerBound] = present[row] ? 0 : none }
      }
    }
    return parallelFill(rowCount) { [groupOfRow] range, target in
      for row in range {
        let group = groupOfRow[row]
        target[row &- range.lowerBound] = group >= 0 && present?[row] ?? true ? group : none
      }
    }
  }

  /// The present values of each group next to each other in input order, with where each group begins, and the end; kept,
  /// because several aggregates of a step may need them.
  func values<Number: GroupedNumber>(_ vector: Vector<Number>) -> (values: [Number], starts: [Int32]) {
    cache.values.withLock { known in
      if let known = known as? CachedValues<Number>, known.isOf(vector) { return (known.values, known.starts) }
      let (values, starts) = found(vector)
      known = CachedValues(source: vector, values: values, starts: starts)
      return (values, starts)
    }
  }

  private func found<Number: GroupedNumber>(_ vector: Vector<Number>) -> (values: [Number], starts: [Int32]) {
    switch form {
    case .whole where vector.validity == nil: return (vector.values, [0, Int32(truncatingIfNeeded: vector.count)])
    // Few enough groups to go straight to where each value belongs.
    case .byRow(let groups) where vector.validity == nil && !leavesRowsOut && count <= 1 << 14 && rowCount > 0:
      return Number.divided(vector.values, by: groups, count: count)
    case .runs(let starts) where vector.validity == nil: return (vector.values, starts)
    case .whole where rowCount > 0, .byRow where count < 1 << 14 && rowCount > 0:
      var (values, starts) = Number.divided(vector.values, by: groupsOrNone(vector.validity), count: count + 1)
      starts.removeLast()
      values.removeLast(values.count - Int(starts[count]))
      return (values, starts)
    case .whole, .byRow, .byGroup, .runs:
      let ordered = rows(where: vector.validity)
      return (Number.gathered(vector, ordered.rows), ordered.starts)
    }
  }

  /// All rows, group after group; kept, because several aggregates of a step may need them.
  var rowsByGroup: GroupRows {
    if let groupRows { return groupRows }
    return cache.rows.withLock { known in
      if let known { return known }
      let inOrder: [Int32]? =
        switch form {
        case .whole: [0, Int32(rowCount)]
        case .runs(let starts): starts
        case .byRow, .byGroup: nil
        }
      if let inOrder {
        let rows = GroupRows(inOrder: inOrder)
        known = rows
        return rows
      }
      let numbers = unsafe unsafeBitCast(groupOfRow, to: [UInt32].self)
      let order = radixSorted(numbers, bits: Int.bitWidth - (count - 1).leadingZeroBitCount).rows
      var starts = [Int32](repeating: 0, count: count + 1)
      for (group, size) in sizes().enumerated() { starts[group + 1] = starts[group] + Int32(truncatingIfNeeded: size) }
      let rows = GroupRows(rows: order, starts: starts)
      known = rows
      return rows
    }
  }

  private final class Cache: Sendable {
    let sizes = Mutex<[Int64]?>(nil)
    let rows = Mutex<GroupRows?>(nil)
    let groups = Mutex<[Int32]?>(nil)
    /// Values of one column by group.
    let values = Mutex<(any Sendable)?>(nil)
  }

  /// The values of a column by group. Kept with the column itself, so that nothing else can have its address in memory.
  private struct CachedValues<Number: GroupedNumber>: Sendable {
    let source: Vector<Number>
    let values: [Number]
    let starts: [Int32]

    func isOf(_ vector: Vector<Number>) -> Bool {
      guard source.count == vector.count, source.validity == vector.validity else { return false }
      return unsafe source.values.withUnsafeBufferPointer { own in
        unsafe vector.values.withUnsafeBufferPointer { unsafe own.baseAddress == $0.baseAddress }
      }
    }
  }
}
