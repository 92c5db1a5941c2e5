import StetColumns

/// One page of a column: levels, and values in one encoding.
struct ParquetPage {
  enum Kind { case data, dictionary }

  enum Encoding: Int {
    case plain = 0
    case plainDictionary = 2
    case runs, bitPacked, delta, deltaLengths, deltaBytes, dictionary, splitBytes
  }

  let kind: Kind
  /// Of rows, missing ones too, unless the column repeats.
  let count: Int
  let encoding: Encoding
  /// Levels, if the column has them; packed otherwise than as runs in old files.
  let repetition: Bytes?
  let definition: Bytes?
  let isOldRepetition: Bool
  let isOldDefinition: Bool
  let values: Bytes
}

/// The header of a page (`PageHeader`).
private struct PageHeader {
  var type = -1
  var unpackedSize = -1
  var size = -1
  var checksum: UInt32?
  var count = -1
  var encoding = -1
  var definitionEncoding = 3
  var repetitionEncoding = 3
  var definitionSize = 0
  var repetitionSize = 0
  var isCompressed = true

  init(_ reader: inout ThriftReader) throws(Malformed) {
    var last = 0
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .int32): type = try reader.int32()
      case (2, .int32): unpackedSize = try reader.int32()
      case (3, .int32): size = try reader.int32()
      case (4, .int32): checksum = UInt32(truncatingIfNeeded: try reader.int32())
      case (5, .structure), (7, .structure): try readData(&reader)
      case (8, .structure): try readSecond(&reader)
      default: try reader.skip(field.kind)
      }
    }
  }

  /// `DataPageHeader` and `DictionaryPageHeader`, which begin in the same way.
  private mutating func readData(_ reader: inout ThriftReader) throws(Malformed) {
    var last = 0
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .int32): count = try reader.int32()
      case (2, .int32): encoding = try reader.int32()
      case (3, .int32): definitionEncoding = try reader.int32()
      case (4, .int32): repetitionEncoding = try reader.int32()
      default: try reader.skip(field.kind)
      }
    }
  }

  /// `DataPageHeaderV2`
  private mutating func readSecond(_ reader: inout ThriftReader) throws(Malformed) {
    var last = 0
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .int32): count = try reader.int32()
      case (4, .int32): encoding = try reader.int32()
      case (5, .int32): definitionSize = try reader.int32()
      case (6, .int32): repetitionSize = try reader.int32()
      case (7, .no): isCompressed = false
      default: try reader.skip(field.kind)
      }
    }
  }
}

/// The pages of a column's part in a row group, one after another.
struct ParquetPages {
  private let bytes: Bytes
  private let compression: Compression
  private let leaf: ParquetLeaf
  private let memory: MemoryBudget
  private(set) var position = 0

  init(_ bytes: Bytes, _ compression: Compression, _ leaf: ParquetLeaf, _ memory: MemoryBudget) {
    (self.bytes, self.compression, self.leaf, self.memory) = (bytes, compression, leaf, memory)
  }

  /// The next page that has values.
  mutating func next() throws(Malformed) -> ParquetPage {
    while true {
      var reader = ThriftReader(bytes, at: position)
      let header = try PageHeader(&reader)
      guard header.size >= 0, header.unpackedSize >= 0 else { throw Malformed("a page does not say how long it is") }
      let body = try bytes.part(reader.position, header.size)
      position = reader.position + header.size
      if let checksum = header.checksum, crc32(body) != checksum {
        throw Malformed("the checksum of a page does not match its bytes")
      }
      switch header.type {
      case 0: return try first(header, body)
      case 2: return try dictionary(header, body)
      case 3: return try second(header, body)
      case 1: continue
      default: throw Malformed("a page has an unknown type")
      }
    }
  }

  private func encoding(_ header: PageHeader) throws(Malformed) -> ParquetPage.Encoding {
    guard header.count >= 0 else { throw Malformed("a page does not say how many values it has") }
    guard let encoding = ParquetPage.Encoding(rawValue: header.encoding) else {
      throw Malformed("a page has an unknown encoding")
    }
    return encoding
  }

  private func unpacked(_ bytes: Bytes, to size: Int) throws(Malformed) -> Bytes {
    if case .none = compression { return try bytes.unpacked(.none, to: size) }
    guard memory.shortage(of: size) == nil else { throw Malformed("a page needs \(byteWords(size)) of memory") }
    // Writers compress no values to no bytes.
    if bytes.count == 0, size == 0 { return bytes }
    return try bytes.unpacked(compression, to: size)
  }

  private func dictionary(_ header: PageHeader, _ body: Bytes) throws(Malformed) -> ParquetPage {
    let encoding = try encoding(header)
    guard encoding == .plain || encoding == .plainDictionary else {
      throw Malformed("a dictionary has an unknown encoding")
    }
    return ParquetPage(
      kind: .dictionary, count: header.count, encoding: .plain, repetition: nil, definition: nil,
      isOldRepetition: false, isOldDefinition: false, values: try unpacked(body, to: header.unpackedSize))
  }

  /// A page of the first version: everything compressed together, each of the levels with its length before it.
  private func first(_ header: PageHeader, _ body: Bytes) throws(Malformed) -> ParquetPage {
    let encoding = try encoding(header)
    let all = try unpacked(body, to: header.unpackedSize)
    var place = 0
    func levels(_ most: Int, _ encoding: Int) throws(Malformed) -> Bytes? {
      if most == 0 { return nil }
      guard encoding == 3 || encoding == 4 else { throw Malformed("a page has levels in an unknown encoding") }
      if encoding == 4 {
        // BIT_PACKED, without a length.
        let size = (header.count * bitWidth(most) + 7) / 8
        defer { place += size }
        return try all.part(place, size)
      }
      let size = Int(try all.number(UInt32.self, at: place))
      defer { place += 4 + size }
      return try all.part(place + 4, size)
    }
    let repetition = try levels(leaf.repetition, header.repetitionEncoding)
    let definition = try levels(leaf.definition, header.definitionEncoding)
    return ParquetPage(
      kind: .data, count: header.count, encoding: encoding, repetition: repetition, definition: definition,
      isOldRepetition: header.repetitionEncoding == 4, isOldDefinition: header.definitionEncoding == 4,
      values: try all.from(place))
  }

  /// A page of the second version: levels before what is compressed.
  private func second(_ header: PageHeader, _ body: Bytes) throws(Malformed) -> ParquetPage {
    let encoding = try encoding(header)
    let repetition = try body.part(0, header.repetitionSize)
    let definition = try body.part(header.repetitionSize, header.definitionSize)
    let levels = header.repetitionSize + header.definitionSize
    guard levels <= header.unpackedSize else { throw Malformed("a page has levels longer than itself") }
    let rest = try body.from(levels)
    let values = header.isCompressed ? try unpacked(rest, to: header.unpackedSize - levels) : rest
    return ParquetPage(
      kind: .data, count: header.count, encoding: encoding, repetition: leaf.repetition == 0 ? nil : repetition,
      definition: leaf.definition == 0 ? nil : definition, isOldRepetition: false, isOldDefinition: false,
      values: values)
  }
}

/// How many bits levels up to `most` have.
func bitWidth(_ most: Int) -> Int { Int.bitWidth - most.leadingZeroBitCount }
