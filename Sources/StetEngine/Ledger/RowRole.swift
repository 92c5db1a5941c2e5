/// How a row contributes to a figure.
package enum RowRole: String, Sendable, CaseIterable {
  /// The figure is the row's own value.
  case carried
  case added
  case counted
  /// A mean, a share or another measure of all of them.
  case weighed
  /// The figure was found among the values of several rows.
  case compared
  /// The one of these whose value the figure is.
  case found
  /// The row has the key of the figure's group, and adds nothing else.
  case grouped
  /// The row has a combination of values that would be there without it.
  case combined
  /// The row comes before or after in an order.
  case neighboring
  /// The row was joined.
  case joined
  /// The row's values go through an expression.
  case computed
  /// A condition or a key reads the row, and keeps it or decides its position.
  case decided

  /// Whether the figure must change when the row is removed, as long as its value is not zero or missing.
  package var isDecisive: Bool { self == .carried || self == .added || self == .counted }
}
