import StetColumns

/// A step that matches its rows with those of another table, so that `expect all matched` may follow.
package protocol MatchingOperation: Operation {}

extension JoinOperation: MatchingOperation {}
extension SemiJoinOperation: MatchingOperation {}

extension LedgerEntry {
  /// What a join matched, and what it left without a match.
  mutating func add(_ pairs: JoinPairs, left: [Column], right: [Column], isFull: Bool) {
    let examples = pairs.leftOnly.prefix(3).map { shownKey(Int($0), left) }
    counts.append(.init("matched", pairs.matched))
    counts.append(.init("left only", pairs.leftOnly.count, examples: examples))
    counts.append(
      .init("right only", pairs.rightOnly.count, examples: pairs.rightOnly.prefix(3).map { shownKey(Int($0), right) }))
    unmatched = Unmatched(
      left: pairs.leftOnly.count, right: isFull ? pairs.rightOnly.count : nil, examples: examples)
  }
}

extension LedgerEntry {
  /// The same of rows that were looked up in batches.
  mutating func add(_ matches: MatchCounts, right: [Column]) {
    let rest = matches.index.rest(matches.asked)
    let examples = matches.examples.map { example in
      example.keys.map { $0.isMissing ? "missing" : plainText($0) }.joined(separator: " · ")
    }
    counts.append(.init("matched", matches.matched))
    counts.append(.init("left only", matches.unmatched, examples: examples))
    counts.append(.init("right only", rest.count, examples: rest.first.map { shownKey($0, right) }))
    unmatched = Unmatched(left: matches.unmatched, right: nil, examples: examples)
  }
}

extension StepBack {
  /// A strand over what a join made: the rows of the left side, and those of the right side that were joined to them. `keepsPartners`
  /// says whether rows of the right side come out without a match.
  mutating func joined(
    _ strand: Strand, _ right: Table, _ on: [(left: TypedExpression, right: Int)], hidden: Set<Int>,
    keepsPartners: Bool
  ) {
    guard case .joined(let left, let rightRows) = rows else { preconditionFailure("a join has a map of its own") }
    let count = input.columns.count
    let shown = right.columns.indices.filter { !hidden.contains($0) }
    let here = strand.rows.filter { left[Int($0)] >= 0 }
    let columns = strand.columns.filter { $0 < count }
    // Where the partner would come out by itself, a figure that reads only the keys stays as it is.
    let keys = Set(on.compactMap { if case .column(let index) = $0.left.kind { index } else { nil } })
    let isReplaced = keepsPartners && counts(strand) && columns.isSubset(of: keys)
    let replaced = isReplaced ? here.filter { rightRows[Int($0)] >= 0 } : []
    let own = isReplaced ? here.filter { rightRows[Int($0)] < 0 } : here
    func leftRows(_ rows: [Int32]) -> [Int32] { Set(rows.map { left[Int($0)] }).sorted() }
    add(Strand(way: strand.way, rows: leftRows(own), columns: columns), decidedBy: on.map(\.left))
    let there = Set(strand.columns.filter { $0 >= count }.map { shown[$0 - count] }).union(on.map(\.right))
    let alone = strand.rows.filter { left[Int($0)] < 0 }
    addToOther(Strand(way: strand.way, rows: alone.map { rightRows[Int($0)] }.sorted(), columns: there))
    let way = way(.joined, name, into: strand.way)
    add(Strand(way: way, rows: leftRows(replaced), columns: columns), decidedBy: on.map(\.left))
    let partners = Set(here.map { rightRows[Int($0)] }.filter { $0 >= 0 })
    addToOther(Strand(way: way, rows: partners.sorted(), columns: there))
  }
}
