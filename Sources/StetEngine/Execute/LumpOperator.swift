import StetColumns
import StetDiagnostics

extension Executor {
  func lump(
    _ table: Table, _ index: Int, _ count: Int, _ weight: TypedExpression?, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    guard case .text(let texts) = table.columns[index] else {
      preconditionFailure("the binder guarantees that `lump` works on text")
    }
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    let groups = identities(of: [table.columns[index]], rowCount: table.rowCount)
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
    // Categories that tie with the last one stay: to drop one of two equals would be a choice nobody made.
    var kept = Swift.min(count, order.count)
    while kept > 0, kept < order.count, ranks[Int(order[kept])] == ranks[Int(order[kept - 1])] { kept += 1 }
    guard kept < order.count else { return table }
    if kept > count {
      entry.counts.append(.init("categories kept beyond \(count) as ties", kept - count, of: "category"))
    }
    let stays = Set(order.prefix(kept).map { present[Int($0)] })
    let others = "All others (n = \(order.count - kept))"
    var renamed = 0
    let values = (0..<table.rowCount).map { row -> String? in
      guard let text = texts[row] else { return nil }
      if stays.contains(groups.groupOfRow[row]) { return text }
      renamed += 1
      return others
    }
    entry.counts.append(.init("categories lumped", order.count - kept, of: "category"))
    entry.counts.append(.init("rows renamed", renamed, of: "row"))
    var result = table
    result.columns[index] = .text(TextVector(values))
    return result
  }

  func recode(
    _ table: Table, _ index: Int, _ codes: Table, _ isComplete: Bool, _ step: PlanStep, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    let column = table.columns[index]
    let pairs = try matchRows(
      left: [column], right: [codes.columns[0]], leftCount: table.rowCount, rightCount: codes.rowCount)
    if let twice = pairs.multiplied.first { throw RunFailure(.codeTwice(shownKey(Int(twice), [column]), step)) }
    // No left row has two, so there is one for each.
    let partner = pairs.rows(keepingLeft: true).right
    let lacking = pairs.leftOnly.filter { column.isPresent(Int($0)) }
    let groups = identities(of: [column.gather(lacking)], rowCount: lacking.count)
    let examples = firstRows(groups).prefix(3).map { shownKey(Int(lacking[Int($0)]), [column]) }
    var result = table
    let recoded = codes.columns[1].gather(partner)
    if isComplete {
      guard lacking.isEmpty else {
        throw RunFailure(
          .codesLack(lacking.isEmpty ? 0 : groups.count, examples, table.origin?.place(of: Int(lacking[0])), step))
      }
      result.columns[index] = recoded
    } else {
      let both = try concatenate([recoded, column])
      result.columns[index] = both.gather(
        (0..<table.rowCount).map { Int32(partner[$0] >= 0 ? $0 : table.rowCount + $0) })
    }
    entry.counts.append(.init("recoded", pairs.matched))
    if !lacking.isEmpty { entry.counts.append(.init("left as they are", lacking.count, examples: Array(examples))) }
    return result
  }
}

extension Diagnostic {
  fileprivate static func codeTwice(_ code: String, _ step: PlanStep) -> Diagnostic {
    Diagnostic(
      .manyMatches, "the table of `recode` has \(quoted(code)) more than once", at: step.range, kind: .data)
  }

  fileprivate static func codesLack(_ count: Int, _ examples: [String], _ place: String?, _ step: PlanStep)
    -> Diagnostic
  {
    Diagnostic(
      .expectation, "the table of `recode` lacks \(counted(count, "value"))", at: step.range,
      place: place, kind: .expectation, notes: [examples.map { quoted($0) }.joined(separator: ", ")])
  }
}
