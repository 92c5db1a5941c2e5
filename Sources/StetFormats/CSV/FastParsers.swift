// Before changing this file: each parser must give what its `CellParser` gives for every cell, whatever bytes are around it, as it
// reads up to eight bytes past both ends. "A cell read by the word is the cell read by the byte" in `StreamTests` compares them on
// 84,000 cells. No branch may depend on the length of a cell: lengths vary from row to row, and a misprediction costs as much as the
// cell. With what `CScan` does, that made 0.40 s of 0.63 s for 1e7 rows.

import CScan
import StetColumns

/// How the bytes of a cell become a value if eight bytes can be read before its end and after its start.
///
/// The usual forms of a value are read whole words at a time and nearly without branches, which would be mispredicted
/// if cells differ in length; everything else is left to the parser that reads a byte at a time.
protocol FastParser {
  associatedtype Element: Sendable & Hashable
  var zero: Element { get }
  /// The smallest and the largest of some values, if useful; `missing` are rows to leave out, in their order.
  func zone(_ values: UnsafeMutablePointer<Element>, _ rows: Range<Int>, missing: ArraySlice<Int32>) -> ZoneBits?
  /// Nil if the cell does not fit.
  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Element?
  /// Reads up to 64 cells of a column side by side; a bit for each of them that has to be read on its own.
  func parse(_ column: stet_column, _ count: Int, _ target: UnsafeMutablePointer<Element>) -> UInt64
}

extension FastParser {
  @inline(__always)
  func parse(_ column: stet_column, _ count: Int, _ target: UnsafeMutablePointer<Element>) -> UInt64 { allBits(count) }
}

extension FastParser where Element: ZoneValue {
  func zone(_ values: UnsafeMutablePointer<Element>, _ rows: Range<Int>, missing: ArraySlice<Int32>) -> ZoneBits? {
    unsafe StetFormats.zone(of: values, rows, missing: missing, zero: zero)
  }
}

/// The smallest and the largest of some values; nil if all are missing. Missing ones are `zero`.
func zone<Element: ZoneValue>(
  of values: UnsafeMutablePointer<Element>, _ rows: Range<Int>, missing: ArraySlice<Int32>, zero: Element
) -> ZoneBits? {
  guard missing.count < rows.count else { return nil }
  // One that is present stands in for the missing ones, so that all are looked at in one go.
  let present = zip(missing, rows).first { Int($0) != $1 }?.1 ?? rows.lowerBound + missing.count
  for row in missing { unsafe values[Int(row)] = values[present] }
  let bounds = unsafe Element.bounds(UnsafeBufferPointer(start: values + rows.lowerBound, count: rows.count))
  for row in missing { unsafe values[Int(row)] = zero }
  return ZoneBits(
    rows: Int32(truncatingIfNeeded: rows.lowerBound)..<Int32(truncatingIfNeeded: rows.upperBound),
    least: bounds.least.zoneBits, most: bounds.most.zoneBits)
}

/// The parser that reads a byte at a time.
struct AnyLength<Parser: CellParser>: FastParser where Parser.Element: ZoneValue {
  private let parser: Parser

  init(_ parser: Parser) { self.parser = parser }

  var zero: Parser.Element { parser.zero }

  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Parser.Element? {
    parser.parse(unsafe UnsafeBufferPointer(start: cell, count: length).span)
  }
}

struct FastBoolParser: FastParser {
  var zero: Bool { false }

  func zone(_ values: UnsafeMutablePointer<Bool>, _ rows: Range<Int>, missing: ArraySlice<Int32>) -> ZoneBits? { nil }

  @inline(__always)
  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Bool? {
    // The letters of `true` and `fals`.
    let letters = unsafe UInt32(truncatingIfNeeded: word(cell))
    if length == 4, letters == 0x6575_7274 { return true }
    return unsafe length == 5 && letters == 0x736C_6166 && cell[4] == UInt8(ascii: "e") ? false : nil
  }
}

/// Up to eight plain digits.
struct FastIntParser: FastParser {
  let isDeclared: Bool

  var zero: Int64 { 0 }

  @inline(__always)
  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int64? {
    if let plain = unsafe plainInt(cell, length) { return Int64(plain) }
    return unsafe rest(cell, length)
  }

  @inline(__always)
  func parse(_ column: stet_column, _ count: Int, _ target: UnsafeMutablePointer<Int64>) -> UInt64 {
    unsafe stet_long_ints(column, count, target, CSVBlocks.scan)
  }

  @inline(never)
  func rest(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int64? {
    IntParser(isDeclared: isDeclared).parse(unsafe UnsafeBufferPointer(start: cell, count: length).span)
  }
}

struct NarrowIntParser: FastParser {
  let isDeclared: Bool

  var zero: Int32 { 0 }

  @inline(__always)
  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int32? {
    if let plain = unsafe plainInt(cell, length) { return plain }
    return unsafe FastIntParser(isDeclared: isDeclared).rest(cell, length).flatMap { Int32(exactly: $0) }
  }

  @inline(__always)
  func parse(_ column: stet_column, _ count: Int, _ target: UnsafeMutablePointer<Int32>) -> UInt64 {
    unsafe stet_ints(column, count, target, CSVBlocks.scan)
  }
}

@inline(__always)
private func plainInt(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int32? {
  guard UInt(bitPattern: length &- 1) < 8 else { return nil }
  let number = unsafe Digits(before: cell + length, length)
  guard number.faults | number.leadingZeros == 0 else { return nil }
  return Int32(truncatingIfNeeded: number.value)
}

/// Up to seven plain digits, a point, and up to eight more.
private struct PointedDigits {
  /// What is before the point, and what is after it.
  let high: Int64
  let low: Int64
  /// How many digits each of them has.
  let whole: Int
  let places: Int

  /// Nil for anything else, and for a zero before other digits, which makes a code.
  @inline(__always)
  init?(_ cell: UnsafePointer<UInt8>, _ length: Int) {
    let whole = unsafe firstByte(UInt8(ascii: "."), in: word(cell))
    let places = length &- whole &- 1
    guard UInt(bitPattern: whole &- 1) < 7, UInt(bitPattern: places &- 1) < 8 else { return nil }
    let first = unsafe Digits(before: cell + whole, whole)
    let second = unsafe Digits(before: cell + length, places)
    guard first.faults | second.faults | first.leadingZeros == 0 else { return nil }
    (high, low) = (Int64(truncatingIfNeeded: first.value), Int64(truncatingIfNeeded: second.value))
    (self.whole, self.places) = (whole, places)
  }
}

/// Floats in such cells.
struct FastFloatParser: FastParser {
  let isDeclared: Bool
  private let powers: InlineArray<9, Double> = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]

  init(isDeclared: Bool) { self.isDeclared = isDeclared }

  var zero: Double { 0 }

  @inline(__always)
  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Double? {
    guard let number = unsafe PointedDigits(cell, length) else { return unsafe rest(cell, length) }
    // At most fifteen digits: both operands are exact doubles, so that one division rounds once (Clinger 1990).
    let power = powers[number.places]
    return (Double(number.high) * power + Double(number.low)) / power
  }

  @inline(__always)
  func parse(_ column: stet_column, _ count: Int, _ target: UnsafeMutablePointer<Double>) -> UInt64 {
    unsafe stet_floats(column, count, target, CSVBlocks.scan)
  }

  @inline(never)
  private func rest(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Double? {
    FloatParser(isDeclared: isDeclared).parse(unsafe UnsafeBufferPointer(start: cell, count: length).span)
  }
}

/// Decimals in such cells.
struct FastDecimalParser {
  private let powers: InlineArray<9, Int64> = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]

  /// Nil for what is not a plain number with at most 18 digits.
  @inline(__always)
  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> ShortDecimal? {
    let isNegative = unsafe length > 1 && cell[0] == 0x2D ? 1 : 0
    let (start, count) = unsafe (cell + isNegative, length &- isNegative)
    guard let number = unsafe PointedDigits(start, count) else { return unsafe rest(cell, length) }
    let digits = number.high &* powers[number.places] &+ number.low
    let sign = Int64(truncatingIfNeeded: 0 &- isNegative)
    return ShortDecimal(
      digits: (digits ^ sign) &- sign, places: number.places, whole: number.high == 0 ? 0 : number.whole)
  }

  @inline(never)
  private func rest(_ cell: UnsafePointer<UInt8>, _ length: Int) -> ShortDecimal? {
    let isNegative = unsafe length > 1 && cell[0] == 0x2D ? 1 : 0
    let (start, count) = unsafe (cell + isNegative, length &- isNegative)
    // All eight bytes behind a whole part that is found are those of the cell, or of others behind it.
    let whole = unsafe firstByte(UInt8(ascii: "."), in: word(start))
    let places = count &- whole &- 1
    guard UInt(bitPattern: whole &- 1) < 7, (9...16).contains(places), places &+ whole <= ShortDecimal.mostDigits else {
      return ShortDecimal(unsafe UnsafeBufferPointer(start: cell, count: length).span)
    }
    // Up to seven digits, and then nine to sixteen.
    let first = unsafe Digits(before: start + whole, whole)
    let second = unsafe Digits(before: start + (count &- 8), places &- 8)
    let third = unsafe Digits(before: start + count, 8)
    guard first.faults | second.faults | third.faults | first.leadingZeros == 0 else { return nil }
    let low = Int64(truncatingIfNeeded: second.value &* 100_000_000 &+ third.value)
    let digits = Int64(truncatingIfNeeded: first.value) &* tenTo[places] &+ low
    return ShortDecimal(
      digits: isNegative == 1 ? -digits : digits, places: places, whole: first.value == 0 ? 0 : whole)
  }
}

/// `2011-05-04`.
struct FastDateParser: FastParser {
  var zero: Int32 { 0 }

  @inline(__always)
  func parse(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int32? {
    guard length == 10 else { return nil }
    // The digits as numbers and the dashes as zero, from `2011-05-` and `04`.
    let front = unsafe word(cell) ^ 0x2D30_302D_3030_3030
    let back = unsafe word(cell + 2) >> 48 ^ 0x3030
    let faults = (front &+ 0x7F76_767F_7676_7676) | front | (back &+ 0x7676) | back
    guard faults & 0x8080_8080_8080_8080 == 0 else { return nil }
    // Each byte with the one after it.
    let pairs = front &* 10 &+ (front >> 8)
    let year = (pairs & 0xFF) &* 100 &+ (pairs >> 16) & 0xFF
    let day = (back & 0xFF) &* 10 &+ back >> 8
    return CivilDate(
      year: Int(truncatingIfNeeded: year), month: Int(truncatingIfNeeded: (pairs >> 40) & 0xFF),
      day: Int(truncatingIfNeeded: day))?.daysSinceEpoch
  }

  @inline(__always)
  func parse(_ column: stet_column, _ count: Int, _ target: UnsafeMutablePointer<Int32>) -> UInt64 {
    unsafe stet_dates(column, count, target, CSVBlocks.scan)
  }
}

/// The number formed by one to eight digits before an address. Eight bytes can be read there.
private struct Digits {
  let value: UInt64
  /// 0 if all are digits.
  let faults: UInt64
  /// 0 if the first digit is not zero, or is the only one.
  let leadingZeros: UInt64

  @inline(__always)
  init(before end: UnsafePointer<UInt8>, _ count: Int) {
    // The digits as numbers at the high end, with zeros before them.
    let front = UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    let digits = unsafe ((word(end - 8) ^ 0x3030_3030_3030_3030) &>> front) &<< front
    faults = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    leadingZeros = (((digits &>> front) & 0xFF) &- 1) &>> 8 & UInt64(truncatingIfNeeded: count &- 1)
    // Neighbors are combined: pairs, then fours, then eight.
    let pairs = digits &* 10 &+ (digits >> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    value = (low &+ high) >> 32
  }
}

/// Where a byte first is among those of a word, the first of which is the lowest one; 8 if it is not.
@inline(__always)
func firstByte(_ byte: UInt8, in word: UInt64) -> Int {
  // The lowest byte that comes out as zero.
  let marked = word ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
  return ((marked &- 0x0101_0101_0101_0101) & ~marked & 0x8080_8080_8080_8080).trailingZeroBitCount >> 3
}

@inline(__always)
func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
  unsafe UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
}
