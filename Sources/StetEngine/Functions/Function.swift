package import StetColumns
import StetDiagnostics

/// A function of values: one result for each row, from that row alone.
///
/// A kernel sees whole columns and decides what missing values do; most are lifted by an adapter of `Arguments`, for which a
/// missing argument gives a missing result.
package struct Function: Sendable {
  package let name: String
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// An expression that runs as it is.
  package let example: String
  package let parameters: [Parameter]
  package let result: ResultType
  package let unit: UnitRule
  /// Whether a missing result of present arguments means that there is none, as below zero for `sqrt`; the ledger
  /// counts those.
  package let isPartial: Bool
  package let foreign: ForeignNames
  package let second: Recalculation
  package let apply: @Sendable (Arguments) throws(ValueFailure) -> Column
  /// Instructions that give the same; nil for a function that is calculated for whole columns, or once for each value.
  private(set) var kernel: Kernel?

  /// Writes the instructions, or gives nil where there are none for its arguments.
  typealias Kernel = @Sendable (inout ProgramBuilder, [Register], SourceRange) -> Register?

  /// How it is called, for the help and the manual.
  package var call: String { parameters.call(of: name) }

  package init(
    _ name: String, _ summary: String, example: String, _ parameters: [Parameter], result: ResultType, unit: UnitRule,
    isPartial: Bool = false, foreign: ForeignNames, second: Recalculation = .twin,
    apply: @escaping @Sendable (Arguments) throws(ValueFailure) -> Column
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.parameters = parameters
    self.result = result
    self.unit = unit
    self.isPartial = isPartial
    self.foreign = foreign
    self.second = second
    self.apply = apply
  }

  /// The same with instructions for programs.
  func compiled(_ kernel: @escaping Kernel) -> Function {
    var compiled = self
    compiled.kernel = kernel
    return compiled
  }

  /// What an operator does with some types; scripts do not call it by name.
  init(
    operator name: String, _ parameters: [Parameter], result: ResultType, unit: UnitRule,
    apply: @escaping @Sendable (Arguments) throws(ValueFailure) -> Column
  ) {
    self.init(name, "", example: "", parameters, result: result, unit: unit, foreign: [:], apply: apply)
  }
}
