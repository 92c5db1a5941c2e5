package import StetColumns

/// Writes a table as a file of Arrow's interprocess format, in parts that can be made at the same time: always the same bytes for the
/// same table. Nothing is compressed, since not every reader unpacks.
package final class ArrowWriter: Sendable {
  private let fields: [Field]
  private let columns: [WrittenColumn]
  private let rowCount: Int

  package init(_ table: Table) {
    fields = table.schema.fields
    columns = table.columns.map { WrittenColumn($0) }
    rowCount = table.rowCount
  }

  private static let signature = Array("ARROW1".utf8)
  /// Metadata of version 5.
  private static let version = FlatBuilder.Value.int16(4)

  private var batches: [Range<Int>] {
    stride(from: 0, to: rowCount, by: chunkRows).map { $0..<min($0 + chunkRows, rowCount) }
  }

  /// The signature with the schema, and each batch.
  package var partCount: Int { 1 + batches.count }

  package func part(_ part: Int) -> [UInt8] {
    if part > 0 { return batch(batches[part - 1]).bytes }
    var builder = FlatBuilder()
    let schema = schema(&builder)
    return Self.signature + [0, 0] + Self.message(&builder, 1, schema, body: 0)
  }

  /// The footer, once all parts have been made; they have so many bytes.
  package func end(_ sizes: [Int]) -> [UInt8] {
    var builder = FlatBuilder()
    let schema = schema(&builder)
    var start = sizes[0]
    var blocks: [[Int64]] = []
    for (place, rows) in batches.enumerated() {
      let body = bodySize(rows)
      // The length of the metadata, and four bytes that are not used.
      blocks.append([Int64(start), Int64(sizes[place + 1] - body), Int64(body)])
      start += sizes[place + 1]
    }
    let places = (dictionaries: builder.structures([]), batches: builder.structures(blocks))
    let root = builder.table([
      0: Self.version, 1: .place(schema), 2: .place(places.dictionaries), 3: .place(places.batches),
    ])
    let footer = builder.finish(root)
    // The end of a stream, for those who read the file as one.
    var bytes: [UInt8] = [255, 255, 255, 255, 0, 0, 0, 0] + footer
    bytes.appendNumber(Int32(footer.count))
    return bytes + Self.signature
  }

  package var bytes: [UInt8] {
    let parts = (0..<partCount).map { part($0) }
    return parts.joined() + end(parts.map(\.count))
  }

  private static func message(_ builder: inout FlatBuilder, _ kind: Int8, _ header: Int, body: Int) -> [UInt8] {
    let root = builder.table([
      0: version, 1: .int8(kind), 2: .place(header), 3: .int64(Int64(body)),
    ])
    let metadata = builder.finish(root)
    var bytes: [UInt8] = [255, 255, 255, 255]
    bytes.appendNumber(Int32(metadata.count))
    return bytes + metadata
  }

  // MARK: - The schema

  private func schema(_ builder: inout FlatBuilder) -> Int {
    var places: [Int] = []
    for (field, column) in zip(fields, columns) {
      let name = builder.text(field.name)
      let (number, type) = type(column, &builder)
      let children = builder.list([])
      var slots: [Int: FlatBuilder.Value] = [
        0: .place(name), 1: .flag(true), 2: .int8(number), 3: .place(type), 5: .place(children),
      ]
      let words = field.metadata.map { word in
        let (key, value) = (builder.text("stet." + word.key), builder.text(word.value))
        return builder.table([0: .place(key), 1: .place(value)])
      }
      if !words.isEmpty { slots[6] = .place(builder.list(words)) }
      places.append(builder.table(slots))
    }
    let list = builder.list(places)
    return builder.table([0: .int16(0), 1: .place(list)])
  }

  /// The number of the type in the union `Type`, and its table.
  private func type(_ column: WrittenColumn, _ builder: inout FlatBuilder) -> (Int8, Int) {
    func int(_ bits: Int32) -> (Int8, Int) { (2, builder.table([0: .int32(bits), 1: .flag(true)])) }
    func decimal(_ scale: Int) -> (Int8, Int) {
      let isWide = column.decimalWidth == 17
      return (
        7, builder.table([0: .int32(isWide ? 39 : 38), 1: .int32(Int32(scale)), 2: .int32(isWide ? 256 : 128)])
      )
    }
    switch column {
    case .bool: return (6, builder.table([:]))
    case .int, .narrowInt: return int(64)
    case .year: return int(32)
    case .decimal(_, let scale), .longDecimal(_, let scale): return decimal(scale)
    case .float: return (3, builder.table([0: .int16(2)]))
    case .text: return (5, builder.table([:]))
    case .date: return (8, builder.table([0: .int16(0)]))
    case .datetime: return (10, builder.table([0: .int16(2)]))
    case .duration: return (18, builder.table([0: .int16(2)]))
    }
  }

  // MARK: - Rows

  private func bodySize(_ rows: Range<Int>) -> Int { buffers(rows).reduce(0) { $0 + ($1.count + 7) & ~7 } }

  private func batch(_ rows: Range<Int>) -> (bytes: [UInt8], body: Int) {
    let buffers = buffers(rows)
    var (places, start) = ([[Int64]](), 0)
    for buffer in buffers {
      places.append([Int64(start), Int64(buffer.count)])
      start += (buffer.count + 7) & ~7
    }
    let nodes = columns.map { column -> [Int64] in
      let presence = column.presence
      return [Int64(rows.count), presence.map { bits in rows.reduce(0) { $0 + (bits[$1] ? 0 : 1) } } ?? 0]
    }
    var builder = FlatBuilder()
    let lists = (nodes: builder.structures(nodes), buffers: builder.structures(places))
    let header = builder.table([0: .int64(Int64(rows.count)), 1: .place(lists.nodes), 2: .place(lists.buffers)])
    var bytes = Self.message(&builder, 3, header, body: start)
    for buffer in buffers {
      bytes += buffer
      bytes += [UInt8](repeating: 0, count: (8 - buffer.count % 8) % 8)
    }
    return (bytes, start)
  }

  private func buffers(_ rows: Range<Int>) -> [[UInt8]] {
    columns.flatMap { column -> [[UInt8]] in
      let presence = column.presence
      let bits = presence.map { presence in packedBits(rows.map { presence[$0] ? 1 : 0 }, width: 1) } ?? []
      return [bits] + values(column, rows)
    }
  }

  private func values(_ column: WrittenColumn, _ rows: Range<Int>) -> [[UInt8]] {
    switch column {
    case .bool(let vector): return [packedBits(rows.map { vector.values[$0] ? 1 : 0 }, width: 1)]
    case .int(let vector), .datetime(let vector), .duration(let vector):
      return [packed(vector.values, nil, rows) { $0 }]
    case .narrowInt(let vector): return [packed(vector.values, nil, rows) { Int64($0) }]
    case .date(let vector), .year(let vector): return [packed(vector.values, nil, rows) { $0 }]
    case .float(let vector): return [packed(vector.values, nil, rows) { $0.bitPattern }]
    case .decimal(let vector, _): return [packed(vector.values, nil, rows) { Int128($0) }]
    case .longDecimal(let vector, _):
      if column.decimalWidth == 16 { return [packed(vector.values, nil, rows) { $0 }] }
      return [
        rows.flatMap { row -> [UInt8] in
          var bytes: [UInt8] = []
          bytes.appendNumber(vector.values[row])
          bytes.appendNumber(Int128(vector.values[row] < 0 ? -1 : 0))
          return bytes
        }
      ]
    case .text(let texts): return self.texts(texts, rows)
    }
  }

  /// Where each text ends, and the texts.
  private func texts(_ texts: TextVector, _ rows: Range<Int>) -> [[UInt8]] {
    var (ends, bytes) = ([UInt8](), [UInt8]())
    ends.appendNumber(Int32(0))
    for row in rows {
      let code = texts.code(of: row)
      if code >= 0 { bytes += texts.pool.utf8(Int(code)) }
      ends.appendNumber(Int32(bytes.count))
    }
    return [ends, bytes]
  }

  /// The first row of a batch with more text than a place of 32 bits can say; nil if there is none.
  package var firstTooLong: Int? {
    for rows in batches {
      for case .text(let texts) in columns {
        var total = 0
        for row in rows {
          let code = texts.code(of: row)
          if code >= 0 { total += texts.pool.range(Int(code)).count }
          if total > Int(Int32.max) { return row }
        }
      }
    }
    return nil
  }
}
