import StetColumns
import StetDiagnostics

/// Which rows of two releases have the same key.
struct KeyMatch: Sendable {
  /// The rows that both have, side by side in the order of the old table.
  let oldRows: [Int32]
  let newRows: [Int32]
  let removed: [Int32]
  let added: [Int32]

  /// Refused if a key occurs twice in one of the tables; both are checked.
  init(_ old: Table, _ new: Table, _ keys: [String], _ names: (old: String, new: String)) throws(RunFailure) {
    let (sum, overflow) = Int32(truncatingIfNeeded: old.rowCount).addingReportingOverflow(
      Int32(truncatingIfNeeded: new.rowCount))
    guard !overflow, Int(sum) == old.rowCount + new.rowCount else {
      throw RunFailure(.tooManyRows(old.rowCount, new.rowCount))
    }
    var both: [Column] = []
    for key in keys {
      guard let a = old[key], let b = new[key] else { preconditionFailure("the names of the keys have been checked") }
      both.append(try concatenate([a.wide, b.wide]))
    }
    let groups = identities(of: both, rowCount: old.rowCount + new.rowCount)
    let numbers = groups.groupOfRow
    var oldRow = [Int32](repeating: -1, count: groups.count)
    var newRow = [Int32](repeating: -1, count: groups.count)
    var repeated = [Repeats(), Repeats()]
    for row in 0..<old.rowCount { repeated[0].place(Int32(truncatingIfNeeded: row), numbers[row], &oldRow) }
    for row in 0..<new.rowCount {
      repeated[1].place(Int32(truncatingIfNeeded: row), numbers[old.rowCount + row], &newRow)
    }
    let failures = zip(repeated, [(old, names.old), (new, names.new)]).compactMap { repeats, release in
      repeats.first.map { Diagnostic.repeated(release.0, keys, $0, repeats.count, release.1) }
    }
    if !failures.isEmpty { throw RunFailure(failures) }
    oldRows = rows(below: old.rowCount) { [newRow] in newRow[$0] >= 0 }
    newRows = oldRows.map { newRow[Int($0)] }
    removed = rows(below: old.rowCount) { [newRow] in newRow[$0] < 0 }
    added = rows(below: new.rowCount) { [oldRow] in oldRow[Int(numbers[old.rowCount + $0])] < 0 }
  }

  /// The keys of one table that occur in more than one row.
  private struct Repeats {
    /// The first row with a repeated key, and the earlier row that has it.
    var first: (Int32, Int32)?
    /// How many rows have a repeated key.
    var count = 0

    mutating func place(_ row: Int32, _ number: Int32, _ rows: inout [Int32]) {
      guard rows[Int(number)] >= 0 else {
        rows[Int(number)] = row
        return
      }
      if first == nil { first = (rows[Int(number)], row) }
      count += 1
    }
  }
}

extension Diagnostic {
  fileprivate static func repeated(
    _ table: Table, _ keys: [String], _ rows: (Int32, Int32), _ count: Int, _ name: String
  ) -> Diagnostic {
    let places = [rows.0, rows.1].map { table.origin?.location(of: Int($0)) ?? name }
    let key = keys.map { key in
      let value = table[key]?[Int(rows.1)] ?? .missing
      return "\(key) \(value.isMissing ? "missing" : plainText(value))"
    }
    let more = count > 1 ? "; \(counted(count, "row")) repeat an earlier key" : ""
    return Diagnostic(
      .repeatedKey, "two rows have the key \(key.joined(separator: ", "))", location: places[1], kind: .data,
      notes: ["the first is at \(places[0])\(more)", "more columns after `by` can distinguish the rows"])
  }

  fileprivate static func tooManyRows(_ old: Int, _ new: Int) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "the two releases have \(old + new) rows together; the limit is \(Int32.max)",
      kind: .limit,
      notes: ["parts of the files can be compared one by one"])
  }
}
