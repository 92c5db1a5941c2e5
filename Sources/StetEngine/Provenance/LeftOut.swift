import StetColumns

/// Rows that a step left out.
package struct LeftOut: Sendable {
  /// Why, as a sentence says it after the number of rows. An operation with a reason of its own writes it where it gives it.
  package struct Reason: Sendable, Hashable {
    package let words: String

    package init(_ words: String) { self.words = words }

    /// Those for which the condition of a `filter` is not true, or that of `exclude` is.
    package static let condition = Reason("left out by the condition")
    /// Of these, those that it could not decide.
    package static let undecided = Reason("left out because a missing value leaves the condition undecided")
    /// Beyond the first, last or largest ones.
    package static let limit = Reason("left out by the limit")
    package static let withoutPartner = Reason("left out as unmatched")
    package static let repeated = Reason("left out because an earlier row has the same values")
    /// Members of the group for which `where:` is not true.
    package static let otherwise = Reason("not counted because `where:` is not true")
    /// Members of the group without a value.
    package static let missing = Reason("skipped because a value is missing")
  }

  package let reason: Reason
  /// Of all rows that came to the step.
  package let count: Int
  /// Of those that would otherwise have gone into the figure; nil if that cannot be determined.
  package let here: Int?
  /// The first of the rows: those that would have gone into the figure, if these are known.
  package let examples: [String]
}

/// Where a row is in its file, or its cells if it does not come from a file.
func place(_ row: Int32, _ table: Table) -> String {
  table.origin?.location(of: Int(row)) ?? shownKey(Int(row), Array(table.columns.prefix(3)))
}
