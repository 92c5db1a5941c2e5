/// The order of texts by their bytes, found by sorting their first sixteen bytes as numbers: only texts that have those in
/// common are compared.
///
/// `head` and `tail` are the first eight bytes and the next eight of a text as numbers, the first byte highest and zeros
/// after a shorter one.
func textOrder(
  heads: [UInt64], tails: [UInt64], precedes: @Sendable (_ a: Int32, _ b: Int32) -> Bool
) -> [Int32] {
  let (endings, endingBits) = shifted(tails)
  let byTail = radixSorted(endings, bits: endingBits).rows
  let (keys, bits) = shifted(byTail.map { heads[Int($0)] })
  let byHead = radixSorted(keys, bits: bits)
  var order = byHead.rows.map { byTail[Int($0)] }
  var start = 0
  while start < order.count {
    var end = start + 1
    let (head, tail) = (heads[Int(order[start])], tails[Int(order[start])])
    while end < order.count, heads[Int(order[end])] == head, tails[Int(order[end])] == tail { end += 1 }
    if end - start > 1 { order[start..<end].sort { precedes($0, $1) } }
    start = end
  }
  return order
}

/// Numbers from 0 up with the differences of the given ones, and the bits that they need.
private func shifted(_ numbers: [UInt64]) -> (keys: [UInt64], bits: Int) {
  guard let least = numbers.min(), let most = numbers.max() else { return ([], 0) }
  return (numbers.map { $0 - least }, 64 - (most - least).leadingZeroBitCount)
}

/// −1, 0 or 1 by the bytes of two texts, eight at a time while both have as many.
@inlinable @inline(__always)
package func textOrder(
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
          body(code, isOther ? 1 : unsafe textOrder(base + start, end &- start, wanted, other.count))
          start = end
        }
      }
    }
  }

  /// Every code's rank in the order of UTF-8 bytes; equal texts have the same rank.
  package func ranks() -> [Int32] {
    if isSorted { return (0..<Int32(count)).map { $0 } }
    func bytes(_ code: Int, from first: Int) -> UInt64 {
      var word: UInt64 = 0
      let text = range(code)
      let start = text.lowerBound + first
      for place in start..<start + 8 { word = word << 8 | (place < text.upperBound ? UInt64(self.bytes[place]) : 0) }
      return word
    }
    let order = textOrder(
      heads: (0..<count).map { bytes($0, from: 0) }, tails: (0..<count).map { bytes($0, from: 8) }
    ) { self.utf8(Int($0)).lexicographicallyPrecedes(self.utf8(Int($1))) }
    var ranks = [Int32](repeating: 0, count: count)
    var rank: Int32 = -1
    for (place, code) in order.enumerated() {
      if isDistinct || place == 0 || utf8(Int(code)) != utf8(Int(order[place - 1])) { rank += 1 }
      ranks[Int(code)] = rank
    }
    return ranks
  }
}

extension TextVector {
  /// The same with equal codes for equal texts, even if the pool contains texts more than once.
  package var coded: TextVector {
    if pool.isDistinct { return self }
    let dictionary = TextDictionary()
    // The dictionary reads whole words.
    let bytes = pool.bytes + [UInt8](repeating: 0, count: 16)
    var new = [Int32](repeating: -1, count: pool.count)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      for code in codes where code >= 0 && new[Int(code)] < 0 {
        let text = pool.range(Int(code))
        let start = unsafe base + text.lowerBound
        let key = unsafe TextDictionary.Key(start, text.count)
        new[Int(code)] = unsafe dictionary.code(of: key, start)
      }
    }
    return TextVector(codes: codes.map { $0 < 0 ? -1 : new[Int($0)] }, pool: dictionary.pool)
  }
}
