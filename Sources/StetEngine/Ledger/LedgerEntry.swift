import StetColumns
package import StetDiagnostics

/// What one step of a pipeline did to the rows: nothing leaves or enters a table without a line here.
package struct LedgerEntry: Sendable, Hashable {
  package var step: String
  package var range: SourceRange?
  package var rowsIn: Int
  package var rowsOut: Int
  /// Further counts in the order shown, such as `undecided because of missing values: 3`.
  package var counts: [Count]

  /// Notes, each a sentence.
  package var notes: [String] = []

  /// What a join left without a match, for `expect all matched` after it.
  var unmatched: Unmatched?

  package struct Count: Sendable, Hashable {
    package var label: String
    package var value: Int
    /// The noun that the label counts, in the singular, if it has one: `line` in `blank lines skipped`.
    package var noun: String?
    /// The first keys or columns concerned, already as text.
    package var examples: [String]

    package init(_ label: String, _ value: Int, of noun: String? = nil, examples: [String] = []) {
      self.label = label
      self.value = value
      self.noun = noun
      self.examples = examples
    }

    package var text: String {
      // The label itself stays the same for every count: machines read it.
      let words = noun.map { label.replacing(agreeing($0, 2), with: agreeing($0, value)) } ?? label
      return examples.isEmpty
        ? "\(value) \(words)" : "\(value) \(words) (\(examples.map { escaped($0) }.joined(separator: ", ")))"
    }
  }

  package init(_ step: String, range: SourceRange?, rowsIn: Int, rowsOut: Int, counts: [Count] = []) {
    self.step = step
    self.range = range
    self.rowsIn = rowsIn
    self.rowsOut = rowsOut
    self.counts = counts
  }

  /// The lines a terminal shows: the step, then its notes.
  package var lines: [String] { [escaped(text)] + notes.map { "  note: " + escaped($0) } }

  /// The line a terminal shows: `filter: 412 → 96 rows, 3 undecided because of missing values`.
  package var text: String {
    let rows = counted(rowsOut, "row")
    var text = rowsIn == rowsOut ? "\(step): \(rows)" : "\(step): \(rowsIn) → \(rows)"
    for count in counts { text += ", " + count.text }
    return text
  }
}

/// What a join left without a match.
struct Unmatched: Sendable, Hashable {
  var left: Int
  /// Nil unless the join keeps the rows of the right side.
  var right: Int?
  var examples: [String]
}
