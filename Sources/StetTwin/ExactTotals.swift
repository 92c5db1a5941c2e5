import StetColumns
import StetDiagnostics

func finite(_ number: Double) throws -> Value {
  guard number.isFinite else { throw TwinFailure(.overflow) }
  return .float(number)
}

/// Ints and decimals in 128 bits and more.
func exactTotal(_ values: [Value]) throws -> Decimal {
  let decimals = values.compactMap(\.asDecimal)
  let scale = decimals.map(\.scale).max() ?? 0
  var total = BigInteger.zero
  for decimal in decimals {
    total = total + BigInteger(decimal.digits) * BigInteger(powersOfTen[scale - decimal.scale])
  }
  guard let digits = total.int128 else { throw TwinFailure(.overflow) }
  return Decimal(digits: digits, scale: scale)
}

/// The double nearest to the quotient of two numbers, nil for a divisor of zero.
func ratio(_ a: Decimal, _ b: Decimal) -> Double? {
  guard b.digits != 0 else { return nil }
  let dividend = BigInteger(a.digits) * BigInteger(powersOfTen[b.scale])
  let divisor = BigInteger(b.digits) * BigInteger(powersOfTen[a.scale])
  return nearest(dividend, divisor)
}

/// The double nearest to a quotient, by division on paper in base 2; the divisor is not zero.
func nearest(_ dividend: BigInteger, _ divisor: BigInteger) -> Double {
  // So many bits after the point that the quotient has at least 64.
  let places = max(0, 64 + divisor.bitLength - dividend.bitLength)
  let (quotient, hasRest) = dividend.shiftedLeft(by: places).divided(by: divisor)
  // One more bit stands for all that follow.
  let whole =
    quotient.shiftedLeft(by: 1) + (hasRest ? BigInteger(dividend.isNegative == divisor.isNegative ? 1 : -1) : .zero)
  return whole.nearestDouble(exponent: -places - 1)
}

/// The sum of present numbers of one type.
func total(_ values: [Value], _ type: ValueType) throws -> Calculated {
  if type == .float {
    let numbers = ScaledDoubles(values.compactMap(\.asFloat))
    let total = numbers.sum.nearestDouble(exponent: numbers.exponent)
    return Calculated(try finite(total), slack: slack(numbers, total))
  }
  let total = try exactTotal(values)
  guard type == .int else { return Calculated(.decimal(total)) }
  guard let fits = Int64(exactly: total.digits) else { throw TwinFailure(.overflow) }
  return Calculated(.int(fits))
}

/// A pair of doubles holds every sum whose terms are within 100 bits exactly; beyond that, the language promises 106 bits
/// of the largest sum that any order of the terms could reach.
private func slack(_ numbers: ScaledDoubles, _ total: Double) -> Double {
  guard numbers.span > 100 else { return 0 }
  let largest = numbers.integers.reduce(BigInteger.zero) { $0 + $1.magnitude }.nearestDouble(exponent: numbers.exponent)
  return largest * Double(sign: .plus, exponent: -100, significand: Double(numbers.integers.count)) + total.ulp
}
