import StetColumns
import StetDiagnostics

/// What a join left without a partner.
struct Unmatched {
  var left: Int
  /// Nil unless the join keeps the rows of the right side.
  var right: Int?
  var examples: [String]
}

extension Executor {
  func expect(_ table: Table, _ expectation: Expectation, _ range: SourceRange) throws(RunFailure) {
    switch expectation {
    case .condition(let condition, let share):
      var evaluator = Evaluator(table, isCancelled: isCancelled)
      let kept = Set(try evaluator.selection(condition).rows)
      let offenders = (0..<table.rowCount).filter { !kept.contains(Int32($0)) }
      if let share, table.rowCount > 0, Double(kept.count) / Double(table.rowCount) >= share { return }
      try refuse(offenders, of: table, share: share, at: range)
    case .unique(let indexes):
      let groups = identities(of: indexes.map { table.columns[$0] }, rowCount: table.rowCount)
      var sizes = [Int](repeating: 0, count: groups.count)
      for group in groups.groupOfRow { sizes[Int(group)] += 1 }
      let offenders = (0..<table.rowCount).filter { sizes[Int(groups.groupOfRow[$0])] > 1 }
      guard let first = offenders.first else { return }
      // Rows of one key next to each other: the first three offenders show what clashes.
      let together = offenders.sorted { (groups.groupOfRow[$0], $0) < (groups.groupOfRow[$1], $1) }
      throw RunFailure(
        .notUnique(
          offenders.count, sizes.count { $0 > 1 }, indexes.map { table.schema.fields[$0].name },
          table.origin?.place(of: first), shownRows(together, of: table), at: range))
    case .rows(let condition):
      let counted = Table(
        schema: Schema([Field("rows", .int)]), columns: [.int(Vector([Int64(table.rowCount)]))], rowCount: 1)
      var evaluator = Evaluator(counted)
      guard try evaluator.column(condition)[0].asBool != true else { return }
      throw RunFailure(.rowCount(table.rowCount, at: range))
    case .allMatched:
      guard let join = lastJoin else { preconditionFailure("the binder guarantees a join in front of it") }
      guard join.left > 0 || join.right ?? 0 > 0 else { return }
      throw RunFailure(.unmatched(join, at: range))
    }
  }

  private func refuse(_ offenders: [Int], of table: Table, share: Double?, at range: SourceRange) throws(RunFailure) {
    guard let first = offenders.first else { return }
    throw RunFailure(
      .expectation(
        offenders.count, table.rowCount, share, table.origin?.place(of: first), shownRows(offenders, of: table),
        at: range))
  }

  private func shownRows(_ rows: [Int], of table: Table) -> [String] {
    var shown = rows.prefix(3).map { row -> String in
      let place = table.origin.map { $0.place(of: row) + " " } ?? "row \(row + 1): "
      return place
        + zip(table.schema.names, table.row(row)).map { name, value in
          "\(name) \(value.isMissing ? "missing" : plainText(value))"
        }.joined(separator: ", ")
    }
    if rows.count > 3 { shown.append("and \(rows.count - 3) more") }
    return shown
  }
}

extension Diagnostic {
  fileprivate static func expectation(
    _ count: Int, _ total: Int, _ share: Double?, _ place: String?, _ shown: [String], at range: SourceRange
  ) -> Diagnostic {
    let limit = share.map { ", and at least \(shortest($0 * 100))% should" } ?? ""
    return Diagnostic(
      .expectation,
      "\(count) of \(counted(total, "row")) \(agreeing("does", "do", count)) not meet the expectation\(limit)",
      at: range, place: place,
      kind: .expectation, notes: shown)
  }

  fileprivate static func notUnique(
    _ rows: Int, _ keys: Int, _ names: [String], _ place: String?, _ shown: [String], at range: SourceRange
  ) -> Diagnostic {
    let columns = names.map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      .expectation, "\(rows) rows share \(counted(keys, "value")) of \(columns)", at: range,
      place: place, kind: .expectation, notes: shown)
  }

  fileprivate static func rowCount(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(.expectation, "the table has \(counted(count, "row"))", at: range, kind: .expectation)
  }

  fileprivate static func unmatched(_ join: Unmatched, at range: SourceRange) -> Diagnostic {
    var notes = join.examples
    if let right = join.right, right > 0 {
      notes.append("\(counted(right, "row")) of the right side \(agreeing("has", "have", right)) no partner")
    }
    return Diagnostic(
      .expectation, "\(counted(join.left, "row")) \(agreeing("has", "have", join.left)) no partner in the join",
      at: range, kind: .expectation, notes: notes)
  }
}
