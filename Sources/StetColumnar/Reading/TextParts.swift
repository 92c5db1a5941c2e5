import StetColumns

/// The texts of some rows of a column, each as a number of an entry: those of a dictionary, or a text for each row that has one.
struct TextPart: Sendable {
  let rows: Range<Int>
  let entries: TextRun
  /// Whether row after row has the next entry.
  let isInOrder: Bool

  /// The same with neighbors that share their entries as one.
  static func joined(_ parts: [TextPart]) -> [TextPart] {
    var all: [TextPart] = []
    for part in parts {
      if let last = all.last, last.rows.upperBound == part.rows.lowerBound, last.entries.isSame(as: part.entries) {
        all[all.count - 1] = TextPart(
          rows: last.rows.lowerBound..<part.rows.upperBound, entries: last.entries, isInOrder: false)
      } else {
        all.append(part)
      }
    }
    return all
  }

  /// The first entry that is not UTF-8.
  var firstInvalid: Int? {
    unsafe entries.withBytes { bytes in
      guard unsafe !isASCII(bytes) else { return nil }
      // The whole of them does not show a character that is divided between two texts.
      if unsafe String(validating: bytes, as: UTF8.self) != nil,
        (0..<entries.count).allSatisfy({
          unsafe entries.range($0).isEmpty || bytes[entries.range($0).lowerBound] & 0xC0 != 0x80
        })
      {
        return nil
      }
      for entry in 0..<entries.count {
        let text = unsafe UnsafeBufferPointer(rebasing: bytes[entries.range(entry)])
        if unsafe String(validating: text, as: UTF8.self) == nil { return entry }
      }
      return nil
    }
  }
}

/// Whether no byte has its highest bit.
private func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let base = bytes.baseAddress else { return true }
  var (place, bits) = (0, UInt64(0))
  while place &+ 8 <= bytes.count {
    unsafe bits |= UnsafeRawPointer(base).loadUnaligned(fromByteOffset: place, as: UInt64.self)
    place &+= 8
  }
  while place < bytes.count {
    unsafe bits |= UInt64(base[place]) << 56
    place &+= 1
  }
  return bits & 0x8080_8080_8080_8080 == 0
}

extension TextVector {
  /// One column of all parts, which are in the order of their rows; `codes` has the entry of each row in its part, −1 for none.
  ///
  /// Where texts repeat, equal ones get the same code. Where they hardly do, the entries are taken as they are, so that nothing is
  /// looked up: the column is then one whose texts are not known to differ.
  init(_ parts: [TextPart], codes: consuming [Int32]) {
    let entries = parts.reduce(0) { $0 + $1.entries.count }
    if entries > 1 << 22 || entries > 1 << 16 && entries > codes.count / 4 {
      self = Self.joined(parts, codes, entries)
    } else {
      self = Self.merged(parts, codes)
    }
  }

  private static func merged(_ parts: [TextPart], _ codes: consuming [Int32]) -> TextVector {
    let dictionaries = parallelMap(parts.count) { part -> (TextDictionary, [Int32]) in
      let (entries, dictionary) = (parts[part].entries, TextDictionary())
      let own = unsafe entries.withBytes { bytes in
        (0..<entries.count).map { entry -> Int32 in
          guard let base = bytes.baseAddress else { preconditionFailure("the memory of texts is never empty") }
          let range = entries.range(entry)
          let start = unsafe base + range.lowerBound
          return unsafe dictionary.code(of: TextDictionary.Key(start, range.count), start)
        }
      }
      return (dictionary, own)
    }
    let (pool, merged) = StetColumns.merged(dictionaries.map(\.0))
    let ranks = zip(dictionaries, merged).map { own, new in own.1.map { new[Int($0)] } }
    renumber(&codes, parts) { part, code in ranks[part][Int(code)] }
    return TextVector(codes: codes, pool: pool)
  }

  private static func joined(_ parts: [TextPart], _ codes: consuming [Int32], _ entries: Int) -> TextVector {
    var starts: [(entry: Int, byte: Int)] = []
    var next = (entry: 0, byte: 0)
    for part in parts {
      starts.append(next)
      next = (next.entry + part.entries.count, next.byte + part.entries.byteCount)
    }
    let (begins, isNarrow) = (starts, next.byte <= UInt32.max)
    var bytes: [UInt8] = untouched(next.byte)
    var narrow: [Int32] = untouched(isNarrow ? next.entry + 1 : 0)
    var wide: [Int] = untouched(isNarrow ? 0 : next.entry + 1)
    unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      unsafe narrow.withUnsafeMutableBufferPointer { narrow in
        unsafe wide.withUnsafeMutableBufferPointer { wide in
          // The parts share nothing.
          nonisolated(unsafe) let (bytes, narrow, wide) = unsafe (bytes, narrow, wide)
          _ = parallelMap(parts.count) { part in
            let (start, texts) = (begins[part], parts[part].entries)
            unsafe texts.withBytes { source in
              if let from = source.baseAddress, let to = unsafe bytes.baseAddress {
                unsafe (to + start.byte).update(from: from, count: source.count)
              }
            }
            for entry in 0..<texts.count {
              let place = start.byte + texts.range(entry).lowerBound
              if isNarrow {
                unsafe narrow[start.entry + entry] = Int32(truncatingIfNeeded: place)
              } else {
                unsafe wide[start.entry + entry] = place
              }
            }
          }
        }
      }
    }
    if isNarrow { narrow[next.entry] = Int32(truncatingIfNeeded: next.byte) } else { wide[next.entry] = next.byte }
    let offsets = isNarrow ? TextOffsets(bits: narrow) : TextOffsets(wide)
    let pool = TextPool(bytes: bytes, offsets: offsets, isDistinct: false)
    if next.entry == codes.count, parts.allSatisfy(\.isInOrder) { return TextVector(ofRows: pool) }
    renumber(&codes, parts) { part, code in code &+ Int32(truncatingIfNeeded: begins[part].entry) }
    return TextVector(codes: codes, pool: pool)
  }

  @inline(__always)
  private static func renumber(
    _ codes: inout [Int32], _ parts: [TextPart], _ new: @Sendable (_ part: Int, _ code: Int32) -> Int32
  ) {
    unsafe codes.withUnsafeMutableBufferPointer { codes in
      // Each part has rows of its own.
      nonisolated(unsafe) let codes = unsafe codes
      _ = parallelMap(parts.count) { part in
        for row in parts[part].rows where unsafe codes[row] >= 0 { unsafe codes[row] = new(part, codes[row]) }
      }
    }
  }
}
