import StetColumns

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
  /// Of those that would otherwise have gone into the figure; nil if that cannot be determined.
  package let here: Int?
  /// The first of the rows: those that would have gone into the figure, if these are known.
  package let examples: [String]
}

/// Where a row is in its file, or its cells if it does not come from a file.
func place(_ row: Int32, _ table: Table) -> String {
  table.origin?.location(of: Int(row)) ?? shownKey(Int(row), Array(table.columns.prefix(3)))
}
