package import StetColumns
package import StetDiagnostics

/// One step of a pipeline as the engine runs it: a value of one of the types in this folder. Every verb lowers to these.
///
/// What the executor, the optimizer and `why` ask of an operation are requirements without defaults, so that the compiler
/// asks whoever adds one. Nothing outside this folder knows how an operation runs.
package protocol Operation: Sendable {
  // MARK: - The run

  /// The table that the step makes from the one before; what it did to the rows goes into `context.entry`.
  func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table

  var purpose: StepPurpose { get }

  // MARK: - The optimizer

  /// The same with each of its expressions over the input replaced.
  func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> Self

  var columnFlow: ColumnFlow { get }

  /// Where the values of a column of the output come from; `input` and `output` are the columns before and after.
  func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin

  /// The columns of an input of `width` columns without which some columns of the output would be different, or the ledger or
  /// a failure would be.
  func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int>

  var rowFlow: RowFlow { get }

  // MARK: - From the figure back to the rows

  /// Which rows of the input the rows of the output were made from.
  func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap

  /// Turns a strand over the output into strands over the input, and over the other table.
  func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure)

  /// Why some rows of the input are not in the output: the parts of `rows` by their reason. Asked only of an operation that
  /// drops rows.
  func reasons(toLeaveOut rows: [Int32], of input: Table) throws(RunFailure) -> [(LeftOut.Reason, [Int32])]
}

/// The purpose of a step.
package enum StepPurpose: Sendable {
  /// Its table consists of figures that a second calculation can make, too.
  case calculates
  /// It passes the table on, or stops the run.
  case checks
  /// It reports on a table or on the run.
  case reports
  /// The host writes or draws the table, which passes on unchanged.
  case writes
}

/// What happens to the columns of the input.
package enum ColumnFlow: Sendable {
  /// They come out as they are, in their positions; the step reads what its expressions name.
  case through
  /// What comes out is made by its expressions alone.
  case rebuilt
  /// The step refers to columns by position, adds some, or reads all.
  case placed
  /// The same, and only the run decides which come out.
  case decidedByData
}

/// Where the values of a column come from, apart from missing ones.
package enum ColumnOrigin: Sendable {
  /// Each is one that an expression over the input has.
  case expression(TypedExpression)
  /// Each is one of a column of the input.
  case column(Int)
  /// Each is one of a column of the input or of a column of the second table, if these are there.
  case both(Int?, other: Int?)
  /// Each is one of these.
  case texts([String])
  case unknown

  /// For an operation that adds columns behind those of the input, and leaves those as they are.
  static func column(_ index: Int, if input: Schema) -> ColumnOrigin {
    index < input.fields.count ? .column(index) : .unknown
  }
}

/// What happens to the rows of the input.
package enum RowFlow: Sendable {
  /// Each row by itself is kept or not.
  case selects
  /// The same rows come out in another order.
  case reorders(canFail: Bool)
  /// Each row by itself comes out changed.
  case changes
  /// The rows with equal keys become one row, the keys being the first columns of the output.
  case groups(by: [TypedExpression])
  /// The result for a row depends on others.
  case together
}

/// An operation that takes from a second table, which a pipeline gives that runs before it.
package protocol TwoTableOperation: Operation {
  var other: OtherTable { get set }

  /// The columns of the second table, which has `otherWidth`, without which some columns of the output would be different, or the
  /// ledger or a failure would be. The first table has `width` columns.
  func otherColumnsNeeded(for output: Set<Int>, of width: Int, _ otherWidth: Int) -> Set<Int>
}

extension Operation {
  /// The second table, of an operation that has one.
  package var otherTable: OtherTable? { (self as? any TwoTableOperation)?.other }

  /// The same with the rows of its second table.
  package func taking(_ table: Table) -> any Operation {
    guard var whole = self as? any TwoTableOperation else { return self }
    whole.other = .table(table)
    return whole
  }

  package var decidesSchema: Bool { if case .decidedByData = columnFlow { true } else { false } }

  /// The columns that its expressions read.
  var columnsRead: Set<Int> {
    var read: Set<Int> = []
    _ = mapExpressions { expression in
      expression.readColumns(into: &read)
      return expression
    }
    return read
  }

  /// Of each row that comes out, the row that it was: found by running the step on a table with one more column, the numbers of
  /// the rows; −1 for a row that the step added.
  func rowsThrough(_ input: Table, _ context: StepContext) throws(RunFailure) -> [Int32] {
    var context = context
    let result = try run(on: input.numbered, in: &context)
    return rowNumbers(result.columns[result.columns.count - 1])
  }
}

extension Table {
  /// The same with the number of each row in a last column, whose name no script can write.
  var numbered: Table {
    Table(
      schema: Schema(schema.fields + [Field("\u{0}row", .int)]),
      columns: columns + [.int(Vector((0..<Int64(rowCount)).map { $0 }))], rowCount: rowCount)
  }
}

/// The numbers in such a column after a step; −1 for rows that have none.
func rowNumbers(_ column: Column) -> [Int32] {
  (0..<column.count).map { column[$0].asInt.map { Int32(truncatingIfNeeded: $0) } ?? -1 }
}
