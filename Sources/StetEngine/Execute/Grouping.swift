import StetColumns
import Synchronization

/// Which group each row belongs to; −1 leaves a row out (its `where:` is not true).
package struct Grouping: Sendable {
  private enum Form: Sendable {
    /// One group of all rows.
    case whole
    case byRow([Int32])
    /// Group after group: the better form where there are nearly as many groups as rows.
    case byGroup(GroupRows)
  }

  private let form: Form
  package let count: Int
  let rowCount: Int
  /// Whether a row may belong to none, or a group may have no row.
  let hasGaps: Bool
  private let cache = Cache()

  package init(groupOfRow: [Int32], count: Int, hasGaps: Bool = true) {
    form = .byRow(groupOfRow)
    self.count = count
    self.hasGaps = hasGaps
    rowCount = groupOfRow.count
  }

  /// One group of all rows, of which there may be none.
  init(whole rowCount: Int) {
    form = .whole
    count = 1
    hasGaps = rowCount == 0
    self.rowCount = rowCount
  }

  /// Every row belongs to a group, and every group has one.
  init(_ rows: GroupRows) {
    form = .byGroup(rows)
    count = rows.count
    hasGaps = false
    rowCount = rows.rows.count
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
        if let known { return known }
        var groups: [Int32] = untouched(rowCount)
        for (group, rows) in rows.enumerated() { for row in rows { groups[Int(row)] = Int32(truncatingIfNeeded: group) } }
        known = groups
        return groups
      }
    }
  }

  /// The rows group after group, where they are held so.
  var groupRows: GroupRows? { if case .byGroup(let rows) = form { rows } else { nil } }

  /// The same without some rows.
  func keeping(_ isKept: (Int) -> Bool) -> Grouping {
    let groups = groupOfRow
    return Grouping(groupOfRow: groups.indices.map { isKept($0) ? groups[$0] : -1 }, count: count)
  }

  /// The rows in another order.
  func gather(_ rows: [Int32]) -> Grouping {
    let groups = groupOfRow
    return Grouping(groupOfRow: rows.map { groups[Int($0)] }, count: count, hasGaps: hasGaps)
  }

  /// How many rows of the groups have no value.
  func missing(in column: Column) -> Int {
    guard let present = column.presence else { return 0 }
    guard hasGaps else { return present.count - present.setCount }
    let groups = groupOfRow
    return groups.indices.count { groups[$0] >= 0 && !present[$0] }
  }

  /// How many rows each group has, with a value where `validity` says which have one.
  func sizes(_ validity: Bitmap? = nil) -> [Int64] {
    guard validity == nil else { return counted(validity) }
    return cache.sizes.withLock { known in
      let sizes = known ?? counted(nil)
      known = sizes
      return sizes
    }
  }

  private func counted(_ validity: Bitmap?) -> [Int64] {
    if validity == nil, case .whole = form { return [Int64(rowCount)] }
    if validity == nil, let rows = groupRows { return (0..<count).map { Int64(rows.starts[$0 + 1] - rows.starts[$0]) } }
    let groups = groupOfRow
    return unsafe accumulated(zero: Int64(0), isExact: true) { rows, counts in
      for row in rows {
        let group = Int(groups[row])
        guard group >= 0, validity?[row] ?? true else { continue }
        unsafe counts[group] &+= 1
      }
    } merge: { $0 &+= $1 }
  }

  /// One value for each group, added up row by row in stretches of the rows, and then stretch by stretch.
  ///
  /// Where every way of adding up gives the same (`isExact`), there are as many stretches as threads; otherwise they depend
  /// on the data alone, so that the number of threads changes no bit.
  func accumulated<Part: BitwiseCopyable & Sendable>(
    zero: Part, isExact: Bool, _ add: @Sendable (Range<Int>, UnsafeMutablePointer<Part>) -> Void,
    merge: (inout Part, Part) -> Void
  ) -> [Part] {
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
    guard var total = results.first else { return [] }
    for part in results.dropFirst() { for group in 0..<count { merge(&total[group], part[group]) } }
    return total
  }

  /// The rows of each group where the column is present, in input order.
  func rows(presentIn column: Column) -> GroupRows {
    let present = column.presence
    if present == nil, !hasGaps { return rowsByGroup }
    return rows { present?[$0] ?? true }
  }

  /// The rows of each group that fulfil a condition, in input order.
  func rows(where condition: (Int) -> Bool) -> GroupRows {
    let groupOfRow = groupOfRow
    func counts(_ row: Int) -> Bool { groupOfRow[row] >= 0 && condition(row) }
    var starts = [Int32](repeating: 0, count: count + 1)
    for row in groupOfRow.indices where counts(row) { starts[Int(groupOfRow[row]) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    var rows = [Int32](repeating: 0, count: Int(starts[count]))
    for row in groupOfRow.indices where counts(row) {
      let group = Int(groupOfRow[row])
      rows[Int(next[group])] = Int32(truncatingIfNeeded: row)
      next[group] += 1
    }
    return GroupRows(rows: rows, starts: starts)
  }

  /// The present values of each group next to each other, with where each group begins, and the end.
  func values(_ vector: Vector<Double>) -> (values: [Double], starts: [Int32]) {
    let ordered = rows(presentIn: .float(vector))
    let values: [Double] = parallelFill(ordered.rows.count) { range, target in
      unsafe ordered.rows.withUnsafeBufferPointer { rows in
        unsafe vector.values.withUnsafeBufferPointer { values in
          for place in range { target[place &- range.lowerBound] = unsafe values[Int(rows[place])] }
        }
      }
    }
    return (values, ordered.starts)
  }

  /// All rows, group after group; kept, since several aggregates of a step may ask.
  private var rowsByGroup: GroupRows {
    if let groupRows { return groupRows }
    return cache.rows.withLock { known in
      if let known { return known }
      let numbers = unsafe unsafeBitCast(groupOfRow, to: [UInt32].self)
      let order = radixSorted(numbers, bits: PackedKeys.bits(UInt64(max(2, count)))).rows
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
  }
}

/// The rows of each group, group after group in one array.
struct GroupRows: RandomAccessCollection, Sendable {
  let rows: [Int32]
  let starts: [Int32]

  var startIndex: Int { 0 }
  var endIndex: Int { starts.count - 1 }
  subscript(group: Int) -> ArraySlice<Int32> { rows[Int(starts[group])..<Int(starts[group + 1])] }

  /// `body` for the places of each group in `rows`, groups side by side; the results in the order of the groups.
  func parallel<Result: Sendable>(_ body: @Sendable (Range<Int>) -> Result) -> [Result] {
    parallel(places: rows.count, body)
  }

  /// The same for an array that is divided as `rows` would be.
  func parallel<Result: Sendable>(places: Int, _ body: @Sendable (Range<Int>) -> Result) -> [Result] {
    // Neighboring groups in parts of about the same number of rows.
    let parts = Swift.max(1, Swift.min(count, places / 16_384))
    let bounds = (0...parts).map { part in part == parts ? count : firstGroup(from: places * part / parts) }
    return unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      // The parts share no group.
      nonisolated(unsafe) let buffer = unsafe buffer
      _ = parallelMap(parts) { part in
        for group in bounds[part]..<Swift.max(bounds[part], bounds[part + 1]) {
          unsafe buffer.initializeElement(at: group, to: body(Int(starts[group])..<Int(starts[group + 1])))
        }
      }
      initialized = count
    }
  }

  /// The first group that begins at a place or behind it.
  private func firstGroup(from place: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Int(starts[middle]) < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Rows grouped by their keys, the groups in the order of the keys and missing last; each group's keys as columns.
func grouped(by keys: [Column], rowCount: Int) -> (grouping: Grouping, keys: [Column]) {
  guard !keys.isEmpty else {
    return (Grouping(whole: rowCount), [])
  }
  let ranked = keys.compactMap { RankedKey($0) }
  if ranked.count == keys.count, let packed = PackedKeys.direct(ranked, rows: rowCount) {
    return directlyGrouped(packed, keys)
  }
  if ranked.count == keys.count, let packed = PackedKeys(ranked, rows: rowCount) {
    switch packed {
    case .narrow(let numbers, let width): return grouped(radixSorted(numbers, bits: PackedKeys.bits(width)), keys)
    case .wide(let numbers, let width): return grouped(radixSorted(numbers, bits: PackedKeys.bits(width)), keys)
    }
  }
  return groupedByIdentity(keys, rowCount)
}

extension PackedKeys {
  /// Numbers of keys that are few enough for an array with a place for each.
  fileprivate static func direct(_ keys: [RankedKey], rows: Int) -> (numbers: [Int32], width: Int)? {
    var width: UInt64 = 1
    for key in keys {
      let (product, overflow) = width.multipliedReportingOverflow(by: key.width)
      guard !overflow, product <= UInt64(max(65_536, rows)) else { return nil }
      width = product
    }
    // Text alone has its codes, and −1 for what has none.
    if keys.count == 1, let codes = keys[0].codes { return (codes, Int(width)) }
    var numbers: [UInt32]?
    for key in keys { numbers = key.extend(numbers, rows: rows) }
    return numbers.map { numbers in (unsafe unsafeBitCast(numbers, to: [Int32].self), Int(width)) }
  }
}

/// An array tells which numbers occur; they become the groups, in order. −1 counts as the last number.
private func directlyGrouped(_ packed: (numbers: [Int32], width: Int), _ keys: [Column]) -> (Grouping, [Column]) {
  let (numbers, width) = packed
  let found = parallelStretches(numbers.count) { rows in
    var first = [Int32](repeating: -1, count: width)
    for row in rows {
      let number = numbers[row] < 0 ? width &- 1 : Int(numbers[row])
      if first[number] < 0 { first[number] = Int32(truncatingIfNeeded: row) }
    }
    return first
  }
  var groups = [Int32](repeating: -1, count: width)
  var firsts: [Int32] = []
  for number in 0..<width {
    guard let first = found.lazy.map({ $0[number] }).first(where: { $0 >= 0 }) else { continue }
    groups[number] = Int32(truncatingIfNeeded: firsts.count)
    firsts.append(first)
  }
  let columns = keys.map { $0.gather(firsts) }
  // Without gaps in front of the last one, the numbers are the groups.
  if firsts.count == width || firsts.count == width - 1 && groups[width - 1] < 0 {
    if firsts.count < width || !numbers.contains(where: { $0 < 0 }) {
      return (Grouping(groupOfRow: numbers, count: firsts.count, hasGaps: false), columns)
    }
  }
  let groupOfRow: [Int32] = parallelFill(numbers.count) { [groups] rows, target in
    for row in rows { target[row &- rows.lowerBound] = groups[numbers[row] < 0 ? width &- 1 : Int(numbers[row])] }
  }
  return (Grouping(groupOfRow: groupOfRow, count: firsts.count, hasGaps: false), columns)
}

/// Many different keys: once the rows are sorted, equal keys stand together.
private func grouped<Number: Equatable & BitwiseCopyable & Sendable>(
  _ sorted: (keys: [Number], rows: [Int32]), _ keys: [Column]
) -> (Grouping, [Column]) {
  let (numbers, order) = sorted
  let begins = rows(below: numbers.count) { $0 == 0 || numbers[$0] != numbers[$0 - 1] }
  let grouping = Grouping(GroupRows(rows: order, starts: begins + [Int32(truncatingIfNeeded: numbers.count)]))
  let firsts: [Int32] = parallelFill(begins.count) { range, target in
    for group in range { target[group &- range.lowerBound] = order[Int(begins[group])] }
  }
  return (grouping, keys.map { $0.gather(firsts) })
}

private func groupedByIdentity(_ keys: [Column], _ rowCount: Int) -> (Grouping, [Column]) {
  let groups = identities(of: keys, rowCount: rowCount)
  let first = firstRows(groups)
  let columns = keys.map { $0.gather(first) }
  let order = sortedRows(columns.map { (column: $0, descending: false) }, rowCount: groups.count)
  var place = [Int32](repeating: 0, count: groups.count)
  for (new, old) in order.enumerated() { place[Int(old)] = Int32(truncatingIfNeeded: new) }
  return (
    Grouping(groupOfRow: groups.groupOfRow.map { place[Int($0)] }, count: groups.count, hasGaps: false),
    columns.map { $0.gather(order) }
  )
}
