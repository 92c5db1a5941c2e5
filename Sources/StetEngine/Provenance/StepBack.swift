import StetColumns
import StetDiagnostics

/// One step traced back: strands over its output become strands over its input, and over the other table that it takes
/// from.
package struct StepBack {
  /// The words and the range of the step in the script.
  let name: String
  let range: SourceRange
  let input: Table
  let output: Table
  let rows: RowMap
  private(set) var ways: Ways
  private(set) var calculations: [Calculation] = []
  var leftOut: [LeftOut] = []
  private(set) var main: [Strand] = []
  private var other: [Strand] = []

  init(_ name: String, _ range: SourceRange, from input: Table, to output: Table, _ rows: RowMap, _ ways: Ways) {
    (self.name, self.range) = (name, range)
    (self.input, self.output, self.rows, self.ways) = (input, output, rows, ways)
  }

  /// The strands over the input, and those over the other table.
  var strands: (main: [Strand], other: [Strand]) { (merged(main), merged(other)) }

  // MARK: - What operations find

  mutating func way(_ role: RowRole, _ column: String, _ range: SourceRange? = nil, into next: Int?) -> Int {
    ways.place(role, column, range ?? self.range, into: next)
  }

  mutating func add(_ strand: Strand) { main.append(strand) }

  mutating func add(_ strands: [Strand]) { main += strands }

  /// The strand, and with it the same rows with what decides about them.
  mutating func add(_ strand: Strand, decidedBy expressions: [TypedExpression]) {
    main += decided(strand, by: expressions)
  }

  /// The rows of a strand once more, with what decides about them.
  mutating func addDeciding(_ strand: Strand, by expressions: [TypedExpression]) {
    main += decided(strand, by: expressions).dropFirst()
  }

  mutating func addToOther(_ strand: Strand) { other.append(strand) }

  mutating func add(_ calculation: Calculation) {
    if !calculations.contains(where: { $0.column == calculation.column && $0.range == calculation.range }) {
      calculations.append(calculation)
    }
  }

  /// The strand, and with it the same rows with the columns that decide about them, if there are others than its own.
  mutating func decided(
    _ strand: Strand, by expressions: [TypedExpression], and columns: Set<Int> = []
  ) -> [Strand] {
    let read = expressions.reduce(into: columns) { $1.readColumns(into: &$0) }.subtracting(strand.columns)
    guard !read.isEmpty else { return [strand] }
    return [strand, Strand(way: way(.decided, name, into: strand.way), rows: strand.rows, columns: read)]
  }

  /// Whether the rows of a strand are counted or added for the next figure.
  func counts(_ strand: Strand) -> Bool {
    let role = ways.all[strand.way].role
    return role == .counted || role == .added
  }

  // MARK: - Windows

  /// The rows that the windows of a value read for some rows, and what decides about them.
  mutating func windows(
    of value: TypedExpression, _ column: String, _ rows: [Int32], into next: Int
  ) throws(RunFailure) -> [Strand] {
    var strands: [Strand] = []
    for reached in try value.windows(reachedBy: rows, of: input) {
      strands += try window(reached.call, of: value, column, reached.rows, into: next)
    }
    return strands
  }

  private mutating func window(
    _ call: WindowCall, of value: TypedExpression, _ column: String, _ rows: [Int32], into next: Int
  ) throws(RunFailure) -> [Strand] {
    let (read, role) = try WindowBack(call, input).rows(behind: rows)
    let way = way(role, column, value.range, into: next)
    var conditions = call.partition + call.order.map(\.expression)
    if case .aggregate(_, let condition?, _) = call.kind { conditions.append(condition) }
    return decided(Strand(way: way, rows: read, columns: []).reading(call.arguments), by: conditions)
  }

  // MARK: - Rows and names

  /// The rows of the input that some rows of the output are.
  func rowsBefore(_ rows: [Int32]) -> [Int32] {
    guard case .rows(let map) = self.rows else { preconditionFailure("this step has a map of its rows") }
    return rows.map { map[Int($0)] }.sorted()
  }

  func columnName(_ column: Int) -> String { input.schema.fields[column].name }
}

/// Strands of one way become one.
private func merged(_ strands: [Strand]) -> [Strand] {
  var merged: [Strand] = []
  for strand in strands where !strand.rows.isEmpty {
    if let place = merged.firstIndex(where: { $0.way == strand.way }) {
      merged[place].columns.formUnion(strand.columns)
      if merged[place].rows != strand.rows { merged[place].rows = Set(merged[place].rows + strand.rows).sorted() }
    } else {
      merged.append(strand)
    }
  }
  return merged
}

func allRows(_ table: Table) -> [Int32] { (0..<Int32(table.rowCount)).map { $0 } }
