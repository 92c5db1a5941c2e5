import StetColumns

/// What the values of a column become: the layout that they are written into.
enum Reading: Sendable, Equatable {
  case bool
  case narrowInt, int
  /// Whole numbers beyond 64 bits with a sign.
  case hugeInt
  case decimal(scale: Int)
  case longDecimal(scale: Int)
  case float
  case date
  case datetime(TimeUnit)
  case duration(TimeUnit)
  case text(TextForm)

  var type: ValueType {
    switch self {
    case .bool: .bool
    case .narrowInt, .int: .int
    case .hugeInt, .decimal, .longDecimal: .decimal
    case .float: .float
    case .date: .date
    case .datetime: .datetime
    case .duration: .duration
    case .text: .text
    }
  }

  /// Bytes of a value, as its column has it.
  var width: Int {
    switch self {
    case .bool: 1
    case .narrowInt, .date, .text: 4
    case .int, .decimal, .float, .datetime, .duration: 8
    case .hugeInt, .longDecimal: 16
    }
  }

  /// Space for that many values.
  func store(_ count: Int) -> ColumnStore {
    switch self {
    case .bool: .bools(untouched(count))
    case .narrowInt, .date, .text: .narrow(untouched(count))
    case .int, .decimal, .datetime, .duration: .wide(untouched(count))
    case .float: .floats(untouched(count))
    case .hugeInt, .longDecimal: .huge(untouched(count))
    }
  }

  /// The column of values that fill a store; texts are made otherwise.
  func column(_ store: consuming ColumnStore, _ validity: Bitmap?) -> Column {
    switch (self, store) {
    case (.bool, .bools(let values)): .bool(Vector(values, validity: validity))
    case (.narrowInt, .narrow(let values)): .narrowInt(Vector(values, validity: validity))
    case (.int, .wide(let values)): .int(Vector(values, validity: validity))
    case (.hugeInt, .huge(let values)): .longDecimal(Vector(values, validity: validity), scale: 0)
    case (.decimal(let scale), .wide(let values)): .decimal(Vector(values, validity: validity), scale: scale)
    case (.longDecimal(let scale), .huge(let values)): .longDecimal(Vector(values, validity: validity), scale: scale)
    case (.float, .floats(let values)): .float(Vector(values, validity: validity))
    case (.date, .narrow(let values)): .date(Vector(values, validity: validity))
    case (.datetime, .wide(let values)): .datetime(Vector(values, validity: validity))
    case (.duration, .wide(let values)): .duration(Vector(values, validity: validity))
    default: preconditionFailure("a column's store must match its reading")
    }
  }
}

/// How much one is, in a column of times.
enum TimeUnit: Sendable, Equatable {
  case days, seconds, milliseconds, microseconds, nanoseconds

  /// How many of it are a second; 0 for days.
  var perSecond: Int64 {
    switch self {
    case .days: 0
    case .seconds: 1
    case .milliseconds: 1000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }
}

/// How values that no other layout holds are written as text.
enum TextForm: Sendable, Equatable {
  /// The bytes, which must be UTF-8.
  case utf8
  /// Two digits for each byte.
  case hexadecimal
  case uuid
  case time(TimeUnit)
  case timestamp(TimeUnit)
  case decimal(scale: Int)
  /// Months, days and milliseconds.
  case interval
}

/// How values are stored, as far as what they become depends on it.
enum Storage: Sendable, Equatable {
  /// A byte each, 0 or 1.
  case bools
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  /// Nanoseconds of a day in 64 bits, and the number of the Julian day in 32.
  case int96
  case half, float, double
  /// Numbers with a sign of so many bytes each, the first byte highest.
  case bigEndian(Int)
  /// The same, each of a length of its own.
  case bigEndianTexts
  /// The same with the last byte highest.
  case littleEndian(Int)
  /// Bytes of so many each.
  case fixed(Int)
  /// Bytes of any number.
  case texts

  /// Bytes of a value; nil if each has its own number.
  var width: Int? {
    switch self {
    case .bools, .int8, .uint8: 1
    case .int16, .uint16, .half: 2
    case .int32, .uint32, .float: 4
    case .int64, .uint64, .double: 8
    case .int96: 12
    case .bigEndian(let width), .littleEndian(let width), .fixed(let width): width
    case .bigEndianTexts, .texts: nil
    }
  }
}

/// The days, and the microseconds, of the years 0001 to 9999.
enum Calendar {
  static let days: ClosedRange<Int32> = -719_162...2_932_896
  static let microseconds: ClosedRange<Int64> = -719_162 * 86_400_000_000...2_932_896 * 86_400_000_000 + 86_399_999_999
}
