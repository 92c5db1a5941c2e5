package import StetColumns
package import StetDiagnostics

/// A table as rows of single values.
package struct TwinTable: Sendable {
  package var schema: Schema
  package var rows: [[Value]]
  /// How far the engine's cell may lie from this one, for float aggregates whose terms span more than the 106 bits that
  /// the language promises; infinite where such a cell went through further arithmetic. Empty where every cell is exact.
  package var slack: [[Double]]
  /// Of a table of the engine.
  private(set) var sources: [DataSource] = []

  package init(schema: Schema, rows: [[Value]], slack: [[Double]] = []) {
    self.schema = schema
    self.rows = rows
    self.slack = slack
  }

  package init(_ table: Table) {
    self.init(schema: table.schema, rows: (0..<table.rowCount).map { table.row($0) })
    sources = table.sources
  }

  /// The same in columns, without its sources.
  package var table: Table {
    Table(
      schema: schema,
      columns: schema.fields.enumerated().map { column, field in Column(rows.map { $0[column] }, type: field.type) },
      rowCount: rows.count)
  }
}

/// Why a step cannot run: the codes of all failures that some row meets first.
///
/// The engine evaluates column by column and so may meet another row first; its code must be among these.
package struct TwinFailure: Error, Sendable {
  package var codes: Set<Diagnostic.Code>

  package init(_ code: Diagnostic.Code) { codes = [code] }
  package init(codes: Set<Diagnostic.Code>) { self.codes = codes }
}

/// −1, 0 or 1 for two present values of one type: text by its UTF-8 bytes, false before true, −0 equal to 0.
func order(_ a: Value, _ b: Value) -> Int {
  func compare<T: Comparable>(_ x: T, _ y: T) -> Int { x < y ? -1 : x > y ? 1 : 0 }
  switch (a, b) {
  case (.bool(let x), .bool(let y)): return compare(x ? 1 : 0, y ? 1 : 0)
  case (.int(let x), .int(let y)): return compare(x, y)
  case (.decimal(let x), .decimal(let y)): return Decimal.compare(x, y)
  case (.float(let x), .float(let y)): return compare(x, y)
  case (.text(let x), .text(let y)):
    if x.utf8.elementsEqual(y.utf8) { return 0 }
    return x.utf8.lexicographicallyPrecedes(y.utf8) ? -1 : 1
  case (.date(let x), .date(let y)): return compare(x, y)
  case (.datetime(let x), .datetime(let y)): return compare(x, y)
  case (.period(let x, _), .period(let y, _)): return compare(x, y)
  case (.duration(let x), .duration(let y)): return compare(x, y)
  default: preconditionFailure("both values must have the same type")
  }
}

/// Whether two values are one for `==`, groups and `distinct`: missing is missing.
func areSame(_ a: Value, _ b: Value) -> Bool {
  if a.isMissing || b.isMissing { return a.isMissing && b.isMissing }
  return order(a, b) == 0
}

func areSame(_ a: [Value], _ b: [Value]) -> Bool { zip(a, b).allSatisfy { areSame($0, $1) } }

/// −1, 0 or 1 for two cells of a sort key: missing is last both ways.
func sortOrder(_ a: Value, _ b: Value, descending: Bool) -> Int {
  if a.isMissing || b.isMissing { return a.isMissing == b.isMissing ? 0 : a.isMissing ? 1 : -1 }
  return descending ? order(b, a) : order(a, b)
}

/// Row numbers in the order of their keys; ties keep their order.
func sortedPlaces(_ keys: [[Value]], descending: [Bool]) -> [Int] {
  var places = Array(keys.indices)
  places.sort { a, b in
    for (index, down) in descending.enumerated() {
      let order = sortOrder(keys[a][index], keys[b][index], descending: down)
      if order != 0 { return order < 0 }
    }
    return a < b
  }
  return places
}

/// Rows with equal keys, as lists of row numbers in order of first appearance.
func partitions(_ keys: [[Value]]) -> [[Int]] {
  var groups: [[Int]] = []
  for row in keys.indices {
    if let group = groups.firstIndex(where: { areSame(keys[$0[0]], keys[row]) }) {
      groups[group].append(row)
    } else {
      groups.append([row])
    }
  }
  return groups
}
