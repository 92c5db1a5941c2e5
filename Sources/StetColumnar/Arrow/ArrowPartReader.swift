import StetColumns
import Synchronization

/// The texts of dictionaries, each made once for all batches that refer to it.
final class DictionaryTexts: Sendable {
  struct TextsKey: Hashable {
    let id: Int64
    let state: Int
    let isJSON: Bool
  }

  /// Texts by the numbers of the entries, and which are there.
  struct Entries: Sendable {
    let texts: TextRun
    let isPresent: [Bool]?
    let fits: Bool
  }

  private let known = Mutex<[TextsKey: Entries]>([:])

  func entries(_ key: TextsKey, _ make: () throws(Malformed) -> Entries) throws(Malformed) -> Entries {
    if let made = known.withLock({ $0[key] }) { return made }
    let made = try make()
    // Of two that were made at the same time, all use the first.
    return known.withLock { known in
      let first = known[key] ?? made
      known[key] = first
      return first
    }
  }
}

/// Reads one column of one batch into the rows of the table's column.
struct ArrowPartReader {
  private let whole: ArrowFile
  private let part: ArrowPart
  private let batch: ArrowBatch
  private let rows: Range<Int>
  private let reading: Reading
  private let texts: DictionaryTexts

  init(
    _ whole: ArrowFile, _ part: ArrowPart, _ batch: ArrowBatch, _ rows: Range<Int>, _ reading: Reading,
    _ texts: DictionaryTexts
  ) {
    (self.whole, self.part, self.batch, self.rows) = (whole, part, batch, rows)
    (self.reading, self.texts) = (reading, texts)
  }

  /// A value is there if it is there itself, and every structure around it.
  private func presence() throws(Malformed) -> Bitmap? {
    var all: Bitmap?
    for field in part.path {
      guard batch.count(field) == rows.count else { throw Malformed("it has another number of rows than its batch") }
      guard let own = try batch.presence(field) else { continue }
      all = all.map { $0 & own } ?? own
    }
    return all
  }

  // MARK: - Single values

  func flat(_ target: UnsafeMutableRawPointer) throws(Malformed) -> ColumnPart {
    var result = ColumnPart(presence: try presence())
    if case .text(let form) = reading { return unsafe try texts(form, result.presence, target) }
    if part.field.dictionary != nil {
      result.fits = unsafe try lookUp(&result.presence, target)
    } else {
      let storage = part.field.type.reading?.storage ?? .texts
      let bytes = try batch.fixed(part.field, storage.width ?? 0, result.presence)
      result.fits = unsafe try Conversion(storage: storage, reading: reading).write(
        .fixed(bytes, width: storage.width ?? 0), rows.count, into: target)
    }
    if reading == .float { unsafe leaveOutNotFinite(&result, target.assumingMemoryBound(to: Double.self)) }
    return result
  }

  private func leaveOutNotFinite(_ result: inout ColumnPart, _ values: UnsafeMutablePointer<Double>) {
    guard unsafe !areFinite(values, rows.count) else { return }
    var presence = result.presence ?? Bitmap(repeating: true, count: rows.count)
    for row in 0..<rows.count where unsafe !values[row].isFinite {
      unsafe result.notFinite.add(values[row])
      unsafe values[row] = 0
      presence[row] = false
    }
    result.presence = presence
  }

  /// Values of a dictionary's entries.
  private func lookUp(_ presence: inout Bitmap?, _ target: UnsafeMutableRawPointer) throws(Malformed) -> Bool {
    let (storage, width) = (part.field.type.reading?.storage ?? .texts, reading.width)
    var (blocks, areThere, count, fits) = ([ByteBlock](), [Bool](), 0, true)
    for (entries, field) in try entryBatches(part.field) {
      let own = try entries.presence(field)
      let block = ByteBlock(entries.rowCount * width)
      let bytes = try entries.fixed(field, storage.width ?? 0, own)
      let conversion = Conversion(storage: storage, reading: reading)
      if unsafe try !conversion.write(.fixed(bytes, width: storage.width ?? 0), entries.rowCount, into: block.base) {
        fits = false
      }
      blocks.append(block)
      areThere += (0..<entries.rowCount).map { own?[$0] ?? true }
      count += entries.rowCount
    }
    let all = ByteBlock(count * width)
    var place = 0
    for block in blocks {
      unsafe (all.base + place).copyMemory(from: block.base, byteCount: block.count)
      place += block.count
    }
    let numbers = ByteBlock(4 * rows.count)
    let indices = unsafe numbers.base.assumingMemoryBound(to: Int32.self)
    try unsafe batch.indices(part.field, presence, into: indices, below: count)
    var present = presence ?? Bitmap(repeating: true, count: rows.count)
    for row in 0..<rows.count {
      let index = unsafe Int(indices[row])
      let cell = unsafe target + row * width
      if index >= 0, areThere[index] {
        unsafe cell.copyMemory(from: all.base + index * width, byteCount: width)
      } else {
        unsafe cell.initializeMemory(as: UInt8.self, repeating: 0, count: width)
        present[row] = false
      }
    }
    presence = present.setCount == rows.count ? nil : present
    return fits
  }

  /// The batches of a dictionary as it is for this batch, each with the field whose values they have.
  private func entryBatches(_ field: ArrowField) throws(Malformed) -> [(ArrowBatch, ArrowField)] {
    guard let id = field.dictionary?.id, let own = whole.dictionaries[id], let state = batch.dictionaries[id] else {
      throw Malformed("its dictionary is not there")
    }
    return own.batches[own.states[state]].map { ($0, own.field) }
  }

  // MARK: - Texts

  private func texts(_ form: TextForm, _ present: Bitmap?, _ target: UnsafeMutableRawPointer) throws(Malformed)
    -> ColumnPart
  {
    let codes = unsafe target.assumingMemoryBound(to: Int32.self)
    if part.field.dictionary != nil { return unsafe try coded(form, present, codes) }
    for row in 0..<rows.count { unsafe codes[row] = -1 }
    var writer = TextWriter(texts: rows.count)
    var (entries, fits) = (Int32(0), true)
    let storage = part.field.type.reading?.storage ?? .texts
    try unsafe batch.each(part.field, present) { row, bytes, length in
      if unsafe !form.append(bytes, length, storage, to: &writer) { fits = false }
      writer.end()
      unsafe codes[row] = entries
      entries &+= 1
    }
    writer.reserve(32)
    let texts = TextPart(rows: rows, entries: writer.finish(), isInOrder: Int(entries) == rows.count)
    if form == .utf8, texts.firstInvalid != nil { fits = false }
    return ColumnPart(fits: fits, texts: texts)
  }

  /// Numbers of entries that all batches share.
  private func coded(_ form: TextForm, _ present: Bitmap?, _ codes: UnsafeMutablePointer<Int32>) throws(Malformed)
    -> ColumnPart
  {
    let entries = try dictionary(part.field, form)
    try unsafe batch.indices(part.field, present, into: codes, below: entries.texts.count)
    if let isPresent = entries.isPresent {
      for row in 0..<rows.count where unsafe codes[row] >= 0 && !isPresent[Int(codes[row])] { unsafe codes[row] = -1 }
    }
    return ColumnPart(
      fits: entries.fits, texts: TextPart(rows: rows, entries: entries.texts, isInOrder: false))
  }

  private func dictionary(_ field: ArrowField, _ form: TextForm) throws(Malformed) -> DictionaryTexts.Entries {
    guard let id = field.dictionary?.id, let state = batch.dictionaries[id] else {
      throw Malformed("its dictionary is not there")
    }
    let key = DictionaryTexts.TextsKey(id: id, state: state, isJSON: false)
    return try texts.entries(key) { () throws(Malformed) in
      var writer = TextWriter()
      var (isPresent, fits, hasMissing) = ([Bool](), true, false)
      let storage = field.type.reading?.storage ?? .texts
      for (entries, values) in try entryBatches(field) {
        let own = try entries.presence(values)
        var next = 0
        try unsafe entries.each(values, own) { row, bytes, length in
          while next < row {
            writer.end()
            next += 1
          }
          if unsafe !form.append(bytes, length, storage, to: &writer) { fits = false }
          writer.end()
          next += 1
        }
        while next < entries.rowCount {
          writer.end()
          next += 1
        }
        if own != nil { hasMissing = true }
        isPresent += (0..<entries.rowCount).map { own?[$0] ?? true }
      }
      writer.reserve(32)
      let texts = writer.finish()
      if form == .utf8, TextPart(rows: rows, entries: texts, isInOrder: false).firstInvalid != nil { fits = false }
      return DictionaryTexts.Entries(texts: texts, isPresent: hasMissing ? isPresent : nil, fits: fits)
    }
  }

  // MARK: - Lists

  func nested(_ target: UnsafeMutableRawPointer) throws(Malformed) -> ColumnPart {
    let (present, codes) = unsafe (try presence(), target.assumingMemoryBound(to: Int32.self))
    let json = try ArrowJSON(part.field, batch) { field throws(Malformed) in try jsonDictionary(field) }
    var writer = TextWriter(texts: rows.count)
    var entries: Int32 = 0
    for row in 0..<rows.count {
      if present?[row] ?? true {
        try json.append(row, to: &writer)
        writer.end()
        unsafe codes[row] = entries
        entries += 1
      } else {
        unsafe codes[row] = -1
      }
    }
    writer.reserve(32)
    return ColumnPart(texts: TextPart(rows: rows, entries: writer.finish(), isInOrder: Int(entries) == rows.count))
  }

  /// The entries of a dictionary within lists, as JSON.
  private func jsonDictionary(_ field: ArrowField) throws(Malformed) -> TextRun {
    guard let id = field.dictionary?.id, let state = batch.dictionaries[id] else {
      throw Malformed("its dictionary is not there")
    }
    let key = DictionaryTexts.TextsKey(id: id, state: state, isJSON: true)
    return try texts.entries(key) { () throws(Malformed) in
      var writer = TextWriter()
      for (entries, values) in try entryBatches(field) {
        let json = try ArrowJSON(values, entries) { _ throws(Malformed) in
          throw Malformed("a dictionary has a dictionary")
        }
        for row in 0..<entries.rowCount {
          try json.append(row, to: &writer)
          writer.end()
        }
      }
      return DictionaryTexts.Entries(texts: writer.finish(), isPresent: nil, fits: true)
    }.texts
  }
}
