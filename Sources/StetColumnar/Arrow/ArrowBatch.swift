import StetColumns

/// Some consecutive rows of an Arrow file: where the buffers of each column are (arrow/format/Message.fbs, `RecordBatch`).
struct ArrowBatch: Sendable {
  struct Place: Sendable {
    var node = 0
    var buffer = 0
    /// How many buffers of texts follow those that every column of the type has.
    var views = 0
  }

  let file: ColumnarFile
  let rowCount: Int
  private let nodes: [(count: Int, missing: Int)]
  private let buffers: [(start: Int, count: Int)]
  private let compression: Compression
  private let body: Range<Int>
  /// By the number of the field.
  private let places: [Int: Place]
  /// The state of each dictionary, by its number.
  var dictionaries: [Int64: Int] = [:]

  init(_ table: FlatTable, _ fields: [ArrowField], _ body: Range<Int>, _ file: ColumnarFile) throws(Malformed) {
    (self.file, self.body) = (file, body)
    let length = try table.number(0, Int64(0))
    guard 0...Int64(Int32.max) ~= length else { throw Malformed("a batch has an impossible number of rows") }
    rowCount = Int(length)
    let nodes = try Self.pairs(table, 1)
    guard nodes.allSatisfy({ $0.0 < 1 << 40 }) else { throw Malformed("a list is longer than any memory") }
    self.nodes = nodes.map { (count: $0.0, missing: $0.1) }
    buffers = try Self.pairs(table, 2).map { (start: $0.0, count: $0.1) }
    compression = try Self.compression(table)
    let (bytes, count) = try table.list(4, width: 8)
    var views: [Int] = []
    for index in 0..<count { views.append(Int(clamping: try bytes.number(Int64.self, at: 8 * index))) }
    var walk = Walk(views: views)
    for field in fields { try walk.add(field) }
    guard walk.next.node <= nodes.count, walk.next.buffer <= buffers.count else {
      throw Malformed("a batch has fewer columns than the schema")
    }
    places = walk.places
  }

  private static func pairs(_ table: FlatTable, _ field: Int) throws(Malformed) -> [(Int, Int)] {
    let (bytes, count) = try table.list(field, width: 16)
    var pairs: [(Int, Int)] = []
    for index in 0..<count {
      let first = try bytes.number(Int64.self, at: 16 * index)
      let second = try bytes.number(Int64.self, at: 16 * index + 8)
      guard first >= 0, second >= 0 else { throw Malformed("a batch has a negative length") }
      pairs.append((Int(first), Int(second)))
    }
    return pairs
  }

  private static func compression(_ table: FlatTable) throws(Malformed) -> Compression {
    guard let compression = try table.table(3) else { return .none }
    switch try compression.number(0, Int8(0)) {
    case 0: return .lz4Frame
    case 1: return .zstd
    default: throw Malformed("a batch is compressed with an unknown method")
    }
  }

  /// The fields in the order in which their buffers are.
  private struct Walk {
    var views: [Int]
    var next = Place()
    var places: [Int: Place] = [:]

    mutating func add(_ field: ArrowField) throws(Malformed) {
      var place = next
      next.node += 1
      next.buffer += field.stored.buffers
      if case .views = field.stored {
        guard let count = views.first, 0...(1 << 20) ~= count else {
          throw Malformed("a batch does not say where texts are")
        }
        views.removeFirst()
        place.views = count
        next.buffer += count
      }
      places[field.number] = place
      if field.dictionary == nil { for child in field.children { try add(child) } }
    }
  }

  // MARK: - A column

  private func place(_ field: ArrowField) -> Place {
    guard let place = places[field.number] else { preconditionFailure("every field of the schema has a place") }
    return place
  }

  /// How many values a column has in the batch.
  func count(_ field: ArrowField) -> Int { nodes[place(field).node].count }

  func viewCount(_ field: ArrowField) -> Int { place(field).views }

  /// One of a column's buffers, unpacked.
  func buffer(_ field: ArrowField, _ index: Int) throws(Malformed) -> Bytes {
    let (start, count) = buffers[place(field).buffer + index]
    guard start <= body.count, count <= body.count - start else { throw Malformed("a buffer is beyond its batch") }
    if count == 0 { return .none }
    let bytes = try file.bytes(body.lowerBound + start, count)
    if case .none = compression { return bytes }
    let size = try bytes.number(Int64.self, at: 0)
    // −1 for one that would not have become shorter.
    if size == -1 { return try bytes.from(8) }
    guard size >= 0, let size = Int(exactly: size), file.memory.shortage(of: size) == nil else {
      throw Malformed("a buffer does not fit into memory")
    }
    return size == 0 ? .none : try bytes.from(8).unpacked(compression, to: size)
  }

  /// Which values of a column are there; nil if all are.
  func presence(_ field: ArrowField) throws(Malformed) -> Bitmap? {
    let node = nodes[place(field).node]
    if field.stored == .null { return Bitmap(repeating: false, count: node.count) }
    guard field.stored.buffers > 0, node.missing > 0 else { return nil }
    let bits = try buffer(field, 0)
    if bits.count == 0 { return nil }
    guard bits.count >= (node.count + 7) / 8 else { throw Malformed("it ends early") }
    var words = [UInt64](repeating: 0, count: (node.count + 63) / 64)
    for word in words.indices {
      if 8 * word + 8 <= bits.count {
        words[word] = try bits.number(UInt64.self, at: 8 * word)
      } else {
        for byte in 8 * word..<bits.count { words[word] |= UInt64(bits[byte]) << UInt64(8 * (byte - 8 * word)) }
      }
    }
    if node.count & 63 != 0 { words[words.count - 1] &= 1 << UInt64(node.count & 63) - 1 }
    let bitmap = Bitmap(words: words, count: node.count)
    return bitmap.setCount == node.count ? nil : bitmap
  }
}
