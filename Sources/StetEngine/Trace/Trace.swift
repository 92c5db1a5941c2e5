package import StetColumns
package import StetDiagnostics

/// A pipeline as it ran, with the tables between its steps: what is needed to follow a cell back to the rows behind it.
/// It is made only when somebody asks, by running the pipeline again.
package final class Trace: Derivation {
  /// Where its rows come from: another trace, behind a name or in parentheses, or a table that was loaded or written out.
  package enum Source: Sendable {
    case loaded(Table)
    case trace(Trace)
  }

  /// The name that the script gives the result; for a loaded table the words that load it.
  package let name: String?
  package let source: Source
  package let steps: [TracedStep]
  package let table: Table

  package init(name: String?, source: Source, steps: [TracedStep], table: Table) {
    self.name = name
    self.source = source
    self.steps = steps
    self.table = table
  }

  /// A table that was loaded or written out.
  package init(loaded table: Table, name: String?) {
    self.name = name
    source = .loaded(table)
    steps = []
    self.table = table
  }

  /// The same behind a name.
  package func named(_ name: String) -> Trace { Trace(name: name, source: source, steps: steps, table: table) }
}

package struct TracedStep: Sendable {
  package let step: PlanStep
  package let input: Table
  package let output: Table
  /// What a join, `append` or `recode` takes from, if its rows are known.
  package let other: Trace?
  package let rows: RowMap
}

/// Which rows of the input a row of the output was made of.
package enum RowMap: Sendable {
  case same
  /// The row behind each row; −1 for a row that the step added.
  case rows([Int32])
  /// The row behind each row on either side; −1 where there is none.
  case joined(left: [Int32], right: [Int32])
  /// The row of the output that each row of the input went into.
  case grouped([Int32])
  /// As many rows of the input, and then those of the other table.
  case appended(Int)
  /// So many rows of each.
  case unpivoted(Int)
}

/// How a row enters a figure.
package enum Role: String, Sendable, CaseIterable {
  /// The figure is the row's own value.
  case carried
  case added
  case counted
  /// A mean, a share or another measure of all of them.
  case weighed
  /// The figure was found among the values of several rows.
  case compared
  /// One of these, whose value the figure is.
  case found
  /// The row has the key of the figure's group, and adds nothing else.
  case grouped
  /// The row stands before or behind in an order.
  case neighboring
  /// The row was joined.
  case joined
  /// The row's values go through an expression.
  case computed
  /// A condition or a key reads the row, and lets it pass or puts it in its place.
  case decided

  /// Whether the figure must change when the row is taken away, as long as its value is not nothing.
  package var isDecisive: Bool { self == .carried || self == .added || self == .counted }
}

/// One way in which rows enter a figure; ways lead into one another, from the rows to the figure.
package struct Way: Sendable {
  package let role: Role
  /// The column that it leads to.
  package let column: String
  /// What the script says there.
  package let range: SourceRange?
  /// The way that it leads into; nil where it is the figure itself.
  package let next: Int?
}

/// The rows of one loaded table behind a figure.
package struct RowsBehind: Sendable {
  package let source: Trace
  /// Row numbers in rising order.
  package internal(set) var rows: [Int32]
  /// For each row, the ways that it goes, as places in `Explanation.ways`.
  package internal(set) var ways: [[Int]]
  /// The columns that the figure read, in the order of the table.
  package internal(set) var columns: [Int]

  package var table: Table { source.table }
}

/// What a step did on the way to a figure.
package struct Passage: Sendable {
  package let step: PlanStep
  /// The name of the table that the step is part of.
  package let table: String?
  package let rowsIn: Int
  package let rowsOut: Int
  /// The rows of the step's input that the figure was made of.
  package let rowsBehind: Int
  /// What was calculated, a line for each column that the figure asks for.
  package internal(set) var reckonings: [Reckoning] = []
  package internal(set) var leftOut: [LeftOut] = []
}

/// A column's value with what it was calculated of.
package struct Reckoning: Sendable {
  package let column: String
  /// The expression or the aggregate in the script.
  package let range: SourceRange
  /// Nil where more rows than one are asked for.
  package let value: Value?
  package let operands: [(name: String, value: Value)]
  /// How many rows an aggregate took, and of how many.
  package let rows: (counted: Int, of: Int)?
  /// The sum of the shown rows, added up anew by other means; nil where nothing was added.
  package let sum: Value?
}

/// Rows that a step left out.
package struct LeftOut: Sendable {
  package enum Reason: Sendable, Hashable {
    /// Those for which the condition of a `filter` is not true, or that of `exclude` is.
    case condition
    /// Of these, those that it could not decide.
    case undecided
    /// Beyond the first, last or largest ones.
    case limit
    case withoutPartner
    case repeated
    /// Members of the group for which `where:` is not true.
    case otherwise
    /// Members of the group without a value.
    case missing
  }

  package let reason: Reason
  /// Of all rows that came to the step.
  package let count: Int
  /// Of those that would otherwise have gone into the figure; nil where that cannot be told.
  package let here: Int?
  /// The first of the rows: those that would have gone into the figure where these are known.
  package let examples: [String]
}

/// Where a figure comes from.
package struct Explanation: Sendable {
  package internal(set) var ways: [Way] = []
  package internal(set) var sources: [RowsBehind] = []
  /// From the source to the figure.
  package internal(set) var passages: [Passage] = []

  /// Whether taking the row away must change the figure, as far as its ways tell.
  package func isDecisive(_ ways: [Int]) -> Bool {
    ways.contains { way in
      var next: Int? = way
      while let place = next {
        guard self.ways[place].role.isDecisive else { return false }
        next = self.ways[place].next
      }
      return true
    }
  }
}
