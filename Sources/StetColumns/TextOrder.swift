/// The order of texts by their bytes, found by sorting their first sixteen bytes as numbers: only texts that have those in
/// common are compared.
///
/// `head` and `tail` are the first eight bytes and the next eight of a text as numbers, the first byte highest and zeros
/// after a shorter one.
func textOrder(
  heads: [UInt64], tails: [UInt64], precedes: @Sendable (_ a: Int32, _ b: Int32) -> Bool
) -> [Int32] {
  let byTail = rows(inOrderOf: tails).rows
  let byHead = rows(inOrderOf: gathered(heads, byTail, missing: 0))
  var order = gathered(byTail, byHead.rows, missing: 0)
  // Those that neither decides are next to each other. Few have the head of the one before, so that tails are rarely looked at.
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, byHead.isSame(end - 1, end), tails[Int(order[end])] == tails[Int(order[start])] {
      end += 1
    }
    if end - start > 1 { order[start..<end].sort { precedes($0, $1) } }
    start = end
  }
  return order
}

/// The places of numbers in their order, equal ones as they came, and the sorted numbers, which are less by some other and without
/// the bits that none has.
private enum SortedNumbers {
  case short([UInt32], rows: [Int32])
  case long([UInt64], rows: [Int32])

  var rows: [Int32] {
    switch self {
    case .short(_, let rows), .long(_, let rows): rows
    }
  }

  /// Whether two neighbors in the order are equal.
  func isSame(_ a: Int, _ b: Int) -> Bool {
    switch self {
    case .short(let numbers, _): numbers[a] == numbers[b]
    case .long(let numbers, _): numbers[a] == numbers[b]
    }
  }
}

private func rows(inOrderOf numbers: [UInt64]) -> SortedNumbers {
  let parts = parallelStretches(numbers.count) { places -> (least: UInt64, most: UInt64) in
    var (least, most) = (UInt64.max, UInt64.min)
    for place in places { (least, most) = (min(least, numbers[place]), max(most, numbers[place])) }
    return (least, most)
  }
  let (least, most) = parts.reduce((UInt64.max, UInt64.min)) { (min($0.0, $1.least), max($0.1, $1.most)) }
  guard least < most else {
    return .short([UInt32](repeating: 0, count: numbers.count), rows: rowsInOrder(numbers.count))
  }
  let differences = parallelStretches(numbers.count) { places in
    places.reduce(UInt64(0)) { $0 | (numbers[$1] &- least) }
  }
  // Texts shorter than eight bytes have zeros at the end.
  let unused = UInt64(differences.reduce(0, |).trailingZeroBitCount)
  let bits = 64 - ((most - least) >> unused).leadingZeroBitCount
  if bits <= 32 {
    let keys = parallelMapped(numbers) { UInt32(truncatingIfNeeded: ($0 &- least) &>> unused) }
    let sorted = radixSorted(keys, bits: bits)
    return .short(sorted.keys, rows: sorted.rows)
  }
  let sorted = radixSorted(parallelMapped(numbers) { ($0 &- least) &>> unused }, bits: bits)
  return .long(sorted.keys, rows: sorted.rows)
}

/// −1, 0 or 1 by the bytes of two texts, eight at a time while both have as many.
@inlinable @inline(__always)
package func byteOrder(
  _ a: UnsafeRawPointer, _ aCount: Int, _ b: UnsafeRawPointer, _ bCount: Int
) -> Int {
  let count = min(aCount, bCount)
  var place = 0
  while place &+ 8 <= count {
    let x = unsafe UInt64(bigEndian: a.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    let y = unsafe UInt64(bigEndian: b.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    if x != y { return x < y ? -1 : 1 }
    place &+= 8
  }
  while place < count {
    let x = unsafe a.load(fromByteOffset: place, as: UInt8.self)
    let y = unsafe b.load(fromByteOffset: place, as: UInt8.self)
    if x != y { return x < y ? -1 : 1 }
    place &+= 1
  }
  return aCount == bCount ? 0 : aCount < bCount ? -1 : 1
}

extension TextPool {
  /// Calls `body` with the order of each of some texts against another: −1, 0 or 1, or any number but 0 if only equality is asked for.
  @inlinable @inline(__always)
  package func eachOrder(
    _ codes: Range<Int>, against other: [UInt8], isEqualityEnough: Bool, _ body: (_ code: Int, _ order: Int) -> Void
  ) {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe other.withUnsafeBytes { other in
        let empty = unsafe UnsafeRawPointer(bitPattern: 8)!
        let (base, wanted) = unsafe (bytes.baseAddress ?? empty, other.baseAddress ?? empty)
        var start = offsets[codes.lowerBound]
        for code in codes {
          let end = offsets[code &+ 1]
          let isOther = isEqualityEnough && end &- start != other.count
          body(code, isOther ? 1 : unsafe byteOrder(base + start, end &- start, wanted, other.count))
          start = end
        }
      }
    }
  }

  /// Every code's rank in the order of UTF-8 bytes; equal texts have the same rank.
  package func ranks() -> [Int32] {
    if isSorted { return rowsInOrder(count) }
    guard isDistinct else { return TextCoding(self).coded(isSorted: true).codes }
    let order = textOrder(heads: words(from: 0), tails: words(from: 8)) { self.order(Int($0), Int($1)) < 0 }
    var ranks = [Int32](repeating: 0, count: count)
    for (rank, code) in order.enumerated() { ranks[Int(code)] = Int32(truncatingIfNeeded: rank) }
    return ranks
  }

  /// −1, 0 or 1 by the bytes of two texts.
  @inline(__always)
  func order(_ a: Int, _ b: Int) -> Int {
    unsafe bytes.withUnsafeBytes { bytes in
      let (a, b) = (range(a), range(b))
      guard let base = bytes.baseAddress else { return 0 }
      return unsafe byteOrder(base + a.lowerBound, a.count, base + b.lowerBound, b.count)
    }
  }
}

extension TextPool {
  /// Eight bytes of each text as a number.
  private func words(from first: Int) -> [UInt64] {
    parallelFill(count) { codes, target in
      for code in codes { target[code &- codes.lowerBound] = word(code, from: first) }
    }
  }

  /// Eight bytes of a text as a number, the first byte highest, and zeros after the end.
  @inline(__always)
  func word(_ code: Int, from first: Int) -> UInt64 {
    let text = range(code)
    let start = text.lowerBound &+ first
    let length = text.upperBound &- start
    return unsafe bytes.withUnsafeBytes { bytes in
      if length > 0, start &+ 8 <= bytes.count {
        let word = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        return length < 8 ? word & ~0 &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length) : word
      }
      var word: UInt64 = 0
      for place in 0..<max(0, min(length, 8)) {
        word |= unsafe UInt64(bytes[start + place]) << UInt64(56 - 8 * place)
      }
      return word
    }
  }
}
