package import StetColumns
package import StetDiagnostics

/// A row for each combination of the present values of some columns; the result is sorted by them.
package struct CompleteOperation: Operation {
  package var keys: [Int]
  /// The values of the last column: all from one to another, an end that is not given being the first or last that occurs; those that occur
  /// where `isSequence` is false.
  package var from: Value?
  package var to: Value?
  package var isSequence: Bool { from != nil || to != nil }

  private static let mostRows = 50_000_000

  package init(_ keys: [Int], from: Value? = nil, to: Value? = nil) {
    (self.keys, self.from, self.to) = (keys, from, to)
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    let values = try keys.enumerated().map { place, index throws(RunFailure) in
      let column = table.columns[index]
      return isSequence && place == keys.count - 1
        ? try sequence(in: column, context.step) : differentValues(column)
    }
    var total = 1
    for column in values {
      let (product, overflow) = total.multipliedReportingOverflow(by: column.count)
      guard !overflow, product <= Self.mostRows else { throw RunFailure(.tooManyRows(context.step)) }
      total = product
    }
    let combinationBytes = keys.reduce(16) { $0 + table.columns.deferred[$1].rowBytes }
    let rowBytes = table.columns.deferred.reduce(8) { $0 + $1.rowBytes * 2 }
    try context.reserve(total * (combinationBytes + rowBytes), multiplied: counted(total, "combination"))
    var wanted: [Column] = []
    var block = total
    for column in values {
      block /= Swift.max(1, column.count)
      wanted.append(column.gather((0..<total).map { Int32(truncatingIfNeeded: $0 / block % column.count) }))
    }
    let here = keys.map { table.columns[$0] }
    let pairs = try matchRows(left: wanted, right: here, leftCount: total, rightCount: table.rowCount)
    var columns: [Column] = []
    let absent = pairs.leftOnly
    for (index, column) in table.columns.enumerated() {
      let added =
        keys.firstIndex(of: index).map { wanted[$0].gather(absent) }
        ?? column.gather([Int32](repeating: -1, count: absent.count))
      columns.append(try concatenate([column, added]))
    }
    context.entry.counts.append(.init("rows added", absent.count, of: "row"))
    if let last = keys.last, isSequence {
      let column = table.columns[last]
      let outside = rowsInOrder(table.rowCount).filter { !isWithin(column[Int($0)]) }
      if !outside.isEmpty {
        let examples = differentValues(column.gather(outside))
        context.entry.counts.append(
          .init(
            "rows outside of the sequence", outside.count, of: "row",
            examples: (0..<min(3, examples.count)).map { plainText(examples[$0]) }))
      }
    }
    let rowCount = table.rowCount + absent.count
    let result = Table(schema: table.schema, columns: columns, rowCount: rowCount, sources: table.sources)
    return result.gather(sortedRows(keys.map { (column: columns[$0], descending: false) }, rowCount: rowCount))
  }

  /// The present values of a column in order, each once.
  private func differentValues(_ column: Column) -> Column {
    let first = firstRows(identities(of: [column], rowCount: column.count)).filter { column.isPresent(Int($0)) }
    let order = sortedRows([(column: column.gather(first), descending: false)], rowCount: first.count)
    return column.gather(order.map { first[Int($0)] })
  }

  private func sequence(in column: Column, _ step: PlanStep) throws(RunFailure) -> Column {
    let different = differentValues(column)
    let first = from ?? (different.count > 0 ? different[0] : .missing)
    let last = to ?? (different.count > 0 ? different[different.count - 1] : .missing)
    guard let low = first.ordinal, let high = last.ordinal, low <= high else { return Column([], type: column.type) }
    guard high - low < Int64(Self.mostRows) else { throw RunFailure(.tooManyRows(step)) }
    return Column((low...high).map { first.with(ordinal: $0) }, type: column.type)
  }

  /// Whether a value is in the sequence, or there is none.
  private func isWithin(_ value: Value) -> Bool {
    guard let own = value.ordinal else { return true }
    return (from?.ordinal).map { $0 <= own } ?? true && (to?.ordinal).map { own <= $0 } ?? true
  }

  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> CompleteOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union(keys) }
  package var rowFlow: RowFlow { .together }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    guard case .rows(let map) = back.rows else { preconditionFailure("`complete` has a map of its own") }
    let parts = keys.map { identities(of: back.input.columns[$0]) }
    let kept = strand.rows.map { map[Int($0)] }.filter { $0 >= 0 }.sorted()
    // Without such a row, another would take its position, of which these columns would be the same.
    let isReplaced =
      back.counts(strand) && strand.columns.isSubset(of: keys) ? isReplaceable(parts, back.input) : { _ in false }
    back.add(strand.with(kept.filter { !isReplaced($0) }))
    let replaced = kept.filter(isReplaced)
    if !replaced.isEmpty {
      let way = back.way(.combined, back.columnName(keys[0]), into: strand.way)
      back.add(Strand(way: way, rows: replaced, columns: Set(keys)))
    }
    let added = strand.rows.filter { map[Int($0)] < 0 }
    guard !added.isEmpty else { return }
    // A combination that did not occur: the first rows that have its parts.
    for (key, groups) in zip(keys, parts) {
      let column = back.input.columns[key]
      let first = Dictionary(uniqueKeysWithValues: firstRows(groups).map { (column[Int($0)], $0) })
      let rows = Set(added.compactMap { first[back.output.columns[key][Int($0)]] })
      let way = back.way(.grouped, back.columnName(key), into: strand.way)
      back.add(Strand(way: way, rows: rows.sorted(), columns: [key]))
    }
  }

  /// Whether the combination of a row of the input would be in the result without the row: each part occurs in other rows, and all of
  /// them together do not.
  private func isReplaceable(_ parts: [Grouping], _ input: Table) -> (Int32) -> Bool {
    let columns = keys.map { input.columns[$0] }
    let whole = identities(of: columns, rowCount: input.rowCount)
    let (sizes, partSizes) = (whole.sizes(), parts.map { $0.sizes() })
    let inOrder = columns.last.map(differentValues)
    return { row in
      let row = Int(row)
      return sizes[Int(whole.groupOfRow[row])] == 1 && columns.allSatisfy { $0.isPresent(row) }
        && parts.indices.allSatisfy { part in
          let occursElsewhere = partSizes[part][Int(parts[part].groupOfRow[row])] > 1
          guard isSequence, part == parts.count - 1, !occursElsewhere, let inOrder else { return occursElsewhere }
          let own = columns[part][row]
          return isWithin(own) && (from != nil || own != inOrder[0])
            && (to != nil || own != inOrder[inOrder.count - 1])
        }
    }
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

extension Diagnostic {
  fileprivate static func tooManyRows(_ step: PlanStep) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "`complete` would make more than 50,000,000 combinations", at: step.range, kind: .limit)
  }
}
