package import StetColumns

/// A function that makes one value of the rows of a group.
///
/// Missing arguments are skipped and counted; the aggregate of nothing but missing is missing (a count is 0).
package struct Aggregate: Sendable {
  package let name: String
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// A step that runs as it stands on a table with the columns `state`, `persons`.
  package let example: String
  /// How many values it takes; `count` takes none.
  package let arity: ClosedRange<Int>
  /// The type of the result, given those of the arguments; nil where they do not fit.
  package let result: @Sendable ([ValueType]) -> ValueType?
  /// Whether its first argument is the condition of `where:`, which it counts instead of leaving rows out.
  package let isShare: Bool
  /// Whether its last argument is one value for all rows.
  package let hasConstant: Bool
  /// One value for each group.
  package let apply: @Sendable ([Column], Grouping) throws(ValueFailure) -> Column

  package init(
    _ name: String, _ summary: String, example: String, arity: ClosedRange<Int>,
    isShare: Bool = false, hasConstant: Bool = false, result: @escaping @Sendable ([ValueType]) -> ValueType?,
    apply: @escaping @Sendable ([Column], Grouping) throws(ValueFailure) -> Column
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.arity = arity
    self.isShare = isShare
    self.hasConstant = hasConstant
    self.result = result
    self.apply = apply
  }
}

/// Which group each row belongs to; −1 leaves a row out (its `where:` is not true).
package struct Grouping: Sendable {
  package var groupOfRow: [Int32]
  package var count: Int

  package init(groupOfRow: [Int32], count: Int) {
    self.groupOfRow = groupOfRow
    self.count = count
  }

  /// How many rows of the groups have no value.
  func missing(in column: Column) -> Int {
    guard let present = column.presence else { return 0 }
    return groupOfRow.indices.count { groupOfRow[$0] >= 0 && !present[$0] }
  }

  /// The rows of each group where the column is present, in input order.
  package func rows(presentIn column: Column) -> GroupRows {
    let present = column.presence
    func counts(_ row: Int) -> Bool { groupOfRow[row] >= 0 && (present?[row] ?? true) }
    var starts = [Int32](repeating: 0, count: count + 1)
    for row in groupOfRow.indices where counts(row) { starts[Int(groupOfRow[row]) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    var rows = [Int32](repeating: 0, count: Int(starts[count]))
    for row in groupOfRow.indices where counts(row) {
      let group = Int(groupOfRow[row])
      rows[Int(next[group])] = Int32(truncatingIfNeeded: row)
      next[group] += 1
    }
    return GroupRows(rows: rows, starts: starts)
  }
}

/// The rows of each group, group after group in one array.
package struct GroupRows: RandomAccessCollection, Sendable {
  let rows: [Int32]
  let starts: [Int32]

  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count - 1 }
  package subscript(group: Int) -> ArraySlice<Int32> { rows[Int(starts[group])..<Int(starts[group + 1])] }
}
