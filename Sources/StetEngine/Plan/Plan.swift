package import StetColumns
package import StetDiagnostics

/// One step of a pipeline as the engine runs it; every verb lowers to these.
package enum Operation: Sendable {
  /// Keeps (or, excluding, drops) the rows where the condition is true.
  case filter(TypedExpression, excluding: Bool)
  /// The columns of the result, each computed from the input.
  case project([(field: Field, value: TypedExpression)])
  case sort([SortKey])
  /// The first rows, or the last.
  case take(Int, fromEnd: Bool)
  /// The rows with the largest values of each group, and all that tie with the last of them.
  case top(Int, TypedExpression, by: [TypedExpression])
  case sample(Int, seed: UInt64)
  case group(keys: [(field: Field, value: TypedExpression)], aggregates: [AggregateCall])
  case distinct([Int])
  case join(JoinKind, Table, on: [(left: TypedExpression, right: Int)], allowsMany: Bool)
  /// The last key is the one that may differ; `hidden` are the right side's columns that are not shown.
  case joinNearest(JoinKind, Table, on: [(left: TypedExpression, right: Int)], limit: Double?, hidden: Set<Int>)
  case append(Table)
  /// The columns of the result come from the values of one column.
  case pivot(Int, keys: [Int], AggregateCall)
  case unpivot([Int])
  case complete([Int])
  case fillDown([Int], within: [TypedExpression])
  case lump(Int, top: Int, weight: TypedExpression?)
  /// The other table has the old values in its first column and the new ones in its second.
  case recode(Int, Table, isComplete: Bool)
  case expect(Expectation)
  case describe
  case ledger
  /// The rows behind each row, which the host finds.
  case why
  /// The host writes or draws the table; it passes on unchanged.
  case output(Output)

  /// Whether only the run decides which columns come out.
  package var decidesSchema: Bool { if case .pivot = self { true } else { false } }
}

package enum JoinKind: Sendable { case inner, left, full, keep, drop }

package enum Expectation: Sendable {
  /// At least this share of the rows, or all.
  case condition(TypedExpression, share: Double?)
  case unique([Int])
  /// A condition on a table of one row with the column `rows`.
  case rows(TypedExpression)
  /// The join before found a partner for each row.
  case allMatched
}

/// What a host does with the table that passes by.
package enum Output: Sendable {
  case save(String, SourceRange)
  /// Without a path the chart is for the terminal alone.
  case chart(ChartPlan, path: String?, SourceRange)
}

package struct AggregateCall: Sendable {
  package var field: Field
  package var aggregate: Aggregate
  package var arguments: [TypedExpression]
  package var condition: TypedExpression?
  package var range: SourceRange
}

/// A step with its words for the ledger and its place.
package struct PlanStep: Sendable {
  package var operation: Operation
  package var name: String
  package var range: SourceRange
  /// The columns that come out; nil where the operation decides, or where the next operation of the step does.
  package var schema: Schema?
  /// Whether it belongs to the step before, in the script and in the ledger.
  package var continues: Bool
  /// Its place in the script, which the ledger follows; nil for a step that only the optimiser knows.
  package var order: Int?
}
