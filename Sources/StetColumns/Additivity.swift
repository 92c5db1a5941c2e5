/// Which rows of a column of numbers may be added up.
package struct Additivity: Sendable, Hashable {
  /// A column as its source names it, whatever a script calls it later.
  package struct Mark: Sendable, Hashable {
    package var table: String
    package var column: String

    package init(table: String, column: String) { (self.table, self.column) = (table, column) }
  }

  /// Whether adding gives nothing at all, as with rates, indexes and counts that already run up.
  package var isNever: Bool
  /// Columns in which rows that are added must agree: editions, levels.
  package var within: Set<Mark>
  /// The periods or dates for each of which they must agree.
  package var per: Set<Mark>
  /// Values of columns whose rows are totals of others.
  package var totals: [Mark: Set<Value>]
  /// Values of columns whose rows may be totals of others.
  package var suspects: [Mark: Set<Value>] = [:]
  /// Columns of which another's value decides the value: the level of a place, the parent of a part.
  package var decided: [Mark: Mark] = [:]
  /// Columns of which a filter left one value: they may be left out.
  package var settled: Set<Mark> = []
  /// Totals that a filter left out.
  package var absent: [Mark: Set<Value>] = [:]
  /// For what the figures themselves show, how they do.
  package var evidence: [Mark: String] = [:]

  package init(
    isNever: Bool = false, within: Set<Mark> = [], per: Set<Mark> = [], totals: [Mark: Set<Value>] = [:]
  ) {
    (self.isNever, self.within, self.per, self.totals) = (isNever, within, per, totals)
  }

  /// Both rules.
  package func and(_ other: Additivity) -> Additivity {
    var both = Additivity(
      isNever: isNever || other.isNever, within: within.union(other.within), per: per.union(other.per),
      totals: totals.merging(other.totals) { $0.union($1) })
    both.suspects = suspects.merging(other.suspects) { $0.union($1) }
    both.evidence = evidence.merging(other.evidence) { own, _ in own }
    both.decided = decided.merging(other.decided) { own, _ in own }
    both.settled = settled.union(other.settled)
    both.absent = absent.merging(other.absent) { $0.union($1) }
    return both
  }

  /// The rule for these rows and those of another table below them: what is settled in both may be another value in each.
  package func above(_ other: Additivity) -> Additivity {
    var all = and(other)
    (all.settled, all.absent) = ([], [:])
    return all
  }

  /// Whether all rows agree in a column, by what filters said.
  package func isSettled(_ mark: Mark) -> Bool {
    settled.contains(mark) || decided[mark].map { settled.contains($0) } ?? false
      || !within.contains(mark) && absent[mark]?.isSuperset(of: totals[mark] ?? []) ?? false
  }

  /// What is left of it where only some columns still tell rows apart; nil if nothing is.
  package func among(_ marks: Set<Mark>) -> Additivity? {
    var rest = Additivity(
      isNever: isNever, within: within.intersection(marks), per: per.intersection(marks),
      totals: totals.filter { marks.contains($0.key) })
    rest.suspects = suspects.filter { marks.contains($0.key) }
    (rest.decided, rest.settled, rest.absent, rest.evidence) = (decided, settled, absent, evidence)
    return rest.isFree ? nil : rest
  }

  package var isFree: Bool { !isNever && within.isEmpty && totals.isEmpty && suspects.isEmpty }
}
