/// A whole number of any size, by schoolbook methods: it sums floats exactly, so that rounding is not a question.
struct BigInteger {
  /// Base 2^32, the least significant first, without zeros at the end.
  private(set) var limbs: [UInt32] = []
  private(set) var isNegative = false

  static let zero = BigInteger()

  var isZero: Bool { limbs.isEmpty }

  init() {}

  init(_ value: Int128) {
    isNegative = value < 0
    var rest = value.magnitude
    while rest > 0 {
      limbs.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
  }

  private init(_ limbs: [UInt32], isNegative: Bool) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
    self.isNegative = isNegative && !self.limbs.isEmpty
  }

  /// Nil if it does not fit.
  var int128: Int128? {
    guard bitLength <= 127 else { return nil }
    var value: Int128 = 0
    for limb in limbs.reversed() { value = value << 32 | Int128(limb) }
    return isNegative ? -value : value
  }

  var bitLength: Int {
    guard let top = limbs.last else { return 0 }
    return limbs.count * 32 - top.leadingZeroBitCount
  }

  var trailingZeroBits: Int {
    guard let index = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
    return index * 32 + limbs[index].trailingZeroBitCount
  }

  var negated: BigInteger { BigInteger(limbs, isNegative: !isNegative) }
  var magnitude: BigInteger { BigInteger(limbs, isNegative: false) }

  func shiftedLeft(by bits: Int) -> BigInteger {
    guard bits > 0, !isZero else { return self }
    var shifted = [UInt32](repeating: 0, count: bits / 32)
    var carry: UInt64 = 0
    for limb in limbs {
      let wide = UInt64(limb) << UInt64(bits % 32) | carry
      shifted.append(UInt32(truncatingIfNeeded: wide))
      carry = wide >> 32
    }
    shifted.append(UInt32(carry))
    return BigInteger(shifted, isNegative: isNegative)
  }

  func bit(_ place: Int) -> Bool {
    place >= 0 && place / 32 < limbs.count && limbs[place / 32] >> UInt32(place % 32) & 1 == 1
  }

  static func + (a: BigInteger, b: BigInteger) -> BigInteger {
    if a.isNegative == b.isNegative {
      var sum: [UInt32] = []
      var carry: UInt64 = 0
      for index in 0..<max(a.limbs.count, b.limbs.count) {
        let x = index < a.limbs.count ? UInt64(a.limbs[index]) : 0
        let y = index < b.limbs.count ? UInt64(b.limbs[index]) : 0
        sum.append(UInt32(truncatingIfNeeded: x + y + carry))
        carry = (x + y + carry) >> 32
      }
      sum.append(UInt32(carry))
      return BigInteger(sum, isNegative: a.isNegative)
    }
    let (large, small) = isSmaller(a, b) ? (b, a) : (a, b)
    var difference: [UInt32] = []
    var borrow: Int64 = 0
    for index in large.limbs.indices {
      let y = index < small.limbs.count ? Int64(small.limbs[index]) : 0
      var digit = Int64(large.limbs[index]) - y - borrow
      borrow = digit < 0 ? 1 : 0
      if digit < 0 { digit += 1 << 32 }
      difference.append(UInt32(digit))
    }
    return BigInteger(difference, isNegative: large.isNegative)
  }

  static func - (a: BigInteger, b: BigInteger) -> BigInteger { a + b.negated }

  static func * (a: BigInteger, b: BigInteger) -> BigInteger {
    var product = [UInt32](repeating: 0, count: a.limbs.count + b.limbs.count)
    for i in a.limbs.indices {
      var carry: UInt64 = 0
      for j in b.limbs.indices {
        let wide = UInt64(a.limbs[i]) * UInt64(b.limbs[j]) + UInt64(product[i + j]) + carry
        product[i + j] = UInt32(truncatingIfNeeded: wide)
        carry = wide >> 32
      }
      product[i + b.limbs.count] = UInt32(carry)
    }
    return BigInteger(product, isNegative: a.isNegative != b.isNegative)
  }

  /// Whether the magnitude of `a` is below that of `b`.
  private static func isSmaller(_ a: BigInteger, _ b: BigInteger) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for index in a.limbs.indices.reversed() where a.limbs[index] != b.limbs[index] {
      return a.limbs[index] < b.limbs[index]
    }
    return false
  }

  /// How often another number, which is not zero, is in this one, without the rest; and whether there is one.
  func divided(by divisor: BigInteger) -> (quotient: BigInteger, hasRest: Bool) {
    var (quotient, rest) = (BigInteger.zero, BigInteger.zero)
    let one = BigInteger(1)
    for place in (0..<bitLength).reversed() {
      quotient = quotient.shiftedLeft(by: 1)
      rest = rest.shiftedLeft(by: 1)
      if bit(place) { rest = rest + one }
      if !Self.isSmaller(rest, divisor) {
        rest = rest - divisor.magnitude
        quotient = quotient + one
      }
    }
    return (isNegative == divisor.isNegative ? quotient : quotient.negated, !rest.isZero)
  }

  /// The double nearest to this number times 2^exponent; a tie goes to the even one, and too large a number is infinite.
  func nearestDouble(exponent: Int) -> Double {
    guard !isZero else { return 0 }
    // The position of the last bit that the double keeps.
    let last = max(bitLength - 53 + exponent, -1074)
    let dropped = last - exponent
    var kept: UInt64 = 0
    for place in stride(from: bitLength - 1, through: max(0, dropped), by: -1) {
      kept = kept << 1 | (bit(place) ? 1 : 0)
    }
    if dropped < 0 {
      kept <<= UInt64(-dropped)
    } else if dropped > 0 {
      let isHalfOrMore = bit(dropped - 1)
      let isMore = trailingZeroBits < dropped - 1
      if isHalfOrMore, isMore || kept & 1 == 1 { kept += 1 }
    }
    let magnitude = Double(sign: .plus, exponent: last, significand: Double(kept))
    return isNegative ? -magnitude : magnitude
  }
}

/// Doubles as whole numbers of one power of two.
struct ScaledDoubles {
  let integers: [BigInteger]
  let exponent: Int

  init(_ values: [Double]) {
    let parts = values.map { value -> (Int128, Int) in
      let fraction = Int128(value.significandBitPattern)
      let significand = value.exponentBitPattern == 0 ? fraction : fraction + (1 << 52)
      return (value < 0 ? -significand : significand, Int(max(1, value.exponentBitPattern)) - 1075)
    }
    let least = parts.filter { $0.0 != 0 }.map(\.1).min() ?? 0
    exponent = least
    integers = parts.map { $0.0 == 0 ? .zero : BigInteger($0.0).shiftedLeft(by: $0.1 - least) }
  }

  var sum: BigInteger { integers.reduce(.zero) { $0 + $1 } }

  /// How many bits there are between the largest sum that any order could reach and the last bit of any number.
  var span: Int {
    let all = integers.reduce(BigInteger.zero) { $0 + $1.magnitude }
    guard !all.isZero else { return 0 }
    return all.bitLength - (integers.filter { !$0.isZero }.map(\.trailingZeroBits).min() ?? 0)
  }
}
