/// Distinct texts with a code for each, in order of arrival; one for each worker that reads a column.
///
/// Texts are taken from memory in which eight bytes can be read from where a text starts, whatever its length. The first
/// sixteen bytes of a text stand beside its code, so that most lookups touch two cache lines.
package struct TextDictionary: ~Copyable {
  fileprivate struct Entry {
    var head: UInt64
    /// The next eight bytes; in a text of more than sixteen, the last eight.
    var tail: UInt64
    var length: UInt32
    var hash: UInt32
    var offset: Int
  }

  fileprivate private(set) var entries: [Entry] = []
  /// All of a text of more than sixteen bytes.
  fileprivate private(set) var longTexts: [UInt8] = []
  private var slots = [Int32](repeating: -1, count: 256)

  package init() {}

  package var count: Int { entries.count }

  /// The code of a text. Seven bytes past its end can be read.
  @inline(__always)
  package mutating func code(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    let head: UInt64
    var tail: UInt64 = 0
    if length < 8 {
      head = unsafe word(text) & ((1 << UInt64(truncatingIfNeeded: length &* 8)) &- 1)
    } else {
      head = unsafe word(text)
      if length > 16 {
        tail = unsafe word(text + (length - 8))
      } else if length > 8 {
        // The last bytes are read from their end and shifted down, so that none past the text counts.
        tail = unsafe word(text + (length - 8)) >> UInt64(truncatingIfNeeded: (16 &- length) &* 8)
      }
    }
    var hash = fold(head ^ 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: length), 0xD6E8_FEB8_6659_FD93)
    hash = fold(hash ^ tail, 0xA076_1D64_78BD_642F)
    if length > 16 { hash = unsafe longHash(text, length, hash) }
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let code = slots[slot]
      if code < 0 { break }
      let entry = entries[Int(code)]
      if entry.hash == tag, entry.head == head, entry.tail == tail, Int(entry.length) == length,
        unsafe length <= 16 || isLongEqual(entry, text)
      {
        return code
      }
      slot = (slot &+ 1) & mask
    }
    return unsafe add(text, Entry(head: head, tail: tail, length: UInt32(length), hash: tag, offset: longTexts.count), slot, hash)
  }

  @inline(never)
  private mutating func add(_ text: UnsafePointer<UInt8>, _ entry: Entry, _ slot: Int, _ hash: UInt64) -> Int32 {
    let code = Int32(truncatingIfNeeded: entries.count)
    entries.append(entry)
    hashes.append(UInt32(truncatingIfNeeded: hash))
    slots[slot] = code
    if entry.length > 16 { unsafe longTexts.append(contentsOf: UnsafeBufferPointer(start: text, count: Int(entry.length))) }
    if entries.count * 2 > slots.count { grow() }
    return code
  }

  /// The low half of each entry's hash, for growing.
  private var hashes: [UInt32] = []

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    let mask = slots.count - 1
    for (code, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: code)
    }
  }

  private func isLongEqual(_ entry: Entry, _ text: UnsafePointer<UInt8>) -> Bool {
    unsafe longTexts.withUnsafeBufferPointer { stored in
      for index in 8..<(Int(entry.length) - 8) where unsafe stored[entry.offset + index] != text[index] { return false }
      return true
    }
  }

  private func longHash(_ text: UnsafePointer<UInt8>, _ length: Int, _ start: UInt64) -> UInt64 {
    var hash = start
    var index = 8
    while index + 8 < length {
      hash = unsafe fold(hash ^ word(text + index), 0xE703_7ED1_A0B4_28DB)
      index += 8
    }
    return hash
  }
}

@inline(__always)
private func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
  unsafe UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
}

@inline(__always)
private func fold(_ x: UInt64, _ factor: UInt64) -> UInt64 {
  let product = x.multipliedFullWidth(by: factor)
  return product.high ^ product.low
}

/// The texts of several dictionaries as one pool in the order of their bytes, and the new code of each old one.
///
/// The pool does not depend on which dictionary saw which text, so that the number of workers changes nothing.
package func merged(_ dictionaries: [TextDictionaryBox]) -> (pool: TextPool, codes: [[Int32]]) {
  var order: [SortedText] = []
  order.reserveCapacity(dictionaries.reduce(0) { $0 + $1.dictionary.count })
  for (source, box) in dictionaries.enumerated() {
    for code in 0..<box.dictionary.count {
      order.append(
        SortedText(key: box.dictionary.entries[code].head.byteSwapped, source: Int32(truncatingIfNeeded: source), code: Int32(truncatingIfNeeded: code)))
    }
  }
  order.sort { $0.key < $1.key }
  unsafe order.withUnsafeMutableBufferPointer { all in unsafe settle(all, dictionaries) }
  var codes = dictionaries.map { [Int32](repeating: 0, count: $0.dictionary.count) }
  var bytes: [UInt8] = []
  var offsets: [Int] = [0]
  offsets.reserveCapacity(order.count + 1)
  for (place, text) in order.enumerated() {
    let isNew = place == 0 || !isEqual(order[place - 1], text, dictionaries)
    if isNew {
      dictionaries[Int(text.source)].dictionary.append(Int(text.code), to: &bytes)
      offsets.append(bytes.count)
    }
    codes[Int(text.source)][Int(text.code)] = Int32(truncatingIfNeeded: offsets.count - 2)
  }
  return (TextPool(bytes: bytes, offsets: offsets), codes)
}

/// A dictionary that a worker fills and another thread reads afterwards.
package final class TextDictionaryBox: @unchecked Sendable {
  package var dictionary = TextDictionary()

  package init() {}
}

private struct SortedText {
  /// The first eight bytes, the first one highest.
  var key: UInt64
  var source: Int32
  var code: Int32
}

/// Sorts the runs whose first eight bytes are the same by what follows.
private func settle(_ all: UnsafeMutableBufferPointer<SortedText>, _ dictionaries: [TextDictionaryBox]) {
  var start = 0
  while start < all.count {
    var end = start + 1
    while unsafe end < all.count && all[end].key == all[start].key { end += 1 }
    if end - start > 1 {
      let run = unsafe UnsafeMutableBufferPointer(rebasing: all[start..<end])
      var keyed = unsafe run.map { text in
        let entry = dictionaries[Int(text.source)].dictionary.entries[Int(text.code)]
        return (rest: entry.length > 16 ? 0 : entry.tail.byteSwapped, text: text)
      }
      let areShort = unsafe run.allSatisfy { dictionaries[Int($0.source)].dictionary.entries[Int($0.code)].length <= 16 }
      if areShort {
        // Zero bytes behind a text and none at all are told apart by the length.
        keyed.sort { a, b in
          if a.rest != b.rest { return a.rest < b.rest }
          return length(a.text, dictionaries) < length(b.text, dictionaries)
        }
      } else {
        keyed.sort { a, b in precedes(a.text, b.text, dictionaries) }
      }
      for (place, item) in keyed.enumerated() { unsafe run[place] = item.text }
    }
    start = end
  }
}

private func length(_ text: SortedText, _ dictionaries: [TextDictionaryBox]) -> UInt32 {
  dictionaries[Int(text.source)].dictionary.entries[Int(text.code)].length
}

private func precedes(_ a: SortedText, _ b: SortedText, _ dictionaries: [TextDictionaryBox]) -> Bool {
  dictionaries[Int(a.source)].dictionary.bytes(Int(a.code))
    .lexicographicallyPrecedes(dictionaries[Int(b.source)].dictionary.bytes(Int(b.code)))
}

private func isEqual(_ a: SortedText, _ b: SortedText, _ dictionaries: [TextDictionaryBox]) -> Bool {
  guard a.key == b.key else { return false }
  let x = dictionaries[Int(a.source)].dictionary.entries[Int(a.code)]
  let y = dictionaries[Int(b.source)].dictionary.entries[Int(b.code)]
  guard x.length == y.length, x.tail == y.tail else { return false }
  return x.length <= 16
    || dictionaries[Int(a.source)].dictionary.bytes(Int(a.code)) == dictionaries[Int(b.source)].dictionary.bytes(Int(b.code))
}

extension TextDictionary {
  fileprivate func bytes(_ code: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    append(code, to: &bytes)
    return bytes
  }

  fileprivate func append(_ code: Int, to bytes: inout [UInt8]) {
    let entry = entries[code]
    if entry.length > 16 {
      bytes.append(contentsOf: longTexts[entry.offset..<(entry.offset + Int(entry.length))])
      return
    }
    for place in 0..<Int(min(entry.length, 8)) { bytes.append(UInt8(truncatingIfNeeded: entry.head >> UInt64(place * 8))) }
    for place in 0..<max(0, Int(entry.length) - 8) {
      bytes.append(UInt8(truncatingIfNeeded: entry.tail >> UInt64(place * 8)))
    }
  }
}
