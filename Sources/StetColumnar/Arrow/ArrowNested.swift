import StetColumns

/// The values of a column in a batch as JSON has them, for lists and what is in them.
struct ArrowJSON {
  private indirect enum Kind {
    case texts(TextRun)
    /// Numbers of a dictionary's entries, −1 for none.
    case entries(TextRun, [Int32])
    case list(places: [Int], ArrowJSON)
    case structure([(name: String, ArrowJSON)])
    case map(places: [Int], key: ArrowJSON, value: ArrowJSON)
  }

  let count: Int
  private let present: Bitmap?
  private let kind: Kind

  private static let mostText = 1 << 31

  init(_ field: ArrowField, _ batch: ArrowBatch, _ dictionary: (ArrowField) throws(Malformed) -> TextRun)
    throws(Malformed)
  {
    count = batch.count(field)
    guard batch.file.memory.shortage(of: 16 * count) == nil else { throw Malformed("a list does not fit into memory") }
    present = try batch.presence(field)
    if field.dictionary != nil {
      let entries = try dictionary(field)
      let block = ByteBlock(4 * count)
      let numbers = unsafe block.base.assumingMemoryBound(to: Int32.self)
      try unsafe batch.indices(field, present, into: numbers, below: entries.count)
      kind = .entries(entries, unsafe Array(UnsafeBufferPointer(start: numbers, count: count)))
      return
    }
    switch field.type {
    case .list(let width):
      guard field.children.count == 1 else { throw Malformed("a list has no elements") }
      let inner = try ArrowJSON(field.children[0], batch, dictionary)
      kind = .list(places: try batch.offsets(field, width, within: inner.count), inner)
    case .fixedList(let size):
      guard field.children.count == 1, size >= 0 else { throw Malformed("a list has no elements") }
      let inner = try ArrowJSON(field.children[0], batch, dictionary)
      guard count == 0 || size <= inner.count / count else { throw Malformed("it ends early") }
      kind = .list(places: (0...count).map { $0 * size }, inner)
    case .map:
      guard field.children.count == 1, field.children[0].children.count == 2, field.children[0].type == .structure
      else {
        throw Malformed("a map has no keys")
      }
      let pair = field.children[0].children
      let (key, value) = (try ArrowJSON(pair[0], batch, dictionary), try ArrowJSON(pair[1], batch, dictionary))
      let places = try batch.offsets(field, 4, within: min(key.count, value.count))
      kind = .map(places: places, key: key, value: value)
    case .structure:
      var members: [(name: String, ArrowJSON)] = []
      for child in field.children { members.append((child.name, try ArrowJSON(child, batch, dictionary))) }
      let count = count
      guard members.allSatisfy({ $0.1.count >= count }) else { throw Malformed("it ends early") }
      kind = .structure(members)
    case .null, .bool, .int, .float, .decimal, .date, .time, .timestamp, .duration, .interval, .fixed, .texts, .views,
      .other:
      guard let (storage, readings, _) = field.type.reading else {
        throw Malformed("a value is of a kind that cannot be read")
      }
      kind = .texts(try jsonTexts(try batch.stored(field, storage, present), count, storage, readings))
    }
  }

  func isPresent(_ row: Int) -> Bool { present?[row] ?? true }

  func append(_ row: Int, to writer: inout TextWriter) throws(Malformed) {
    guard writer.count < Self.mostText else { throw Malformed("its lists are longer than 2 GB") }
    guard isPresent(row) else { return writer.append("null") }
    switch kind {
    case .texts(let texts): writer.append(texts, row)
    case .entries(let entries, let numbers):
      if numbers[row] < 0 { writer.append("null") } else { writer.append(entries, Int(numbers[row])) }
    case .list(let places, let inner):
      writer.append("[")
      for place in places[row]..<places[row + 1] {
        if place > places[row] { writer.append(", ") }
        try inner.append(place, to: &writer)
      }
      writer.append("]")
    case .structure(let members):
      writer.append("{")
      for (place, member) in members.enumerated() {
        if place > 0 { writer.append(", ") }
        writer.appendJSON(member.name)
        writer.append(": ")
        try member.1.append(row, to: &writer)
      }
      writer.append("}")
    case .map(let places, let key, let value):
      writer.append("{")
      for place in places[row]..<places[row + 1] {
        if place > places[row] { writer.append(", ") }
        try key.append(place, to: &writer)
        writer.append(": ")
        try value.append(place, to: &writer)
      }
      writer.append("}")
    }
  }
}

extension ArrowBatch {
  /// All values of a column one after another; nothing in the place of those that are missing.
  func stored(_ field: ArrowField, _ storage: Storage, _ present: Bitmap?) throws(Malformed) -> StoredValues {
    if let width = storage.width { return .fixed(try fixed(field, width, present), width: width) }
    var lengths = [Int32](repeating: 0, count: count(field))
    var writer = TextWriter(texts: 1)
    try unsafe each(field, present) { row, bytes, length in
      lengths[row] = Int32(truncatingIfNeeded: length)
      unsafe writer.append(bytes, length)
    }
    let texts = writer.finish()
    let block = ByteBlock(texts.byteCount)
    unsafe texts.withBytes { source in
      if let start = source.baseAddress { unsafe block.base.copyMemory(from: start, byteCount: source.count) }
    }
    return .lengths(block.bytes, lengths)
  }
}
