import StetColumns

/// A step that matches its rows with those of another table, so that `expect all matched` may follow.
package protocol MatchingOperation: Operation {}

extension JoinOperation: MatchingOperation {}
extension SemiJoinOperation: MatchingOperation {}

extension LedgerEntry {
  /// What a join matched, and what it left without a match.
  mutating func add(_ pairs: JoinPairs, left: [Column], right: [Column], isFull: Bool) {
    let examples = firstDifferent(pairs.leftOnly.lazy.map { shownKey(Int($0), left) })
    counts.append(.init("matched", pairs.matched))
    counts.append(.init("left only", pairs.leftOnly.count, examples: examples))
    counts.append(
      .init(
        "right only", pairs.rightOnly.count,
        examples: firstDifferent(pairs.rightOnly.lazy.map { shownKey(Int($0), right) })))
    unmatched = Unmatched(
      left: pairs.leftOnly.count, right: isFull ? pairs.rightOnly.count : nil, examples: examples)
    let strangers = pairs.leftOnly.prefix(MatchCounts.mostExamples)
    notes += lookAlikeNotes(strangers.map { row in left.map { $0[Int(row)] } }, right)
  }
}

extension LedgerEntry {
  /// The same of rows that were looked up in batches.
  mutating func add(_ matches: MatchCounts, right: [Column]) {
    let rest = matches.index.rest(matches.asked)
    let examples = firstDifferent(
      matches.examples.lazy.map { example in
        example.keys.map { $0.isMissing ? "missing" : plainText($0) }.joined(separator: " · ")
      })
    counts.append(.init("matched", matches.matched))
    counts.append(.init("left only", matches.unmatched, examples: examples))
    counts.append(.init("right only", rest.count, examples: rest.first.map { shownKey($0, right) }))
    unmatched = Unmatched(left: matches.unmatched, right: nil, examples: examples)
    notes += lookAlikeNotes(matches.examples.map(\.keys), right)
  }
}

/// The first three different texts, as far as a thousand rows have them.
private func firstDifferent(_ texts: some Sequence<String>) -> [String] {
  var different: [String] = []
  for text in texts.prefix(1000) where !different.contains(text) {
    different.append(text)
    if different.count == 3 { break }
  }
  return different
}

/// A sentence if some keys that found no match look like keys of the other table.
private func lookAlikeNotes(_ strangers: [[Value]], _ right: [Column]) -> [String] {
  // More are not looked through: the time would show.
  guard let place = right.firstIndex(where: { $0.type == .text }), case .text(let texts) = right[place],
    texts.codes.count <= 100_000
  else { return [] }
  func sight(_ key: [Value]) -> [String] {
    key.map { if case .text(let text) = $0 { LookAlikes.sight(text) } else { plainText($0) } }
  }
  var wanted: [[String]: [Value]] = [:]
  var hashes: Set<Int64> = []
  for key in strangers.reversed() where !key.contains(where: \.isMissing) {
    guard case .text(let text) = key[place] else { continue }
    wanted[sight(key)] = key
    hashes.insert(LookAlikes.hash(Array(text.utf8).span))
  }
  guard !wanted.isEmpty else { return [] }
  let bytes = texts.pool.bytes.span
  var found: [(left: [Value], right: [Value])] = []
  for row in texts.codes.indices where texts.codes[row] >= 0 {
    let text = bytes.extracting(texts.pool.range(Int(texts.codes[row])))
    guard hashes.contains(LookAlikes.hash(text)) else { continue }
    let key = right.map { $0[row] }
    if let stranger = wanted.removeValue(forKey: sight(key)) { found.append((stranger, key)) }
  }
  for pair in found {
    for case (.text(let left), .text(let right)) in zip(pair.left, pair.right)
    where !left.utf8.elementsEqual(right.utf8) {
      let shown = LookAlikes.shown([left, right])
      let more = found.count > 1 ? ", and \(counted(found.count - 1, "other key"))" : ""
      let way = LookAlikes([left, right]).call(of: "…").map { "; `\($0)` on both sides makes them the same" } ?? ""
      return ["\(shown[0]) on the left has no match, but looks like \(shown[1]) on the right\(more)\(way)"]
    }
  }
  return []
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
