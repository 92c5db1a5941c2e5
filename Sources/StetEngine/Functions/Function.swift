package import StetColumns

/// A function of values: a row of the catalogue that carries its own signature, help and kernel.
package struct Function: Sendable {
  package let name: String
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// An expression that runs as it stands, and what it gives.
  package let example: (expression: String, result: String)
  package let parameters: [Parameter]
  /// The type of the result, given the types of the arguments; nil where they do not fit.
  package let result: @Sendable ([ValueType]) -> ValueType?
  /// Columns in, a column of as many rows out. Arguments have the types that `result` accepted.
  package let apply: @Sendable ([Column], Int) -> Column

  package struct Parameter: Sendable {
    package let name: String
    package let isOptional: Bool

    package init(_ name: String, optional: Bool = false) {
      self.name = name
      isOptional = optional
    }
  }

  package init(
    _ name: String, _ summary: String, example: (expression: String, result: String), parameters: [Parameter],
    result: @escaping @Sendable ([ValueType]) -> ValueType?, apply: @escaping @Sendable ([Column], Int) -> Column
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.parameters = parameters
    self.result = result
    self.apply = apply
  }
}
