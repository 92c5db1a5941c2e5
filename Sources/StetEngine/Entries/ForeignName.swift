/// What the arguments of an entry mean under the name that another language gives it.
///
/// A fix is offered only where the values are the same; `ForeignNamesTests` runs each.
package enum ForeignArguments: Sendable {
  /// The same in the same order.
  case same
  /// The argument at each of these positions in turn, of exactly so many. Where the other language reads one of them as a
  /// pattern and the entry here as text, `plain` is its position: the fix is offered for a literal without special characters.
  case reordered([Int], plain: Int? = nil)
  /// The values differ, as this note says, so there is nothing to paste.
  case different(String)
}

/// The names of one entry in SQL, dplyr, pandas and spreadsheets, in small letters.
package typealias ForeignNames = [String: ForeignArguments]
