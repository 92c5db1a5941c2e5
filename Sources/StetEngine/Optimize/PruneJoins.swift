import StetColumns

extension OptimizerRule {
  /// A join makes only the columns that the next step reads, if that makes its own of them: counting what a join with repeated keys
  /// gives makes no pair.
  static let pruneJoins = OptimizerRule(name: "prune joins") { steps in
    var steps = steps
    for (place, next) in zip(steps.indices, steps.dropFirst()) {
      guard var join = steps[place].operation as? JoinOperation, next.operation.columnFlow == .rebuilt, !next.continues,
        let width = steps[place].schema?.fields.count
      else { continue }
      join.unread = Set(0..<width).subtracting(next.operation.columnsRead)
      join.isTaken = next.operation is any StreamTakingOperation
      steps[place].operation = join
    }
    return steps
  }
}
