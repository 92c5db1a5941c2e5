/// What was counted while values were calculated; the ledger shows it.
struct WholeCounts: Sendable {
  /// Values that are missing for lack of a finite result.
  var undefined = 0
  /// Values that are missing because the condition of a choice is.
  var undecided = 0
  /// Missing values that aggregates over partitions skipped.
  var skipped = 0
  /// Rows whose step by time leads to a place in the order that no row has, and the first of these places.
  var gaps = 0
  var examplesOfGaps: [String] = []

  /// What was counted for some rows, or for one that stands for so many.
  mutating func add(_ other: WholeCounts, times: Int = 1) {
    undefined += other.undefined * times
    undecided += other.undecided * times
    skipped += other.skipped * times
    addGaps(other.gaps * times, other.examplesOfGaps)
  }

  mutating func addGaps(_ count: Int, _ examples: [String]) {
    gaps += count
    for text in examples where examplesOfGaps.count < 3 && !examplesOfGaps.contains(text) {
      examplesOfGaps.append(text)
    }
  }

  var areNone: Bool { undefined == 0 && undecided == 0 && skipped == 0 && gaps == 0 }
}
