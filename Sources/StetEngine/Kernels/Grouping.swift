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
        for (group, rows) in rows.enumerated() {
          for row in rows { groups[Int(row)] = Int32(truncatingIfNeeded: group) }
        }
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
    if validity == nil, let rows = groupRows {
      return parallelFill(count) { range, target in
        for group in range { target[group &- range.lowerBound] = Int64(rows.starts[group + 1] - rows.starts[group]) }
      }
    }
    let members = members(validity)
    return unsafe accumulated(zero: Int64(0), isExact: true) { rows, counts in
      members.each(rows) { group, _ in unsafe counts[group] &+= 1 }
    } merge: {
      $0 &+= $1
    }
  }

  /// One value for each group, added up row by row in stretches of the rows, and then stretch by stretch.
  ///
  /// Where every way of adding up gives the same (`isExact`), there are as many stretches as threads; otherwise they depend
  /// on the data alone, so that the number of threads changes no bit.
  func accumulated<Part: BitwiseCopyable & Sendable>(
    zero: Part, isExact: Bool, _ add: @Sendable (Range<Int>, UnsafeMutablePointer<Part>) -> Void,
    merge: @Sendable (inout Part, Part) -> Void
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
    guard let first = results.first, results.count > 1 else { return results.first ?? [] }
    return parallelFill(first.count) { range, target in
      for group in range {
        var total = first[group]
        for part in results.dropFirst() { merge(&total, part[group]) }
        target[group &- range.lowerBound] = total
      }
    }
  }

  /// The rows that belong to a group and have a value where `validity` says which have one.
  func members(_ validity: Bitmap?) -> Members {
    if case .whole = form { return Members(groups: nil, validity: validity, leavesRowsOut: false) }
    return Members(groups: groupOfRow, validity: validity, leavesRowsOut: leavesRowsOut)
  }

  struct Members: Sendable {
    /// Nil for one group of all rows.
    fileprivate let groups: [Int32]?
    fileprivate let validity: Bitmap?
    fileprivate let leavesRowsOut: Bool

    /// Inlined, so that each loop is made for its body.
    @inline(__always)
    func each(_ rows: Range<Int>, _ body: (_ group: Int, _ row: Int) -> Void) {
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
  func rows(presentIn column: Column) -> GroupRows {
    let present = column.presence
    if present == nil, !leavesRowsOut { return rowsByGroup }
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

  /// The present values of each group next to each other in input order, with where each group begins, and the end; kept,
  /// since several aggregates of a step may ask.
  func values(_ vector: Vector<Double>) -> (values: [Double], starts: [Int32]) {
    cache.values.withLock { known in
      if let known, known.isOf(vector) { return (known.values, known.starts) }
      let (values, starts) = found(vector)
      known = Cache.Values(source: vector, values: values, starts: starts)
      return (values, starts)
    }
  }

  private func found(_ vector: Vector<Double>) -> (values: [Double], starts: [Int32]) {
    switch form {
    case .whole where vector.validity == nil: return (vector.values, [0, Int32(truncatingIfNeeded: vector.count)])
    // Few enough groups to go straight to where each value belongs.
    case .byRow(let groups) where vector.validity == nil && !leavesRowsOut && count <= 1 << 14 && rowCount > 0:
      return partitioned(vector.values, by: groups, count: count)
    case .whole, .byRow, .byGroup:
      let ordered = rows(presentIn: .float(vector))
      return (vector.gather(ordered.rows).values, ordered.starts)
    }
  }

  /// All rows, group after group; kept, since several aggregates of a step may ask.
  private var rowsByGroup: GroupRows {
    if let groupRows { return groupRows }
    return cache.rows.withLock { known in
      if let known { return known }
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
    let values = Mutex<Values?>(nil)

    /// The values of a column by group. Kept with the column itself: nothing else can have its place in memory then.
    struct Values: Sendable {
      let source: Vector<Double>
      let values: [Double]
      let starts: [Int32]

      func isOf(_ vector: Vector<Double>) -> Bool {
        guard source.count == vector.count, source.validity == vector.validity else { return false }
        return unsafe source.values.withUnsafeBufferPointer { own in
          unsafe vector.values.withUnsafeBufferPointer { unsafe own.baseAddress == $0.baseAddress }
        }
      }
    }
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
    // What all empty arrays share would be written to, by several threads.
    guard count > 0 else { return [] }
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

/// Rows in groups, the groups in the order of their keys and missing last.
struct GroupedRows: Sendable {
  let grouping: Grouping
  /// The keys of the groups that have rows.
  let keys: [Column]
  /// Which groups have rows, where not all do: a group is then the number of its keys.
  let occupied: [Int32]?

  /// A column of all groups, for those that have rows.
  func occupied(_ column: Column) -> Column { occupied.map { column.gather($0, areRows: true) } ?? column }
}

func grouped(by keys: [Column], rowCount: Int) -> GroupedRows {
  guard !keys.isEmpty else { return GroupedRows(grouping: Grouping(whole: rowCount), keys: [], occupied: nil) }
  let ranked = keys.map { RankedKey($0) }
  if let (packed, width) = PackedKeys.dense(ranked, most: UInt64(max(65_536, rowCount))) {
    return directlyGrouped(packed, width, rowCount)
  }
  guard let packed = PackedKeys(ranked) else { return groupedByIdentity(keys, rowCount) }
  if packed.bits <= 32 {
    return grouped(radixSorted(packed.numbers(of: rowCount) as [UInt32], bits: packed.bits), packed)
  }
  return grouped(radixSorted(packed.numbers(of: rowCount) as [UInt64], bits: packed.bits), packed)
}

/// Numbers that are few enough for an array with a place for each: an array tells which of them occur.
private func directlyGrouped(_ packed: PackedKeys, _ width: Int, _ rowCount: Int) -> GroupedRows {
  let (numbers, base, occurring) = directNumbers(packed, width, rowCount)
  let occupied = rows(below: occurring.count) { occurring[$0] != 0 }
  let columns = packed.values(of: occupied.map { UInt32(bitPattern: $0 - base) })
  guard let last = occupied.last, last + 1 > occupied.count else {
    // Without gaps, the numbers are the groups.
    return GroupedRows(
      grouping: Grouping(groupOfRow: numbers, count: occupied.count, leavesRowsOut: false, mayBeEmpty: false),
      keys: columns,
      occupied: nil)
  }
  let count = Int(last) + 1
  if count <= max(4096, rowCount / 64) {
    return GroupedRows(
      grouping: Grouping(groupOfRow: numbers, count: count, leavesRowsOut: false, mayBeEmpty: true), keys: columns,
      occupied: occupied)
  }
  var groups = [Int32](repeating: -1, count: count)
  for (group, number) in occupied.enumerated() { groups[Int(number)] = Int32(truncatingIfNeeded: group) }
  let groupOfRow: [Int32] = parallelFill(rowCount) { [groups] rows, target in
    for row in rows { target[row &- rows.lowerBound] = groups[Int(numbers[row])] }
  }
  return GroupedRows(
    grouping: Grouping(groupOfRow: groupOfRow, count: occupied.count, leavesRowsOut: false, mayBeEmpty: false),
    keys: columns,
    occupied: nil)
}

/// A number for each row, how far they lie above those of the keys, and which of them occur.
private func directNumbers(_ packed: PackedKeys, _ width: Int, _ rowCount: Int) -> (
  [Int32], base: Int32, occurring: [UInt8]
) {
  // One key may have its numbers at hand: codes of texts where none is missing, small ints as they are.
  if packed.keys.count == 1 {
    if let codes = packed.keys[0].codes, let found = occurring(codes, width) { return (codes, 0, found) }
    if let (values, base) = packed.keys[0].ownNumbers(below: max(4096, rowCount / 64)),
      let found = occurring(values, width + Int(base))
    {
      return (values, base, found)
    }
  }
  let numbers: [UInt32] = packed.numbers(of: rowCount)
  let places = unsafe unsafeBitCast(numbers, to: [Int32].self)
  guard let found = occurring(places, width) else { preconditionFailure("packed numbers are not negative") }
  return (places, 0, found)
}

/// A 1 for each number that occurs; nil where one is negative.
private func occurring(_ numbers: [Int32], _ width: Int) -> [UInt8]? {
  let parts = parallelStretches(numbers.count) { rows in
    var occurs = [UInt8](repeating: 0, count: width)
    var signs: Int32 = 0
    unsafe numbers.withUnsafeBufferPointer { numbers in
      unsafe occurs.withUnsafeMutableBufferPointer { occurs in
        for row in rows {
          let number = unsafe numbers[row]
          signs |= number
          unsafe occurs[Int(max(number, 0))] = 1
        }
      }
    }
    return signs < 0 ? nil : occurs
  }
  guard var all = parts[0] else { return nil }
  for part in parts.dropFirst() {
    guard let part else { return nil }
    for number in 0..<width { all[number] |= part[number] }
  }
  return all
}

/// Many different keys: once the rows are sorted, equal keys stand together.
private func grouped<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
  _ sorted: (keys: [Number], rows: [Int32]), _ packed: PackedKeys
) -> GroupedRows {
  let (numbers, order) = sorted
  let begins = rows(below: numbers.count) { $0 == 0 || numbers[$0] != numbers[$0 - 1] }
  let different: [Number] =
    begins.count == numbers.count
    ? numbers
    : parallelFill(begins.count) { range, target in
      for group in range { target[group &- range.lowerBound] = numbers[Int(begins[group])] }
    }
  let grouping = Grouping(GroupRows(rows: order, starts: begins + [Int32(truncatingIfNeeded: numbers.count)]))
  return GroupedRows(grouping: grouping, keys: packed.values(of: different), occupied: nil)
}

private func groupedByIdentity(_ keys: [Column], _ rowCount: Int) -> GroupedRows {
  let groups = identities(of: keys, rowCount: rowCount)
  let first = firstRows(groups)
  let columns = keys.map { $0.gather(first) }
  let order = sortedRows(columns.map { (column: $0, descending: false) }, rowCount: groups.count)
  var place = [Int32](repeating: 0, count: groups.count)
  for (new, old) in order.enumerated() { place[Int(old)] = Int32(truncatingIfNeeded: new) }
  let groupOfRow = groups.groupOfRow.map { place[Int($0)] }
  return GroupedRows(
    grouping: Grouping(groupOfRow: groupOfRow, count: groups.count, leavesRowsOut: false, mayBeEmpty: false),
    keys: columns.map { $0.gather(order) }, occupied: nil)
}
