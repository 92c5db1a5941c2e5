package import StetColumns
import StetDiagnostics

/// A pipeline as it ran, with the tables between its steps: what is needed to trace a cell back to its source rows.
/// It is made only on demand, by running the pipeline again.
package final class Trace: Derivation {
  /// Where its rows come from: another trace, of a name or in parentheses, or a table that was loaded or written out.
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

  /// The same for a name.
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

/// The rows of one loaded table that a figure comes from.
package struct RowsBehind: Sendable {
  package let source: Trace
  /// Row numbers in ascending order.
  package let rows: [Int32]
  /// For each row, the ways that it goes, as indices in `Explanation.ways`.
  package let ways: [[Int]]
  /// The columns that the figure read, in the order of the table.
  package let columns: [Int]

  package var table: Table { source.table }
}

/// What a step did on the way to a figure.
package struct Passage: Sendable {
  package let step: PlanStep
  /// The name of the table that the step is part of.
  package let table: String?
  package let rowsIn: Int
  package let rowsOut: Int
  /// The rows of the step's input that the figure was made from.
  package let rowsBehind: Int
  /// What was calculated, a line for each column that the figure asks for.
  package let calculations: [Calculation]
  package let leftOut: [LeftOut]
}

/// Where a figure comes from.
package struct Explanation: Sendable {
  package let ways: [Way]
  package let sources: [RowsBehind]
  /// From the source to the figure.
  package let passages: [Passage]

  /// Whether removing the row must change the figure, as far as its ways show: it is carried, added or counted, and has no part in
  /// what chooses other rows.
  package func isDecisive(_ ways: [Int]) -> Bool {
    !ways.contains(where: choosesOthers) && ways.contains { roles(from: $0).allSatisfy(\.isDecisive) }
  }

  /// Whether a step chooses rows by a value of theirs that this row goes into, such as a rank: without it, the step may choose others
  /// that come to the same figure.
  private func choosesOthers(_ way: Int) -> Bool {
    let roles = roles(from: way)
    guard let shared = roles.firstIndex(where: { [.weighed, .compared, .found, .neighboring].contains($0) }) else {
      return false
    }
    return roles[shared...].contains(.decided)
  }

  /// From the row to the figure.
  private func roles(from way: Int) -> [RowRole] {
    var roles: [RowRole] = []
    var next: Int? = way
    while let place = next {
      roles.append(ways[place].role)
      next = ways[place].next
    }
    return roles
  }
}
