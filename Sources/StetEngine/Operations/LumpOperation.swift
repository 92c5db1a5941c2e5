package import StetColumns
package import StetDiagnostics

/// The largest categories of a text column, and one for all others.
package struct LumpOperation: Operation {
  package var column: Int
  package var count: Int
  package var weight: TypedExpression?

  package init(_ column: Int, top count: Int, weight: TypedExpression?) {
    self.column = column
    self.count = count
    self.weight = weight
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    guard case .text(let texts) = table.columns[column] else {
      preconditionFailure("the binder guarantees that `lump` works on text")
    }
    var evaluator = context.evaluator(table)
    let groups = identities(of: [table.columns[column]], rowCount: table.rowCount)
    let weights = try weight.map { weight throws(RunFailure) in try evaluator.column(weight) }
    let sizes: Column
    do {
      if let weights {
        sizes = try Aggregate.sum.apply([weights], groups)
      } else {
        sizes = try Aggregate.count.apply([], groups)
      }
    } catch { throw RunFailure(error, at: weight?.range ?? SourceRange(0, 0)) }
    let first = firstRows(groups)
    let present = first.indices.filter { texts.code(of: Int(first[$0])) >= 0 }.map { Int32($0) }
    let ranks = orderKeys(of: sizes.gather(present))
    let order = sortedRows([(column: sizes.gather(present), descending: true)], rowCount: present.count)
    guard order.count > count else { return table }
    // Categories that tie with the last one are kept: dropping one of two equals would be arbitrary.
    var kept = Swift.min(count, order.count)
    while kept > 0, kept < order.count, ranks[Int(order[kept])] == ranks[Int(order[kept - 1])] { kept += 1 }
    guard kept < order.count else { return table }
    if kept > count {
      context.entry.counts.append(
        .init("categories kept beyond \(count) because of ties", kept - count, of: "category"))
    }
    var stays = [Bool](repeating: false, count: groups.count)
    for place in order.prefix(kept) { stays[Int(present[Int(place)])] = true }
    let others = "All others (n = \(order.count - kept))"
    // What each category becomes.
    var names: [String?] = []
    var renamed = 0
    for (group, size) in groups.sizes().enumerated() {
      let text = texts[Int(first[group])]
      let isRenamed = text != nil && !stays[group]
      renamed += isRenamed ? Int(size) : 0
      names.append(isRenamed ? others : text)
    }
    context.entry.counts.append(.init("categories lumped", order.count - kept, of: "category"))
    context.entry.counts.append(.init("rows renamed", renamed, of: "row"))
    var result = table
    result.columns[column] = Column.text(TextVector(names)).gather(groups.groupOfRow, areRows: true)
    return result
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> LumpOperation {
    LumpOperation(column, top: count, weight: weight.map(change))
  }

  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    index == column ? .unknown : .column(index)
  }

  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> {
    output.union(columnsRead).union([column])
  }

  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.add(strand)
    guard strand.columns.contains(column) else { return }
    let way = back.way(.compared, back.columnName(column), into: strand.way)
    back.add(Strand(way: way, rows: allRows(back.input), columns: [column]).reading(weight.map { [$0] } ?? []))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
