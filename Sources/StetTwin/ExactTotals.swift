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
