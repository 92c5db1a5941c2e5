import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetEngine

// With more rows than one thread takes alone: what is divided, sorted by digits and gathered in tiles is held against what a
// few plain lines say.

private let count = Parallelism.fewRows + 4_321

/// A column of a kind, one cell in twenty missing.
private func column(_ kind: Kind, _ seed: UInt64, count: Int = count, isWhole: Bool = false) -> Column {
  var draw = SplitMix64(seed: seed)
  let values = (0..<count).map { _ -> Value in
    if !isWhole, draw.below(20) == 0 { return .missing }
    return kind.value(&draw)
  }
  let column = Column(values, type: kind.type)
  return kind == .wideInt ? column : column.narrowed
}

private enum Kind: CaseIterable {
  case smallInt, sparseInt, wideInt, text, uniqueText, bool, signedFloat, decimal, wideDecimal, date, fiscalYear,
    datetime

  var type: ValueType {
    switch self {
    case .smallInt, .sparseInt, .wideInt: .int
    case .text, .uniqueText: .text
    case .bool: .bool
    case .signedFloat: .float
    case .decimal, .wideDecimal: .decimal
    case .date: .date
    case .fiscalYear: .period(.fiscalYear)
    case .datetime: .datetime
    }
  }

  func value(_ draw: inout SplitMix64) -> Value {
    switch self {
    case .smallInt: .int(Int64(draw.below(90)) + 7)
    case .sparseInt: .int(Int64(draw.below(40_000)) * 50_021 - 900_000_000)
    // From the least to the largest there is, so that distances have no room.
    case .wideInt: .int([.min, .max, 0, Int64(draw.below(1000))][draw.below(4)])
    case .text: .text("t\(draw.below(300))")
    case .uniqueText: .text("a rather long text, number \(draw.below(1 << 40))")
    case .bool: .bool(draw.below(2) == 0)
    case .signedFloat: .float(Double(draw.below(20_001) - 10_000) / 64)
    case .decimal: .decimal(Decimal(digits: Int128(draw.below(5_000)) - 2_500, scale: 2))
    case .wideDecimal: .decimal(Decimal(digits: Int128(draw.below(50) - 25) * (1 << 90), scale: 2))
    case .date: .date(Int32(draw.below(4_000)))
    case .fiscalYear: .period(Int32(2000 + draw.below(20)), .fiscalYear)
    case .datetime: .datetime(Int64(draw.below(1 << 50)))
    }
  }
}

/// A number for each row in the order of the values, missing last.
private func ranks(_ column: Column) -> [Int] {
  let values = (0..<column.count).map { column[$0] }
  let different = Set(values.filter { !$0.isMissing }).sorted { precedes($0, $1) }
  let places = Dictionary(uniqueKeysWithValues: zip(different, 0...))
  return values.map { places[$0] ?? .max }
}

private func precedes(_ a: Value, _ b: Value) -> Bool {
  switch (a, b) {
  case (.bool(let x), .bool(let y)): !x && y
  case (.int(let x), .int(let y)), (.datetime(let x), .datetime(let y)): x < y
  case (.decimal(let x), .decimal(let y)): x < y
  case (.float(let x), .float(let y)): x < y
  case (.text(let x), .text(let y)): x.utf8.lexicographicallyPrecedes(y.utf8)
  case (.date(let x), .date(let y)): x < y
  case (.period(let x, _), .period(let y, _)): x < y
  default: preconditionFailure("two values of one kind")
  }
}

@Test("Rows in any order, gathered column by column or a row's values together, are those rows")
func manyGathered() {
  let columns = Kind.allCases.enumerated().map { column($1, UInt64($0)) }
  var draw = SplitMix64(seed: 5)
  let rows = (0..<count).map { _ in Int32(draw.below(count + 50)) }.map { $0 < count ? $0 : -1 }
  let gathered = columns.gather(rows)
  for (own, all) in zip(gathered, columns) {
    let single = all.gather(rows)
    #expect(own.count == count && own.missingCount == single.missingCount)
    for place in stride(from: 0, to: count, by: 7) {
      let expected = rows[place] < 0 ? Value.missing : all[Int(rows[place])]
      #expect(own[place] == expected && single[place] == expected)
    }
  }
}

@Test("Sorting by digits is a stable sort, whatever the keys", arguments: [1, 5, 11, 13, 24, 32, 47, 64])
func manySortedByDigits(_ bits: Int) {
  var draw = SplitMix64(seed: UInt64(bits))
  for size in [0, 1, 2, 23, 24, 25, 300, count] {
    for shape in 0..<4 {
      let mask: UInt64 = bits == 64 ? .max : (1 << UInt64(bits)) - 1
      let keys = (0..<size).map { place -> UInt64 in
        switch shape {
        case 0: draw.next() & mask
        case 1: draw.next() % 3 & mask
        // One key far from all others, which then fall into one bucket.
        case 2: place == size / 2 ? mask : draw.next() % 1000 & mask
        default: mask
        }
      }
      let expected = (0..<Int32(size)).sorted { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
      let sorted = radixSorted(keys, bits: bits)
      #expect(sorted.rows == expected && sorted.keys == expected.map { keys[Int($0)] })
      if bits <= 32 { #expect(radixSorted(keys.map { UInt32($0) }, bits: bits).rows == expected) }
    }
  }
}

@Test(
  "Rows sorted by several keys of any kinds are in their order, ties as they came", arguments: 0..<UInt64(rounds(12)))
func manySorted(_ seed: UInt64) {
  var draw = SplitMix64(seed: seed &* 77)
  let keys = (0..<1 + draw.below(4)).map { place in
    let kind = place == 0 ? Kind.allCases[Int(seed)] : Kind.allCases[draw.below(Kind.allCases.count)]
    return (column: column(kind, seed + UInt64(place)), descending: draw.below(2) == 0)
  }
  let numbers = keys.map { key in ranks(key.column).map { key.descending && $0 != .max ? -$0 : $0 } }
  let rows = sortedRows(keys, rowCount: count)
  #expect(Set(rows).count == count)
  for (a, b) in zip(rows, rows.dropFirst()) {
    let differing = numbers.first { $0[Int(a)] != $0[Int(b)] }
    if !(differing.map { $0[Int(a)] < $0[Int(b)] } ?? (a < b)) {
      Issue.record("row \(a) stands before row \(b)")
      return
    }
  }
}

@Test(
  "Every row is in the group of its keys, and groups are in the order of those", arguments: 0..<UInt64(rounds(16)))
func manyGrouped(_ seed: UInt64) {
  var draw = SplitMix64(seed: seed &* 31)
  let kinds = (0..<1 + draw.below(3)).map { place in
    place == 0 ? Kind.allCases[Int(seed) % Kind.allCases.count] : Kind.allCases[draw.below(Kind.allCases.count)]
  }
  let keys = kinds.enumerated().map { column($1, seed + UInt64($0), isWhole: draw.below(2) == 0) }
  let groups = grouped(by: keys, rowCount: count)
  let sizes = groups.occupied(.int(Vector(groups.grouping.sizes())))
  var place = [Int](repeating: -1, count: groups.grouping.count)
  for group in 0..<groups.keys[0].count { place[Int(groups.occupied?[group] ?? Int32(group))] = group }
  var counted = [Int64](repeating: 0, count: groups.keys[0].count)
  let groupOfRow = groups.grouping.groupOfRow
  for row in 0..<count {
    let group = place[Int(groupOfRow[row])]
    counted[group] += 1
    if row % 3 == 0, !zip(keys, groups.keys).allSatisfy({ $0[row] == $1[group] }) {
      Issue.record("row \(row) is in group \(group)")
      return
    }
  }
  #expect((0..<counted.count).allSatisfy { sizes[$0] == .int(counted[$0]) })
  let numbers = groups.keys.map(ranks)
  for group in 0..<max(0, counted.count - 1) {
    let differing = numbers.first { $0[group] != $0[group + 1] }
    if !(differing.map { $0[group] < $0[group + 1] } ?? false) {
      Issue.record("group \(group) is not in front of the next one")
      return
    }
  }
}

@Test(
  "Joined rows are those with equal keys, each once, in the order of the left table", arguments: 0..<UInt64(rounds(14)))
func manyJoined(_ seed: UInt64) throws {
  var draw = SplitMix64(seed: seed &* 131)
  let kinds = (0..<1 + draw.below(2)).map { place in
    place == 0 ? Kind.allCases[Int(seed) % Kind.allCases.count] : Kind.allCases[draw.below(Kind.allCases.count)]
  }
  let isUnique = seed >= 12
  let rightCount = isUnique ? count : 2_000
  func keys(_ count: Int, _ seed: UInt64) -> [Column] {
    kinds.enumerated().map { column($1, seed + UInt64($0), count: count) }
  }
  var (left, right) = (keys(count, seed), keys(rightCount, seed + 50))
  if isUnique {
    // Many keys that no array has room for, and no two the same.
    right = [Column((0..<rightCount).map { .int(Int64($0) * 1_000_003) }, type: .int)]
    left = [Column((0..<count).map { _ in .int(Int64(draw.below(2 * rightCount)) * 1_000_003) }, type: .int)]
  }
  let pairs = try matchRows(left: left, right: right, leftCount: count, rightCount: rightCount)
  var rowsOfKey: [[Value]: [Int32]] = [:]
  for row in 0..<rightCount {
    let key = right.map { $0[row] }
    if !key.contains(where: \.isMissing) { rowsOfKey[key, default: []].append(Int32(row)) }
  }
  let partnersOfRow = (0..<count).map { row in rowsOfKey[left.map { $0[row] }] ?? [] }
  #expect(pairs.count == partnersOfRow.reduce(0) { $0 + $1.count })
  #expect(pairs.leftOnly == (0..<Int32(count)).filter { partnersOfRow[Int($0)].isEmpty })
  #expect(pairs.multiplied == (0..<Int32(count)).filter { partnersOfRow[Int($0)].count > 1 })
  let asked = Set(partnersOfRow.joined())
  #expect(pairs.rightOnly == (0..<Int32(rightCount)).filter { !asked.contains($0) })
  // Keys of few values make more pairs than a test has time for.
  guard pairs.count < 2_000_000 else { return }
  let (rows, partners) = pairs.rows(keepingLeft: false)
  let expected = partnersOfRow.enumerated().flatMap { row, partners in partners.map { _ in Int32(row) } }
  #expect((rows ?? (0..<Int32(count)).map { $0 }) == expected)
  #expect(partners == Array(partnersOfRow.joined()))
}

@Test("The largest of each group and their ties are what sorting finds", .slow, arguments: [1, 2, 5, 30])
func manyOnTop(_ kept: Int) throws {
  for kind in [Kind.signedFloat, .smallInt, .datetime] {
    let (groups, values) = (column(.text, 3), column(kind, 4))
    let table = Table(
      schema: Schema([Field("g", .text), Field("v", kind.type)]), columns: [groups, values], rowCount: count)
    var executor = Executor()
    let step = PlanStep(
      operation: TopOperation(
        kept, TypedExpression(.column(1), kind.type, range: SourceRange(0, 1)),
        by: [TypedExpression(.column(0), .text, range: SourceRange(0, 1))]),
      name: "top", range: SourceRange(0, 1), schema: nil, continues: false, order: 0)
    let top = try executor.run([step], on: table)
    let (groupRanks, valueRanks) = (ranks(groups), ranks(values))
    var rowsOfGroup: [Int: [Int]] = [:]
    for row in 0..<count where valueRanks[row] != .max { rowsOfGroup[groupRanks[row], default: []].append(row) }
    var expected: [Int] = []
    for group in rowsOfGroup.keys.sorted() {
      let rows = (rowsOfGroup[group] ?? []).sorted { (-valueRanks[$0], $0) < (-valueRanks[$1], $1) }
      let last = valueRanks[rows[min(kept, rows.count) - 1]]
      expected += rows.filter { valueRanks[$0] >= last }
    }
    #expect(top.rowCount == expected.count)
    #expect(
      zip(0..<top.rowCount, expected).allSatisfy {
        top.columns[1][$0] == values[$1] && top.columns[0][$0] == groups[$1]
      })
  }
}

@Test(
  "The largest of all, with a map of the zones and without, are what sorting finds", arguments: [1, 10, 2_000, count])
func manyOnTopOfAll(_ kept: Int) throws {
  func zones<Element: ZoneValue>(_ vector: Vector<Element>) -> ZoneMap<Element> {
    ZoneMap(
      stride(from: 0, to: count, by: 997).compactMap { start in
        let rows = start..<min(start + 997, count)
        let present = rows.compactMap { vector[$0] }
        guard let least = present.min(), let most = present.max() else { return nil }
        return ZoneBits(
          rows: Int32(rows.lowerBound)..<Int32(rows.upperBound), least: least.zoneBits, most: most.zoneBits)
      })
  }
  for kind in [Kind.signedFloat, .smallInt, .datetime] {
    let values = column(kind, 4)
    let mapped: Column =
      switch values {
      case .float(let vector): .float(Vector(vector.values, validity: vector.validity, zoneMap: zones(vector)))
      case .narrowInt(let vector): .narrowInt(Vector(vector.values, validity: vector.validity, zoneMap: zones(vector)))
      case .datetime(let vector): .datetime(Vector(vector.values, validity: vector.validity, zoneMap: zones(vector)))
      default: values
      }
    let ranks = ranks(values)
    let sorted = (0..<count).filter { ranks[$0] != .max }.sorted { (-ranks[$0], $0) < (-ranks[$1], $1) }
    let last = ranks[sorted[min(kept, sorted.count) - 1]]
    let expected = sorted.filter { ranks[$0] >= last }
    let row = Column.narrowInt(Vector((0..<Int32(count)).map { $0 }))
    for column in [values, mapped] {
      let table = Table(
        schema: Schema([Field("row", .int), Field("v", kind.type)]), columns: [row, column], rowCount: count)
      var executor = Executor()
      let step = PlanStep(
        operation: TopOperation(kept, TypedExpression(.column(1), kind.type, range: SourceRange(0, 1)), by: []),
        name: "top", range: SourceRange(0, 1), schema: nil, continues: false, order: 0)
      let top = try executor.run([step], on: table)
      #expect((0..<top.rowCount).map { top.columns[0][$0] } == expected.map { .int(Int64($0)) })
    }
  }
}

@Test("Quantiles are those of the sorted values, also of equal ones and in groups of any size")
func manyQuantiles() throws {
  // The last group has so many rows that a sample is taken of it; some rows are in no group.
  let count = 150_000
  var draw = SplitMix64(seed: 9)
  let groupOfRow = (0..<count).map { Int32($0 < 40_000 ? draw.below(301) - 1 : 300) }
  let groupings = [
    Grouping(groupOfRow: groupOfRow, count: 301, leavesRowsOut: true, mayBeEmpty: false),
    Grouping(groupOfRow: groupOfRow.map { max($0, 0) }, count: 301, leavesRowsOut: false, mayBeEmpty: false),
    Grouping(whole: count),
  ]
  for (kind, grouping) in [Kind.signedFloat, .smallInt, .bool].flatMap({ kind in groupings.map { (kind, $0) } }) {
    // Few different values are one, or two of which one is rare.
    let values =
      kind == .bool
      ? Column((0..<count).map { .int($0 % 1000 == 0 ? 2 : 1) }, type: .int).narrowed : column(kind, 8, count: count)
    var own: [[Double]] = Array(repeating: [], count: grouping.count)
    for (row, group) in grouping.groupOfRow.enumerated() where group >= 0 {
      if let value = values[row].asFloat { own[Int(group)].append(value) }
    }
    let sorted = own.map { $0.sorted() }
    for percent in [0, 1, 10, 50, 93, 100] {
      let share = Decimal(digits: Int128(percent), scale: 2)
      let shares = Column([Value](repeating: .decimal(share), count: count), type: .decimal)
      let found = try Aggregate.quantile.apply([values, shares], grouping)
      for (group, sorted) in sorted.enumerated() {
        let (place, rest) = (percent * (sorted.count - 1)).quotientAndRemainder(dividingBy: 100)
        let (low, high) = (sorted[place], sorted[min(place + 1, sorted.count - 1)])
        let part = Double(rest) / 100
        // Whole numbers of this size, times a hundred, are doubles themselves.
        let expected =
          kind == .signedFloat ? low * (1 - part) + high * part : (low * Double(100 - rest) + high * Double(rest)) / 100
        #expect(found[group] == .float(rest > 0 ? expected : low))
      }
    }
  }
}

@Test("The number of threads changes no bit")
func manyThreads() throws {
  var draw = SplitMix64(seed: 17)
  let wild = Column(
    (0..<count * 5).map { _ in .float(Double(bitPattern: draw.next() & 0x40FF_FFFF_FFFF_FFFF)) }, type: .float)
  let groups = Column((0..<count * 5).map { _ in .int(Int64(draw.below(40))) }, type: .int).narrowed
  defer { Parallelism.limit(to: 0) }
  var seen: Set<[[Value]]> = []
  for threads in [1, 2, 3, 8] {
    Parallelism.limit(to: threads)
    let grouping = grouped(by: [groups], rowCount: count * 5).grouping
    let results = try [Aggregate.sum, .mean, .sd, .median].map { aggregate in
      let column = try aggregate.apply([wild], grouping)
      return (0..<grouping.count).map { column[$0] }
    }
    let correlation = try Aggregate.correlation.apply([wild, groups], Grouping(whole: count * 5))
    seen.insert(results + [[correlation[0]]])
  }
  #expect(seen.count == 1)
}
