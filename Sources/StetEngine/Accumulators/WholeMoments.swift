import StetColumns

/// Exact sums of whole numbers, of their squares and of their products with others, all relative to the least of them.
struct WholeMoments: BitwiseCopyable {
  private var count: Int64 = 0
  private var x: Int64 = 0
  private var y: Int64 = 0
  private var xx: Int128 = 0
  private var yy: Int128 = 0
  private var xy: Int128 = 0

  /// The least of each number; nil if they are not whole, or too far apart for sums over all rows that a table may have.
  static func least(_ numbers: [Register], _ builder: inout ProgramBuilder) -> [Int64]? {
    var least: [Int64] = []
    for number in numbers {
      guard number.layout == .narrow || number.layout == .wide else { return nil }
      let reach = builder.reach(number)
      let (span, overflow) = reach.upperBound.subtractingReportingOverflow(reach.lowerBound)
      guard !overflow, span <= Int64(Int32.max) else { return nil }
      least.append(reach.lowerBound)
    }
    return least
  }

  @inline(__always)
  mutating func add(_ number: Int64) {
    count &+= 1
    x &+= number
    xx &+= Int128(truncatingIfNeeded: number &* number)
  }

  @inline(__always)
  mutating func add(_ first: Int64, _ second: Int64) {
    add(first)
    y &+= second
    yy &+= Int128(truncatingIfNeeded: second &* second)
    xy &+= Int128(truncatingIfNeeded: first &* second)
  }

  mutating func add(_ other: WholeMoments) {
    count &+= other.count
    x &+= other.x
    y &+= other.y
    xx &+= other.xx
    yy &+= other.yy
    xy &+= other.xy
  }

  var spreads: Spreads {
    func spread(_ products: Int128, _ a: Int64, _ b: Int64) -> Double {
      quotient(
        Decimal(digits: Int128(count) * products - Int128(a) * Int128(b), scale: 0),
        Decimal(digits: Int128(count), scale: 0)) ?? 0
    }
    return Spreads(count: count, xx: spread(xx, x, x), yy: spread(yy, y, y), xy: spread(xy, x, y))
  }
}

final class WholeMomentLane: AccumulatorLane {
  private let numbers: [Register]
  private let least: [Int64]
  private let kept: Register?
  private let sums: GroupCells<WholeMoments>

  init(_ numbers: [Register], _ least: [Int64], _ kept: Register?, _ groups: Int) {
    (self.numbers, self.least, self.kept) = (numbers, least, kept)
    sums = GroupCells(groups: groups, WholeMoments())
  }

  static func spreads(_ lanes: [any AccumulatorLane], _ groups: Int) -> [Spreads] {
    var totals = [WholeMoments](repeating: WholeMoments(), count: groups)
    for case let lane as WholeMomentLane in lanes {
      for group in totals.indices {
        for copy in 0..<lane.sums.copies { totals[group].add(lane.sums[group, copy]) }
      }
    }
    return totals.map(\.spreads)
  }

  func add(_ batch: Batch, _ groups: BatchGroups) {
    let included = batch.included(numbers, kept) ?? batch.ones
    // Each pair of layouts is a call of its own, so that its loop is specialized.
    switch (numbers[0].layout, numbers.dropFirst().first?.layout) {
    case (.narrow, nil): addEach(batch, groups, included, Int32.self)
    case (_, nil): addEach(batch, groups, included, Int64.self)
    case (.narrow, .narrow): addPairs(batch, groups, included, Int32.self, Int32.self)
    case (.narrow, _): addPairs(batch, groups, included, Int32.self, Int64.self)
    case (_, .narrow): addPairs(batch, groups, included, Int64.self, Int32.self)
    case (_, _): addPairs(batch, groups, included, Int64.self, Int64.self)
    }
  }

  @inline(__always)
  private func addEach<X: FixedWidthInteger & BitwiseCopyable>(
    _ batch: Batch, _ groups: BatchGroups, _ included: Flags, _: X.Type
  ) {
    let (x, least) = (batch.values(numbers[0], X.self), least[0])
    each(batch, groups) { if included[$1] != 0 { $0.add(Int64(x[$1]) &- least) } }
  }

  @inline(__always)
  private func addPairs<X: FixedWidthInteger & BitwiseCopyable, Y: FixedWidthInteger & BitwiseCopyable>(
    _ batch: Batch, _ groups: BatchGroups, _ included: Flags, _: X.Type, _: Y.Type
  ) {
    let (x, y) = (batch.values(numbers[0], X.self), batch.values(numbers[1], Y.self))
    let (first, second) = (least[0], least[1])
    each(batch, groups) {
      if included[$1] != 0 { $0.add(Int64(x[$1]) &- first, Int64(y[$1]) &- second) }
    }
  }

  @inline(__always)
  private func each(_ batch: Batch, _ groups: BatchGroups, _ body: (inout WholeMoments, _ row: Int) -> Void) {
    if let numbers = groups.numbers { return sums.each(numbers, batch.count, body) }
    var own = sums[groups.only, 0]
    for row in 0..<batch.count { body(&own, row) }
    sums[groups.only, 0] = own
  }
}
