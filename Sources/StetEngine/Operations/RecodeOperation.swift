package import StetColumns
package import StetDiagnostics

/// The values of a column replaced by a table of old values in its first column and new ones in its second.
package struct RecodeOperation: TwoTableOperation {
  package var column: Int
  package var other: OtherTable
  package var isComplete: Bool

  package init(_ column: Int, _ codes: OtherTable, isComplete: Bool) {
    self.column = column
    other = codes
    self.isComplete = isComplete
  }

  package var codes: Table { other.table }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    let values = table.columns[column]
    // Each different value is looked up once.
    let groups = identities(of: [values], rowCount: table.rowCount)
    let (different, sizes) = (values.gather(firstRows(groups)), groups.sizes())
    let pairs = try matchRows(
      left: [different], right: [codes.columns[0]], leftCount: groups.count, rightCount: codes.rowCount)
    if let twice = pairs.multiplied.first {
      throw RunFailure(.codeTwice(shownKey(Int(twice), [different]), context.step))
    }
    // No value has two, so there is one for each.
    let partner = pairs.rows(keepingLeft: true).right
    let lacking = pairs.leftOnly.filter { different.isPresent(Int($0)) }
    let examples = lacking.prefix(3).map { shownKey(Int($0), [different]) }
    let recoded = codes.columns[1].gather(partner)
    var result = table
    if isComplete {
      if let first = lacking.first {
        let row = firstRows(groups)[Int(first)]
        throw RunFailure(.codesLack(lacking.count, examples, table.origin?.location(of: Int(row)), context.step))
      }
      result.columns[column] = recoded.gather(groups.groupOfRow, areRows: true)
    } else {
      let both = try concatenate([recoded, different])
      let count = groups.count
      let chosen = both.gather((0..<count).map { Int32(partner[$0] >= 0 ? $0 : count + $0) })
      result.columns[column] = chosen.gather(groups.groupOfRow, areRows: true)
    }
    let isLacking = Set(lacking)
    func rows(_ isCounted: (Int) -> Bool) -> Int {
      sizes.indices.reduce(0) { $0 + (isCounted($1) ? Int(sizes[$1]) : 0) }
    }
    context.entry.counts.append(.init("recoded", rows { partner[$0] >= 0 }))
    let unchanged = rows { isLacking.contains(Int32($0)) }
    if unchanged > 0 {
      context.entry.counts.append(.init("left unchanged", unchanged, examples: Array(examples)))
    }
    return result
  }

  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> RecodeOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    index == column ? .unknown : .column(index)
  }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union([column]) }

  package func otherColumnsNeeded(for output: Set<Int>, of width: Int, _ otherWidth: Int) -> Set<Int> {
    Set(0..<otherWidth)
  }

  package var rowFlow: RowFlow { .changes }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.add(strand)
    guard strand.columns.contains(column) || isComplete else { return }
    let way = back.way(.joined, back.columnName(column), into: strand.way)
    let wanted = Set(strand.rows.map { back.input.columns[column][Int($0)] })
    let rows = allRows(codes).filter { wanted.contains(codes.columns[0][Int($0)]) }
    back.addToOther(Strand(way: way, rows: rows, columns: [0, 1]))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

extension Diagnostic {
  fileprivate static func codeTwice(_ code: String, _ step: PlanStep) -> Diagnostic {
    Diagnostic(
      .manyMatches, "the `recode` table has \(quoted(code)) more than once", at: step.range, kind: .data)
  }

  fileprivate static func codesLack(_ count: Int, _ examples: [String], _ place: String?, _ step: PlanStep)
    -> Diagnostic
  {
    Diagnostic(
      .expectation, "\(counted(count, "value")) \(agreeing("is", "are", count)) missing from the `recode` table",
      at: step.range,
      location: place, kind: .expectation, notes: [examples.map { quoted($0) }.joined(separator: ", ")])
  }
}
