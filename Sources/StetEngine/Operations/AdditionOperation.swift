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
  package var totals: [(column: Int, values: Set<Value>)]
  /// Columns in which some values may be.
  package var suspects: [(column: Int, values: Set<Value>)]
  /// For columns of which the figures themselves show it, how they do.
  package var evidence: [Int: String]
  /// Where the values are added.
  package var place: Place
  package var range: SourceRange

  package enum Place: Sendable { case group, window, stack }

  package init(
    value: TypedExpression, condition: TypedExpression?, keys: [TypedExpression], within: [Int], per: [Int],
    totals: [(column: Int, values: Set<Value>)], suspects: [(column: Int, values: Set<Value>)],
    evidence: [Int: String], in place: Place, at range: SourceRange
  ) {
    (self.value, self.condition, self.keys, self.within, self.per) = (value, condition, keys, within, per)
    (self.totals, self.suspects, self.evidence) = (totals, suspects, evidence)
    (self.place, self.range) = (place, range)
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    var isAdded = [Bool](repeating: true, count: table.rowCount)
    if let condition, case .bool(let verdicts) = try evaluator.column(condition) {
      for row in isAdded.indices { isAdded[row] = verdicts[row] == true }
    }
    let values = try evaluator.column(value, where: isAdded)
    let added = rowsInOrder(table.rowCount).filter { isAdded[Int($0)] }
    let rows = added.filter { values.isPresent(Int($0)) }
    let groups = try evaluator.columns(keys) + per.map { table.columns[$0] }
    let groupOfRow = identities(of: groups, rowCount: table.rowCount).groupOfRow
    for part in parts(of: table, totals.map { ($0.column, $0.values) }) {
      guard let (other, row) = firstApart(part, rows, groupOfRow) else { continue }
      let places = per.map { table.columns[$0][Int(row)] }.filter { !$0.isMissing }.map { plainText($0) }
      throw RunFailure(
        .addsUpParts(
          table.schema.fields[part.column].name, [other, row].map { part.values[Int($0)] }, places,
          totals: part.totals, filter(rows, added.filter { !values.isPresent(Int($0)) }, table), evidence[part.column],
          freely(table.schema), place,
          at: range))
    }
    for part in suspects.map({ kinds(of: table, $0.column, $0.values) }) {
      guard let (other, row) = firstApart(part, rows, groupOfRow) else { continue }
      context.entry.notes.append(suspicion(part, [other, row], rows, table))
    }
    return table
  }

  /// A column in which rows must agree.
  fileprivate struct Part {
    let column: Int
    /// The value of each row as a number; where only totals are kept apart, all other values share one.
    let groups: Grouping
    let values: Column
    /// The values that are totals; nil where each value is a part of its own.
    let totals: Set<Value>?
  }

  private func parts(of table: Table, _ totals: [(Int, Set<Value>)]) -> [Part] {
    within.map { column in
      let values = table.columns[column]
      return Part(
        column: column, groups: identities(of: [values], rowCount: table.rowCount), values: values, totals: nil)
    }
      + totals.map { kinds(of: table, $0.0, $0.1) }
  }

  /// Totals apart from what they are totals of.
  private func kinds(of table: Table, _ column: Int, _ totals: Set<Value>) -> Part {
    let values = table.columns[column]
    let own = identities(of: [values], rowCount: table.rowCount)
    var kindOfGroup = [Int32](repeating: 0, count: own.count)
    for (group, row) in firstRows(own).enumerated() where totals.contains(values[Int(row)]) {
      kindOfGroup[group] = Int32(group) + 1
    }
    return Part(
      column: column,
      groups: Grouping(groupOfRow: own.groupOfRow.map { kindOfGroup[Int($0)] }, count: own.count + 1), values: values,
      totals: totals)
  }

  /// Two rows that are added and do not agree.
  private func firstApart(_ part: Part, _ rows: [Int32], _ groupOfRow: [Int32]) -> (Int32, Int32)? {
    let parts = part.groups.groupOfRow
    var first: [Int32: Int32] = [:]
    for row in rows {
      let group = groupOfRow[Int(row)]
      if let other = first[group] {
        if parts[Int(other)] != parts[Int(row)] { return (other, row) }
      } else {
        first[group] = row
      }
    }
    return nil
  }

  private func suspicion(_ part: Part, _ both: [Int32], _ rows: [Int32], _ table: Table) -> String {
    let name = table.schema.fields[part.column].name
    let values = both.map { part.values[Int($0)] }.filter { part.totals?.contains($0) ?? false }
    let words = joinedWithAnd(values.map { quoted(plainText($0)) })
    let said =
      "\(words) in `\(name)` may be \(agreeing("a total or a mean", "totals or means", values.count)) of rows that it is added to"
    let present = Set(rows.map { part.values[Int($0)] }.filter { part.totals?.contains($0) ?? false })
    let count = rows.count { !present.contains(part.values[Int($0)]) }
    guard let filter = leftOut(present, of: name), count > 0 else { return said }
    return "\(said); `filter \(filter)` before this step leaves \(counted(count, "row"))"
  }

  /// The step that takes the rule back, where a column is added as it is.
  private func freely(_ schema: Schema) -> String? {
    guard case .column(let index) = value.kind else { return nil }
    return "adds \(writtenName(schema.fields[index].name)): freely"
  }

  /// A condition that leaves rows of one part, as many as there are of any, and how many these are; nil where it has no form. `lacking` are rows
  /// that would be added if they had a value.
  private func filter(_ rows: [Int32], _ lacking: [Int32], _ table: Table) -> (String, Int)? {
    var (rows, lacking, conditions) = (rows, lacking, [String]())
    // What may be a total goes with what is one.
    let known = Set(totals.map(\.column))
    let all =
      totals.map { total in
        (total.column, total.values.union(suspects.first { $0.column == total.column }?.values ?? []))
      } + suspects.filter { !known.contains($0.column) }.map { ($0.column, $0.values) }
    for part in parts(of: table, all) {
      let groups = part.groups.groupOfRow
      var sizes: [Int32: Int] = [:]
      for row in rows { sizes[groups[Int(row)], default: 0] += 1 }
      guard sizes.count > 1 else { continue }
      if let total = part.onlyTotal(rows), let value = literal(part.values[Int(total)]),
        lacking.contains(where: { groups[Int($0)] != groups[Int(total)] })
      {
        // The parts are not all there.
        conditions.append("\(writtenName(table.schema.fields[part.column].name)) == \(value)")
        rows = rows.filter { groups[Int($0)] == groups[Int(total)] }
        lacking = lacking.filter { groups[Int($0)] == groups[Int(total)] }
        continue
      }
      // The first of equally many, so that it is the same each time.
      guard let row = rows.max(by: { sizes[groups[Int($0)], default: 0] < sizes[groups[Int($1)], default: 0] }),
        let condition = part.condition(Int(row), table.schema.fields[part.column].name)
      else { return nil }
      conditions.append(condition)
      rows = rows.filter { groups[Int($0)] == groups[Int(row)] }
      lacking = lacking.filter { groups[Int($0)] == groups[Int(row)] }
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
  /// A row with a total, where all have the same.
  fileprivate func onlyTotal(_ rows: [Int32]) -> Int32? {
    guard let totals, let first = rows.first(where: { totals.contains(values[Int($0)]) }) else { return nil }
    let parts = groups.groupOfRow
    let isOnly = rows.allSatisfy { !totals.contains(values[Int($0)]) || parts[Int($0)] == parts[Int(first)] }
    return isOnly ? first : nil
  }

  /// A condition that the rows of the same part as one of them meet.
  fileprivate func condition(_ row: Int, _ column: String) -> String? {
    let value = values[row]
    if let totals, !totals.contains(value) { return leftOut(totals, of: column) }
    return value.isMissing
      ? "\(writtenName(column)) is missing" : literal(value).map { "\(writtenName(column)) == \($0)" }
  }
}

/// A condition that leaves values of a column out; nil where one has no form.
func leftOut(_ values: Set<Value>, of column: String) -> String? {
  let name = writtenName(column)
  let literals = values.filter { !$0.isMissing }.map(literal)
  guard literals.allSatisfy({ $0 != nil }) else { return nil }
  let list = literals.compactMap { $0 }.sorted()
  let isKnown = values.contains(.missing) ? ["\(name) is not missing"] : []
  switch list.count {
  case 0: return isKnown.first
  case 1: return (isKnown + ["\(name) != \(list[0])"]).joined(separator: " and ")
  default: return (isKnown + ["not (\(name) in [\(list.joined(separator: ", "))])"]).joined(separator: " and ")
  }
}

/// A value as a script writes it; nil where it has no form.
private func literal(_ value: Value) -> String? {
  switch value {
  case .text(let text): quoted(text)
  case .int, .decimal, .float, .bool, .period(_, .fiscalYear): plainText(value)
  case .date, .period(_, .month): "@\(plainText(value))"
  case .missing, .datetime, .duration, .period: nil
  }
}

extension Diagnostic {
  fileprivate static func addsUpParts(
    _ column: String, _ values: [Value], _ places: [String], totals: Set<Value>?,
    _ filter: (condition: String, rows: Int)?, _ evidence: String?, _ freely: String?,
    _ use: AdditionOperation.Place, at range: SourceRange
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
    let notes = filter.map { ["`filter \($0.condition)` before this step leaves \(counted($0.rows, "row"))"] } ?? []
    let shown =
      evidence.map { words in
        ["the figures show it: \(words)" + (freely.map { "; `\($0)` before this step adds them all the same" } ?? "")]
      } ?? []
    guard let totals else {
      return Diagnostic(
        .addsWithin,
        "values add up only within one value of `\(column)`, but rows\(place) have \(joinedWithAnd(both))", at: range,
        kind: .data, notes: notes + [apart] + shown)
    }
    let own = zip(values, both).filter { totals.contains($0.0) }.map(\.1)
    return Diagnostic(
      .addsWithin,
      "\(joinedWithAnd(own)) of `\(column)` would be added to rows\(place) of which \(agreeing("it is the total", "they are totals", own.count))",
      at: range, kind: .data, notes: notes + shown)
  }
}
