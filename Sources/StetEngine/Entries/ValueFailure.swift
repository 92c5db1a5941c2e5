package import StetColumns
package import StetDiagnostics

/// What a kernel finds wrong with its values; the evaluator adds the range in the script.
package struct ValueFailure: Error, Sendable {
  package let code: Diagnostic.Code
  package let message: String
  package let notes: [String]

  package init(_ code: Diagnostic.Code, _ message: String, notes: [String] = []) {
    self.code = code
    self.message = message
    self.notes = notes
  }

  /// The run was stopped in the meantime.
  static let cancelled = ValueFailure(.cancelled, "the run was stopped here")

  /// Texts that make longer texts could otherwise fill all memory within a few lines.
  static let longText = ValueFailure(.textTooLong, "the text would be longer than 16 MiB")

  package static func overflow(_ type: ValueType) -> ValueFailure {
    ValueFailure(
      .overflow, "the result is too large for `\(type.name)`",
      notes: type == .int ? ["an int times `1.0` is a decimal, with room for 38 digits"] : [])
  }
}

/// The largest text, in bytes, that a function can make.
let longestText = 16 << 20
