import CKernels
import StetColumns
import TestSupport
import Testing

@testable import StetEngine

/// Those that this processor has.
private let kinds = [STET_KERNELS_PLAIN, STET_KERNELS_AVX2, STET_KERNELS_AVX512].filter {
  $0.rawValue <= Batch.kernels.rawValue
}

private let most: Int64 = 1 << 51

/// The inverse of an odd number modulo 2^64.
private func inverse(_ odd: UInt64) -> UInt64 {
  var inverse = odd
  for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
  return inverse
}

/// Digits whose quotient by 10^places is as near to the middle of two doubles as one can be: d·2^t = m·5^places + r with an odd
/// middle m of 54 bits and a small r.
private func digitsNearMiddles(places: Int) -> [Int64] {
  let power = (0..<places).reduce(UInt64(1)) { power, _ in power * 5 }
  var found: [Int64] = []
  for shift in 1...62 as ClosedRange<UInt64> {
    let mask: UInt64 = (1 << shift) - 1
    for rest in [1, 3, 5, 7, 9, 11] as [UInt64] {
      for isAbove in [true, false] {
        // Modulo 2^t, the middle is this one.
        let least = (isAbove ? 0 &- rest : rest) &* inverse(power) & mask
        var middle = least
        if middle < 1 << 53 { middle += ((1 << 53) - middle + mask) & ~mask }
        guard middle < 1 << 54 else { continue }
        let product = UInt128(middle) * UInt128(power)
        let digits = (isAbove ? product + UInt128(rest) : product - UInt128(rest)) >> UInt128(shift)
        guard digits <= UInt128(most) else { continue }
        found += [Int64(digits), -Int64(digits)]
      }
    }
  }
  return found
}

@Test("Digits divided by a power of ten are the nearest doubles, in every form of the kernel", arguments: 0...22)
func nearestDoubles(places: Int) throws {
  var random = SplitMix64(seed: UInt64(places))
  var digits: [Int64] = [0, 1, -1, most, -most, most - 1]
  let hard = digitsNearMiddles(places: places)
  #expect(places < 2 || places > 21 || hard.count > 10)
  for near in hard { digits += [near, near + (near < 0 ? 1 : -1)] }
  for shift in 0..<51 as Range<Int64> { digits += [1 << shift, (1 << shift) - 1, -(1 << shift) + 1] }
  for _ in 0..<1500 { digits.append(Int64(bitPattern: random.next()) >> Int64(13 + random.below(50))) }
  digits.removeAll { $0.magnitude > UInt64(most) }
  let unit = try #require(Decimal.exactPower(places))
  let expected = try digits.map { try #require(Double("\($0)e-\(places)")) }
  for kind in kinds {
    var doubles = [Double](repeating: .nan, count: digits.count)
    stet_doubles(kind, digits, digits.count, unit, &doubles)
    let wrong = digits.indices.filter { doubles[$0].bitPattern != expected[$0].bitPattern }
    #expect(wrong.isEmpty, "\(kind): \(wrong.prefix(3).map { digits[$0] }) over 10^\(places)")
  }
}

@Test("Roots, choices and results that are not finite are the same in every form of the kernel")
func sameResults() {
  var random = SplitMix64(seed: 51)
  for count in [0, 1, 3, 7, 8, 15, 16, 17, 64, 100] {
    let special = [
      0, -0.0, .infinity, -.infinity, .nan, .signalingNaN, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    let values = (0..<count).map { _ in
      random.chance(40) ? random.one(of: special) : Double(bitPattern: random.next())
    }
    let flags = (0..<3).map { _ in (0..<count).map { _ in UInt8(random.below(2)) } }
    let wide = (0..<2).map { _ in (0..<count).map { _ in random.next() } }
    let narrow = wide.map { $0.map { UInt32(truncatingIfNeeded: $0) } }
    for kind in kinds {
      var roots = [Double](repeating: 0, count: count)
      stet_square_roots(kind, values, count, &roots)
      let isSame = zip(roots, values).allSatisfy { $0 == $1.squareRoot() || $0.isNaN && $1.squareRoot().isNaN }
      #expect(isSame)

      var (kept, finite) = ([UInt8](repeating: 9, count: count), values)
      let lost = stet_keep_finite(kind, &finite, count, flags[0], flags[1], &kept)
      let isLost = (0..<count).map { flags[0][$0] == 1 && !values[$0].isFinite }
      #expect(lost == (0..<count).count { isLost[$0] && flags[1][$0] == 1 })
      #expect(kept == (0..<count).map { flags[0][$0] == 1 && !isLost[$0] ? 1 : 0 })
      #expect(finite == values.map { $0.isFinite ? $0 : 0 })

      var (chosen, few) = ([UInt64](repeating: 0, count: count), [UInt32](repeating: 0, count: count))
      stet_choose64(kind, flags[2], count, wide[0], wide[1], &chosen)
      stet_choose32(kind, flags[2], count, narrow[0], narrow[1], &few)
      #expect(chosen == (0..<count).map { wide[flags[2][$0] == 1 ? 0 : 1][$0] })
      #expect(few == (0..<count).map { narrow[flags[2][$0] == 1 ? 0 : 1][$0] })
    }
  }
}

@Test("A byte that is no character of its own is found at each place of texts of every length")
func plainTexts() {
  for count in 0...26 {
    let text = [UInt8](repeating: 12, count: count)
    let isEachPlain = isPlain(text.span)
    #expect(isEachPlain)
    for place in 0..<count {
      for (byte, isPlainByte) in [
        (13, false), (0x80, false), (0x8D, false), (0xFF, false), (14, true), (0, true), (0x7F, true),
      ] {
        var other = text
        other[place] = UInt8(byte)
        let isOtherPlain = isPlain(other.span)
        #expect(isOtherPlain == isPlainByte)
      }
    }
  }
}

@Test("Bytes are found in short and in long texts where a search of each place finds them")
func findParts() {
  var random = SplitMix64(seed: 8)
  for _ in 0..<2000 {
    let text = (0..<random.below(150)).map { _ in UInt8(97 + random.below(2)) }
    let part = (0..<random.below(7)).map { _ in UInt8(97 + random.below(2)) }
    let start = random.below(text.count + 1)
    let places = start..<max(start, text.count - part.count + 1)
    let found = find(part, in: text.span, from: start)
    #expect(found == places.first { text[$0...].starts(with: part) })
  }
}
