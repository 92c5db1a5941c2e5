package import StetColumns
package import StetDiagnostics
import StetSyntax

/// Stops the run before rows are added that differ in a column in which they must agree, as editions and levels of one figure do.
package struct AdditionOperation: Operation {
  package var value: TypedExpression
  package var condition: TypedExpression?
  /// What tells the groups apart that are added up.
  package var keys: [TypedExpression]
  package var within: [Int]
  /// Periods or dates: for each of them rows must agree.
  package var per: [Int]
  /// Columns in which some values are totals of others.
  package var totals: [(column: Int, texts: Set<String>)]
  /// Where the values are added.
  package var place: Place
  package var range: SourceRange

  package enum Place: Sendable { case group, window, stack }

  package init(
    value: TypedExpression, condition: TypedExpression?, keys: [TypedExpression], within: [Int], per: [Int],
    totals: [(column: Int, texts: Set<String>)], in place: Place, at range: SourceRange
  ) {
    (self.value, self.condition, self.keys) = (value, condition, keys)
    (self.within, self.per, self.totals, self.place, self.range) = (within, per, totals, place, range)
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    var isAdded = [Bool](repeating: true, count: table.rowCount)
    if let condition, case .bool(let verdicts) = try evaluator.column(condition) {
      for row in isAdded.indices { isAdded[row] = verdicts[row] == true }
    }
    let values = try evaluator.column(value, where: isAdded)
    let rows = rowsInOrder(table.rowCount).filter { isAdded[Int($0)] && values.isPresent(Int($0)) }
    let groups = try evaluator.columns(keys) + per.map { table.columns[$0] }
    let groupOfRow = identities(of: groups, rowCount: table.rowCount).groupOfRow
    for part in parts(of: table) { try check(part, rows, groupOfRow, table) }
    return table
  }

  /// A column in which rows must agree.
  fileprivate struct Part {
    let column: Int
    /// The value of each row as a number; where only totals are kept apart, all other values share one.
    let groups: Grouping
    let values: Column
    /// The values that are totals; nil where each value is a part of its own.
    let totals: Set<String>?
  }

  private func parts(of table: Table) -> [Part] {
    within.map { column in
      let values = table.columns[column]
      return Part(
        column: column, groups: identities(of: [values], rowCount: table.rowCount), values: values, totals: nil)
    }
      + totals.compactMap { column, texts in
        guard case .text(let own) = table.columns[column] else { return nil }
        let kinds = Column.text(
          TextVector((0..<table.rowCount).map { row in own[row].flatMap { texts.contains($0) ? $0 : nil } }))
        return Part(
          column: column, groups: identities(of: [kinds], rowCount: table.rowCount), values: kinds, totals: texts)
      }
  }

  private func check(_ part: Part, _ rows: [Int32], _ groupOfRow: [Int32], _ table: Table) throws(RunFailure) {
    let parts = part.groups.groupOfRow
    var first: [Int32: Int32] = [:]
    for row in rows {
      let group = groupOfRow[Int(row)]
      guard let other = first[group] else {
        first[group] = row
        continue
      }
      guard parts[Int(other)] != parts[Int(row)] else { continue }
      let both = [other, row].map { part.values[Int($0)] }
      let places = per.map { table.columns[$0][Int(row)] }.filter { !$0.isMissing }.map { plainText($0) }
      throw RunFailure(
        .addsUpParts(
          table.schema.fields[part.column].name, both, places, areTotals: part.totals != nil, filter(rows, table),
          place, at: range))
    }
  }

  /// A condition that leaves rows of one part, as many as there are of any, and how many these are; nil where it has no form.
  private func filter(_ rows: [Int32], _ table: Table) -> (String, Int)? {
    var (rows, conditions) = (rows, [String]())
    for part in parts(of: table) {
      let groups = part.groups.groupOfRow
      var sizes: [Int32: Int] = [:]
      for row in rows { sizes[groups[Int(row)], default: 0] += 1 }
      guard sizes.count > 1 else { continue }
      // The first of equally many, so that it is the same each time.
      guard let row = rows.max(by: { sizes[groups[Int($0)], default: 0] < sizes[groups[Int($1)], default: 0] }),
        let condition = part.condition(Int(row), table.schema.fields[part.column].name)
      else { return nil }
      conditions.append(condition)
      rows = rows.filter { groups[Int($0)] == groups[Int(row)] }
    }
    return (conditions.joined(separator: " and "), rows.count)
  }

  package var purpose: StepPurpose { .checks }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> AdditionOperation {
    var changed = self
    changed.value = change(value)
    changed.condition = condition.map(change)
    changed.keys = keys.map(change)
    return changed
  }

  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    .column(index, if: input)
  }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> {
    output.union(columnsRead).union(within).union(per).union(totals.map(\.column))
  }
  package var rowFlow: RowFlow { .changes }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }
  package func goBack(_ strand: Strand, _ back: inout StepBack) { back.add(strand) }
  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

extension AdditionOperation.Part {
  /// A condition that the rows of the same part as one of them meet.
  fileprivate func condition(_ row: Int, _ column: String) -> String? {
    let name = writtenName(column)
    let value = values[row]
    switch value {
    case .missing:
      let list = totals?.sorted().map { quoted($0) }.joined(separator: ", ")
      return list.map { "not (\(name) in [\($0)])" } ?? "\(name) is missing"
    case .text(let text): return "\(name) == \(quoted(text))"
    case .int, .decimal, .float, .bool, .period(_, .fiscalYear): return "\(name) == \(plainText(value))"
    case .date, .period(_, .month): return "\(name) == @\(plainText(value))"
    case .datetime, .duration, .period: return nil
    }
  }
}

extension Diagnostic {
  fileprivate static func addsUpParts(
    _ column: String, _ values: [Value], _ places: [String], areTotals: Bool,
    _ filter: (condition: String, rows: Int)?, _ use: AdditionOperation.Place, at range: SourceRange
  ) -> Diagnostic {
    let name = writtenName(column)
    let apart =
      switch use {
      case .group: "grouping by `\(name)` too keeps its values apart"
      case .window: "`\(name)` in `within` keeps its values apart"
      case .stack: "`stack: group` draws them side by side"
      }
    let both = values.map { $0.isMissing ? "a missing value" : quoted(plainText($0)) }
    let place = places.isEmpty ? "" : " of \(joinedWithAnd(places))"
    let totals = joinedWithAnd(values.filter { !$0.isMissing }.map { quoted(plainText($0)) })
    let notes = filter.map { ["`filter \($0.condition)` before this step leaves \(counted($0.rows, "row"))"] } ?? []
    return areTotals
      ? Diagnostic(
        .addsWithin,
        "\(totals) of `\(column)` would be added to rows\(place) of which \(agreeing("it is the total", "they are totals", values.count { !$0.isMissing }))",
        at: range,
        kind: .data, notes: notes)
      : Diagnostic(
        .addsWithin,
        "values add up only within one value of `\(column)`, but rows\(place) have \(joinedWithAnd(both))", at: range,
        kind: .data,
        notes: notes + [apart])
  }
}
