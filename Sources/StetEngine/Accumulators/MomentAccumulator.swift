import StetColumns

/// What is calculated from the distances of each group's numbers to their mean.
///
/// Numbers are taken relative to the first one of their group in a unit, so that numbers that never change have no variance at all.
/// Units are put together by their means and sums of squares (Chan, Golub and LeVeque 1983). Distances, their products and all sums
/// have about 100 bits, so that the order of the rows changes no bit of the result: the rows of a figure alone give the same.
struct MomentAccumulator: Accumulator {
  enum Moment: Sendable { case variance, deviation, correlation }

  fileprivate let x: Register
  /// The second of two numbers.
  fileprivate let y: Register?
  fileprivate let kept: Register?
  private let moment: Moment

  init(_ builder: inout ProgramBuilder, _ arguments: [Register], _ kept: Register?, _ moment: Moment) {
    let numbers = arguments.map { builder.cells(builder.asFloats($0)) }
    (x, y) = (numbers[0], numbers.dropFirst().first)
    self.kept = builder.bothPresent(arguments, kept)
    self.moment = moment
  }

  func makeLane(groups: Int) -> any AccumulatorLane { MomentLane(self, groups) }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) throws(ValueFailure) -> Column {
    var totals = [Moments](repeating: Moments(), count: sizes.count)
    for (_, moments) in lanes.compactMap({ $0 as? MomentLane }).flatMap(\.units).sorted(by: { $0.unit < $1.unit }) {
      for group in totals.indices { totals[group].add(moments[group]) }
    }
    let results = totals.map { total -> Double? in
      switch moment {
      case .variance: total.variance
      case .deviation: total.variance?.squareRoot()
      case .correlation: total.correlation
      }
    }
    guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
    return .float(Vector(optionals: results, zero: 0))
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

/// Sums of the distances to the first pair of numbers in a unit, of their squares and their products.
private struct PairSums: BitwiseCopyable {
  var count: Int64 = 0
  var firstX = 0.0
  var firstY = 0.0
  var x = FloatSum()
  var y = FloatSum()
  var xx = FloatSum()
  var yy = FloatSum()
  var xy = FloatSum()

  @inline(__always)
  mutating func add(_ value: Double) {
    if count == 0 { firstX = value }
    count &+= 1
    let distance = Distance(value, firstX)
    x.add(distance)
    xx.add(distance, distance)
  }

  @inline(__always)
  mutating func add(_ first: Double, _ second: Double) {
    if count == 0 { (firstX, firstY) = (first, second) }
    count &+= 1
    let (a, b) = (Distance(first, firstX), Distance(second, firstY))
    x.add(a)
    y.add(b)
    xx.add(a, a)
    yy.add(b, b)
    xy.add(a, b)
  }
}

/// A difference of two numbers, and what it was rounded by (Knuth 1969).
private struct Distance {
  let value: Double
  let error: Double

  @inline(__always)
  init(_ a: Double, _ b: Double) {
    value = a - b
    let virtual = value - a
    error = (a - (value - virtual)) - (b + virtual)
  }
}

extension FloatSum {
  @inline(__always)
  fileprivate mutating func add(_ distance: Distance) {
    add(distance.value)
    low += distance.error
  }

  /// Adds a product, which is exact as a sum of two (Dekker 1971).
  @inline(__always)
  fileprivate mutating func add(_ a: Distance, _ b: Distance) {
    let product = a.value * b.value
    let (c, d) = (halves(a.value), halves(b.value))
    let error = ((c.high * d.high - product) + c.high * d.low + c.low * d.high) + c.low * d.low
    add(product)
    low += error + (a.value * b.error + a.error * b.value)
  }
}

/// The first and the last 26 bits.
@inline(__always)
private func halves(_ value: Double) -> (high: Double, low: Double) {
  let shifted = value * 134_217_729
  let high = shifted - (shifted - value)
  return (high, value - high)
}

/// The number of rows, the means, and the sums of squares and products of the distances to them.
private struct Moments {
  private var count: Int64 = 0
  private var x = ExactSum()
  private var y = ExactSum()
  private var xx = ExactSum()
  private var yy = ExactSum()
  private var xy = ExactSum()

  init() {}

  init(_ sums: PairSums) {
    count = sums.count
    guard count > 0 else { return }
    let n = Double(count)
    let (sumX, sumY) = (ExactSum(sums.x), ExactSum(sums.y))
    x = sumX.divided(by: n)
    x.add(sums.firstX)
    y = sumY.divided(by: n)
    y.add(sums.firstY)
    func spread(_ products: FloatSum, _ a: ExactSum, _ b: ExactSum) -> ExactSum {
      ExactSum(products).minus(a.times(b).divided(by: n))
    }
    xx = spread(sums.xx, sumX, sumX)
    yy = spread(sums.yy, sumY, sumY)
    xy = spread(sums.xy, sumX, sumY)
  }

  mutating func add(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let (n, m) = (Double(count), Double(other.count))
    let (dx, dy) = (other.x.minus(x), other.y.minus(y))
    /// The distance of the means, as often as rows of one side have it to those of the other.
    func between(_ a: ExactSum, _ b: ExactSum) -> ExactSum { a.times(b).times(n * m).divided(by: n + m) }
    xx.add(other.xx)
    xx.add(between(dx, dx))
    yy.add(other.yy)
    yy.add(between(dy, dy))
    xy.add(other.xy)
    xy.add(between(dx, dy))
    x.add(dx.times(m).divided(by: n + m))
    y.add(dy.times(m).divided(by: n + m))
    count += other.count
  }

  /// Divided by n − 1.
  var variance: Double? { count > 1 ? max(0, xx.value) / Double(count - 1) : nil }

  var correlation: Double? {
    guard count > 1 else { return nil }
    let (a, b) = (max(0, xx.value), max(0, yy.value))
    let product = a * b
    let scale = product.isNormal ? product.squareRoot() : a.squareRoot() * b.squareRoot()
    // Rounding may carry a perfect correlation a hair past 1.
    return scale == 0 ? nil : max(-1, min(1, xy.value / scale))
  }
}

/// The same for four rows at a time.
private struct FourDistances {
  var value: SIMD4<Double>
  var error: SIMD4<Double>

  @inline(__always)
  init(_ a: SIMD4<Double>, _ b: Double) {
    value = a - b
    let virtual = value - a
    error = (a - (value - virtual)) - (b + virtual)
  }
}

private struct FourSums {
  private var high = SIMD4<Double>()
  private var low = SIMD4<Double>()

  @inline(__always)
  mutating func add(_ value: SIMD4<Double>) {
    let sum = high + value
    let virtual = sum - high
    low += (high - (sum - virtual)) + (value - virtual)
    high = sum
  }

  @inline(__always)
  mutating func add(_ distances: FourDistances) {
    add(distances.value)
    low += distances.error
  }

  @inline(__always)
  mutating func add(_ a: FourDistances, _ b: FourDistances) {
    let product = a.value * b.value
    let (c, d) = (halves(a.value), halves(b.value))
    let error = ((c.high * d.high - product) + c.high * d.low + c.low * d.high) + c.low * d.low
    add(product)
    low += error + (a.value * b.error + a.error * b.value)
  }

  @inline(__always)
  private func halves(_ value: SIMD4<Double>) -> (high: SIMD4<Double>, low: SIMD4<Double>) {
    let shifted = value * 134_217_729
    let high = shifted - (shifted - value)
    return (high, value - high)
  }

  func add(to sum: inout FloatSum) {
    for place in 0..<4 {
      sum.add(high[place])
      sum.add(low[place])
    }
  }
}

extension ExactSum {
  fileprivate init(_ sum: FloatSum) {
    self.init()
    add(sum.high)
    add(sum.low)
  }

  fileprivate func minus(_ other: ExactSum) -> ExactSum {
    var difference = self
    difference.add(-other.high)
    difference.add(-other.low)
    return difference
  }

  fileprivate func times(_ other: ExactSum) -> ExactSum {
    let product = high * other.high
    var exact = ExactSum()
    exact.add(product)
    exact.add((-product).addingProduct(high, other.high) + (high * other.low + low * other.high))
    return exact
  }

  fileprivate func times(_ factor: Double) -> ExactSum {
    var exact = ExactSum()
    exact.add(factor)
    return times(exact)
  }

  fileprivate func divided(by divisor: Double) -> ExactSum {
    var quotient = ExactSum()
    quotient.add(divisor)
    let first = value / divisor
    let rest = minus(quotient.times(first))
    quotient = ExactSum()
    quotient.add(first)
    quotient.add(rest.value / divisor)
    return quotient
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

  func add(_ batch: Batch, _ groups: BatchGroups) {
    let included =
      accumulator.y == nil
      ? batch.included(accumulator.x, accumulator.kept) : batch.included(nil, accumulator.kept)
    let x: Cells<Double> = batch.values(accumulator.x)
    let y: Cells<Double>? = accumulator.y.map { batch.values($0) }
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
    // There is room for 16 rows after the last.
    var distances = unsafe FourDistances(
      UnsafeRawPointer(values.address + row).loadUnaligned(as: SIMD4<Double>.self), first)
    if let included {
      let flags = unsafe UnsafeRawPointer(included.address + row).loadUnaligned(as: SIMD4<UInt8>.self)
      let isLeftOut = SIMD4<Int64>(truncatingIfNeeded: flags) .== 0
      distances.value.replace(with: 0, where: isLeftOut)
      distances.error.replace(with: 0, where: isLeftOut)
    }
    if row + 4 > count {
      for place in count - row..<4 { (distances.value[place], distances.error[place]) = (0, 0) }
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
