package import StetColumns
package import StetDiagnostics

/// A file or a stream of Arrow's interprocess format, whose metadata has been read (arrow.apache.org/docs/format/Columnar.html,
/// "Serialization and Interprocess Communication").
package struct ArrowFile: Sendable {
  let file: ColumnarFile
  let schema: ArrowSchema
  let parts: [ArrowPart]
  /// Those that have rows.
  private(set) var batches: [ArrowBatch] = []
  /// Of each dictionary, its batches; a state is how many of them count from which on.
  private(set) var dictionaries: [Int64: DictionaryBatches] = [:]

  struct DictionaryBatches: Sendable {
    let field: ArrowField
    var batches: [ArrowBatch] = []
    /// For each state: the first batch of it, and the one after the last.
    var states: [Range<Int>] = []
  }

  private static let signature = Array("ARROW1".utf8)
  /// Of the metadata of one message.
  private static let mostBytes = 1 << 28

  package init(_ file: ColumnarFile) throws(RunFailure) {
    self.file = file
    do throws(Malformed) {
      let head = try file.bytes(0, min(8, file.size)).array
      if head.starts(with: Array("FEA1".utf8)) { throw Malformed("feather") }
      let isFile = head.starts(with: Self.signature)
      if isFile {
        let footer = try Self.footer(file)
        guard let table = try footer.table(1) else { throw Malformed("it has no schema") }
        schema = try ArrowSchema(table)
        parts = ArrowPart.all(schema.fields)
        try readBlocks(footer)
      } else {
        var place = 0
        guard let first = try Self.message(file, &place), first.kind == 1 else { throw Malformed("it has no schema") }
        schema = try ArrowSchema(first.header)
        parts = ArrowPart.all(schema.fields)
        while let message = try Self.message(file, &place) { try add(message) }
      }
    } catch {
      if error.reason == "feather" { throw RunFailure(.oldFeather(file.name)) }
      throw file.failure("the metadata", error)
    }
    guard rowCount < Int(Int32.max) - 1 else { throw RunFailure(.tooManyRows(file.name)) }
  }

  var rowCount: Int { batches.reduce(0) { $0 + $1.rowCount } }

  /// The columns, with the types that they have unless a value does not fit.
  package var fields: [Field] {
    parts.map { part in
      let field = part.field
      let type = field.type.reading?.readings.first?.type ?? .text
      return Field(
        part.name, type.stated(field.metadata["stet.type"]), unit: field.metadata["stet.unit"],
        summary: field.metadata["stet.summary"])
    }
  }

  // MARK: - Messages

  private struct Message {
    /// 1 for a schema, 2 for a part of a dictionary, 3 for rows.
    let kind: UInt8
    let header: FlatTable
    let body: Range<Int>
  }

  private static func footer(_ file: ColumnarFile) throws(Malformed) -> FlatTable {
    guard file.size >= 20 else { throw Malformed("it ends early") }
    let tail = try file.bytes(file.size - 10, 10)
    guard try tail.part(4, 6).array == signature else { throw Malformed("the last bytes are not `ARROW1`") }
    let length = Int(try tail.number(Int32.self, at: 0))
    guard 4...mostBytes ~= length, length <= file.size - 18 else { throw Malformed("it is longer than the file") }
    return try FlatTable(try file.bytes(file.size - 10 - length, length))
  }

  /// What the footer lists: dictionaries, then rows.
  private mutating func readBlocks(_ footer: FlatTable) throws(Malformed) {
    for (field, kind) in [(2, UInt8(2)), (3, 3)] {
      let (bytes, count) = try footer.list(field, width: 24)
      for index in 0..<count {
        var place = Int(clamping: try bytes.number(Int64.self, at: 24 * index))
        guard let message = try Self.message(file, &place), message.kind == kind else {
          throw Malformed("a batch is not where the footer says")
        }
        try add(message)
      }
    }
  }

  /// The message at a place, which is then after it; nil at the end of a stream.
  private static func message(_ file: ColumnarFile, _ place: inout Int) throws(Malformed) -> Message? {
    // A stream may end without saying so.
    if place == file.size { return nil }
    var length = Int(try file.bytes(place, 4).number(Int32.self, at: 0))
    place += 4
    // Before version 0.15, messages began with their length.
    if length == -1 {
      length = Int(try file.bytes(place, 4).number(Int32.self, at: 0))
      place += 4
    }
    if length == 0 { return nil }
    guard 4...mostBytes ~= length else { throw Malformed("a message has an impossible length") }
    let table = try FlatTable(try file.bytes(place, length))
    place += length
    let size = try table.number(3, Int64(0))
    guard let header = try table.table(2), let size = Int(exactly: size), 0...(file.size - place) ~= size else {
      throw Malformed("a message is longer than the file")
    }
    defer { place += size }
    return Message(kind: try table.number(1, UInt8(0)), header: header, body: place..<place + size)
  }

  private mutating func add(_ message: Message) throws(Malformed) {
    switch message.kind {
    case 2: try addDictionary(message)
    case 3:
      var batch = try ArrowBatch(message.header, schema.fields, message.body, file)
      guard schema.fields.allSatisfy({ batch.count($0) == batch.rowCount }) else {
        throw Malformed("a batch has columns of different lengths")
      }
      guard batch.rowCount > 0 else { return }
      batch.dictionaries = dictionaries.mapValues { $0.states.count - 1 }
      batches.append(batch)
    default: throw Malformed("a message is of an unknown kind")
    }
  }

  /// A dictionary, another one in its place, or more entries for it.
  private mutating func addDictionary(_ message: Message) throws(Malformed) {
    let id = try message.header.number(0, Int64(0))
    guard let data = try message.header.table(1) else { throw Malformed("a dictionary is empty") }
    guard let owner = Self.owner(of: id, schema.fields) else { return }
    var own = dictionaries[id] ?? DictionaryBatches(field: owner.values)
    var batch = try ArrowBatch(data, [own.field], message.body, file)
    guard batch.count(own.field) == batch.rowCount else { throw Malformed("a dictionary has an impossible length") }
    batch.dictionaries = dictionaries.mapValues { $0.states.count - 1 }
    own.batches.append(batch)
    let start = try message.header.flag(2, false) ? own.states.last?.lowerBound ?? 0 : own.batches.count - 1
    own.states.append(start..<own.batches.count)
    dictionaries[id] = own
  }

  private static func owner(of id: Int64, _ fields: [ArrowField]) -> ArrowField? {
    for field in fields {
      if field.dictionary?.id == id { return field }
      if let inner = owner(of: id, field.children) { return inner }
    }
    return nil
  }
}

extension ArrowField {
  /// The entries of its dictionary as a column.
  fileprivate var values: ArrowField {
    ArrowField(number: number, name: name, type: type, dictionary: nil, children: children, metadata: [:])
  }
}

extension Diagnostic {
  fileprivate static func oldFeather(_ name: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "the file is of Feather's first version, which cannot be read", location: name, kind: .data,
      notes: [
        "R's arrow::read_feather and Python's pyarrow.feather.read_table read it, and can save it as CSV or Parquet"
      ])
  }
}
