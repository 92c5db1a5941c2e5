package import StetColumns
package import StetDiagnostics

/// Stops the run if the rows do not meet an expectation.
package struct ExpectOperation: Operation {
  package enum Expectation: Sendable {
    /// At least this share of the rows, or all.
    case condition(TypedExpression, share: Double?)
    case unique([Int])
    /// A condition on a table of one row with the column `rows`.
    case rows(TypedExpression)
    /// The join before found a match for each row.
    case allMatched
  }

  package var expectation: Expectation

  package init(_ expectation: Expectation) { self.expectation = expectation }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    switch expectation {
    case .condition(let condition, let share):
      var evaluator = context.evaluator(table)
      guard case .bool(let verdicts) = try evaluator.column(condition) else {
        preconditionFailure("the binder guarantees that a condition is a bool")
      }
      let offenders = rows(below: table.rowCount) { !verdicts.values[$0] || verdicts.validity?[$0] == false }
      let kept = table.rowCount - offenders.count
      if let share, table.rowCount > 0, Double(kept) / Double(table.rowCount) >= share { return table }
      try refuse(offenders.map { Int($0) }, of: table, share: share, at: context.step.range)
    case .unique(let indexes):
      let groups = identities(of: indexes.map { table.columns[$0] }, rowCount: table.rowCount)
      var sizes = [Int](repeating: 0, count: groups.count)
      for group in groups.groupOfRow { sizes[Int(group)] += 1 }
      let offenders = (0..<table.rowCount).filter { sizes[Int(groups.groupOfRow[$0])] > 1 }
      guard let first = offenders.first else { return table }
      // Rows of one key next to each other: the first three offenders show what clashes.
      let together = offenders.sorted { (groups.groupOfRow[$0], $0) < (groups.groupOfRow[$1], $1) }
      throw RunFailure(
        .notUnique(
          offenders.count, sizes.count { $0 > 1 }, indexes.map { table.schema.fields[$0].name },
          table.origin?.location(of: first), shownRows(together, of: table), at: context.step.range))
    case .rows(let condition):
      let counted = Table(
        schema: Schema([Field("rows", .int)]), columns: [.int(Vector([Int64(table.rowCount)]))], rowCount: 1)
      var evaluator = Evaluator(counted)
      guard try evaluator.column(condition)[0].asBool != true else { return table }
      throw RunFailure(.rowCount(table.rowCount, at: context.step.range))
    case .allMatched:
      guard let join = context.ledger.last?.unmatched else {
        preconditionFailure("the binder guarantees a join before it")
      }
      guard join.left > 0 || join.right ?? 0 > 0 else { return table }
      throw RunFailure(.unmatched(join, at: context.step.range))
    }
    return table
  }

  private func refuse(_ offenders: [Int], of table: Table, share: Double?, at range: SourceRange) throws(RunFailure) {
    guard let first = offenders.first else { return }
    throw RunFailure(
      .expectation(
        offenders.count, table.rowCount, share, table.origin?.location(of: first), shownRows(offenders, of: table),
        at: range))
  }

  private func shownRows(_ rows: [Int], of table: Table) -> [String] {
    var shown = rows.prefix(3).map { row -> String in
      let place = table.origin.map { $0.location(of: row) + " " } ?? "row \(row + 1): "
      return place
        + zip(table.schema.names, table.row(row)).map { name, value in
          "\(name) \(value.isMissing ? "missing" : plainText(value))"
        }.joined(separator: ", ")
    }
    if rows.count > 3 { shown.append("and \(counted(rows.count - 3, "more row"))") }
    return shown
  }

  package var purpose: StepPurpose { .checks }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> ExpectOperation {
    switch expectation {
    case .condition(let condition, let share): ExpectOperation(.condition(change(condition), share: share))
    // What these read is not in the table.
    case .rows, .unique, .allMatched: self
    }
  }

  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    .column(index, if: input)
  }
  /// A row that does not meet it is shown whole.
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { Set(0..<width) }
  package var rowFlow: RowFlow { .changes }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }
  package func goBack(_ strand: Strand, _ back: inout StepBack) { back.add(strand) }
  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

extension Diagnostic {
  fileprivate static func expectation(
    _ count: Int, _ total: Int, _ share: Double?, _ place: String?, _ shown: [String], at range: SourceRange
  ) -> Diagnostic {
    let limit = share.map { ", but at least \(shortest($0 * 100))% should" } ?? ""
    return Diagnostic(
      .expectation,
      "\(count) of \(counted(total, "row")) \(agreeing("does", "do", count)) not meet the expectation\(limit)",
      at: range, location: place,
      kind: .expectation, notes: shown)
  }

  fileprivate static func notUnique(
    _ rows: Int, _ keys: Int, _ names: [String], _ place: String?, _ shown: [String], at range: SourceRange
  ) -> Diagnostic {
    let values = counted(keys, names.count == 1 ? "value" : "combination")
    return Diagnostic(
      .expectation,
      "\(values) of \(joinedWithAnd(names.map { "`\($0)`" })) \(agreeing("occurs", "occur", keys)) more than once, in \(rows) rows",
      at: range,
      location: place, kind: .expectation, notes: shown)
  }

  fileprivate static func rowCount(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .expectation, "the table has \(counted(count, "row")), which does not meet the expectation", at: range,
      kind: .expectation)
  }

  fileprivate static func unmatched(_ join: Unmatched, at range: SourceRange) -> Diagnostic {
    let right = join.right ?? 0
    let onTheRight = "\(counted(right, "row")) on the right"
    let have = agreeing("has", "have", right)
    guard join.left > 0 else {
      return Diagnostic(
        .expectation, "\(onTheRight) \(have) no match in the join", at: range, kind: .expectation)
    }
    return Diagnostic(
      .expectation, "\(counted(join.left, "row")) \(agreeing("has", "have", join.left)) no match in the join",
      at: range, kind: .expectation, notes: join.examples + (right > 0 ? ["\(onTheRight) \(have) no match"] : []))
  }
}
