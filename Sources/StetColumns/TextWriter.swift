/// The bytes of texts while they are written, one text after another; a row may have none.
///
/// An array asks with every byte whether it is shared and has room, which takes longer than the byte. There is one owner, so that
/// neither can be otherwise.
@safe
@usableFromInline package struct TextWriter: ~Copyable {
  private let memory: GrowingMemory<UInt8>
  private let endMemory: GrowingMemory<Int>
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  /// How many bytes there are.
  @usableFromInline package internal(set) var count = 0
  /// Where each text ends.
  @usableFromInline var ends: UnsafeMutablePointer<Int>
  @usableFromInline var endCapacity: Int
  @usableFromInline var textCount = 0
  /// Nil as long as all rows have a text.
  @usableFromInline var isPresent: [Bool]?

  /// With room for so many texts and bytes, which may become more.
  package init(texts: Int = 1, bytes: Int = 256) {
    memory = GrowingMemory(capacity: max(bytes, 32))
    endMemory = GrowingMemory(capacity: max(texts, 1))
    unsafe base = memory.base
    capacity = memory.capacity
    unsafe ends = endMemory.base
    endCapacity = endMemory.capacity
  }

  package consuming func finish() -> TextRun {
    let all = unsafe Array(UnsafeBufferPointer(start: ends, count: textCount))
    return TextRun(memory: memory, byteCount: count, ends: all, isPresent: isPresent)
  }

  // MARK: - Texts

  /// Adds a text that `write` writes; none if it says that there is none.
  @inlinable @inline(__always)
  package mutating func text<Failure: Error>(_ write: (inout TextWriter) throws(Failure) -> Bool) throws(Failure) {
    let start = count
    if try write(&self) { end() } else { endMissing(start) }
  }

  @inlinable @inline(__always)
  package mutating func end() {
    if textCount == endCapacity { growEnds(1) }
    unsafe ends[textCount] = count
    textCount &+= 1
    if isPresent != nil { isPresent?.append(true) }
  }

  @usableFromInline mutating func endMissing(_ start: Int) {
    count = start
    if isPresent == nil { isPresent = [Bool](repeating: true, count: textCount) }
    end()
    isPresent?[textCount - 1] = false
  }

  @usableFromInline mutating func growEnds(_ more: Int) {
    endMemory.grow(to: max(2 * endCapacity, textCount + more), keeping: textCount)
    unsafe ends = endMemory.base
    endCapacity = endMemory.capacity
  }

  /// Adds texts of known lengths, whose bytes `write` puts at the places where each begins.
  package mutating func texts(
    lengths: UnsafeBufferPointer<Int>,
    _ write: (UnsafeMutablePointer<UInt8>, _ starts: UnsafeMutablePointer<Int>) -> Void
  ) {
    var total = 0
    unsafe withScratch(of: Int.self, capacity: lengths.count) { starts in
      for place in lengths.indices {
        unsafe starts[place] = total
        unsafe total += lengths[place]
      }
      reserve(total)
      unsafe write(base + count, starts)
    }
    for place in lengths.indices {
      unsafe count += lengths[place]
      end()
    }
  }

  // MARK: - Bytes

  /// Makes room for more bytes.
  @inlinable @inline(__always)
  package mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(more) }
  }

  @usableFromInline mutating func grow(_ more: Int) {
    memory.grow(to: max(2 * capacity, count + more), keeping: count)
    unsafe base = memory.base
    capacity = memory.capacity
  }

  @inlinable @inline(__always)
  package mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe base[count] = byte
    advance(1)
  }

  @inlinable @inline(__always)
  package mutating func append(_ source: UnsafePointer<UInt8>, _ length: Int) {
    reserve(length)
    unsafe copyBytes(source, to: base + count, length)
    advance(length)
  }

  @inlinable @inline(__always)
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let base = bytes.baseAddress { unsafe append(base, bytes.count) }
  }

  @inlinable @inline(__always)
  package mutating func append(_ text: borrowing Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// A part of a text.
  @inlinable @inline(__always)
  package mutating func append(_ text: borrowing Span<UInt8>, _ range: Range<Int>) { append(text.extracting(range)) }

  package mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

  /// The same bytes again and again.
  package mutating func append(_ bytes: [UInt8], times: Int) {
    guard bytes.count == 1 else {
      for _ in 0..<times { append(bytes) }
      return
    }
    reserve(times)
    unsafe (base + count).initialize(repeating: bytes[0], count: times)
    count += times
  }

  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { unsafe append($0) }
  }

  /// Each byte of a text changed.
  @inlinable @inline(__always)
  package mutating func append(_ text: borrowing Span<UInt8>, changing change: (UInt8) -> UInt8) {
    reserve(text.count)
    let target = unsafe base + count
    unsafe text.withUnsafeBufferPointer { text in
      for place in 0..<text.count { unsafe target[place] = change(text[place]) }
    }
    advance(text.count)
  }

  @inlinable @inline(__always)
  mutating func advance(_ written: Int) { count &+= written }

  /// A number in digits, with some of them after a point, and at least `least`; thousands apart by commas if `grouped`.
  package mutating func append(digits number: UInt64, places: Int = 0, least: Int = 1, grouped: Bool = false) {
    let all = max(digitCount(number), least, places + 1)
    let whole = all - places
    if all <= 8, !grouped { return append(eight: eightDigits(number) &>> UInt64(8 &* (8 &- all)), whole, places) }
    let commas = grouped ? (whole - 1) / 3 : 0
    let length = all + commas + (places > 0 ? 1 : 0)
    reserve(length)
    var end = unsafe base + count + length
    var rest = number
    if places > 0 {
      unsafe end = writeBackwards(&rest, places, end)
      unsafe end -= 1
      unsafe end.pointee = UInt8(ascii: ".")
    }
    if commas == 0 {
      unsafe end = writeBackwards(&rest, whole, end)
    } else {
      for group in 0...commas {
        unsafe end = writeBackwards(&rest, group < commas ? 3 : whole - 3 * commas, end)
        if group < commas {
          unsafe end -= 1
          unsafe end.pointee = UInt8(ascii: ",")
        }
      }
    }
    count += length
  }

  /// Up to eight digits as the bytes of a word, the first the lowest, with some of them after a point: words are stored whole, and
  /// what is too much is overwritten.
  @inline(__always)
  private mutating func append(eight digits: UInt64, _ whole: Int, _ places: Int) {
    reserve(24)
    let target = unsafe UnsafeMutableRawPointer(base + count)
    unsafe target.storeBytes(of: digits.littleEndian, as: UInt64.self)
    advance(whole)
    guard places > 0 else { return }
    let rest = digits &>> UInt64(truncatingIfNeeded: 8 &* whole)
    unsafe target.storeBytes(of: rest.littleEndian, toByteOffset: whole &+ 1, as: UInt64.self)
    unsafe target.storeBytes(of: UInt8(ascii: "."), toByteOffset: whole, as: UInt8.self)
    advance(places &+ 1)
  }

  /// As `iso` writes it.
  package mutating func append(_ date: CivilDate) {
    guard 0...9999 ~= date.year else {
      if date.year < 0 { append(UInt8(ascii: "-")) }
      append(digits: UInt64(date.year.magnitude), least: 4)
      append(UInt8(ascii: "-"))
      append(digits: UInt64(date.month), least: 2)
      append(UInt8(ascii: "-"))
      return append(digits: UInt64(date.day), least: 2)
    }
    let digits = eightDigits(UInt64(truncatingIfNeeded: date.year &* 10_000 &+ date.month &* 100 &+ date.day))
    reserve(16)
    let target = unsafe UnsafeMutableRawPointer(base + count)
    unsafe target.storeBytes(of: digits.littleEndian, as: UInt64.self)
    unsafe target.storeBytes(of: (digits &>> 32).littleEndian, toByteOffset: 5, as: UInt64.self)
    unsafe target.storeBytes(of: (digits &>> 48).littleEndian, toByteOffset: 8, as: UInt64.self)
    unsafe target.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 4, as: UInt8.self)
    unsafe target.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 7, as: UInt8.self)
    advance(10)
  }
}

/// Memory that one writer grows and many readers look at when it is done.
@safe
final class GrowingMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = .allocate(capacity: capacity)
  }

  deinit { unsafe base.deallocate() }

  func grow(to capacity: Int, keeping count: Int) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    unsafe larger.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = larger
    self.capacity = capacity
  }
}

extension ScatterTarget<UInt8> {
  /// Copies a part of some bytes.
  @inline(__always)
  func copy(_ source: [UInt8], _ start: Int, _ count: Int, to place: Int) {
    unsafe source.withUnsafeBufferPointer { source in
      if let source = source.baseAddress { unsafe copyBytes(source + start, to: base + place, count) }
    }
  }
}

/// Copies bytes, of which there are few: up to 16 as two words that may overlap.
@inlinable @inline(__always)
package func copyBytes(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ count: Int) {
  let (from, to) = unsafe (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
  if count > 16 { return unsafe to.copyMemory(from: from, byteCount: count) }
  if count >= 8 {
    let first = unsafe from.loadUnaligned(as: UInt64.self)
    let last = unsafe from.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    unsafe to.storeBytes(of: first, as: UInt64.self)
    unsafe to.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
  } else if count >= 4 {
    let first = unsafe from.loadUnaligned(as: UInt32.self)
    let last = unsafe from.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    unsafe to.storeBytes(of: first, as: UInt32.self)
    unsafe to.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
  } else {
    for place in 0..<count { unsafe target[place] = source[place] }
  }
}

/// The last `count` digits of a number, which loses them, before an address; where they begin.
@inline(__always)
private func writeBackwards(
  _ number: inout UInt64, _ count: Int, _ end: UnsafeMutablePointer<UInt8>
) -> UnsafeMutablePointer<UInt8> {
  // Half as many bits are divided in half the time.
  guard var short = UInt32(exactly: number) else { return unsafe writePairs(&number, count, end) }
  let start = unsafe writePairs(&short, count, end)
  number = UInt64(short)
  return unsafe start
}

@inline(__always)
private func writePairs<Number: FixedWidthInteger & UnsignedInteger>(
  _ number: inout Number, _ count: Int, _ end: UnsafeMutablePointer<UInt8>
) -> UnsafeMutablePointer<UInt8> {
  let pairs = unsafe UnsafeRawPointer(digitPairs.utf8Start)
  var place = UnsafeMutableRawPointer(end)
  var left = count
  while left >= 2 {
    let quotient = number / 100
    let pair = number &- quotient &* 100
    unsafe place -= 2
    unsafe place.storeBytes(
      of: pairs.loadUnaligned(fromByteOffset: 2 &* Int(truncatingIfNeeded: pair), as: UInt16.self), as: UInt16.self)
    number = quotient
    left &-= 2
  }
  if left > 0 {
    let quotient = number / 10
    unsafe place -= 1
    unsafe place.storeBytes(
      of: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number &- quotient &* 10), as: UInt8.self)
    number = quotient
  }
  return unsafe place.assumingMemoryBound(to: UInt8.self)
}

private let digitPairs: StaticString = """
  00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960\
  616263646566676869707172737475767778798081828384858687888990919293949596979899
  """

/// A number below 10^8 as eight digits in the bytes of a word, the first the lowest: halves are divided side by side.
@inline(__always)
private func eightDigits(_ number: UInt64) -> UInt64 {
  let first = number / 10_000
  let fours = first | (number &- first &* 10_000) &<< 32
  // 10486 / 2^20 is as good as 1 / 100 below 10,000, and 103 / 2^10 as 1 / 10 below 100.
  let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
  let twos = hundreds &+ (fours &- hundreds &* 100) &<< 16
  let tens = ((twos &* 103) &>> 10) & 0x000F_000F_000F_000F
  let digits = tens &+ (twos &- tens &* 10) &<< 8
  return digits | 0x3030_3030_3030_3030
}

/// How many digits a number has; none for zero.
@inline(__always)
private func digitCount(_ number: UInt64) -> Int {
  // log10 2 is about 1233 / 4096.
  let likely = ((64 &- (number | 1).leadingZeroBitCount) &* 1233) &>> 12
  return likely &+ (number >= shortPower(likely) ? 1 : 0)
}

/// 10^0 … 10^19: a table, as the compiler makes it, which need not be there before it is read.
@inline(__always)
private func shortPower(_ exponent: Int) -> UInt64 {
  switch exponent {
  case 0: 1
  case 1: 10
  case 2: 100
  case 3: 1000
  case 4: 10_000
  case 5: 100_000
  case 6: 1_000_000
  case 7: 10_000_000
  case 8: 100_000_000
  case 9: 1_000_000_000
  case 10: 10_000_000_000
  case 11: 100_000_000_000
  case 12: 1_000_000_000_000
  case 13: 10_000_000_000_000
  case 14: 100_000_000_000_000
  case 15: 1_000_000_000_000_000
  case 16: 10_000_000_000_000_000
  case 17: 100_000_000_000_000_000
  case 18: 1_000_000_000_000_000_000
  default: 10_000_000_000_000_000_000
  }
}
