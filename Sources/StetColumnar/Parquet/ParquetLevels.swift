import StetColumns

/// Which rows of a column's part in a row group have a value.
struct RowPresence {
  private let rowCount: Int
  private(set) var words: [UInt64]?
  private(set) var missing = 0

  init(_ rowCount: Int) { self.rowCount = rowCount }

  /// The next rows all have a value.
  mutating func addPresent(_ rows: Range<Int>) {
    guard words != nil else { return }
    unsafe words?.withUnsafeMutableBufferPointer { words in
      if let base = words.baseAddress { unsafe setBits(base, from: rows.lowerBound, count: rows.count) }
    }
  }

  /// The next rows have one where `set` sets a bit, and it says how many.
  mutating func add(
    _ rows: Range<Int>, _ set: (UnsafeMutablePointer<UInt64>) throws(Malformed) -> Int
  ) throws(Malformed) -> Int {
    addWords(rows.lowerBound)
    var (present, failure) = (0, Malformed?.none)
    unsafe words?.withUnsafeMutableBufferPointer { words in
      guard let base = words.baseAddress else { return }
      do throws(Malformed) { present = unsafe try set(base) } catch { failure = error }
    }
    if let failure { throw failure }
    missing += rows.count - present
    return present
  }

  /// A row whose value is not one after all, of the first `known` that were added.
  mutating func remove(_ row: Int, known: Int) {
    addWords(known)
    words?[row >> 6] &= ~(1 << UInt64(row & 63))
    missing += 1
  }

  /// Room for bits, if rows so far all had a value.
  private mutating func addWords(_ known: Int) {
    guard words == nil else { return }
    words = [UInt64](repeating: 0, count: rowCount / 64 + 2)
    addPresent(0..<known)
  }

  /// Nil if all rows have a value.
  var bitmap: Bitmap? {
    guard missing > 0, var words else { return nil }
    words.removeLast(words.count - (rowCount + 63) / 64)
    if rowCount & 63 != 0 { words[words.count - 1] &= 1 << UInt64(rowCount & 63) - 1 }
    return Bitmap(words: words, count: rowCount)
  }
}

extension ParquetPage {
  /// Marks which of a page's rows have a value; how many do.
  func presence(_ leaf: ParquetLeaf, _ rows: Range<Int>, _ presence: inout RowPresence) throws(Malformed) -> Int {
    guard let definition else {
      presence.addPresent(rows)
      return rows.count
    }
    if !isOldDefinition {
      var runs = try HybridRuns(definition, width: bitWidth(leaf.definition))
      if let level = try runs.single(rows.count), Int(level) == leaf.definition {
        presence.addPresent(rows)
        return rows.count
      }
      if leaf.definition == 1 {
        return unsafe try presence.add(rows) { words throws(Malformed) in
          unsafe try runs.readBits(into: words, from: rows.lowerBound, rows.count)
        }
      }
    }
    let levels = try Self.levels(definition, isOld: isOldDefinition, most: leaf.definition, rows.count)
    return unsafe try presence.add(rows) { words throws(Malformed) in
      var present = 0
      for (row, level) in zip(rows, levels) where Int(level) == leaf.definition {
        unsafe words[row >> 6] |= 1 << UInt64(row & 63)
        present += 1
      }
      return present
    }
  }

  /// Levels, none of them above the greatest.
  static func levels(_ bytes: Bytes, isOld: Bool, most: Int, _ count: Int) throws(Malformed) -> [Int32] {
    let width = bitWidth(most)
    let levels = try isOld ? packed(bytes, width: width, count) : numbers(bytes, width: width, count)
    guard levels.allSatisfy({ 0...most ~= Int($0) }) else { throw Malformed("a level is greater than its column's") }
    return levels
  }

  static func numbers(_ bytes: Bytes, width: Int, _ count: Int) throws(Malformed) -> [Int32] {
    var numbers = [Int32](repeating: 0, count: count)
    var (runs, failure) = (try HybridRuns(bytes, width: width), Malformed?.none)
    unsafe numbers.withUnsafeMutableBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return }
      do throws(Malformed) { unsafe try runs.read(into: base, count) } catch { failure = error }
    }
    if let failure { throw failure }
    return numbers
  }

  /// BIT_PACKED: the highest bit of a byte comes first.
  private static func packed(_ bytes: Bytes, width: Int, _ count: Int) throws(Malformed) -> [Int32] {
    guard bytes.count >= (count * width + 7) / 8 else { throw Malformed("it ends early") }
    return (0..<count).map { place in
      (place * width..<(place + 1) * width).reduce(Int32(0)) { number, bit in
        number << 1 | Int32(bytes[bit >> 3] >> UInt8(7 - bit & 7) & 1)
      }
    }
  }
}
