import StetColumns

/// What the values of a numeric column are in memory: floats, or whole numbers, which may be the digits of decimals.
protocol GroupedNumber: Comparable, BitwiseCopyable, Hashable, Sendable {
  /// Calls `body` with the nearest doubles.
  static func withDoubles<Result>(
    _ values: UnsafeBufferPointer<Self>, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result

  /// What lies between two neighbors in order, `part` of the way from the first to the second, each × 10^−scale.
  static func between(_ low: Self, _ high: Self, _ part: Double, scale: Int) -> Double

  // Calls of fixed types: in another module, a generic call is not specialized.
  static func divided(_ values: [Self], by groups: [Int32], count: Int) -> (values: [Self], starts: [Int32])
  static func gathered(_ vector: Vector<Self>, _ rows: [Int32]) -> [Self]
}

extension Double: GroupedNumber {
  static func withDoubles<Result>(
    _ values: UnsafeBufferPointer<Double>, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result { unsafe body(values) }

  static func between(_ low: Double, _ high: Double, _ part: Double, scale: Int) -> Double {
    guard part > 0 else { return low }
    // Parts are added, because a difference of two large doubles may overflow.
    return low * (1 - part) + high * part
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

  /// The middle of two is exact and rounded once; other parts are taken of the digits, so that a quarter of the way from 0.1 to
  /// 0.3 is 0.15, not 0.15000000000000002.
  static func between(_ low: Self, _ high: Self, _ part: Double, scale: Int) -> Double {
    let (first, second) = (Decimal(digits: Int128(low), scale: scale), Decimal(digits: Int128(high), scale: scale))
    guard part > 0 else { return first.double }
    let (sum, overflow) = first.digits.addingReportingOverflow(second.digits)
    if part == 0.5, !overflow,
      let middle = quotient(Decimal(digits: sum, scale: scale), Decimal(digits: 2, scale: 0))
    {
      return middle
    }
    let exact: Int128 = 1 << 53
    guard let unit = Decimal.exactPower(scale), first.digits.magnitude <= exact, second.digits.magnitude <= exact else {
      return Double.between(first.double, second.double, part, scale: 0)
    }
    return Double.between(Double(low), Double(high), part, scale: 0) / unit
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
