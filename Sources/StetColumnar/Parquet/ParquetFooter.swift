/// What the end of a Parquet file says about the rest: the columns, and where each part of each column is
/// (parquet-format/src/main/thrift/parquet.thrift, `FileMetaData`).
struct ParquetFooter: Sendable {
  var elements: [ParquetElement] = []
  var rowCount = 0
  var rowGroups: [ParquetRowGroup] = []
  /// In the order of the file.
  var metadata: [(key: String, value: String)] = []

  /// A column of every table has to fit in memory several times over; no real file has as many.
  static let mostColumns = 100_000
}

/// A node of the schema, in the order in which a walk from the root visits them.
struct ParquetElement: Sendable {
  enum Repetition: Int, Sendable { case required, optional, repeated }

  var name = ""
  /// Nil for a group.
  var physical: ParquetPhysical?
  var length = 0
  var repetition = Repetition.required
  var childCount = 0
  var converted: Int?
  var logical: ParquetLogical?
  var scale = 0
  var precision = 0
}

enum ParquetPhysical: Int, Sendable {
  case boolean, int32, int64, int96, float, double, byteArray, fixed
}

/// What the stored values mean.
enum ParquetLogical: Sendable, Equatable {
  enum Unit: Int, Sendable {
    case milliseconds = 1
    case microseconds, nanoseconds
  }

  case text, map, list, json, uuid, date, float16
  case decimal(precision: Int, scale: Int)
  case time(Unit)
  case timestamp(Unit, isUTC: Bool)
  case integer(bits: Int, isSigned: Bool)
  case interval
  /// A column of which every value is missing.
  case nothing
  /// Whatever else the bytes mean to other programs.
  case other
}

struct ParquetRowGroup: Sendable {
  var rowCount = 0
  var chunks: [ParquetChunk] = []
}

/// The values of one column in one row group.
struct ParquetChunk: Sendable {
  var physical = ParquetPhysical.boolean
  var codec = 0
  var valueCount = 0
  var compressedSize = 0
  var uncompressedSize = 0
  var dataOffset = 0
  var dictionaryOffset: Int?
  /// The least and the greatest value, as stored; hints and no more, since writers have been wrong.
  var least: [UInt8] = []
  var most: [UInt8] = []
  var isElsewhere = false
  var isEncrypted = false
}

extension ParquetFooter {
  init(_ bytes: Bytes) throws(Malformed) {
    var reader = ThriftReader(bytes)
    var (last, isSized) = (0, false)
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (2, .list):
        let count = try reader.structures()
        for _ in 0..<count { elements.append(try ParquetElement(&reader)) }
      case (3, .int64):
        rowCount = try reader.int()
        isSized = true
      case (4, .list):
        let count = try reader.structures()
        for _ in 0..<count { rowGroups.append(try ParquetRowGroup(&reader)) }
      case (5, .list):
        let count = try reader.structures()
        for _ in 0..<count { if let pair = try Self.pair(&reader) { metadata.append(pair) } }
      default: try reader.skip(field.kind)
      }
    }
    guard isSized, rowCount >= 0, !elements.isEmpty else { throw Malformed("it does not say what the file holds") }
    var total = 0
    for group in rowGroups {
      let (sum, isOver) = total.addingReportingOverflow(group.rowCount)
      guard !isOver else { throw Malformed("its row groups have too many rows") }
      total = sum
    }
    guard total == rowCount else { throw Malformed("its row groups have \(total) rows, but it says \(rowCount)") }
  }

  private static func pair(_ reader: inout ThriftReader) throws(Malformed) -> (key: String, value: String)? {
    var (last, key, value) = (0, String?.none, "")
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .binary): key = String(decoding: try reader.binary().array, as: UTF8.self)
      case (2, .binary): value = String(decoding: try reader.binary().array, as: UTF8.self)
      default: try reader.skip(field.kind)
      }
    }
    return key.map { ($0, value) }
  }
}

extension ParquetElement {
  fileprivate init(_ reader: inout ThriftReader) throws(Malformed) {
    var last = 0
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .int32):
        guard let known = ParquetPhysical(rawValue: try reader.int32()) else {
          throw Malformed("a column has an unknown physical type")
        }
        physical = known
      case (2, .int32): length = try reader.int32()
      case (3, .int32):
        guard let known = Repetition(rawValue: try reader.int32()) else {
          throw Malformed("a column has an unknown repetition")
        }
        repetition = known
      case (4, .binary): name = try reader.text()
      case (5, .int32): childCount = try reader.int32()
      case (6, .int32): converted = try reader.int32()
      case (7, .int32): scale = try reader.int32()
      case (8, .int32): precision = try reader.int32()
      case (10, .structure): logical = try Self.logical(&reader)
      default: try reader.skip(field.kind)
      }
    }
    guard length >= 0, childCount >= 0 else { throw Malformed("a column has a negative length") }
    if logical == nil, let converted { logical = Self.logical(converted, scale: scale, precision: precision) }
  }

  /// The union `LogicalType`, of which one field is set.
  private static func logical(_ reader: inout ThriftReader) throws(Malformed) -> ParquetLogical? {
    var (last, found) = (0, ParquetLogical?.none)
    while let field = try reader.field(after: &last) {
      guard field.kind == .structure else {
        try reader.skip(field.kind)
        continue
      }
      found = try logical(field.id, LogicalFields(&reader))
    }
    return found
  }

  /// The fields that any of the logical types has, by their numbers.
  private struct LogicalFields {
    var numbers: [Int: Int] = [:]
    var unit: ParquetLogical.Unit?

    init(_ reader: inout ThriftReader) throws(Malformed) {
      var last = 0
      while let field = try reader.field(after: &last) {
        switch (field.id, field.kind) {
        case (1...2, .int32): numbers[field.id] = try reader.int32()
        case (1...2, .byte): numbers[field.id] = try reader.int8()
        case (1...2, .yes): numbers[field.id] = 1
        case (1...2, .no): numbers[field.id] = 0
        case (2, .structure):
          var inner = 0
          while let one = try reader.field(after: &inner) {
            unit = ParquetLogical.Unit(rawValue: one.id)
            try reader.skip(one.kind)
          }
        default: try reader.skip(field.kind)
        }
      }
    }
  }

  private static func logical(_ id: Int, _ fields: LogicalFields) throws(Malformed) -> ParquetLogical {
    switch id {
    case 1, 4: return .text
    case 2: return .map
    case 3: return .list
    case 5: return .decimal(precision: fields.numbers[2] ?? 0, scale: fields.numbers[1] ?? 0)
    case 6: return .date
    case 7, 8:
      guard let unit = fields.unit else { throw Malformed("a time has an unknown unit") }
      return id == 7 ? .time(unit) : .timestamp(unit, isUTC: fields.numbers[1] == 1)
    case 10: return .integer(bits: fields.numbers[1] ?? 64, isSigned: fields.numbers[2] != 0)
    case 11: return .nothing
    case 12: return .json
    case 14: return .uuid
    case 15: return .float16
    default: return .other
    }
  }

  /// `ConvertedType`, which older writers used; its times are adjusted to UTC.
  private static func logical(_ converted: Int, scale: Int, precision: Int) -> ParquetLogical? {
    switch converted {
    case 0, 4: .text
    case 1, 2: .map
    case 3: .list
    case 5: .decimal(precision: precision, scale: scale)
    case 6: .date
    case 7: .time(.milliseconds)
    case 8: .time(.microseconds)
    case 9: .timestamp(.milliseconds, isUTC: true)
    case 10: .timestamp(.microseconds, isUTC: true)
    case 11...14: .integer(bits: 8 << (converted - 11), isSigned: false)
    case 15...18: .integer(bits: 8 << (converted - 15), isSigned: true)
    case 19: .json
    case 20: .other
    case 21: .interval
    default: nil
    }
  }
}

extension ParquetRowGroup {
  fileprivate init(_ reader: inout ThriftReader) throws(Malformed) {
    var last = 0
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .list):
        let count = try reader.structures()
        guard count <= ParquetFooter.mostColumns else { throw Malformed("a row group has too many columns") }
        chunks.reserveCapacity(count)
        for _ in 0..<count { chunks.append(try ParquetChunk(&reader)) }
      case (3, .int64): rowCount = try reader.int()
      default: try reader.skip(field.kind)
      }
    }
    guard rowCount >= 0 else { throw Malformed("a row group has a negative number of rows") }
  }
}

extension ParquetChunk {
  fileprivate init(_ reader: inout ThriftReader) throws(Malformed) {
    var (last, isDescribed) = (0, false)
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .binary): isElsewhere = try reader.binary().count > 0
      case (3, .structure):
        try describe(&reader)
        isDescribed = true
      case (8, .structure), (9, .binary):
        isEncrypted = true
        try reader.skip(field.kind)
      default: try reader.skip(field.kind)
      }
    }
    // With a key of its own, a column says nothing else in clear text.
    guard isDescribed || isEncrypted else { throw Malformed("it does not say where a column is") }
  }

  /// `ColumnMetaData`
  private mutating func describe(_ reader: inout ThriftReader) throws(Malformed) {
    var (last, seen) = (0, 0)
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (1, .int32):
        guard let known = ParquetPhysical(rawValue: try reader.int32()) else {
          throw Malformed("a column has an unknown physical type")
        }
        physical = known
        seen += 1
      case (4, .int32):
        codec = try reader.int32()
        seen += 1
      case (5, .int64): valueCount = try reader.int()
      case (6, .int64): uncompressedSize = try reader.int()
      case (7, .int64): compressedSize = try reader.int()
      case (9, .int64):
        dataOffset = try reader.int()
        seen += 1
      case (11, .int64): dictionaryOffset = try reader.int()
      case (12, .structure): try bounds(&reader)
      default: try reader.skip(field.kind)
      }
    }
    guard seen == 3, valueCount >= 0, compressedSize >= 0, uncompressedSize >= 0, dataOffset >= 0 else {
      throw Malformed("it does not say where a column is")
    }
  }

  private mutating func bounds(_ reader: inout ThriftReader) throws(Malformed) {
    var last = 0
    while let field = try reader.field(after: &last) {
      switch (field.id, field.kind) {
      case (5, .binary): most = try reader.binary().short
      case (6, .binary): least = try reader.binary().short
      default: try reader.skip(field.kind)
      }
    }
  }

  /// As a number of up to 64 bits.
  static func number(_ bytes: [UInt8]) -> Int64? {
    guard bytes.count == 4 || bytes.count == 8 else { return nil }
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
  }
}

extension Bytes {
  /// Those of a number; none of anything longer, which nobody asks for.
  fileprivate var short: [UInt8] { count <= 8 ? array : [] }
}
