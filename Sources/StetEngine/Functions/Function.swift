package import StetColumns
package import StetDiagnostics

/// A function of values: one result for each row, from that row alone.
///
/// A kernel sees whole columns and owns what missing does; most are lifted by an adapter of `Arguments`, for which a
/// missing argument gives a missing result.
package struct Function: Sendable {
  package let name: String
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// An expression that runs as it stands.
  package let example: String
  package let parameters: [Parameter]
  /// The type of the result, given those of the arguments after widening.
  package let result: @Sendable ([ValueType]) -> ValueType
  /// Whether a missing result of present arguments means that there is none, as below zero for `sqrt`; the ledger
  /// counts those.
  package let isPartial: Bool
  package let apply: @Sendable (Arguments) throws(ValueFailure) -> Column

  package init(
    _ name: String, _ summary: String, example: String, _ parameters: [Parameter], isPartial: Bool = false,
    result: @escaping @Sendable ([ValueType]) -> ValueType,
    apply: @escaping @Sendable (Arguments) throws(ValueFailure) -> Column
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.parameters = parameters
    self.isPartial = isPartial
    self.result = result
    self.apply = apply
  }

  /// With a result of one type, whatever the arguments.
  package init(
    _ name: String, _ summary: String, example: String, _ parameters: [Parameter], _ result: ValueType,
    isPartial: Bool = false,
    apply: @escaping @Sendable (Arguments) throws(ValueFailure) -> Column
  ) {
    self.init(
      name, summary, example: example, parameters, isPartial: isPartial, result: { _ in result }, apply: apply)
  }
}

/// One argument of a function, in its place or by its name.
package struct Parameter: Sendable {
  package enum Accepts: Sendable {
    /// This type, after widening where that loses nothing.
    case type(ValueType)
    /// An int, a decimal or a float, as it comes.
    case number
    /// A number, widened to one type with all others of this kind.
    case common
    /// A date, or a date with a time.
    case calendar
    case period
    case any
  }

  package let name: String
  package let accepts: Accepts
  /// What stands in for an argument that is not given; nil where it must be.
  package let standard: Value?
  /// Whether one value must serve all rows.
  package let isConstant: Bool

  package init(_ name: String, _ accepts: Accepts, default standard: Value? = nil, isConstant: Bool = false) {
    self.name = name
    self.accepts = accepts
    self.standard = standard
    self.isConstant = isConstant
  }

  package static func text(_ name: String = "text") -> Parameter { Parameter(name, .type(.text)) }
}

/// The most bytes of a text that a function makes.
let longestText = 16 << 20

/// What a kernel finds wrong with the values it was given; the evaluator adds the place.
package struct ValueFailure: Error, Sendable {
  package let code: Diagnostic.Code
  package let message: String
  package let notes: [String]

  package init(_ code: Diagnostic.Code, _ message: String, notes: [String] = []) {
    self.code = code
    self.message = message
    self.notes = notes
  }

  /// The run was stopped meanwhile.
  static let cancelled = ValueFailure(.cancelled, "the run was stopped here")

  /// Texts that make longer texts could otherwise fill all memory within a few lines.
  static let longText = ValueFailure(.textTooLong, "the text would be longer than 16 MiB")

  package static func overflow(_ type: ValueType) -> ValueFailure {
    ValueFailure(
      .overflow, "the result is too large for `\(type.name)`",
      notes: type == .int ? ["an int times `1.0` is a decimal, with room for 38 digits"] : [])
  }
}
