extension OptimizerRule {
  /// A sort is stable and changes no row, so a filter may go first and leave it less to do. A calculated key might fail
  /// on a row that the filter would remove, so only columns count.
  static let filterBeforeSort = OptimizerRule(name: "filter before sort") { steps in
    var steps = steps
    for index in steps.indices.dropFirst() {
      guard case .selects = steps[index].operation.rowFlow else { continue }
      var place = index
      while place > 0, case .reorders(canFail: false) = steps[place - 1].operation.rowFlow {
        steps.swapAt(place, place - 1)
        place -= 1
      }
    }
    return steps
  }
}
