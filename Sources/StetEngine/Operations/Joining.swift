package import StetColumns
package import StetDiagnostics

/// An operation that puts the columns of a second table beside those of the first, row by row: what is asked of it does not depend
/// on which rows match.
package protocol JoiningOperation: TwoTableOperation {
  /// The keys: an expression over the first table, and a column of the second.
  var on: [(left: TypedExpression, right: Int)] { get set }
  /// The columns of the second table that are not shown.
  var hidden: Set<Int> { get }
  /// Whether rows of the second table come out without a match.
  var keepsPartners: Bool { get }
}

extension JoiningOperation {
  package var right: Table { other.table }
  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> Self {
    var mapped = self
    mapped.on = on.map { (change($0.left), $0.right) }
    return mapped
  }

  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    let width = input.fields.count
    guard index >= width else {
      let key = keepsPartners ? on.first { if case .column(index) = $0.left.kind { true } else { false } } : nil
      return key.map { .both(index, other: $0.right) } ?? .column(index)
    }
    let shown = right.schema.fields.indices.filter { !hidden.contains($0) }
    return index - width < shown.count ? .both(nil, other: shown[index - width]) : .unknown
  }

  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> {
    output.filter { $0 < width }.union(columnsRead)
  }

  package func otherColumnsNeeded(for output: Set<Int>, of width: Int, _ otherWidth: Int) -> Set<Int> {
    let shown = (0..<otherWidth).filter { !hidden.contains($0) }
    return Set(output.filter { $0 >= width && $0 - width < shown.count }.map { shown[$0 - width] })
      .union(on.map(\.right)).union(hidden)
  }

  package var rowFlow: RowFlow { .together }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    var (numbered, context) = (self, context)
    numbered.other = .table(right.numbered)
    let result = try numbered.run(on: input.numbered, in: &context)
    return .joined(
      left: rowNumbers(result.columns[input.columns.count]),
      right: rowNumbers(result.columns[result.columns.count - 1]))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.joined(strand, right, on, hidden: hidden, keepsPartners: keepsPartners)
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
