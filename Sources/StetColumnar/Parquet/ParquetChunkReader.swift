import StetColumns

/// Reads the values of one column in one row group, page by page, into the rows of the column.
@safe
struct ParquetChunkReader {
  let leaf: ParquetLeaf
  let storage: Storage
  let reading: Reading
  /// Those of the row group, in the column.
  let rows: Range<Int>
  /// The memory of the column's first row of them.
  private let target: UnsafeMutableRawPointer
  private var presence: RowPresence
  private var dictionary: ByteBlock?
  private var dictionaryCount = 0
  /// Texts so far.
  private var entryCount = 0
  private var fits = true
  private var isInOrder = true
  private var notFinite: NotFinite

  init(
    _ leaf: ParquetLeaf, _ storage: Storage, _ reading: Reading, _ rows: Range<Int>, _ target: UnsafeMutableRawPointer
  ) {
    (self.leaf, self.storage, self.reading, self.rows) = (leaf, storage, reading, rows)
    unsafe self.target = target
    presence = RowPresence(rows.count)
    notFinite = NotFinite()
  }

  mutating func read(_ pages: consuming ParquetPages) throws(Malformed) -> ColumnPart {
    var texts = TextWriter()
    var row = 0
    while row < rows.count {
      let page = try pages.next()
      switch page.kind {
      case .dictionary: try readDictionary(page, &texts)
      case .data:
        guard page.count <= rows.count - row else { throw Malformed("it has more values than its row group has rows") }
        try readData(page, row..<row + page.count, &texts)
        row += page.count
      }
    }
    var result = ColumnPart(presence: presence.bitmap, fits: fits, notFinite: notFinite)
    if case .text(let form) = reading {
      // Texts are looked up sixteen bytes at a time.
      texts.reserve(32)
      let entries = texts.finish()
      let part = TextPart(rows: rows, entries: entries, isInOrder: isInOrder && presence.missing == 0)
      if form == .utf8, part.firstInvalid != nil { result.fits = false }
      result.texts = part
    }
    return result
  }

  // MARK: - Pages

  private mutating func readDictionary(_ page: ParquetPage, _ texts: inout TextWriter) throws(Malformed) {
    guard dictionary == nil, entryCount == 0 else { throw Malformed("it has two dictionaries") }
    let least = storage.width ?? 4
    guard page.count <= page.values.count / max(1, least) || leaf.element.physical == .boolean else {
      throw Malformed("a dictionary ends early")
    }
    let stored = try page.stored(page.count, leaf.element)
    dictionaryCount = page.count
    isInOrder = false
    if case .text(let form) = reading {
      dictionary = ByteBlock(0)
      entryCount = page.count
      if try !form.append(stored, page.count, storage, to: &texts) { fits = false }
    } else {
      let block = ByteBlock(page.count * reading.width)
      if unsafe try !Conversion(storage: storage, reading: reading).write(stored, page.count, into: block.base) {
        fits = false
      }
      dictionary = block
    }
  }

  private mutating func readData(_ page: ParquetPage, _ part: Range<Int>, _ texts: inout TextWriter) throws(Malformed) {
    let present = try page.presence(leaf, part, &presence)
    let start = unsafe target + part.lowerBound * reading.width
    if page.encoding == .dictionary || page.encoding == .plainDictionary {
      try unsafe readIndices(page, present, into: start)
    } else {
      let stored = try page.stored(present, leaf.element)
      if case .text(let form) = reading {
        let first = Int32(truncatingIfNeeded: entryCount)
        entryCount += present
        if try !form.append(stored, present, storage, to: &texts) { fits = false }
        let codes = unsafe start.assumingMemoryBound(to: Int32.self)
        for place in 0..<present { unsafe codes[place] = first &+ Int32(truncatingIfNeeded: place) }
      } else if unsafe try !Conversion(storage: storage, reading: reading).write(stored, present, into: start) {
        fits = false
      }
    }
    if present < part.count { unsafe spread(part, present, start) }
    if reading == .float { unsafe leaveOutNotFinite(part, start) }
  }

  /// Values by their numbers in the dictionary.
  private func readIndices(_ page: ParquetPage, _ count: Int, into start: UnsafeMutableRawPointer) throws(Malformed) {
    guard let dictionary else { throw Malformed("a page needs a dictionary, which does not come before it") }
    if count == 0 { return }
    var runs = try HybridRuns(try page.values.from(1), width: Int(page.values[0]))
    let isText = if case .text = reading { true } else { false }
    let block = isText ? dictionary : ByteBlock(4 * count)
    let indices = unsafe (isText ? start : block.base).assumingMemoryBound(to: Int32.self)
    try unsafe runs.read(into: indices, count)
    var most: UInt32 = 0
    for place in 0..<count { most = unsafe max(most, UInt32(bitPattern: indices[place])) }
    guard most < dictionaryCount else { throw Malformed("a value is not in its dictionary") }
    if isText { return }
    switch reading.width {
    case 1: unsafe look(up: indices, count, dictionary.base, start, UInt8.self)
    case 4: unsafe look(up: indices, count, dictionary.base, start, UInt32.self)
    case 8: unsafe look(up: indices, count, dictionary.base, start, UInt64.self)
    default: unsafe look(up: indices, count, dictionary.base, start, UInt128.self)
    }
  }

  @inline(__always)
  private func look<Value: BitwiseCopyable>(
    up indices: UnsafePointer<Int32>, _ count: Int, _ values: UnsafeMutableRawPointer, _ start: UnsafeMutableRawPointer,
    _: Value.Type
  ) {
    let values = unsafe values.assumingMemoryBound(to: Value.self)
    let target = unsafe start.assumingMemoryBound(to: Value.self)
    for place in 0..<count { unsafe target[place] = values[Int(indices[place])] }
  }

  // MARK: - Rows without a value

  /// Moves the values of a page, which are one after another, to the rows that have one.
  private func spread(_ part: Range<Int>, _ present: Int, _ start: UnsafeMutableRawPointer) {
    switch reading {
    case .bool: unsafe spread(part, present, start, UInt8(0))
    case .narrowInt, .date: unsafe spread(part, present, start, UInt32(0))
    case .text: unsafe spread(part, present, start, UInt32.max)
    case .int, .decimal, .float, .datetime, .duration: unsafe spread(part, present, start, UInt64(0))
    case .hugeInt, .longDecimal: unsafe spread(part, present, start, UInt128(0))
    }
  }

  /// From the last row on, so that none is overwritten before it is moved.
  @inline(__always)
  private func spread<Value: BitwiseCopyable>(
    _ part: Range<Int>, _ present: Int, _ start: UnsafeMutableRawPointer, _ missing: Value
  ) {
    guard let words = presence.words else { return }
    let values = unsafe start.assumingMemoryBound(to: Value.self)
    var next = present
    unsafe words.withUnsafeBufferPointer { words in
      for place in (0..<part.count).reversed() {
        let row = part.lowerBound &+ place
        let isPresent = unsafe words[row &>> 6] &>> UInt64(truncatingIfNeeded: row & 63) & 1 != 0
        if isPresent { next &-= 1 }
        unsafe values[place] = isPresent ? values[next] : missing
      }
    }
  }

  private mutating func leaveOutNotFinite(_ part: Range<Int>, _ start: UnsafeMutableRawPointer) {
    let values = unsafe start.assumingMemoryBound(to: Double.self)
    guard unsafe !areFinite(values, part.count) else { return }
    for place in 0..<part.count where unsafe !values[place].isFinite {
      unsafe notFinite.add(values[place])
      unsafe values[place] = 0
      presence.remove(part.lowerBound + place, known: part.upperBound)
    }
  }
}
