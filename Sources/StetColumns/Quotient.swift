/// The double that is nearest to the quotient of two exact numbers, rounded once; nil where the divisor is zero.
package func quotient(_ a: Decimal, _ b: Decimal) -> Double? {
  guard b.digits != 0 else { return nil }
  guard a.digits != 0 else { return 0 }
  // One side of the ratio of the digits takes the places that the other has more. Up to 2^53 both are doubles themselves.
  let (first, second) = (powersOfTen[max(0, b.scale - a.scale)], powersOfTen[max(0, a.scale - b.scale)])
  let (top, topIsLong) = a.digits.multipliedReportingOverflow(by: first)
  let (bottom, bottomIsLong) = b.digits.multipliedReportingOverflow(by: second)
  if !topIsLong, !bottomIsLong, top.magnitude <= 1 << 53, bottom.magnitude <= 1 << 53 {
    return Double(Int64(truncatingIfNeeded: top)) / Double(Int64(truncatingIfNeeded: bottom))
  }
  let numerator = UInt256(a.digits.magnitude, times: first.magnitude)
  let denominator = UInt256(b.digits.magnitude, times: second.magnitude)
  let magnitude = quotient(numerator, denominator)
  return (a.digits < 0) == (b.digits < 0) ? magnitude : -magnitude
}

/// The same of two whole numbers.
///
/// Up to 2^53 both are doubles themselves, so that dividing them rounds once.
@inlinable @inline(__always)
package func quotient(_ a: Int64, _ b: Int64) -> Double {
  let limit: UInt64 = 1 << 53
  if a.magnitude <= limit, b.magnitude <= limit { return Double(a) / Double(b) }
  return largeQuotient(a, b)
}

@usableFromInline func largeQuotient(_ a: Int64, _ b: Int64) -> Double {
  quotient(Decimal(digits: Int128(a), scale: 0), Decimal(digits: Int128(b), scale: 0)) ?? .nan
}

/// The double that is nearest to what lies between two whole numbers × 10^−scale, a part of the way, rounded once.
package func interpolated(_ low: Int128, _ high: Int128, _ part: ExactShare, scale: Int) -> Double {
  let lowWeight = part.denominator - part.numerator
  let (a, aIsLong) = low.multipliedReportingOverflow(by: lowWeight)
  let (b, bIsLong) = high.multipliedReportingOverflow(by: part.numerator)
  let (sum, isLong) = a.addingReportingOverflow(b)
  if !aIsLong, !bIsLong, !isLong {
    return quotient(Decimal(digits: sum, scale: scale), Decimal(digits: part.denominator, scale: 0)) ?? .nan
  }
  var numerator = UInt256(low.magnitude, times: lowWeight.magnitude)
  var other = UInt256(high.magnitude, times: part.numerator.magnitude)
  var isNegative = low < 0
  if (low < 0) == (high < 0) {
    numerator.add(other)
  } else {
    if numerator < other {
      swap(&numerator, &other)
      isNegative = high < 0
    }
    numerator.subtract(other)
  }
  guard !numerator.isZero else { return 0 }
  let denominator = UInt256(powersOfTen[scale].magnitude, times: part.denominator.magnitude)
  let magnitude = quotient(numerator, denominator)
  return isNegative ? -magnitude : magnitude
}

/// By long division: 55 binary digits, the last of which also stands for all that follow, are more than a double has. The ratio of
/// two decimals is never so small that a double would have fewer.
private func quotient(_ numerator: UInt256, _ denominator: UInt256) -> Double {
  var (rest, divisor) = (numerator, denominator)
  var exponent = denominator.leadingZeroBitCount - numerator.leadingZeroBitCount
  // Both begin with a 1 in the same place, one bit below the highest, so that the rest can be doubled. Digits and a power of ten
  // have at most 254 bits together.
  rest.shift(by: numerator.leadingZeroBitCount - 1)
  divisor.shift(by: denominator.leadingZeroBitCount - 1)
  if rest < divisor {
    rest.shift(by: 1)
    exponent -= 1
  }
  var digits: UInt64 = 0
  for _ in 0..<55 {
    digits <<= 1
    if !(rest < divisor) {
      rest.subtract(divisor)
      digits |= 1
    }
    rest.shift(by: 1)
  }
  if !rest.isZero { digits |= 1 }
  return Double(sign: .plus, exponent: exponent - 54, significand: Double(digits))
}

private struct UInt256 {
  private var high: UInt128
  private var low: UInt128

  /// A product.
  init(_ a: UInt128, times b: UInt128) { (high, low) = a.multipliedFullWidth(by: b) }

  var isZero: Bool { high == 0 && low == 0 }

  var leadingZeroBitCount: Int { high == 0 ? 128 + low.leadingZeroBitCount : high.leadingZeroBitCount }

  /// To the left.
  mutating func shift(by count: Int) {
    if count >= 128 {
      (high, low) = (low << (count - 128), 0)
    } else if count > 0 {
      high = high << count | low >> (128 - count)
      low <<= count
    }
  }

  mutating func add(_ other: UInt256) {
    let (sum, carry) = low.addingReportingOverflow(other.low)
    low = sum
    high = high &+ other.high &+ (carry ? 1 : 0)
  }

  mutating func subtract(_ other: UInt256) {
    let (difference, borrow) = low.subtractingReportingOverflow(other.low)
    low = difference
    high = high &- other.high &- (borrow ? 1 : 0)
  }

  static func < (a: UInt256, b: UInt256) -> Bool { (a.high, a.low) < (b.high, b.low) }
}
