package import StetColumns

/// A function that makes one value of the rows of a group.
///
/// Missing arguments are skipped and counted; the aggregate of nothing but missing is missing (a count is 0).
package struct Aggregate: Sendable {
  package let name: String
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// A step that runs as it stands on a table with the columns `state`, `persons`.
  package let example: String
  /// How many values it takes; `count` takes none.
  package let arity: ClosedRange<Int>
  /// The type of the result, given those of the arguments; nil where they do not fit.
  package let result: @Sendable ([ValueType]) -> ValueType?
  /// Whether its first argument is the condition of `where:`, which it counts instead of leaving rows out.
  package let isShare: Bool
  /// Whether its last argument is one value for all rows.
  package let hasConstant: Bool
  /// How a row enters the result.
  package let role: RowRole
  /// One value for each group.
  package let apply: @Sendable ([Column], Grouping) throws(ValueFailure) -> Column

  package init(
    _ name: String, _ summary: String, example: String, arity: ClosedRange<Int>,
    isShare: Bool = false, hasConstant: Bool = false, role: RowRole,
    result: @escaping @Sendable ([ValueType]) -> ValueType?,
    apply: @escaping @Sendable ([Column], Grouping) throws(ValueFailure) -> Column
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.arity = arity
    self.isShare = isShare
    self.hasConstant = hasConstant
    self.role = role
    self.result = result
    self.apply = apply
  }
}
