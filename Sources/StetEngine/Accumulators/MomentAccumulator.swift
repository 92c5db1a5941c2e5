import StetColumns

/// What is calculated from the distances of each group's numbers to their mean.
///
/// Numbers are taken relative to the first one of their group in a unit, so that numbers that never change have no variance at all.
/// Units are put together by their means and sums of squares (Chan, Golub and LeVeque 1983). Distances, their products and all sums
/// have about 100 bits, so that the order of the rows changes no bit of the result: the rows of a figure alone give the same.
struct MomentAccumulator: Accumulator {
  enum Moment: Sendable { case variance, deviation, correlation }

  /// A number, or two; decimals by their digits.
  fileprivate let numbers: [Register]
  fileprivate let kept: Register?
  /// The least of each number, if these are whole and near enough to add their squares up exactly.
  fileprivate let least: [Int64]?
  /// The places of decimals.
  private let scale: Int
  private let moment: Moment

  init(_ builder: inout ProgramBuilder, _ arguments: [Register], _ kept: Register?, _ moment: Moment) {
    let digits = arguments.map { builder.cells($0).digits }
    least = WholeMoments.least(digits, &builder)
    numbers = least == nil ? digits.map { builder.cells(builder.asFloats($0)) } : digits
    scale = arguments[0].type == .decimal ? builder.cells(arguments[0]).scale : 0
    self.kept = builder.bothPresent(arguments, kept)
    self.moment = moment
  }

  func makeLane(groups: Int) -> any AccumulatorLane {
    least.map { WholeMomentLane(numbers, $0, kept, groups) } ?? MomentLane(self, groups)
  }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) throws(ValueFailure) -> Column {
    let spreads = least == nil ? MomentLane.spreads(lanes, sizes.count) : WholeMomentLane.spreads(lanes, sizes.count)
    let results = spreads.map { spreads -> Double? in
      switch moment {
      case .variance: spreads.variance(scale: scale)
      case .deviation: spreads.variance(scale: scale)?.squareRoot()
      case .correlation: spreads.correlation
      }
    }
    guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
    return .float(Vector(optionals: results, zero: 0))
  }
}

extension Register {
  /// The digits of decimals as whole numbers.
  fileprivate var digits: Register {
    guard type == .decimal else { return self }
    var digits = self
    (digits.type, digits.scale) = (.int, 0)
    return digits
  }
}

extension ProgramBuilder {
  /// The rows that `where:` keeps and that have all of several values; nil for all rows.
  mutating func bothPresent(_ arguments: [Register], _ kept: Register?) -> Register? {
    guard arguments.count > 1 else { return kept }
    var kept = kept
    for argument in arguments {
      let isPresent = cells(not(isMissing(argument)))
      kept = kept.map { cells(combine(.and, $0, isPresent)) } ?? isPresent
    }
    return kept
  }
}

extension Batch {
  /// Which rows are kept and have the number, or both: the latter is part of what is kept.
  func included(_ numbers: [Register], _ kept: Register?) -> Flags? {
    numbers.count == 1 ? included(numbers[0], kept) : included(nil, kept)
  }
}

private final class MomentLane: AccumulatorLane {
  private let accumulator: MomentAccumulator
  private let sums: GroupCells<PairSums>
  private(set) var units: [(unit: Int, moments: [Moments])] = []

  init(_ accumulator: MomentAccumulator, _ groups: Int) {
    self.accumulator = accumulator
    sums = GroupCells(groups: groups, PairSums())
  }

  static func spreads(_ lanes: [any AccumulatorLane], _ groups: Int) -> [Spreads] {
    var totals = [Moments](repeating: Moments(), count: groups)
    for (_, moments) in lanes.compactMap({ $0 as? MomentLane }).flatMap(\.units).sorted(by: { $0.unit < $1.unit }) {
      for group in totals.indices { totals[group].add(moments[group]) }
    }
    return totals.map(\.spreads)
  }

  func add(_ batch: Batch, _ groups: BatchGroups) {
    let included = batch.included(accumulator.numbers, accumulator.kept)
    let x: Cells<Double> = batch.values(accumulator.numbers[0])
    let y: Cells<Double>? = accumulator.numbers.dropFirst().first.map { batch.values($0) }
    guard let numbers = groups.numbers else { return addAll(batch.count, x, y, included, to: groups.only) }
    let flags = included ?? batch.ones
    if let y {
      sums.each(numbers, batch.count) { if flags[$1] != 0 { $0.add(x[$1], y[$1]) } }
    } else {
      sums.each(numbers, batch.count) { if flags[$1] != 0 { $0.add(x[$1]) } }
    }
  }

  /// Four sums side by side: which row goes to which depends on the batch alone.
  private func addAll(_ count: Int, _ x: Cells<Double>, _ y: Cells<Double>?, _ included: Flags?, to group: Int) {
    var own = sums[group, 0]
    let counted = included?.ones(count) ?? count
    guard counted > 0 else { return }
    if own.count == 0 {
      let first = (0..<count).first { included?[$0] != 0 } ?? 0
      (own.firstX, own.firstY) = (x[first], y?[first] ?? 0)
    }
    own.count += Int64(counted)
    var four = (x: FourSums(), y: FourSums(), xx: FourSums(), yy: FourSums(), xy: FourSums())
    for row in stride(from: 0, to: count, by: 4) {
      let a = distances(x, row, count, to: own.firstX, included)
      four.x.add(a)
      four.xx.add(a, a)
      guard let y else { continue }
      let b = distances(y, row, count, to: own.firstY, included)
      four.y.add(b)
      four.yy.add(b, b)
      four.xy.add(a, b)
    }
    four.x.add(to: &own.x)
    four.y.add(to: &own.y)
    four.xx.add(to: &own.xx)
    four.yy.add(to: &own.yy)
    four.xy.add(to: &own.xy)
    sums[group, 0] = own
  }

  /// Zero for rows that are left out, and after the last.
  @inline(__always)
  private func distances(
    _ values: Cells<Double>, _ row: Int, _ count: Int, to first: Double, _ included: Flags?
  ) -> FourDistances {
    guard row + 4 <= count else {
      // After the last row of a column there may be nothing to read.
      var four = SIMD4<Double>(repeating: first)
      for place in 0..<count - row where included?[row + place] != 0 { four[place] = values[row + place] }
      return FourDistances(four, first)
    }
    var distances = unsafe FourDistances(
      UnsafeRawPointer(values.address + row).loadUnaligned(as: SIMD4<Double>.self), first)
    if let included {
      let flags = unsafe UnsafeRawPointer(included.address + row).loadUnaligned(as: SIMD4<UInt8>.self)
      let isLeftOut = SIMD4<Int64>(truncatingIfNeeded: flags) .== 0
      distances.value.replace(with: 0, where: isLeftOut)
      distances.error.replace(with: 0, where: isLeftOut)
    }
    return distances
  }

  func unitEnds(_ unit: Int) {
    var moments = [Moments](repeating: Moments(), count: sums.groups)
    for group in moments.indices {
      for copy in 0..<sums.copies {
        moments[group].add(Moments(sums[group, copy]))
        sums[group, copy] = PairSums()
      }
    }
    units.append((unit, moments))
  }
}
