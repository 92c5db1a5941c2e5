package import StetColumns

/// One argument of a function, an aggregate or a window function, by position or by name.
package struct Parameter: Sendable {
  package enum Accepts: Sendable {
    /// This type, after widening if that loses nothing.
    case type(ValueType)
    /// An int, a decimal or a float, as it comes.
    case number
    /// A number, widened to one type with all others of this kind.
    case common
    /// A date, or a date with a time.
    case calendar
    /// The same, or a period that lies in one of this kind.
    case datedWithin(PeriodKind)
    case period
    case any
    /// The same, compared by size.
    case ordered

    /// As a message or the help says it.
    package var words: String {
      switch self {
      case .type(.int): "a whole number"
      case .type(.float), .number, .common: "a number"
      case .type(.bool): "a condition"
      case .type(.text): "a text value"
      case .type(let type): "a \(type.name)"
      case .calendar: "a date"
      case .datedWithin(let kind): "a date or a period that lies in one \(kind.words)"
      case .period: "a period such as `FY2011`"
      case .any, .ordered: "any value"
      }
    }
  }

  package let name: String
  package let accepts: Accepts
  /// What an argument is that is not given; nil where it must be.
  package let standard: Value?
  /// Whether it must be one value for all rows.
  package let isConstant: Bool

  package init(_ name: String, _ accepts: Accepts, default standard: Value? = nil, isConstant: Bool = false) {
    self.name = name
    self.accepts = accepts
    self.standard = standard
    self.isConstant = isConstant
  }

  package static func text(_ name: String = "text") -> Parameter { Parameter(name, .type(.text)) }
}

extension [Parameter] {
  /// A call with the names of the arguments, as messages and the help write it: `pad(text, width, with: …)`.
  package func signature(of name: String) -> String {
    "\(name)(\(map { $0.standard == nil ? $0.name : "\($0.name): …" }.joined(separator: ", ")))"
  }

  /// The same with what each argument takes, for the help and the manual.
  func call(of name: String) -> String {
    let kinds = map { "`\($0.name)` is \($0.accepts.words)\($0.isConstant ? ", the same for all rows" : "")" }
    return "`\(signature(of: name))`" + (isEmpty ? "" : ": \(kinds.joined(separator: "; "))")
  }

  /// How many arguments a call has.
  package var counts: ClosedRange<Int> { count(where: { $0.standard == nil })...count }
}
