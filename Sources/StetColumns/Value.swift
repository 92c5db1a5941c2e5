/// One cell or one scalar.
package enum Value: Sendable, Hashable {
  case missing
  case bool(Bool)
  case int(Int64)
  case decimal(Decimal)
  case float(Double)
  case text(String)
  case date(Int32)
  case datetime(Int64)
  case period(Int32, PeriodKind)
  case duration(Int64)

  /// Texts are equal when their bytes are, as in columns; Swift's strings would treat two encodings of é as equal.
  package static func == (a: Value, b: Value) -> Bool {
    switch (a, b) {
    case (.missing, .missing): true
    case (.bool(let x), .bool(let y)): x == y
    case (.int(let x), .int(let y)), (.datetime(let x), .datetime(let y)), (.duration(let x), .duration(let y)): x == y
    case (.decimal(let x), .decimal(let y)): x == y
    case (.float(let x), .float(let y)): x == y
    case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
    case (.date(let x), .date(let y)): x == y
    case (.period(let x, let kind), .period(let y, let other)): x == y && kind == other
    case (.missing, _), (.bool, _), (.int, _), (.decimal, _), (.float, _), (.text, _), (.date, _), (.datetime, _),
      (.period, _), (.duration, _):
      false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .missing: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .int(let value), .datetime(let value), .duration(let value): hasher.combine(value)
    case .decimal(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value)
    case .text(let value): for byte in value.utf8 { hasher.combine(byte) }
    case .date(let value), .period(let value, _): hasher.combine(value)
    }
  }

  /// Nil for a missing value, which belongs to every type.
  package var type: ValueType? {
    switch self {
    case .missing: nil
    case .bool: .bool
    case .int: .int
    case .decimal: .decimal
    case .float: .float
    case .text: .text
    case .date: .date
    case .datetime: .datetime
    case .period(_, let kind): .period(kind)
    case .duration: .duration
    }
  }

  package var isMissing: Bool { if case .missing = self { true } else { false } }
  package var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var asInt: Int64? { if case .int(let value) = self { value } else { nil } }
  package var asText: String? { if case .text(let value) = self { value } else { nil } }
  package var asDate: Int32? { if case .date(let value) = self { value } else { nil } }
  package var asOrdinal: Int32? { if case .period(let value, _) = self { value } else { nil } }

  package var asMicroseconds: Int64? {
    switch self {
    case .datetime(let value), .duration(let value): value
    case .missing, .bool, .int, .decimal, .float, .text, .date, .period: nil
    }
  }

  /// An int or a decimal as an exact decimal.
  package var asDecimal: Decimal? {
    switch self {
    case .int(let value): Decimal(digits: Int128(value), scale: 0)
    case .decimal(let value): value
    case .missing, .bool, .float, .text, .date, .datetime, .period, .duration: nil
    }
  }

  /// Any number as the nearest double.
  package var asFloat: Double? {
    switch self {
    case .int(let value): Double(value)
    case .decimal(let value): value.double
    case .float(let value): value
    case .missing, .bool, .text, .date, .datetime, .period, .duration: nil
    }
  }
}
