import StetColumns

/// What the values of a numeric column are in memory: floats, or whole numbers, which may be the digits of decimals.
protocol GroupedNumber: Comparable, BitwiseCopyable, Hashable, Sendable {
  /// Calls `body` with the nearest doubles.
  static func withDoubles<Result>(
    _ values: UnsafeBufferPointer<Self>, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result

  /// What lies between two neighbors in order, `part` of the way from the first to the second, each × 10^−scale.
  static func between(_ low: Self, _ high: Self, _ part: ExactShare, scale: Int) -> Double

  // Calls of fixed types: in another module, a generic call is not specialized.
  static func divided(_ values: [Self], by groups: [Int32], count: Int) -> (values: [Self], starts: [Int32])
  static func gathered(_ vector: Vector<Self>, _ rows: [Int32]) -> [Self]
}

extension Double: GroupedNumber {
  static func withDoubles<Result>(
    _ values: UnsafeBufferPointer<Double>, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result { unsafe body(values) }

  static func between(_ low: Double, _ high: Double, _ part: ExactShare, scale: Int) -> Double {
    guard part.numerator > 0 else { return low }
    // Parts are added, because a difference of two large doubles may overflow.
    return low * (1 - part.double) + high * part.double
  }

  static func divided(_ values: [Double], by groups: [Int32], count: Int) -> (values: [Double], starts: [Int32]) {
    partitioned(values, by: groups, count: count)
  }

  static func gathered(_ vector: Vector<Double>, _ rows: [Int32]) -> [Double] { vector.gather(rows).values }
}

extension GroupedNumber where Self: FixedWidthInteger {
  static func withDoubles<Result>(
    _ values: UnsafeBufferPointer<Self>, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    unsafe withScratch(of: Double.self, capacity: values.count) { doubles in
      for index in values.indices { unsafe doubles[index] = Double(values[index]) }
      return unsafe body(UnsafeBufferPointer(start: doubles, count: values.count))
    }
  }

  /// Exact and rounded once, so that a quarter of the way from 0.1 to 0.3 is 0.15, not 0.15000000000000002.
  static func between(_ low: Self, _ high: Self, _ part: ExactShare, scale: Int) -> Double {
    guard part.numerator > 0 else { return Decimal(digits: Int128(low), scale: scale).double }
    return interpolated(Int128(low), Int128(high), part, scale: scale)
  }
}

extension Int32: GroupedNumber {
  static func divided(_ values: [Int32], by groups: [Int32], count: Int) -> (values: [Int32], starts: [Int32]) {
    partitioned(values, by: groups, count: count)
  }

  static func gathered(_ vector: Vector<Int32>, _ rows: [Int32]) -> [Int32] { vector.gather(rows).values }
}

extension Int64: GroupedNumber {
  static func divided(_ values: [Int64], by groups: [Int32], count: Int) -> (values: [Int64], starts: [Int32]) {
    partitioned(values, by: groups, count: count)
  }

  static func gathered(_ vector: Vector<Int64>, _ rows: [Int32]) -> [Int64] { vector.gather(rows).values }
}

extension Int128: GroupedNumber {
  static func divided(_ values: [Int128], by groups: [Int32], count: Int) -> (values: [Int128], starts: [Int32]) {
    partitioned(values, by: groups, count: count)
  }

  static func gathered(_ vector: Vector<Int128>, _ rows: [Int32]) -> [Int128] { vector.gather(rows).values }
}
