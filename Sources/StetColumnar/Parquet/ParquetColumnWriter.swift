import StetColumns

/// Writes the values of one column in one row group: its pages, and what the footer says about them.
struct ParquetColumnWriter {
  let column: WrittenColumn
  let rows: Range<Int>

  /// What the footer says about a column in a row group.
  struct Chunk: Sendable {
    var hasDictionary = false
    var dictionarySize = 0
    var isCompressed = false
    /// With the headers of the pages.
    var size = 0
    var unpackedSize = 0
    var missing = 0
    var least: [UInt8]?
    var most: [UInt8]?
  }

  private static let pageRows = 1 << 15
  /// Pages below this many bytes together are not worth the compression.
  private static let small = 1 << 12

  func write() -> (bytes: [UInt8], chunk: Chunk) {
    let presence = column.presence
    var chunk = Chunk()
    if let presence { chunk.missing = rows.reduce(0) { $0 + (presence[$1] ? 0 : 1) } }
    (chunk.least, chunk.most) = bounds(presence)
    var pages: [(type: Int, count: Int, encoding: Int, body: [UInt8])] = []
    let dictionary = dictionary(presence)
    if let dictionary {
      chunk.hasDictionary = true
      pages.append((2, dictionary.codes.count, 0, plainTexts(dictionary.codes)))
    }
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.pageRows) {
      let part = start..<min(start + Self.pageRows, rows.upperBound)
      let levels = levels(part, presence)
      let body = levels + (dictionary.map { indices(part, $0) } ?? plain(part, presence))
      pages.append((0, part.count, dictionary == nil ? 0 : 8, body))
    }
    chunk.isCompressed = pages.reduce(0) { $0 + $1.body.count } >= Self.small
    var bytes: [UInt8] = []
    for (place, page) in pages.enumerated() {
      let body = chunk.isCompressed ? page.body.zstandard : page.body
      let header = header(page.type, page.count, page.encoding, page.body.count, body)
      bytes += header + body
      chunk.unpackedSize += header.count + page.body.count
      if place == 0, dictionary != nil { chunk.dictionarySize = bytes.count }
    }
    chunk.size = bytes.count
    return (bytes, chunk)
  }

  private func header(_ type: Int, _ count: Int, _ encoding: Int, _ unpacked: Int, _ body: [UInt8]) -> [UInt8] {
    var writer = ThriftWriter()
    writer.structure { header in
      header.int32(1, type)
      header.int32(2, unpacked)
      header.int32(3, body.count)
      header.int32(4, Int(Int32(bitPattern: crc32(ByteBlock(body).bytes))))
      header.structure(type == 0 ? 5 : 7) { page in
        page.int32(1, count)
        page.int32(2, encoding)
        if type == 0 {
          page.int32(3, 3)
          page.int32(4, 3)
        }
      }
    }
    return writer.bytes
  }

  /// Which rows of a page are there, with the length before.
  private func levels(_ part: Range<Int>, _ presence: Bitmap?) -> [UInt8] {
    let numbers = presence.map { presence in part.map { presence[$0] ? Int32(1) : 0 } }
    var bytes: [UInt8] = []
    let runs = hybridRuns(numbers ?? [Int32](repeating: 1, count: part.count), width: 1)
    bytes.appendNumber(UInt32(runs.count))
    return bytes + runs
  }

  // MARK: - Values

  private func plain(_ part: Range<Int>, _ presence: Bitmap?) -> [UInt8] {
    switch column {
    case .bool(let vector):
      return packedBits(part.filter { presence?[$0] ?? true }.map { vector.values[$0] ? 1 : 0 }, width: 1)
    case .int(let vector), .datetime(let vector), .duration(let vector):
      return packed(vector.values, vector.validity, part) { $0 }
    case .narrowInt(let vector): return packed(vector.values, vector.validity, part) { Int64($0) }
    case .decimal(let vector, _): return packed(vector.values, vector.validity, part) { $0 }
    case .longDecimal(let vector, _):
      return part.filter { presence?[$0] ?? true }.flatMap { bigEndian(vector.values[$0]) }
    case .float(let vector): return packed(vector.values, vector.validity, part) { $0.bitPattern }
    case .date(let vector), .year(let vector): return packed(vector.values, vector.validity, part) { $0 }
    case .text(let texts): return plainTexts(part.map { texts.code(of: $0) }.filter { $0 >= 0 })
    }
  }

  private func bigEndian(_ number: Int128) -> [UInt8] {
    let bytes = unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe Array($0) }
    return column.decimalWidth == 17 ? [number < 0 ? 255 : 0] + bytes : bytes
  }

  private func plainTexts(_ codes: [Int32]) -> [UInt8] {
    guard case .text(let texts) = column else { return [] }
    let pool = texts.pool
    var bytes: [UInt8] = []
    bytes.reserveCapacity(codes.reduce(0) { $0 + 4 + pool.range(Int($1)).count })
    for code in codes {
      let text = pool.utf8(Int(code))
      bytes.appendNumber(UInt32(text.count))
      bytes += text
    }
    return bytes
  }

  private struct Dictionary {
    /// The texts in the order of their first row.
    var codes: [Int32] = []
    var numbers: [Int32]
  }

  /// Nil unless texts repeat.
  private func dictionary(_ presence: Bitmap?) -> Dictionary? {
    guard case .text(let texts) = column, texts.pool.isDistinct, texts.ownCodes != nil else { return nil }
    var dictionary = Dictionary(numbers: [Int32](repeating: -1, count: texts.pool.count))
    var present = 0
    for row in rows {
      let code = texts.code(of: row)
      guard code >= 0 else { continue }
      present += 1
      if dictionary.numbers[Int(code)] < 0 {
        dictionary.numbers[Int(code)] = Int32(dictionary.codes.count)
        dictionary.codes.append(code)
      }
    }
    return present > 0 && dictionary.codes.count <= present / 2 ? dictionary : nil
  }

  private func indices(_ part: Range<Int>, _ dictionary: Dictionary) -> [UInt8] {
    guard case .text(let texts) = column else { return [] }
    let width = max(1, bitWidth(dictionary.codes.count - 1))
    let numbers = part.compactMap { row -> Int32? in
      let code = texts.code(of: row)
      return code < 0 ? nil : dictionary.numbers[Int(code)]
    }
    return [UInt8(width)] + hybridRuns(numbers, width: width)
  }

  // MARK: - The least and the greatest value

  /// As the file stores them; nil if there is none, or if it is a long text.
  private func bounds(_ presence: Bitmap?) -> (least: [UInt8]?, most: [UInt8]?) {
    func bounds<Value: Comparable>(
      _ values: [Value], _ bytes: (Value) -> [UInt8]
    ) -> (least: [UInt8]?, most: [UInt8]?) {
      var (least, most) = (Value?.none, Value?.none)
      for row in rows where presence?[row] ?? true {
        let value = values[row]
        if least.map({ value < $0 }) ?? true { least = value }
        if most.map({ value > $0 }) ?? true { most = value }
      }
      return (least.map(bytes), most.map(bytes))
    }
    func number(_ number: some FixedWidthInteger) -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.appendNumber(number)
      return bytes
    }
    switch column {
    case .bool(let vector):
      let there = rows.filter { presence?[$0] ?? true }
      let (no, yes) = (there.contains { !vector.values[$0] }, there.contains { vector.values[$0] })
      return there.isEmpty ? (nil, nil) : ([no ? 0 : 1], [yes ? 1 : 0])
    case .int(let vector), .datetime(let vector), .duration(let vector): return bounds(vector.values, number)
    case .narrowInt(let vector): return bounds(vector.values) { number(Int64($0)) }
    case .decimal(let vector, _): return bounds(vector.values, number)
    case .longDecimal(let vector, _): return bounds(vector.values, bigEndian)
    case .date(let vector), .year(let vector): return bounds(vector.values, number)
    case .float(let vector):
      // A zero stands for both zeros (parquet.thrift, `ColumnOrder`).
      let (least, most) = bounds(vector.values) { number($0.bitPattern) }
      let (zero, negative) = (number((0.0).bitPattern), number((-0.0).bitPattern))
      return (least == zero ? negative : least, most == negative ? zero : most)
    case .text(let texts): return textBounds(texts)
    }
  }

  private func textBounds(_ texts: TextVector) -> (least: [UInt8]?, most: [UInt8]?) {
    let pool = texts.pool
    var (least, most) = (Int32(-1), Int32(-1))
    func isBefore(_ a: Int32, _ b: Int32) -> Bool {
      a != b && (pool.isSorted ? a < b : pool.utf8(Int(a)).lexicographicallyPrecedes(pool.utf8(Int(b))))
    }
    for row in rows {
      let code = texts.code(of: row)
      guard code >= 0 else { continue }
      if least < 0 || isBefore(code, least) { least = code }
      if most < 0 || isBefore(most, code) { most = code }
    }
    func bytes(_ code: Int32) -> [UInt8]? {
      code < 0 || pool.range(Int(code)).count > 64 ? nil : Array(pool.utf8(Int(code)))
    }
    return (bytes(least), bytes(most))
  }
}

extension WrittenColumn {
  /// Bytes of a decimal of more than 64 bits; seventeen for what has more than 38 digits.
  var decimalWidth: Int {
    guard case .longDecimal(let vector, _) = self else { return 0 }
    let limit = powersOfTen[38]
    return vector.values.allSatisfy { -limit < $0 && $0 < limit } ? 16 : 17
  }
}
