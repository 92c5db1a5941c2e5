package import StetColumns
package import StetDiagnostics

/// A Parquet file whose footer has been read (parquet-format, version 2.11).
package struct ParquetFile: Sendable {
  let file: ColumnarFile
  let footer: ParquetFooter
  let schema: ParquetSchema
  /// What Stet wrote about columns besides their values: `stet.unit.spend`.
  private let metadata: [String: String]

  private static let signature = Array("PAR1".utf8)
  private static let encrypted = Array("PARE".utf8)
  /// Of a footer; those of ten thousand columns in a thousand row groups have as much.
  private static let mostBytes = 1 << 28

  /// Reads the last bytes of the file, and the footer before them.
  package init(_ file: ColumnarFile) throws(RunFailure) {
    self.file = file
    do throws(Malformed) {
      guard file.size >= 12 else { throw Malformed("it ends early") }
      let tail = try file.bytes(file.size - 8, 8)
      let signature = try tail.part(4, 4).array
      if signature == Self.encrypted { throw Malformed("encrypted") }
      guard signature == Self.signature else { throw Malformed("the last bytes are not `PAR1`") }
      let length = Int(try tail.number(UInt32.self, at: 0))
      guard length <= file.size - 12 else { throw Malformed("it is longer than the file") }
      guard length <= Self.mostBytes else { throw Malformed("it has more than \(byteWords(Self.mostBytes))") }
      footer = try ParquetFooter(try file.bytes(file.size - 8 - length, length))
      schema = try ParquetSchema(footer.elements)
      for group in footer.rowGroups where group.chunks.count != schema.leafCount {
        throw Malformed("a row group has \(group.chunks.count) columns instead of \(schema.leafCount)")
      }
    } catch {
      if error.reason == "encrypted" { throw RunFailure(.encrypted(file.name)) }
      throw file.failure("the footer", error)
    }
    metadata = Dictionary(footer.metadata.map { ($0.key, $0.value) }) { first, _ in first }
    guard footer.rowCount < Int(Int32.max) - 1 else { throw RunFailure(.tooManyRows(file.name)) }
  }

  /// The columns, with the types that they have unless a value does not fit.
  package var fields: [Field] {
    schema.parts.map { part in
      let type = part.flat.flatMap { ParquetColumn($0)?.readings.first?.type } ?? .text
      return Field(
        part.name, type.stated(metadata("type", part.name)), unit: metadata("unit", part.name),
        summary: metadata("summary", part.name))
    }
  }

  private func metadata(_ key: String, _ column: String) -> String? { metadata["stet.\(key).\(column)"] }
}

extension Diagnostic {
  fileprivate static func encrypted(_ name: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "the file is encrypted", location: name, kind: .data,
      notes: ["whoever has the key can save it without encryption"])
  }
}
