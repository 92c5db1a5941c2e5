import StetColumns
import StetInterpreter

/// One cell of a table, or one value.
public enum Cell: Sendable, Hashable {
  case missing
  case bool(Bool)
  case int(Int64)
  case decimal(ExactDecimal)
  case float(Double)
  case text(String)
  case date(CalendarDay)
  /// A date with a time as ISO 8601 text, a period (`FY2011`, `2024-Q2`) or a duration (`7 days`), as text.
  case other(String)

  /// Plain text that reads back as the same value; nil if it is missing.
  public var text: String? {
    switch self {
    case .missing: nil
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .decimal(let value): value.description
    case .float(let value): shortest(value)
    case .text(let value), .other(let value): value
    case .date(let day): day.description
    }
  }

  init(_ value: Value) {
    switch value {
    case .missing: self = .missing
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .decimal(let value): self = .decimal(ExactDecimal(digits: value.digits, scale: value.scale))
    case .float(let value): self = .float(value)
    case .text(let value): self = .text(value)
    case .date(let days):
      let date = CivilDate(daysSinceEpoch: days)
      self = .date(CalendarDay(date))
    case .datetime, .period, .duration: self = .other(plainText(value))
    }
  }

  /// Nil for what no function can take or return.
  var value: Value? {
    switch self {
    case .missing: .missing
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .decimal(let value): .decimal(Decimal(digits: value.digits, scale: value.scale))
    // A column of floats has only finite numbers.
    case .float(let value): value.isFinite ? .float(value) : .missing
    case .text(let value): .text(value)
    case .date(let day): .date(day.civil.daysSinceEpoch)
    case .other: nil
    }
  }
}

/// A Swift type that a column can be read as, and that a registered function can take and return.
///
/// `Bool`, `Int64`, `Double`, `String`, `ExactDecimal` and `CalendarDay` are such types.
public protocol ScriptValue: Sendable {
  /// The type in scripts: `bool`, `int`, `float`, `text`, `decimal` or `date`.
  static var typeName: String { get }
  /// The types of columns that this type reads without loss.
  static var reads: [String] { get }
  /// Nil if the cell is missing or of another type.
  init?(_ cell: Cell)
  var cell: Cell { get }
}

extension Bool: ScriptValue {
  public static var typeName: String { "bool" }
  public static var reads: [String] { ["bool"] }
  public init?(_ cell: Cell) {
    guard case .bool(let value) = cell else { return nil }
    self = value
  }
  public var cell: Cell { .bool(self) }
}

extension Int64: ScriptValue {
  public static var typeName: String { "int" }
  public static var reads: [String] { ["int"] }
  public init?(_ cell: Cell) {
    guard case .int(let value) = cell else { return nil }
    self = value
  }
  public var cell: Cell { .int(self) }
}

extension Double: ScriptValue {
  public static var typeName: String { "float" }
  /// An int above 2^53 and a decimal read as the nearest double.
  public static var reads: [String] { ["float", "int", "decimal"] }
  public init?(_ cell: Cell) {
    switch cell {
    case .float(let value): self = value
    case .int(let value): self = Double(value)
    case .decimal(let value): self = Decimal(digits: value.digits, scale: value.scale).double
    case .missing, .bool, .text, .date, .other: return nil
    }
  }
  public var cell: Cell { .float(self) }
}

extension String: ScriptValue {
  public static var typeName: String { "text" }
  public static var reads: [String] { ["text"] }
  public init?(_ cell: Cell) {
    guard case .text(let value) = cell else { return nil }
    self = value
  }
  public var cell: Cell { .text(self) }
}

/// An exact decimal number: `digits` × 10^−`scale`.
public struct ExactDecimal: Sendable, Hashable, CustomStringConvertible, ScriptValue {
  public let digits: Int128
  public let scale: Int

  /// - Precondition: `scale` is between 0 and 38.
  public init(digits: Int128, scale: Int) {
    precondition((0...38).contains(scale), "a decimal must have 0 to 38 decimal places")
    self.digits = digits
    self.scale = scale
  }

  /// With all its decimal places: `-0.30`.
  public var description: String { Decimal(digits: digits, scale: scale).description }

  public static var typeName: String { "decimal" }
  public static var reads: [String] { ["decimal", "int"] }
  public init?(_ cell: Cell) {
    switch cell {
    case .decimal(let value): self = value
    case .int(let value): self.init(digits: Int128(value), scale: 0)
    case .missing, .bool, .float, .text, .date, .other: return nil
    }
  }
  public var cell: Cell { .decimal(self) }
}

/// A day of the Gregorian calendar, in the years 1 to 9999.
public struct CalendarDay: Sendable, Hashable, CustomStringConvertible, ScriptValue {
  let civil: CivilDate

  public var year: Int { civil.year }
  public var month: Int { civil.month }
  public var day: Int { civil.day }

  init(_ civil: CivilDate) { self.civil = civil }

  /// Nil where the month has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard let civil = CivilDate(year: year, month: month, day: day) else { return nil }
    self.civil = civil
  }

  /// `2011-05-04`
  public var description: String { iso(civil) }

  public static var typeName: String { "date" }
  public static var reads: [String] { ["date"] }
  public init?(_ cell: Cell) {
    guard case .date(let day) = cell else { return nil }
    self = day
  }
  public var cell: Cell { .date(self) }
}
