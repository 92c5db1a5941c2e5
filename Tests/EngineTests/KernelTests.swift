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

private typealias PairLoop<Value, Result> = (
  stet_kernels, stet_sides, UnsafePointer<Value>, UnsafePointer<Value>, Int, UnsafeMutablePointer<Result>
) -> Void

private func expectPairs<Value, Result: Equatable & ExpressibleByIntegerLiteral>(
  _ name: String, _ first: [Value], _ second: [Value], _ loop: PairLoop<Value, Result>,
  _ expected: (Value, Value) -> Result
) {
  let count = first.count
  for kind in kinds {
    var results = [Result](repeating: 0, count: count + 1)
    loop(kind, STET_BOTH_VARY, first, second, count, &results)
    #expect(Array(results[..<count]) == zip(first, second).map(expected), "\(name) in \(kind)")
    guard count > 0 else { continue }
    loop(kind, STET_SECOND_IS_FIXED, first, second, count, &results)
    #expect(Array(results[..<count]) == first.map { expected($0, second[0]) }, "\(name) in \(kind)")
    loop(kind, STET_FIRST_IS_FIXED, first, second, count, &results)
    #expect(Array(results[..<count]) == second.map { expected(first[0], $0) }, "\(name) in \(kind)")
    #expect(results[count] == 0, "\(name) in \(kind) writes beyond the rows")
  }
}

private let counts = [0, 1, 3, 8, 31, 32, 33, 64, 100, 129]

@Test("Loops over two columns, or over a column and a value, give what each row gives by itself")
func pairLoops() {
  var random = SplitMix64(seed: 15)
  for count in counts {
    let (a, b) = (random.words(count), random.words(count))
    let (x, y) = (a.map { Int32(truncatingIfNeeded: $0) }, b.map { Int32(truncatingIfNeeded: $0) })
    expectPairs("add", x, y, stet_add32) { $0 &+ $1 }
    expectPairs("subtract", x, y, stet_subtract32) { $0 &- $1 }
    expectPairs("multiply", x, y, stet_multiply32) { $0 &* $1 }
    expectPairs("add", a, b, stet_add64) { $0 &+ $1 }
    expectPairs("subtract", a, b, stet_subtract64) { $0 &- $1 }
    expectPairs("multiply", a, b, stet_multiply64) { $0 &* $1 }
    expectPairs("multiply", x.map { Int64($0) }, y.map { Int64($0) }, stet_multiply_short) { $0 * $1 }
    let (p, q) = (x.map { Double($0) / 7 }, y.map { Double($0) / 7 })
    expectPairs("add", p, q, stet_add_doubles) { $0 + $1 }
    expectPairs("subtract", p, q, stet_subtract_doubles) { $0 - $1 }
    expectPairs("multiply", p, q, stet_multiply_doubles) { $0 * $1 }
    expectPairs("divide", p, q, stet_divide_doubles) { $0 / $1 }
    // Values that are often equal.
    let (u, v) = (x.map { $0 % 3 }, y.map { $0 % 3 })
    expectComparisons(u, v, stet_equal32, stet_differ32, stet_less32, stet_at_most32, stet_more32, stet_at_least32)
    expectComparisons(
      u.map { Int64($0) << 40 }, v.map { Int64($0) << 40 }, stet_equal64, stet_differ64, stet_less64, stet_at_most64,
      stet_more64, stet_at_least64)
    expectComparisons(
      u.map { $0 == 0 ? -0.0 : Double($0) }, v.map { Double($0) }, stet_equal_doubles, stet_differ_doubles,
      stet_less_doubles, stet_at_most_doubles, stet_more_doubles, stet_at_least_doubles)
  }
}

private func expectComparisons<Value: Comparable>(
  _ a: [Value], _ b: [Value], _ equal: PairLoop<Value, UInt8>, _ differ: PairLoop<Value, UInt8>,
  _ less: PairLoop<Value, UInt8>, _ atMost: PairLoop<Value, UInt8>, _ more: PairLoop<Value, UInt8>,
  _ atLeast: PairLoop<Value, UInt8>
) {
  expectPairs("equal", a, b, equal) { $0 == $1 ? 1 : 0 }
  expectPairs("differ", a, b, differ) { $0 != $1 ? 1 : 0 }
  expectPairs("less", a, b, less) { $0 < $1 ? 1 : 0 }
  expectPairs("at most", a, b, atMost) { $0 <= $1 ? 1 : 0 }
  expectPairs("more", a, b, more) { $0 > $1 ? 1 : 0 }
  expectPairs("at least", a, b, atLeast) { $0 >= $1 ? 1 : 0 }
}

@Test("Quotients of whole numbers in 32 and 64 bits are those of doubles")
func quotientLoops() {
  var random = SplitMix64(seed: 16)
  for count in counts where count > 0 {
    let (wide, other) = (random.words(count).map { $0 >> 12 }, random.words(count).map { $0 >> 30 | 1 })
    let (narrow, few) = (wide.map { Int32(truncatingIfNeeded: $0) }, other.map { Int32(truncatingIfNeeded: $0 | 1) })
    let (p, q) = (1.0, 100.0)
    for kind in kinds {
      var results = [Double](repeating: 0, count: count)
      stet_divide64_64(kind, STET_BOTH_VARY, wide, other, p, q, count, &results)
      #expect(results == zip(wide, other).map { Double($0) * p / (Double($1) * q) })
      stet_divide64_32(kind, STET_BOTH_VARY, wide, few, p, q, count, &results)
      #expect(results == zip(wide, few).map { Double($0) * p / (Double($1) * q) })
      stet_divide32_64(kind, STET_SECOND_IS_FIXED, narrow, other, q, p, count, &results)
      #expect(results == narrow.map { Double($0) * q / Double(other[0]) })
      stet_divide32_32(kind, STET_FIRST_IS_FIXED, narrow, few, p, q, count, &results)
      #expect(results == few.map { Double(narrow[0]) / (Double($0) * q) })
    }
  }
}

@Test("Limits, wider numbers, totals and numbers from the least value on are the same in every form")
func otherLoops() {
  var random = SplitMix64(seed: 17)
  for count in counts {
    let wide = random.words(count).map { $0 >> 10 }
    let narrow = wide.map { Int32(truncatingIfNeeded: $0) }
    let flags = (0..<count).map { _ in UInt8(random.below(2)) }
    for kind in kinds {
      var (longs, doubles, ints) = (
        [Int64](repeating: 0, count: count), [Double](repeating: 0, count: count), [Int32](repeating: 0, count: count)
      )
      stet_clamp64(kind, wide, -1 << 50, 1 << 40, count, &longs)
      #expect(longs == wide.map { min(max($0, -1 << 50), 1 << 40) })
      stet_widen(kind, narrow, count, &longs)
      #expect(longs == narrow.map { Int64($0) })
      stet_doubles32(kind, narrow, count, &doubles)
      #expect(doubles == narrow.map { Double($0) })
      stet_clamp_doubles(kind, doubles, -5.5, 1e6, count, &doubles)
      #expect(doubles == narrow.map { min(max(Double($0), -5.5), 1e6) })

      let kept = zip(wide, flags).map { $1 == 1 ? $0 : 0 }
      #expect(stet_total64(kind, wide, nil, count) == wide.reduce(0, +))
      #expect(stet_total64(kind, wide, flags, count) == kept.reduce(0, +))
      #expect(stet_total32(kind, narrow, nil, count) == narrow.reduce(0) { $0 + Int64($1) })
      #expect(
        stet_total32(kind, narrow, flags, count) == zip(narrow, flags).reduce(0) { $0 + Int64($1.0) * Int64($1.1) })
      #expect(stet_ones(kind, flags, count) == flags.count { $0 == 1 })
      stet_number32(kind, narrow, flags, 7, 3, count, &ints)
      #expect(ints == zip(narrow, flags).map { $1 == 1 ? ($0 &- 7) &* 3 : 0 })
      stet_number64(kind, wide, nil, 7, 3, count, &ints)
      #expect(ints == wide.map { (Int32(truncatingIfNeeded: $0) &- 7) &* 3 })
      stet_number8(kind, flags, flags, 7, 3, count, &ints)
      #expect(ints == flags.map { $0 == 1 ? (1 - 7) * 3 : 0 })

      // Eight sums and what they lost: without flags and with them, the same as with zeros.
      let values = narrow.map { Double($0) / 3 }
      var (sums, flagged, zeros) = (
        [Double](repeating: 0, count: 16), [Double](repeating: 0, count: 16), [Double](repeating: 0, count: 16)
      )
      #expect(stet_sum(kind, values, nil, count, &sums) == count / 8 * 8)
      _ = stet_sum(kind, values, flags, count, &flagged)
      _ = stet_sum(STET_KERNELS_PLAIN, zip(values, flags).map { $1 == 1 ? $0 : 0 }, nil, count, &zeros)
      #expect(flagged == zeros)
      zeros = [Double](repeating: 0, count: 16)
      _ = stet_sum(STET_KERNELS_PLAIN, values, nil, count, &zeros)
      #expect(sums == zeros)
    }
  }
  let many = [UInt8](repeating: 1, count: 40_000)
  for kind in kinds { #expect(stet_ones(kind, many, many.count) == 40_000) }
}

@Test("Bits become flags, and the values of rows that are kept are taken, from any place on")
func keptValues() {
  var random = SplitMix64(seed: 18)
  for count in counts where count > 0 {
    for start in [0, 1, 63, 64, 70] {
      let words = random.words((start + count + 63) / 64).map { UInt64(bitPattern: $0) }
      let bits = (start..<start + count).map { UInt8(truncatingIfNeeded: words[$0 / 64] >> UInt64($0 % 64)) & 1 }
      for kind in kinds {
        var flags = [UInt8](repeating: 9, count: count)
        #expect((stet_spread(kind, words, start, count, &flags) != 0) == bits.allSatisfy { $0 == 1 })
        #expect(flags == bits)
        let all = [UInt64](repeating: .max, count: words.count)
        #expect(stet_spread(kind, all, start, count, &flags) != 0)

        guard stet_keeps(kind) != 0 else { continue }
        for flip in [0, 1] as [UInt8] {
          let verdicts = (0..<count).map { _ in UInt8(random.below(2)) }
          let places = (0..<count).filter { verdicts[$0] != flip }
          var mask = [UInt64](repeating: .max, count: (count + 63) / 64)
          stet_flag_bits(verdicts, count, flip, &mask)
          let expected = (0..<mask.count * 64).map { $0 < count && verdicts[$0] != flip }
          #expect(expected == (0..<mask.count * 64).map { mask[$0 / 64] >> UInt64($0 % 64) & 1 == 1 })
          let wide = random.words(count).map { UInt64(bitPattern: $0) }
          let narrow = wide.map { UInt32(truncatingIfNeeded: $0) }
          // One more, which nothing writes to.
          var longs = [UInt64](repeating: 9, count: places.count + 1)
          var ints = [UInt32](repeating: 9, count: places.count + 1)
          var present = [UInt8](repeating: 9, count: places.count + 1)
          stet_keep64(wide, mask, count, places.count, &longs)
          #expect(longs == places.map { wide[$0] } + [9])
          stet_keep32(narrow, mask, count, places.count, &ints)
          #expect(ints == places.map { narrow[$0] } + [9])
          let isEach = stet_keep_bits(words, start, mask, count, places.count, &present) != 0
          #expect(present == places.map { bits[$0] } + [9])
          #expect(isEach == places.allSatisfy { bits[$0] == 1 })
        }
      }
    }
  }
}

extension SplitMix64 {
  fileprivate mutating func words(_ count: Int) -> [Int64] { (0..<count).map { _ in Int64(bitPattern: next()) } }
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
