import StetColumns

/// How the values of a register are held.
enum CellLayout: Sendable, Equatable {
  /// One byte, 0 or 1.
  case bool
  /// Ints that fit, days, ordinals of periods: 32 bits.
  case narrow
  /// Ints, moments, durations, and the digits of decimals where they have room: 64 bits.
  case wide
  case float
  /// The digits of decimals in 128 bits.
  case huge
  /// Codes into the register's pool, −1 for missing.
  case text

  /// Bytes of a value.
  var width: Int {
    switch self {
    case .bool: 1
    case .narrow, .text: 4
    case .wide, .float: 8
    case .huge: 16
    }
  }
}

/// A place for the values of an expression in a batch, or one value for all rows.
struct Register: Sendable {
  /// −1 for a constant.
  var index: Int
  var layout: CellLayout
  var type: ValueType
  /// What ints, or the digits of decimals, that are present cannot be outside of.
  var bounds: ClosedRange<Int64>?
  /// The places of decimals.
  var scale = 0
  /// Of texts.
  var pool: TextPool?
  var constant: Value?

  var isMissing: Bool { constant?.isMissing == true }

  /// The bounds, or those of the layout.
  var reach: ClosedRange<Int64> {
    if let bounds { return bounds }
    switch layout {
    case .bool: return 0...1
    case .narrow, .text: return Int64(Int32.min)...Int64(Int32.max)
    case .wide, .float, .huge: return .min ... .max
    }
  }

  /// Whether its values are exact numbers.
  var isExact: Bool { type == .int || type == .decimal }
}

/// One side of a kernel.
enum Side<Value: BitwiseCopyable & Sendable>: Sendable {
  case cells(Register)
  case one(Value)
}
