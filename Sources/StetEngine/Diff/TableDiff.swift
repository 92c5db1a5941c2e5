package import StetColumns
package import StetDiagnostics

/// What a new release of a table changed: columns, rows, cells, categories and sums, with rows matched by keys.
///
/// A missing key equals a missing one, so that a row of totals is found again. The order of rows does not matter.
package struct TableDiff: Sendable {
  package let old: Table
  package let new: Table
  package let keys: [String]
  package let columns: [ColumnChange]
  /// How many rows have their key in both.
  package let kept: Int
  /// Rows of the old table whose key is not in the new one, and rows of the new one whose key is new; in the order of the tables.
  package let removed: [Int32]
  package let added: [Int32]
  /// For each column with changes, in the order of the old table.
  package let cells: [CellChanges]
  package let categories: [CategoryChange]
  package let totals: [TotalChange]
  /// The position of each old row among all of them in the order of the keys; empty if no cell has changed.
  private let placeByKey: [Int32]

  package var isEmpty: Bool {
    columns.isEmpty && removed.isEmpty && added.isEmpty && cells.isEmpty && categories.isEmpty
  }

  /// `names` are those of the two tables in messages.
  package init(
    from old: Table, to new: Table, by keys: [String], ignoring ignored: [String] = [],
    names: (old: String, new: String)
  ) throws(RunFailure) {
    try checkNames(old, new, keys, ignored, names)
    let match = try KeyMatch(old, new, keys, names)
    (self.old, self.new, self.keys) = (old, new, keys)
    columns = columnChanges(old.schema, new.schema, ignoring: ignored)
    kept = match.oldRows.count
    (removed, added) = (match.removed, match.added)
    let shared = old.schema.names.filter { new.schema.index(of: $0) != nil && !ignored.contains($0) }
    cells = shared.filter { !keys.contains($0) }.compactMap { name in
      guard let a = old[name], let b = new[name] else { return nil }
      let changes = CellChanges(name, a, b, match)
      return changes.count == 0 ? nil : changes
    }
    categories = shared.flatMap { categoryChanges($0, old, new, isKey: keys.contains($0)) }
    totals = shared.compactMap { TotalChange($0, old, new) }
    placeByKey = cells.isEmpty ? [] : places(of: keys.compactMap { old[$0] }, old.rowCount)
  }

  /// The changes of numbers that are largest relative to the old number, those from zero first; of other values the first by key.
  /// Ties go by key.
  package func largest(_ limit: Int, of changes: CellChanges) -> [CellChange] {
    guard limit > 0, let a = old[changes.column], let b = new[changes.column] else { return [] }
    let isNumeric = a.type.isNumeric && b.type.isNumeric
    typealias Ranked = (rank: Double, position: Int32, change: CellChange)
    func precedes(_ x: Ranked, _ y: Ranked) -> Bool { x.rank > y.rank || x.rank == y.rank && x.position < y.position }
    var largest: [Ranked] = []
    for change in changes.all where change.kind == .changed {
      let (row, other) = (Int(change.oldRow), Int(change.newRow))
      let rank = isNumeric ? relativeChange(a[row], b[other])?.magnitude ?? .infinity : 0
      let next = (rank: rank, position: placeByKey[row], change: change)
      if largest.count == limit {
        guard let last = largest.last, precedes(next, last) else { continue }
        largest.removeLast()
      }
      largest.insert(next, at: largest.firstIndex { precedes(next, $0) } ?? largest.count)
    }
    return largest.map(\.change)
  }
}

/// A number's change as a share of the old number's size; nil from zero, and for what is not a number.
package func relativeChange(_ old: Value, _ new: Value) -> Double? {
  guard let a = old.asFloat, let b = new.asFloat, a != 0 else { return nil }
  let change = (b - a) / a.magnitude
  return change.isFinite ? change : nil
}

/// The new number minus the old one, exact on the digits that are shown: 12.4 minus 12.3 is 0.1 also for floats. Missing for what
/// is not a number.
package func difference(_ old: Value, _ new: Value) -> Value {
  if let a = exact(old), let b = exact(new) {
    let scale = max(a.scale, b.scale)
    if let x = a.rescaled(to: scale), let y = b.rescaled(to: scale) {
      let (digits, overflow) = y.subtractingReportingOverflow(x)
      if !overflow { return .decimal(Decimal(digits: digits, scale: scale).normalized) }
    }
  }
  guard let a = old.asFloat, let b = new.asFloat, (b - a).isFinite else { return .missing }
  return .float(b - a)
}

/// Nil for what is not a number, and for floats that need an exponent or too many digits.
private func exact(_ value: Value) -> Decimal? {
  guard case .float(let number) = value else { return value.asDecimal }
  let text = shortest(number)
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2, let digits = Int128(parts.joined()) else { return nil }
  let scale = parts.count == 2 ? parts[1].utf8.count : 0
  return scale <= 38 ? Decimal(digits: digits, scale: scale) : nil
}

/// For each row its rank in the order of some columns.
private func places(of keys: [Column], _ rowCount: Int) -> [Int32] {
  var places = [Int32](repeating: 0, count: rowCount)
  for (place, row) in sortedRows(keys.map { (column: $0, descending: false) }, rowCount: rowCount).enumerated() {
    places[Int(row)] = Int32(truncatingIfNeeded: place)
  }
  return places
}

private func checkNames(
  _ old: Table, _ new: Table, _ keys: [String], _ ignored: [String], _ names: (old: String, new: String)
) throws(RunFailure) {
  var found: [Diagnostic] = []
  for (index, key) in keys.enumerated() {
    if keys[..<index].contains(key) { found.append(.keyTwice(key)) }
    if ignored.contains(key) { found.append(.ignoredKey(key)) }
    for (table, name) in [(old, names.old), (new, names.new)] where table[key] == nil {
      found.append(.unknownKey(key, name, table.schema.names))
    }
    if let a = old[key]?.type, let b = new[key]?.type, a != b { found.append(.keyTypes(key, a, b, names.new)) }
  }
  for column in ignored where old[column] == nil && new[column] == nil {
    found.append(.unknownIgnored(column, old.schema.names + new.schema.names))
  }
  if !found.isEmpty { throw RunFailure(found) }
}

extension Diagnostic {
  fileprivate static func keyTwice(_ key: String) -> Diagnostic {
    Diagnostic(.nameTwice, "the key `\(key)` is given twice", location: "by", kind: .data)
  }

  fileprivate static func ignoredKey(_ key: String) -> Diagnostic {
    Diagnostic(
      .ignoredKey, "`\(key)` is a key and cannot be ignored", location: "--ignore", kind: .data,
      notes: ["rows are matched by their keys"])
  }

  fileprivate static func unknownKey(_ key: String, _ table: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownColumn, "there is no column `\(key)`", location: table, kind: .data, notes: [suggestion(key, known)])
  }

  fileprivate static func unknownIgnored(_ column: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownColumn, "there is no column `\(column)`", location: "--ignore", kind: .data,
      notes: [suggestion(column, known)])
  }

  private static func suggestion(_ name: String, _ known: [String]) -> String {
    if let near = nearest(to: name, among: known) { return "the closest match is `\(near)`" }
    let list = known.map { "`\($0)`" }.joined(separator: ", ")
    return known.count == 1 ? "the only column is \(list)" : "the columns are \(list)"
  }

  fileprivate static func keyTypes(_ key: String, _ old: ValueType, _ new: ValueType, _ place: String) -> Diagnostic {
    Diagnostic(
      .keyTypes, "the key `\(key)` was `\(old.name)` and is now `\(new.name)`", location: place, kind: .data,
      notes: ["a `datapackage.json` next to the files can declare one type for both"])
  }
}
