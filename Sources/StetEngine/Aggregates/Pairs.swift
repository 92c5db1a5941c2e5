import StetColumns

extension Aggregate {
  static let weightedMean = Aggregate(
    "weighted_mean", "the mean of the first number, weighted by the second; rows with either one missing are skipped",
    example: "group: average = weighted_mean(persons, persons)",
    [Parameter("number", .number), Parameter("weight", .number)], result: .type(.float), unit: .keeps(argument: 0),
    role: .weighed, foreign: [:]
  ) { columns, grouping throws(ValueFailure) in
    unsafe try perPair(columns, grouping) { values, weights in
      let total = unsafe ExactSum(weights) { $0 }.value
      let sum = unsafe ExactSum(values, weights) { $0 * $1 }.value
      return total == 0 ? nil : sum / total
    }
  }.accumulated { builder, arguments, kept, _ in WeightedMeanAccumulator(&builder, arguments, kept) }

  static let correlation = Aggregate(
    "correlation", "the Pearson correlation of two sets of numbers, from −1 to 1; missing if one set never varies",
    example: "group: r = correlation(persons, persons)", [Parameter("x", .number), Parameter("y", .number)],
    result: .type(.float), unit: .none, role: .weighed, foreign: ["cor": .same, "corr": .same, "correl": .same]
  ) { columns, grouping throws(ValueFailure) in
    if let exact = exactCorrelation(columns, grouping) { return exact }
    return unsafe try perPair(columns, grouping) { xs, ys in
      guard xs.count > 1 else { return nil }
      // Relative to the first pair, so that a number that never changes is recognized.
      let (a, b) = unsafe (xs[0], ys[0])
      let x = unsafe ExactSum(xs) { $0 - a }.value / Double(xs.count)
      let y = unsafe ExactSum(ys) { $0 - b }.value / Double(xs.count)
      let xy = unsafe ExactSum(xs, ys) { ($0 - a - x) * ($1 - b - y) }.value
      let xx = unsafe ExactSum(xs) { ($0 - a - x) * ($0 - a - x) }.value
      let yy = unsafe ExactSum(ys) { ($0 - b - y) * ($0 - b - y) }.value
      let product = xx * yy
      let scale = product.isNormal ? product.squareRoot() : xx.squareRoot() * yy.squareRoot()
      // Rounding may carry a perfect correlation a hair past 1.
      return scale == 0 ? nil : Swift.max(-1, Swift.min(1, xy / scale))
    }
  }.accumulated { builder, arguments, kept, _ in MomentAccumulator(&builder, arguments, kept, .correlation) }
}

extension ExactSum {
  /// Of a term for each value.
  @inline(__always)
  fileprivate init(_ values: UnsafeBufferPointer<Double>, _ term: (SIMD4<Double>) -> SIMD4<Double>) {
    let bytes = UnsafeRawBufferPointer(values)
    self.init(count: values.count) { place in
      term(unsafe bytes.loadUnaligned(fromByteOffset: place &* 8, as: SIMD4<Double>.self))
    } one: { place in
      unsafe term(SIMD4(repeating: values[place]))[0]
    }
  }

  /// Of a term for each pair.
  @inline(__always)
  fileprivate init(
    _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>,
    _ term: (SIMD4<Double>, SIMD4<Double>) -> SIMD4<Double>
  ) {
    let (first, second) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
    self.init(count: a.count) { place in
      unsafe term(
        first.loadUnaligned(fromByteOffset: place &* 8, as: SIMD4<Double>.self),
        second.loadUnaligned(fromByteOffset: place &* 8, as: SIMD4<Double>.self))
    } one: { place in
      unsafe term(SIMD4(repeating: a[place]), SIMD4(repeating: b[place]))[0]
    }
  }
}

/// One double from the pairs of each group of which both are present.
private func perPair(
  _ columns: [Column], _ grouping: Grouping,
  _ compute: @Sendable (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Double?
) throws(ValueFailure) -> Column {
  guard case .float(let a) = widened(columns[0], to: .float), case .float(let b) = widened(columns[1], to: .float)
  else {
    preconditionFailure("the binder guarantees numbers here")
  }
  let present = bothPresent(a.validity, b.validity)
  let ordered =
    present.map { present in grouping.rows(where: { present[$0] }) } ?? grouping.rows(presentIn: columns[0])
  let (xs, ys) = (a.gather(ordered.rows).values, b.gather(ordered.rows).values)
  let results = unsafe xs.withUnsafeBufferPointer { xs in
    unsafe ys.withUnsafeBufferPointer { ys in
      nonisolated(unsafe) let (xs, ys) = unsafe (xs, ys)
      return ordered.parallel { range in
        unsafe compute(UnsafeBufferPointer(rebasing: xs[range]), UnsafeBufferPointer(rebasing: ys[range]))
      }
    }
  }
  guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
  return .float(Vector(optionals: results, zero: 0))
}

/// Σx, Σy, Σx², Σy², Σxy and the number of pairs, for small whole numbers.
private struct Moments: BitwiseCopyable, Sendable {
  var n: Int64 = 0
  var x: Int64 = 0
  var y: Int64 = 0
  var xx: Int64 = 0
  var yy: Int64 = 0
  var xy: Int64 = 0

  @inline(__always)
  mutating func add(_ other: Moments) {
    n &+= other.n
    x &+= other.x
    y &+= other.y
    xx &+= other.xx
    yy &+= other.yy
    xy &+= other.xy
  }

  /// (n Σxy − Σx Σy) ⁄ √((n Σx² − (Σx)²) (n Σy² − (Σy)²)), rounded only at the end.
  var correlation: Double? {
    guard n > 1 else { return nil }
    func spread(_ ab: Int64, _ a: Int64, _ b: Int64) -> Double {
      Double(Int128(n) * Int128(ab) - Int128(a) * Int128(b))
    }
    let scale = spread(xx, x, x).squareRoot() * spread(yy, y, y).squareRoot()
    // Rounding may carry a perfect correlation a hair past 1.
    return scale == 0 ? nil : Swift.max(-1, Swift.min(1, spread(xy, x, y) / scale))
  }
}

/// If both numbers are ints whose squares add up within 64 bits; nil otherwise.
private func exactCorrelation(_ columns: [Column], _ grouping: Grouping) -> Column? {
  guard case .narrowInt(let a) = columns[0], case .narrowInt(let b) = columns[1], a.count > 0 else { return nil }
  let largest = Int64([a, b].map { parallelMagnitude($0.values) }.max() ?? 0)
  guard !largest.multipliedReportingOverflow(by: largest).overflow,
    !(largest * largest).multipliedReportingOverflow(by: Int64(a.count)).overflow
  else { return nil }
  let members = grouping.members(bothPresent(a.validity, b.validity))
  let moments = unsafe grouping.accumulated(zero: Moments(), isExact: true) { rows, moments in
    unsafe a.values.withUnsafeBufferPointer { a in
      unsafe b.values.withUnsafeBufferPointer { b in
        members.each(rows) { group, row in
          let (x, y) = unsafe (Int64(a[row]), Int64(b[row]))
          unsafe moments[group].add(Moments(n: 1, x: x, y: y, xx: x &* x, yy: y &* y, xy: x &* y))
        }
      }
    }
  } merge: {
    $0.add($1)
  }
  return .float(Vector(optionals: moments.map(\.correlation), zero: 0))
}

/// Where both sides are present.
private func bothPresent(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
  guard let a else { return b }
  guard let b else { return a }
  return a & b
}

private func parallelMagnitude(_ values: [Int32]) -> UInt32 {
  parallelStretches(values.count) { rows in rows.reduce(UInt32(0)) { Swift.max($0, values[$1].magnitude) } }.max() ?? 0
}
