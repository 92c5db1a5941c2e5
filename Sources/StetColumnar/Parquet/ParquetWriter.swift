package import StetColumns
import Synchronization

/// Writes a table as a Parquet file, in parts that can be made at the same time: always the same bytes for the same table.
package final class ParquetWriter: Sendable {
  private let fields: [Field]
  private let columns: [WrittenColumn]
  /// Bytes of each column's decimals, if it has such.
  private let widths: [Int]
  private let rowCount: Int
  private let chunks = Mutex<[Int: ParquetColumnWriter.Chunk]>([:])

  private static let groupRows = 1 << 18

  package init(_ table: Table) {
    fields = table.schema.fields
    columns = table.columns.map { WrittenColumn($0) }
    widths = columns.map(\.decimalWidth)
    rowCount = table.rowCount
  }

  private var groups: [Range<Int>] {
    stride(from: 0, to: rowCount, by: Self.groupRows).map { $0..<min($0 + Self.groupRows, rowCount) }
  }

  /// All of the file.
  package var bytes: [UInt8] {
    let parts = (0..<partCount).map { part($0) }
    return parts.joined() + end(parts.map(\.count))
  }

  /// The signature, and each column of each row group.
  package var partCount: Int { 1 + groups.count * columns.count }

  package func part(_ part: Int) -> [UInt8] {
    if part == 0 { return Array("PAR1".utf8) }
    let (group, column) = (part - 1).quotientAndRemainder(dividingBy: columns.count)
    let (bytes, chunk) = ParquetColumnWriter(column: columns[column], rows: groups[group]).write()
    chunks.withLock { $0[part] = chunk }
    return bytes
  }

  /// The footer, once all parts have been made; they have so many bytes.
  package func end(_ sizes: [Int]) -> [UInt8] {
    let chunks = chunks.withLock { $0 }
    var starts = [0]
    for size in sizes { starts.append(starts[starts.count - 1] + size) }
    var writer = ThriftWriter()
    writer.structure { footer in
      footer.int32(1, 2)
      footer.structures(2, Array(-1..<columns.count)) { column, element in
        if column < 0 {
          element.text(4, "schema")
          element.int32(5, columns.count)
        } else {
          describe(column, &element)
        }
      }
      footer.int64(3, rowCount)
      footer.structures(4, Array(groups.enumerated())) { group, written in
        let parts = (0..<columns.count).map { 1 + group.offset * columns.count + $0 }
        written.structures(1, parts) { part, element in
          guard let chunk = chunks[part] else { preconditionFailure("every part is made before the end") }
          write(chunk, (part - 1) % columns.count, at: starts[part], group.element.count, &element)
        }
        written.int64(2, parts.reduce(0) { $0 + (chunks[$1]?.unpackedSize ?? 0) })
        written.int64(3, group.element.count)
      }
      let words = fields.flatMap { field in field.metadata.map { ("stet.\($0.key).\(field.name)", $0.value) } }
      if !words.isEmpty {
        footer.structures(5, words) { pair, element in
          element.text(1, pair.0)
          element.text(2, pair.1)
        }
      }
      footer.text(6, "stet")
      footer.structures(7, fields) { _, order in order.structure(1) { _ in } }
    }
    var bytes = writer.bytes
    bytes.appendNumber(UInt32(bytes.count))
    return bytes + Array("PAR1".utf8)
  }

  /// `SchemaElement`, with the older words for types beside the newer ones.
  private func describe(_ column: Int, _ element: inout ThriftWriter) {
    let type = type(column)
    element.int32(1, type.physical.rawValue)
    if let length = type.length { element.int32(2, length) }
    element.int32(3, 1)
    element.text(4, fields[column].name)
    if let converted = type.converted { element.int32(6, converted) }
    if let (scale, precision) = type.decimal {
      element.int32(7, scale)
      element.int32(8, precision)
    }
    guard let logical = type.logical else { return }
    element.structure(10) { union in
      union.structure(logical) { fields in
        if let (scale, precision) = type.decimal {
          fields.int32(1, scale)
          fields.int32(2, precision)
        }
        if type.isTime {
          fields.flag(1, false)
          fields.structure(2) { unit in unit.structure(2) { _ in } }
        }
      }
    }
  }

  private struct WrittenType {
    let physical: ParquetPhysical
    var length: Int?
    /// The numbers of the older and of the newer word for what the values mean.
    var converted: Int?
    var logical: Int?
    var decimal: (scale: Int, precision: Int)?
    var isTime = false
  }

  private func type(_ column: Int) -> WrittenType {
    switch columns[column] {
    case .bool: WrittenType(physical: .boolean)
    case .int, .narrowInt, .duration: WrittenType(physical: .int64)
    case .year: WrittenType(physical: .int32)
    case .decimal(_, let scale): WrittenType(physical: .int64, converted: 5, logical: 5, decimal: (scale, 18))
    case .longDecimal(_, let scale):
      WrittenType(
        physical: .fixed, length: widths[column], converted: 5, logical: 5,
        decimal: (scale, widths[column] == 17 ? 39 : 38))
    case .float: WrittenType(physical: .double)
    case .text: WrittenType(physical: .byteArray, converted: 0, logical: 1)
    case .date: WrittenType(physical: .int32, converted: 6, logical: 6)
    case .datetime: WrittenType(physical: .int64, logical: 8, isTime: true)
    }
  }

  /// `ColumnChunk`
  private func write(
    _ chunk: ParquetColumnWriter.Chunk, _ column: Int, at start: Int, _ count: Int, _ element: inout ThriftWriter
  ) {
    element.int64(2, 0)
    element.structure(3) { metadata in
      metadata.int32(1, type(column).physical.rawValue)
      metadata.numbers(2, chunk.hasDictionary ? [0, 3, 8] : [0, 3])
      metadata.texts(3, [fields[column].name])
      metadata.int32(4, chunk.isCompressed ? 6 : 0)
      metadata.int64(5, count)
      metadata.int64(6, chunk.unpackedSize)
      metadata.int64(7, chunk.size)
      metadata.int64(9, start + chunk.dictionarySize)
      if chunk.hasDictionary { metadata.int64(11, start) }
      metadata.structure(12) { statistics in
        statistics.int64(3, chunk.missing)
        if let most = chunk.most { statistics.binary(5, most) }
        if let least = chunk.least { statistics.binary(6, least) }
      }
    }
  }
}
