import StetColumns

/// Sums of the distances to the first pair of numbers in a unit, of their squares and their products.
struct PairSums: BitwiseCopyable {
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

/// The same for four rows at a time.
struct FourDistances {
  var value: SIMD4<Double>
  var error: SIMD4<Double>

  @inline(__always)
  init(_ a: SIMD4<Double>, _ b: Double) {
    value = a - b
    let virtual = value - a
    error = (a - (value - virtual)) - (b + virtual)
  }
}

struct FourSums {
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

extension PairSums {
  /// Of many numbers, four at a time.
  init(_ values: UnsafeBufferPointer<Double>) {
    self.init()
    guard values.count > 0 else { return }
    firstX = unsafe values[0]
    var (four, squares) = (FourSums(), FourSums())
    let end = values.count & ~3
    for row in stride(from: 0, to: end, by: 4) {
      let distances = unsafe FourDistances(
        UnsafeRawBufferPointer(values).loadUnaligned(fromByteOffset: row &* 8, as: SIMD4<Double>.self), firstX)
      four.add(distances)
      squares.add(distances, distances)
    }
    four.add(to: &x)
    squares.add(to: &xx)
    count = Int64(end)
    for row in end..<values.count { add(unsafe values[row]) }
  }
}

/// The number of rows, the means, and the sums of squares and products of the distances to them.
struct Moments {
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

  var spreads: Spreads { Spreads(count: count, xx: xx.value, yy: yy.value, xy: xy.value) }
}

/// Sums of the squares and products of the distances to the means, each rounded once.
struct Spreads {
  var count: Int64
  var xx: Double
  var yy: Double
  var xy: Double

  /// Divided by n − 1, of digits that have so many decimal places.
  func variance(scale: Int) -> Double? {
    guard count > 1 else { return nil }
    let unit = Decimal(digits: powersOfTen[scale], scale: 0).double
    return notNegative(xx) / Double(count - 1) / unit / unit
  }

  var correlation: Double? {
    guard count > 1 else { return nil }
    let (a, b) = (notNegative(xx), notNegative(yy))
    let product = a * b
    let scale = product.isNormal ? product.squareRoot() : a.squareRoot() * b.squareRoot()
    guard scale != 0 else { return nil }
    let correlation = xy / scale
    // Rounding may carry a perfect correlation a hair past 1.
    return correlation.magnitude > 1 ? (correlation < 0 ? -1 : 1) : correlation
  }

  /// What rounding left below zero; what is not a number stays so, and is an error.
  private func notNegative(_ squares: Double) -> Double { squares < 0 ? 0 : squares }
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
