/// Which rows of the input a row of the output was made of.
package enum RowMap: Sendable {
  case same
  /// The row behind each row; −1 for a row that the step added.
  case rows([Int32])
  /// The row behind each row on either side; −1 where there is none.
  case joined(left: [Int32], right: [Int32])
  /// The row of the output that each row of the input went into.
  case grouped([Int32])
  /// As many rows of the input, and then those of the other table.
  case appended(Int)
  /// So many rows of each.
  case unpivoted(Int)
}
