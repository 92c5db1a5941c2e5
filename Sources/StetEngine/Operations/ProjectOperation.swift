package import StetColumns
package import StetDiagnostics

/// The columns of the result, each computed from the input.
package struct ProjectOperation: StreamingOperation {
  package var columns: [(field: Field, value: TypedExpression)]

  package init(_ columns: [(field: Field, value: TypedExpression)]) { self.columns = columns }

  func stream(_ stream: inout StreamBuilder) throws(NotCompiled) { try stream.project(columns) }

  func record(_ counts: StreamCounts, in entry: inout LedgerEntry) {
    let counts = counts.ofValues
    if counts.undefined > 0 {
      entry.counts.append(.init("set to missing for lack of a finite result", counts.undefined))
    }
    if counts.undecided > 0 { entry.counts.append(.init("undecided because of missing values", counts.undecided)) }
    entry.counts += counts.windows.entries
    if counts.skipped > 0 {
      entry.counts.append(.init("missing values skipped", counts.skipped, of: "missing value"))
    }
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> ProjectOperation {
    ProjectOperation(columns.map { ($0.field, change($0.value)) })
  }

  package var columnFlow: ColumnFlow { .rebuilt }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    .expression(columns[index].value)
  }

  /// A calculated column may fail or be counted, so it is always read; a carried column is read only if it is needed.
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> {
    var needed: Set<Int> = []
    for (index, column) in columns.enumerated() where !column.value.isColumn || output.contains(index) {
      column.value.readColumns(into: &needed)
    }
    return needed
  }

  package var rowFlow: RowFlow { columns.allSatisfy { $0.value.windows.isEmpty } ? .changes : .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }

  package func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure) {
    var carried: Set<Int> = []
    for index in strand.columns.sorted() {
      let (field, value) = columns[index]
      if case .column(let source) = value.kind {
        carried.insert(source)
        continue
      }
      let way = back.way(.computed, field.name, value.range, into: strand.way)
      back.add(Strand(way: way, rows: strand.rows, columns: value.columnsBesideWindows))
      back.add(calculation(index, strand.rows, back))
      back.add(try back.windows(of: value, field.name, strand.rows, into: way))
    }
    back.add(Strand(way: strand.way, rows: strand.rows, columns: carried))
  }

  /// What a calculated cell was calculated from.
  private func calculation(_ index: Int, _ rows: [Int32], _ back: StepBack) -> Calculation {
    let (field, value) = columns[index]
    let row = rows.count == 1 ? Int(rows[0]) : nil
    let operands = row.map { row in
      value.columnsBesideWindows.sorted().map { (name: back.columnName($0), value: back.input.columns[$0][row]) }
    }
    return Calculation(
      column: field.name, range: value.range, value: row.map { back.output.columns[index][$0] },
      operands: operands ?? [], rows: nil, sum: nil)
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
