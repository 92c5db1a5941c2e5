package import StetColumns
package import StetDiagnostics

/// One row for each combination of the keys, in their order, with aggregates of its rows.
package struct GroupOperation: StreamTakingOperation, KeyedOperation {
  package var keys: [(field: Field, value: TypedExpression)]
  package var aggregates: [AggregateCall]

  package init(keys: [(field: Field, value: TypedExpression)], aggregates: [AggregateCall]) {
    self.keys = keys
    self.aggregates = aggregates
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let groups = grouped(by: try evaluator.columns(keys.map(\.value)), rowCount: table.rowCount)
    var columns = groups.keys
    for call in aggregates {
      columns.append(groups.occupied(try evaluator.aggregate(call, groups.grouping, &context.entry)))
    }
    return Table(
      schema: Schema(keys.map(\.field) + aggregates.map(\.field)), columns: columns,
      rowCount: groups.occupied?.count ?? groups.grouping.count, sources: table.sources)
  }

  package var keyColumns: [Int] { Array(keys.indices) }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> GroupOperation {
    GroupOperation(
      keys: keys.map { ($0.field, change($0.value)) }, aggregates: aggregates.map { $0.mapExpressions(change) })
  }

  package var columnFlow: ColumnFlow { .rebuilt }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    if index < keys.count { return .expression(keys[index].value) }
    // The least, the last, the most frequent: each aggregate that gives a text gives one of those that it was made of.
    let call = aggregates[index - keys.count]
    guard call.field.type == .text, let argument = call.arguments.first, argument.type == .text else { return .unknown }
    return .expression(argument)
  }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { columnsRead }
  package var rowFlow: RowFlow { .groups(by: keys.map(\.value)) }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    var evaluator = Evaluator(input)
    return .grouped(placesOfGroups(try evaluator.columns(keys.map(\.value)), input.rowCount))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure) {
    let members = back.members(of: strand.rows)
    let keyColumns = keys.reduce(into: Set<Int>()) { $1.value.readColumns(into: &$0) }
    var strands: [Strand] = []
    for index in strand.columns.sorted() where index >= keys.count {
      strands += try back.aggregated(aggregates[index - keys.count], index, members, strand, keyColumns)
    }
    back.addGroup(members, strands, strand, keyColumns)
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

/// The group of each row, in the order in which `group` and `pivot` show them.
func placesOfGroups(_ keys: [Column], _ rowCount: Int) -> [Int32] {
  let groups = grouped(by: keys, rowCount: rowCount)
  guard let occupied = groups.occupied else { return groups.grouping.groupOfRow }
  var place = [Int32](repeating: -1, count: groups.grouping.count)
  for (shown, group) in occupied.enumerated() { place[Int(group)] = Int32(shown) }
  return groups.grouping.groupOfRow.map { $0 < 0 ? -1 : place[Int($0)] }
}
