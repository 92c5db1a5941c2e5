public import CScan
public import StetSystem

/// Distinct texts with a code for each, in order of arrival; one for each worker that reads a column.
///
/// Open addressing, with the first bytes of each text in its slot: one cache line answers nearly every lookup. Texts are
/// taken from memory in which sixteen bytes can be read from where a text starts, whatever its length.
@usableFromInline @safe package final class TextDictionary: @unchecked Sendable {
  /// A text of up to sixteen bytes as a whole, the beginning and end of a longer one.
  @usableFromInline package struct Key: BitwiseCopyable {
    @usableFromInline package var head: UInt64
    /// The bytes after the first eight; of a text of more than sixteen bytes, the last eight.
    @usableFromInline package var tail: UInt64
    @usableFromInline package var hash: UInt64
    @usableFromInline package var length: Int

    /// Of the text at an address. Sixteen bytes can be read there, whatever the length.
    @inlinable @inline(__always)
    package init(_ text: UnsafePointer<UInt8>, _ length: Int) {
      self.length = length
      let short = unsafe stet_short_text(text, length)
      (head, tail) = (short.head, short.tail)
      if length > 16 { tail = unsafe word(text + (length &- 8)) }
      // One multiplication mixes both words: each is half of a number of 128 bits.
      let product = (head ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(
        by: tail ^ 0xD6E8_FEB8_6659_FD93 ^ UInt64(truncatingIfNeeded: length))
      hash = product.high ^ product.low
      if length > 16 { hash = unsafe longHash(text, length, hash) }
    }

    fileprivate init(_ slot: Slot) {
      (head, tail, hash, length) = (slot.head, slot.tail, slot.hash, Int(slot.length))
    }
  }

  /// A text with its code.
  @usableFromInline struct Slot: Sendable {
    @usableFromInline var head: UInt64
    @usableFromInline var tail: UInt64
    @usableFromInline var hash: UInt64
    @usableFromInline var length: UInt32
    /// −1 in an empty slot.
    @usableFromInline var code: Int32
  }

  /// Of a length that no text has, so that it equals none.
  private static let empty = Slot(head: 0, tail: 0, hash: 0, length: .max, code: -1)

  /// The slots as they are now, for a loop that looks up many texts: good until the next text is added.
  @usableFromInline @safe package struct Table: @unchecked Sendable {
    @usableFromInline let slots: UnsafeMutablePointer<Slot>
    @usableFromInline let mask: Int
    @usableFromInline let longTexts: UnsafePointer<UInt8>
    @usableFromInline let longOffsets: UnsafePointer<Int>

    /// Where looking for a text begins, for a prefetch.
    @inlinable @inline(__always)
    package func address(of key: Key) -> UnsafeRawPointer {
      unsafe UnsafeRawPointer(slots + (Int(truncatingIfNeeded: key.hash) & mask))
    }

    /// Nil if the text is new.
    @inlinable @inline(__always)
    package func code(of key: Key, _ text: UnsafePointer<UInt8>) -> Int32? {
      var place = Int(truncatingIfNeeded: key.hash) & mask
      while true {
        let slot = unsafe slots[place]
        // One branch for all three, as nearly every text is the one in its slot.
        let difference =
          (slot.head ^ key.head) | (slot.tail ^ key.tail)
          | (UInt64(slot.length) ^ UInt64(truncatingIfNeeded: key.length))
        if difference == 0, unsafe key.length <= 16 || isLongEqual(slot, text) { return slot.code }
        if slot.code < 0 { return nil }
        place = (place &+ 1) & mask
      }
    }

    @inlinable @inline(__always)
    func isLongEqual(_ slot: Slot, _ text: UnsafePointer<UInt8>) -> Bool {
      unsafe isEqual(longTexts + longOffsets[Int(slot.code)] + 8, text + 8, count: Int(slot.length) - 16)
    }
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var mask = 255
  package private(set) var count = 0
  /// The texts of more than sixteen bytes one after another, and where each code's text begins.
  private var longTexts: UnsafeMutableBufferPointer<UInt8>
  private var longCount = 0
  private var longOffsets: UnsafeMutableBufferPointer<Int>

  package init() {
    unsafe slots = .allocate(capacity: mask + 1)
    unsafe slots.initialize(repeating: Self.empty, count: mask + 1)
    unsafe longTexts = .allocate(capacity: 256)
    unsafe longOffsets = .allocate(capacity: mask + 1)
  }

  deinit {
    unsafe slots.deallocate()
    unsafe longTexts.deallocate()
    unsafe longOffsets.deallocate()
  }

  package var table: Table {
    unsafe Table(slots: slots, mask: mask, longTexts: longTexts.baseAddress!, longOffsets: longOffsets.baseAddress!)
  }

  /// The code of a text, which is added if it is new.
  package func code(of key: Key, _ text: UnsafePointer<UInt8>) -> Int32 {
    if let code = unsafe table.code(of: key, text) { return code }
    var place = Int(truncatingIfNeeded: key.hash) & mask
    while unsafe slots[place].code >= 0 { place = (place &+ 1) & mask }
    let code = Int32(truncatingIfNeeded: count)
    unsafe slots[place] = Slot(
      head: key.head, tail: key.tail, hash: key.hash, length: UInt32(truncatingIfNeeded: key.length), code: code)
    unsafe longOffsets[count] = longCount
    count += 1
    if key.length > 16 {
      let (needed, capacity) = unsafe (longCount + key.length, longTexts.count)
      if needed > capacity { unsafe Self.grow(&longTexts, to: max(capacity * 2, needed)) }
      unsafe (longTexts.baseAddress! + longCount).update(from: text, count: key.length)
      longCount += key.length
    }
    // A table that fits in the inner caches is sparse, so that texts rarely collide; a large one is denser, to stay small.
    if count * (mask < 1 << 14 ? 4 : 2) > mask { grow() }
    return code
  }

  private static func grow<Element: BitwiseCopyable>(_ memory: inout UnsafeMutableBufferPointer<Element>, to count: Int)
  {
    let larger = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    unsafe larger.baseAddress!.update(from: memory.baseAddress!, count: memory.count)
    unsafe memory.deallocate()
    unsafe memory = unsafe larger
  }

  private func grow() {
    let (old, oldCount) = unsafe (slots, mask + 1)
    mask = oldCount * 2 - 1
    unsafe Self.grow(&longOffsets, to: mask + 1)
    unsafe slots = .allocate(capacity: mask + 1)
    // Looking texts up jumps through the whole table, where small pages would each be looked up as well.
    unsafe preferLargePages(UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: slots, count: mask + 1)))
    unsafe slots.initialize(repeating: Self.empty, count: mask + 1)
    for index in 0..<oldCount where unsafe old[index].code >= 0 {
      var place = unsafe Int(truncatingIfNeeded: old[index].hash) & mask
      while unsafe slots[place].code >= 0 { place = (place + 1) & mask }
      unsafe slots[place] = old[index]
    }
    unsafe old.deallocate()
  }

  // MARK: - All texts

  /// The texts in the order of their codes.
  package var pool: TextPool {
    var bytes: [UInt8] = []
    var offsets: [Int] = [0]
    offsets.reserveCapacity(count + 1)
    var slots = [Slot](repeating: Self.empty, count: count)
    for slot in used { slots[Int(slot.code)] = slot }
    for slot in slots {
      append(slot, to: &bytes)
      offsets.append(bytes.count)
    }
    return TextPool(bytes: bytes, offsets: TextOffsets(offsets))
  }

  fileprivate var used: [Slot] {
    var used: [Slot] = []
    used.reserveCapacity(count)
    for place in 0...mask where unsafe slots[place].code >= 0 { used.append(unsafe slots[place]) }
    return used
  }

  fileprivate func append(_ slot: Slot, to bytes: inout [UInt8]) {
    if slot.length > 16 {
      let start = unsafe longTexts.baseAddress! + longOffsets[Int(slot.code)]
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: Int(slot.length)))
      return
    }
    for place in 0..<Int(min(slot.length, 8)) {
      bytes.append(UInt8(truncatingIfNeeded: slot.head >> UInt64(place * 8)))
    }
    for place in 0..<max(0, Int(slot.length) - 8) {
      bytes.append(UInt8(truncatingIfNeeded: slot.tail >> UInt64(place * 8)))
    }
  }

  /// The bytes after the first eight as a number, the first one highest.
  fileprivate func secondWord(_ slot: Slot) -> UInt64 {
    guard slot.length > 16 else { return slot.tail.byteSwapped }
    return unsafe word(longTexts.baseAddress! + longOffsets[Int(slot.code)] + 8).byteSwapped
  }

  fileprivate func bytes(_ slot: Slot) -> [UInt8] {
    var bytes: [UInt8] = []
    append(slot, to: &bytes)
    return bytes
  }
}

@inlinable @inline(__always)
func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
  unsafe UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
}

@inlinable @inline(__always)
func fold(_ x: UInt64, _ factor: UInt64) -> UInt64 {
  let product = x.multipliedFullWidth(by: factor)
  return product.high ^ product.low
}

@usableFromInline @inline(never)
func longHash(_ text: UnsafePointer<UInt8>, _ length: Int, _ start: UInt64) -> UInt64 {
  var hash = start
  var index = 8
  while index + 8 < length {
    hash = unsafe fold(hash ^ word(text + index), 0xE703_7ED1_A0B4_28DB)
    index += 8
  }
  return hash
}

/// The texts of several dictionaries as one pool in the order of their bytes, and the new code of each old one.
///
/// The pool does not depend on which dictionary saw which text, so that the number of workers changes nothing.
package func merged(_ dictionaries: [TextDictionary]) -> (pool: TextPool, codes: [[Int32]]) {
  guard let all = dictionaries.first else { return (TextPool(bytes: [], offsets: TextOffsets([0])), []) }
  let places = dictionaries.dropFirst().map { all.codes(of: $0) }
  let (pool, codes) = all.sorted
  return (pool, [codes] + places.map { $0.map { codes[Int($0)] } })
}

extension TextDictionary {
  /// The codes here for another dictionary's texts, which are added if they are new.
  fileprivate func codes(of other: TextDictionary) -> [Int32] {
    var codes = [Int32](repeating: 0, count: other.count)
    for slot in other.used {
      let key = Key(slot)
      // Only the key of a short text is read.
      let start = slot.length > 16 ? unsafe other.longOffsets[Int(slot.code)] : 0
      codes[Int(slot.code)] = unsafe code(of: key, other.longTexts.baseAddress! + start)
    }
    return codes
  }

  /// The texts in the order of their bytes, and the position of each code in that order.
  fileprivate var sorted: (pool: TextPool, codes: [Int32]) {
    let all = used
    let order = textOrder(heads: all.map(\.head.byteSwapped), tails: all.map(secondWord)) { a, b in
      self.bytes(all[Int(a)]).lexicographicallyPrecedes(self.bytes(all[Int(b)]))
    }
    var codes = [Int32](repeating: 0, count: count)
    var bytes: [UInt8] = []
    var offsets: [Int] = [0]
    offsets.reserveCapacity(count + 1)
    for (place, index) in order.enumerated() {
      append(all[Int(index)], to: &bytes)
      offsets.append(bytes.count)
      codes[Int(all[Int(index)].code)] = Int32(truncatingIfNeeded: place)
    }
    return (TextPool(bytes: bytes, offsets: TextOffsets(offsets), isSorted: true), codes)
  }
}
