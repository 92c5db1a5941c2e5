import StetColumns

/// How rows are looked up in another table.
struct StreamMatch: Sendable {
  enum Kept: Sendable { case matched, unmatched, all }

  let index: KeyIndex
  let kept: Kept
  let numbers: Register
  /// The keys themselves, for examples of those without a partner.
  let keys: [Register]
  /// The row of the partner; nil if nothing is read from it.
  let partner: Register?
}

/// What was found.
struct MatchCounts: Sendable {
  let index: KeyIndex
  private(set) var matched = 0
  private(set) var unmatched = 0
  /// The keys of the first rows without a partner, by the rows of the source; a few are shown, and all compared with keys that look
  /// like them.
  private(set) var examples: [(row: Int32, keys: [Value])] = []
  /// A bit for each key that a row had.
  private(set) var asked: [UInt64]

  static let mostExamples = 1_000

  init(_ index: KeyIndex) {
    self.index = index
    asked = [UInt64](repeating: 0, count: index.wordCount)
  }

  func adding(_ other: MatchCounts) -> MatchCounts {
    var sum = self
    sum.matched += other.matched
    sum.unmatched += other.unmatched
    sum.examples = Array((examples + other.examples).sorted { $0.row < $1.row }.prefix(Self.mostExamples))
    for word in asked.indices { sum.asked[word] |= other.asked[word] }
    return sum
  }

  /// Looks the rows of a batch up, and keeps those that are to be kept.
  mutating func match(_ batch: Batch, _ match: StreamMatch, live: [Register]) {
    let count = batch.count
    let kept = batch.look(
      up: match.numbers, in: index, asked: &asked, keepingMatches: match.kept != .unmatched)
    let found = match.kept == .unmatched ? count - kept : kept
    matched += found
    unmatched += count - found
    if found < count, examples.count < Self.mostExamples { addExamples(batch, match) }
    if match.kept != .all, kept < count {
      let hasPartner = match.partner != nil && !live.contains { $0.index == match.numbers.index }
      batch.narrow(to: batch.selected, kept, live: hasPartner ? live + [match.numbers] : live)
    }
    if let partner = match.partner { batch.writePartners(match.numbers, index, partner) }
  }

  private mutating func addExamples(_ batch: Batch, _ match: StreamMatch) {
    for row in 0..<batch.count where examples.count < Self.mostExamples && !batch.isMatched(row, match.numbers, index) {
      let source = batch.rows?[row] ?? Int32(truncatingIfNeeded: batch.start + row)
      examples.append((source, match.keys.map { batch.value($0, row) }))
    }
  }
}
