extension OptimizerRule {
  /// A sort whose first rows alone are taken need not put the others in order.
  static let limitSort = OptimizerRule(name: "limit sort") { steps in
    var steps = steps
    for (place, next) in zip(steps.indices, steps.dropFirst()) {
      guard var sort = steps[place].operation as? SortOperation, let take = next.operation as? TakeOperation,
        !take.fromEnd, !next.continues
      else { continue }
      sort.limit = take.count
      steps[place].operation = sort
    }
    return steps
  }
}
