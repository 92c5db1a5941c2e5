import StetColumns

/// A column of a Parquet file: how its values are stored, and what they become.
struct ParquetColumn: Sendable {
  let leaf: ParquetLeaf
  let storage: Storage
  /// What is tried, in order: a value that does not fit leads to the next.
  let readings: [Reading]
  /// What a reader should know about the values, as a clause after the column's name.
  var note: String?

  /// Nil for a type that no column of a table holds.
  init?(_ leaf: ParquetLeaf) {
    self.leaf = leaf
    let element = leaf.element
    guard let physical = element.physical, physical != .fixed || element.length > 0 else { return nil }
    let logical = element.logical
    switch (physical, logical) {
    case (_, .nothing): (storage, readings) = (Self.plain(physical, element.length), [.text(.hexadecimal)])
    case (.boolean, _): (storage, readings) = (.bools, [.bool])
    case (_, .decimal(_, let scale)):
      guard let storage = Self.decimals(physical, element.length), 0...1000 ~= scale else { return nil }
      self.storage = storage
      let text = Reading.text(.decimal(scale: scale))
      readings =
        if scale > 38 { [text] } else if physical == .int32 || physical == .int64 { [.decimal(scale: scale)] } else {
          [.decimal(scale: scale), .longDecimal(scale: scale), text]
        }
    case (.int32, .date): (storage, readings) = (.int32, [.date])
    case (.int32, .time(let unit)), (.int64, .time(let unit)):
      (storage, readings) = (physical == .int32 ? .int32 : .int64, [.text(.time(unit.unit))])
    case (.int64, .timestamp(let unit, let isUTC)):
      (storage, readings) = (.int64, [.datetime(unit.unit), .text(.timestamp(unit.unit))])
      if isUTC { note = "has times in UTC" }
    case (.int96, _): (storage, readings) = (.int96, [.datetime(.nanoseconds), .text(.timestamp(.nanoseconds))])
    case (.int32, .integer(_, isSigned: false)): (storage, readings) = (.uint32, [.narrowInt, .int])
    case (.int64, .integer(_, isSigned: false)): (storage, readings) = (.uint64, [.narrowInt, .int, .hugeInt])
    case (.int32, _): (storage, readings) = (.int32, [.narrowInt])
    case (.int64, _): (storage, readings) = (.int64, [.narrowInt, .int])
    case (.float, _): (storage, readings) = (.float, [.float])
    case (.double, _): (storage, readings) = (.double, [.float])
    case (.fixed, .float16) where element.length == 2: (storage, readings) = (.half, [.float])
    case (.fixed, .uuid) where element.length == 16: (storage, readings) = (.fixed(16), [.text(.uuid)])
    case (.fixed, .interval) where element.length == 12: (storage, readings) = (.fixed(12), [.text(.interval)])
    case (.byteArray, .text), (.byteArray, .json): (storage, readings) = (.texts, [.text(.utf8)])
    case (.byteArray, .other), (.fixed, _):
      (storage, readings) = (Self.plain(physical, element.length), [.text(.hexadecimal)])
      note = "has bytes, written as hexadecimal digits"
    // Older writers did not say that bytes are text.
    case (.byteArray, _): (storage, readings) = (.texts, [.text(.utf8), .text(.hexadecimal)])
    }
  }

  private static func plain(_ physical: ParquetPhysical, _ length: Int) -> Storage {
    switch physical {
    case .boolean: .bools
    case .int32: .int32
    case .int64: .int64
    case .int96: .int96
    case .float: .float
    case .double: .double
    case .byteArray: .texts
    case .fixed: .fixed(length)
    }
  }

  private static func decimals(_ physical: ParquetPhysical, _ length: Int) -> Storage? {
    switch physical {
    case .int32: .int32
    case .int64: .int64
    case .byteArray: .bigEndianTexts
    case .fixed: .bigEndian(length)
    case .boolean, .int96, .float, .double: nil
    }
  }

  /// The readings without those that the file's own bounds rule out. They are hints: what is tried is still checked.
  func readings(_ chunks: [ParquetChunk]) -> [Reading] {
    guard readings.first == .narrowInt, readings.count > 1 else { return readings }
    let isUnsigned = storage == .uint32 || storage == .uint64
    let isWide = chunks.contains { chunk in
      [chunk.least, chunk.most].contains { bytes in
        guard let number = ParquetChunk.number(bytes) else { return false }
        return Int32(exactly: number) == nil || isUnsigned && number < 0
      }
    }
    return isWide ? Array(readings.dropFirst()) : readings
  }
}

extension ParquetLogical.Unit {
  var unit: TimeUnit {
    switch self {
    case .milliseconds: .milliseconds
    case .microseconds: .microseconds
    case .nanoseconds: .nanoseconds
    }
  }
}
