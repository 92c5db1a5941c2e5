/// Texts that may repeat, as numbers of the different ones.
///
/// They are divided into parts by a hash, small enough for a cache, and the same texts are found within each part, by several threads at
/// once. A text of up to sixteen bytes is compared without being looked at again, so that memory is read in order. Which text is in
/// which part depends on the texts alone.
struct TextCoding {
  private let pool: TextPool
  /// The different texts, part after part, those of a part in the order of their first appearance.
  private let different: [Record]
  /// For each text, part after part, which of the different texts of its part it is.
  private let numbers: [Int32]
  /// Where the different texts of each part begin, and the end.
  private let starts: [Int]
  private let division: Division
  private let parts: [UInt16]

  /// A text of up to sixteen bytes as a whole, the beginning and end of a longer one.
  private struct Record: BitwiseCopyable, Sendable {
    var head: UInt64 = 0
    /// The bytes after the first eight; of a text of more than sixteen bytes, the last eight.
    var tail: UInt64 = 0
    /// Bits of a hash, and the length, or 31 for one of more than sixteen bytes.
    var tag: UInt32 = 0
    var code: Int32 = 0

    static let long = 31
    var length: Int { Int(tag & 31) }
    var isLong: Bool { length == Self.long }
  }

  /// Of all texts of a pool.
  init(_ pool: TextPool) {
    self.pool = pool
    let count = pool.count
    let bits = max(0, min(10, Int.bitWidth - (count >> 15).leadingZeroBitCount))
    let parts: [UInt16] = parallelFill(count) { codes, target in
      Self.each(of: pool, codes) { code, key in
        target[code &- codes.lowerBound] = bits == 0 ? 0 : UInt16(truncatingIfNeeded: key.hash &>> UInt64(64 - bits))
      }
    }
    let division = Division(count, width: 1 << bits) { Int(parts[$0]) }
    let records: [Record] = scatterFill(count) { records in
      _ = parallelMap(division.stretches.count) { stretch in
        let (codes, begins) = division.stretches[stretch]
        var next = begins
        Self.each(of: pool, codes) { code, key in
          let part = Int(parts[code])
          let length = UInt32(truncatingIfNeeded: key.length > 16 ? Record.long : key.length)
          records[next[part]] = Record(
            head: key.head, tail: key.tail, tag: UInt32(truncatingIfNeeded: key.hash) & ~31 | length,
            code: Int32(truncatingIfNeeded: code))
          next[part] &+= 1
        }
      }
    }
    var found: [[Record]] = []
    let numbers: [Int32] = scatterFill(count) { numbers in
      found = parallelMap(1 << bits) { part in
        Self.different(division.starts[part]..<division.starts[part + 1], records, pool, numbers)
      }
    }
    starts = found.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    different = Array(found.joined())
    (self.numbers, self.division, self.parts) = (numbers, division, parts)
  }

  /// Numbers the different texts among some records, in the order of their first appearance; the first of each.
  private static func different(
    _ places: Range<Int>, _ records: [Record], _ pool: TextPool, _ numbers: ScatterTarget<Int32>
  ) -> [Record] {
    var found: [Record] = []
    var mask = 1023
    var slots = [Int32](repeating: -1, count: mask + 1)
    unsafe records.withUnsafeBufferPointer { records in
      for place in places {
        let record = unsafe records[place]
        var slot = slotStart(record) & mask
        while true {
          let number = slots[slot]
          if number < 0 { break }
          if isSame(record, found[Int(number)], pool) { break }
          slot = (slot &+ 1) & mask
        }
        if slots[slot] < 0 {
          slots[slot] = Int32(truncatingIfNeeded: found.count)
          found.append(record)
          numbers[place] = slots[slot]
          if found.count * 2 > mask {
            mask = 4 * (mask + 1) - 1
            slots = [Int32](repeating: -1, count: mask + 1)
            for (number, record) in found.enumerated() {
              var slot = slotStart(record) & mask
              while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
              slots[slot] = Int32(truncatingIfNeeded: number)
            }
          }
        } else {
          numbers[place] = slots[slot]
        }
      }
    }
    return found
  }

  /// The texts of a part have the highest bits of their hashes in common.
  @inline(__always)
  private static func slotStart(_ record: Record) -> Int { Int(record.tag &>> 5) }

  @inline(__always)
  private static func isSame(_ a: Record, _ b: Record, _ pool: TextPool) -> Bool {
    guard (a.head ^ b.head) | (a.tail ^ b.tail) | UInt64(a.tag ^ b.tag) == 0 else { return false }
    return !a.isLong || pool.order(Int(a.code), Int(b.code)) == 0
  }

  /// Calls `body` with the key of each text.
  @inline(__always)
  private static func each(of pool: TextPool, _ codes: Range<Int>, _ body: (Int, TextDictionary.Key) -> Void) {
    unsafe pool.bytes.withUnsafeBufferPointer { bytes in
      // Sixteen bytes are read wherever a text begins: those of the last ones are copied before.
      let last = unsafe Array(bytes.suffix(32)) + [UInt8](repeating: 0, count: 32)
      let shared = max(0, bytes.count - 32)
      unsafe last.withUnsafeBufferPointer { last in
        for code in codes {
          let text = pool.range(code)
          if text.lowerBound &+ 16 <= bytes.count, let base = bytes.baseAddress {
            body(code, unsafe TextDictionary.Key(base + text.lowerBound, text.count))
          } else if let base = last.baseAddress {
            body(code, unsafe TextDictionary.Key(base + (text.lowerBound - shared), text.count))
          }
        }
      }
    }
  }

  // MARK: - The different texts

  /// The different texts, in the order of their bytes or of their numbers, and for each text of the pool its code there.
  func coded(isSorted: Bool) -> (codes: [Int32], pool: TextPool) {
    let order = isSorted ? self.order : rowsInOrder(different.count)
    let ranks: [Int32] = scatterFill(order.count) { ranks in
      for (rank, number) in order.enumerated() { ranks[Int(number)] = Int32(truncatingIfNeeded: rank) }
    }
    let ranked: [Int32] = scatterFill(numbers.count) { ranked in
      _ = parallelMap(starts.count - 1) { part in
        let start = starts[part]
        for place in division.starts[part]..<division.starts[part + 1] {
          ranked[place] = ranks[start + Int(numbers[place])]
        }
      }
    }
    let codes: [Int32] = scatterFill(numbers.count) { codes in
      division.each { code in
        Int(parts[code])
      } move: { code, place in
        codes[code] = ranked[place]
      }
    }
    return (codes, texts(order, isSorted: isSorted))
  }

  /// The numbers of the different texts in the order of their bytes.
  private var order: [Int32] {
    let tails = parallelMapped(different) { record in
      record.isLong ? pool.word(Int(record.code), from: 8) : record.tail.byteSwapped
    }
    return textOrder(heads: parallelMapped(different) { $0.head.byteSwapped }, tails: tails) { a, b in
      pool.order(Int(different[Int(a)].code), Int(different[Int(b)].code)) < 0
    }
  }

  /// Those with the given numbers, one after another.
  private func texts(_ numbers: [Int32], isSorted: Bool) -> TextPool {
    let records = gathered(different, numbers, missing: Record())
    let ends = records.reduce(into: [0]) { ends, record in
      ends.append(ends[ends.count - 1] + (record.isLong ? pool.range(Int(record.code)).count : record.length))
    }
    let bytes: [UInt8] = scatterFill(ends[numbers.count]) { bytes in
      _ = parallelStretches(numbers.count) { places in
        for place in places {
          let record = records[place]
          if record.isLong {
            let text = pool.range(Int(record.code))
            bytes.copy(pool.bytes, text.lowerBound, text.count, to: ends[place])
          } else {
            bytes.write(record.head, record.tail, record.length, to: ends[place])
          }
        }
      }
    }
    return TextPool(bytes: bytes, offsets: TextOffsets(ends), isSorted: isSorted)
  }
}

extension TextVector {
  /// The same with equal codes for equal texts, even if the pool contains texts more than once.
  package var coded: TextVector { pool.isDistinct ? self : coded(isSorted: false) }

  /// The same with codes in the order of the texts, unless its pool is known to have no text twice.
  package var codedInOrder: TextVector { pool.isDistinct ? self : coded(isSorted: true) }

  private func coded(isSorted: Bool) -> TextVector {
    guard let own = ownCodes else {
      let (codes, pool) = TextCoding(pool).coded(isSorted: isSorted)
      return TextVector(codes: codes, pool: pool)
    }
    // Of a pool that few rows are left of, only their texts are looked at.
    let (codes, texts) =
      own.count < pool.count / 4 ? codedTexts(of: own, isSorted: isSorted) : TextCoding(pool).coded(isSorted: isSorted)
    return TextVector(codes: parallelMapped(own) { $0 < 0 ? -1 : codes[Int($0)] }, pool: texts)
  }

  /// The codes of those texts that have some code; −1 for the others.
  private func codedTexts(of own: [Int32], isSorted: Bool) -> (codes: [Int32], pool: TextPool) {
    let dictionary = TextDictionary()
    // The dictionary reads whole words.
    let bytes = pool.bytes + [UInt8](repeating: 0, count: 16)
    var new = [Int32](repeating: -1, count: pool.count)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      for code in own where code >= 0 && new[Int(code)] < 0 {
        let text = pool.range(Int(code))
        let start = unsafe base + text.lowerBound
        let key = unsafe TextDictionary.Key(start, text.count)
        new[Int(code)] = unsafe dictionary.code(of: key, start)
      }
    }
    guard isSorted else { return (new, dictionary.pool) }
    let sorted = merged([dictionary])
    return (parallelMapped(new) { $0 < 0 ? -1 : sorted.codes[0][Int($0)] }, sorted.pool)
  }
}

extension ScatterTarget<UInt8> {
  /// The first so many bytes of two words.
  @inline(__always)
  fileprivate func write(_ head: UInt64, _ tail: UInt64, _ count: Int, to place: Int) {
    unsafe withUnsafeBytes(of: (head.littleEndian, tail.littleEndian)) { words in
      guard let words = words.baseAddress else { return }
      unsafe copyBytes(words.assumingMemoryBound(to: UInt8.self), to: base + place, count)
    }
  }
}
