import StetColumns

/// The first row of each group, in the order of the groups.
func firstRows(_ groups: Grouping) -> [Int32] {
  var first: [Int32] = []
  for (row, group) in groups.groupOfRow.enumerated() where Int(group) == first.count { first.append(Int32(row)) }
  return first
}

/// Cells of some columns of a row, for the ledger: `TX · FY2011`.
func shownKey(_ row: Int, _ columns: [Column]) -> String {
  columns.map { $0.isPresent(row) ? plainText($0[row]) : "missing" }.joined(separator: " · ")
}
