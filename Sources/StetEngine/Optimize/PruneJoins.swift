import StetColumns

extension OptimizerRule {
  /// A join, or an `append`, makes only the columns that the next step reads, if that makes its own of them: counting what a join with
  /// repeated keys gives makes no pair.
  static let pruneJoins = OptimizerRule(name: "prune joins") { steps in
    var steps = steps
    for (place, next) in zip(steps.indices, steps.dropFirst()) {
      guard !next.continues else { continue }
      var unread: Set<Int> = []
      if next.operation.columnFlow == .rebuilt, let width = steps[place].schema?.fields.count {
        unread = Set(0..<width).subtracting(next.operation.columnsRead)
      }
      if var append = steps[place].operation as? AppendOperation {
        append.unread = unread
        steps[place].operation = append
      }
      guard var join = steps[place].operation as? JoinOperation else { continue }
      join.unread = unread
      // Steps that pass batches on may come between the join and the one that takes them.
      let taker = steps[(place + 1)...].first { !($0.operation is any StreamingOperation) }
      join.isTaken = taker?.operation is any StreamTakingOperation
      steps[place].operation = join
    }
    return steps
  }
}
