import StetColumns

/// What was counted while values were calculated; the ledger shows it.
struct WholeCounts: Sendable {
  /// Values that are missing for lack of a finite result.
  var undefined = 0
  /// Values that are missing because the condition of a choice is.
  var undecided = 0
  /// Missing values that aggregates over partitions skipped.
  var skipped = 0
  var windows = WindowCounts()

  /// What was counted for some rows, or for one that stands for so many.
  mutating func add(_ other: WholeCounts, times: Int = 1) {
    undefined += other.undefined * times
    undecided += other.undecided * times
    skipped += other.skipped * times
    windows.add(other.windows, times: times)
  }

  var areNone: Bool { undefined == 0 && undecided == 0 && skipped == 0 && windows.areNone }
}

/// What windows that go by time met in their order.
struct WindowCounts: Sendable {
  /// Rows whose step leads to a period or date that no row has.
  var steps = Count()
  /// Rows whose step leads to a row without a value.
  var blanks = Count()
  /// Frames in which a period or day has no row.
  var gaps = Count()
  /// Frames in which a value is missing.
  var missing = Count()
  /// Rows that have the period or date of the row before.
  var doubles = Count()
  /// Steps between a partial period and a whole one.
  var partial = Count()

  /// A number, and the first of the periods or dates.
  struct Count: Sendable {
    private(set) var number: Int
    private(set) var examples: [String]

    init(_ number: Int = 0, _ examples: [Value] = []) {
      self.number = number
      self.examples = examples.map { plainText($0) }
    }

    mutating func add(_ other: Count, times: Int = 1) {
      number += other.number * times
      for text in other.examples where examples.count < 3 && !examples.contains(text) { examples.append(text) }
    }
  }

  mutating func add(_ other: WindowCounts, times: Int = 1) {
    steps.add(other.steps, times: times)
    blanks.add(other.blanks, times: times)
    gaps.add(other.gaps, times: times)
    missing.add(other.missing, times: times)
    doubles.add(other.doubles, times: times)
    partial.add(other.partial, times: times)
  }

  var areNone: Bool { [steps, blanks, gaps, missing, doubles, partial].allSatisfy { $0.number == 0 } }

  /// For the line of the step.
  var entries: [LedgerEntry.Count] {
    [
      ("steps without a row to go to", steps, "step"), ("steps to a missing value", blanks, "step"),
      ("windows with gaps", gaps, "window"),
      ("windows with missing values", missing, "window"),
      ("rows with the same place in time as the row before", doubles, "row"),
      ("steps between a partial period and a whole one", partial, "step"),
    ].compactMap { words, count, singular in
      count.number == 0 ? nil : .init(words, count.number, of: singular, examples: count.examples)
    }
  }
}
