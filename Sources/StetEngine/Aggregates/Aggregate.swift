package import StetColumns

/// A function that makes one value from the rows of a group.
///
/// Missing arguments are skipped and counted; the aggregate of only missing values is missing (a count is 0).
package struct Aggregate: Sendable {
  package let name: String
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// A step that runs as it is on a table with the columns `state`, `persons`.
  package let example: String
  /// What it takes besides `where:`; nothing where it counts rows.
  package let parameters: [Parameter]
  package let result: ResultType
  package let unit: UnitRule
  /// Whether the condition of `where:` is its first argument, which it counts instead of leaving rows out.
  package let isShare: Bool
  /// Whether the result depends on the order of the rows.
  package let dependsOnOrder: Bool
  /// How a row contributes to the result.
  package let role: RowRole
  package let foreign: ForeignNames
  package let second: Recalculation
  /// One value for each group.
  package let apply: @Sendable ([Column], Grouping) throws(ValueFailure) -> Column

  /// What gives the same from batches; nil for an aggregate that needs whole columns.
  private(set) var accumulator: MakeAccumulator?

  /// From the registers of its arguments and of the rows that `where:` keeps; nil if it needs these as columns.
  typealias MakeAccumulator =
    @Sendable (inout ProgramBuilder, [Register], _ kept: Register?, _ rowCount: Int)
    -> (any Accumulator)?

  /// The same with an accumulator for batches.
  func accumulated(_ accumulator: @escaping MakeAccumulator) -> Aggregate {
    var accumulated = self
    accumulated.accumulator = accumulator
    return accumulated
  }

  /// What gives the same for overlapping frames faster than one after the other; nil from it where there is no such way.
  private(set) var framed: MakeFramed?

  typealias MakeFramed = @Sendable ([Column], Frames) throws(ValueFailure) -> Column?

  /// The same with a way for overlapping frames.
  func overFrames(_ framed: @escaping MakeFramed) -> Aggregate {
    var aggregate = self
    aggregate.framed = framed
    return aggregate
  }

  /// Whether its last argument is one value for all rows.
  package var hasConstant: Bool { parameters.last?.isConstant == true }

  /// How it is called, for the help and the manual.
  package var call: String {
    let condition = Parameter("where", .type(.bool), default: .missing)
    return (Array(parameters.dropFirst(isShare ? 1 : 0)) + [condition]).call(of: name)
  }

  package init(
    _ name: String, _ summary: String, example: String, _ parameters: [Parameter], result: ResultType, unit: UnitRule,
    isShare: Bool = false, dependsOnOrder: Bool = false, role: RowRole, foreign: ForeignNames,
    second: Recalculation = .twin,
    apply: @escaping @Sendable ([Column], Grouping) throws(ValueFailure) -> Column
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.parameters = parameters
    self.result = result
    self.unit = unit
    self.isShare = isShare
    self.dependsOnOrder = dependsOnOrder
    self.role = role
    self.foreign = foreign
    self.second = second
    self.apply = apply
  }
}
