/// One bit a row: whether the row's value is present.
@usableFromInline package struct Bitmap: Sendable, Equatable {
  @usableFromInline package internal(set) var words: [UInt64]
  @usableFromInline package internal(set) var count: Int

  /// From words whose bits after the last row are 0.
  package init(words: [UInt64], count: Int) {
    (self.words, self.count) = (words, count)
  }

  @inlinable package init(repeating bit: Bool, count: Int) {
    self.count = count
    words = [UInt64](repeating: bit ? ~0 : 0, count: (count + 63) / 64)
    if bit { clearTail() }
  }

  @inlinable package init(count: Int, _ bit: (Int) -> Bool) {
    self.init(repeating: false, count: count)
    for row in 0..<count where bit(row) { words[row >> 6] |= 1 << UInt64(row & 63) }
  }

  /// By several threads, each its own words. Inlined, so that the loop is specialized for the question.
  @inlinable @inline(__always)
  package init(parallel count: Int, _ bit: @Sendable (Int) -> Bool) {
    self.count = count
    let words: [UInt64] = parallelFill((count + 63) / 64) { range, target in
      for word in range {
        var bits: UInt64 = 0
        // Without a branch, which missing rows would often send the wrong way.
        for place in 0..<Swift.min(64, count &- word &* 64) {
          bits |= (bit(word &* 64 &+ place) ? 1 : 0) &<< UInt64(truncatingIfNeeded: place)
        }
        target[word - range.lowerBound] = bits
      }
    }
    self.words = words
  }

  @inlinable @inline(__always)
  package subscript(row: Int) -> Bool {
    get { words[row >> 6] & (1 << UInt64(row & 63)) != 0 }
    set {
      let bit: UInt64 = 1 << UInt64(row & 63)
      if newValue { words[row >> 6] |= bit } else { words[row >> 6] &= ~bit }
    }
  }

  /// Rows in the given order; −1 is a missing row.
  package func gather(_ rows: [Int32]) -> Bitmap {
    unsafe words.withUnsafeBufferPointer { words in
      unsafe rows.withUnsafeBufferPointer { rows in
        nonisolated(unsafe) let (words, rows) = unsafe (words, rows)
        return unsafe Bitmap(parallel: rows.count) { place in
          let row = unsafe Int(rows[place])
          return unsafe row >= 0 && words[row &>> 6] &>> UInt64(truncatingIfNeeded: row & 63) & 1 != 0
        }
      }
    }
  }

  /// How many rows are present.
  @inlinable package var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Calls `body` with each row that is not present, in order.
  @inlinable package func eachUnset(_ body: (Int) -> Void) {
    for (place, word) in words.enumerated() where word != ~0 {
      var unset = ~word
      while unset != 0 {
        let row = place * 64 + unset.trailingZeroBitCount
        if row >= count { return }
        body(row)
        unset &= unset - 1
      }
    }
  }

  package mutating func append(_ bit: Bool) {
    if count & 63 == 0 { words.append(0) }
    if bit { words[count >> 6] |= 1 << UInt64(count & 63) }
    count += 1
  }

  /// Adds the bits of another one, or ones if it is nil.
  package mutating func append(_ other: Bitmap?, count added: Int) {
    let other = other ?? Bitmap(repeating: true, count: added)
    let shift = UInt64(count & 63)
    guard shift > 0 else {
      words += other.words
      count += added
      return
    }
    for word in other.words {
      words[words.count - 1] |= word << shift
      words.append(word >> (64 - shift))
    }
    count += added
    words.removeLast(words.count - (count + 63) / 64)
  }

  @usableFromInline mutating func clearTail() {
    if count & 63 != 0 { words[words.count - 1] &= (1 << UInt64(count & 63)) - 1 }
  }

  package static func & (a: Bitmap, b: Bitmap) -> Bitmap {
    precondition(a.count == b.count, "the columns of a table must have the same number of rows")
    var result = a
    for word in result.words.indices { result.words[word] &= b.words[word] }
    return result
  }
}
