/// Which rows of the input a row of the output was made from.
package enum RowMap: Sendable {
  case same
  /// The source row of each row; −1 for a row that the step added.
  case rows([Int32])
  /// The source row of each row on either side; −1 if there is none.
  case joined(left: [Int32], right: [Int32])
  /// The row of the output that each row of the input went into.
  case grouped([Int32])
  /// This many rows of the input, and then those of the other table.
  case appended(Int)
  /// This many rows of each.
  case unpivoted(Int)
}
