/// A rewriting of a plan that gives the same table, the same ledger and the same failures with less work.
struct OptimizerRule: Sendable {
  let name: String
  let apply: @Sendable ([PlanStep]) -> [PlanStep]
}

/// The rules in their order: folding makes filters simple, moved filters leave less to sort, and columns that are no longer
/// read are dropped last.
private let rules: [OptimizerRule] = [.foldConstants, .filterBeforeSort, .limitSort, .pruneColumns, .pruneJoins]

/// The plan with every rule applied once. The table of the plan as bound and of this one are equal on any input.
package func optimized(_ steps: [PlanStep]) -> [PlanStep] { rules.reduce(steps) { $1.apply($0) } }

/// Optimized steps in the order of the script; nil if they are.
func inWrittenOrder(_ steps: [PlanStep]) -> [PlanStep]? {
  // What only the optimizer knows comes first.
  let places = steps.map { $0.order ?? .min }
  guard places != places.sorted() else { return nil }
  return zip(places, steps).enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map { item in
    var step = item.element.1
    if var sort = step.operation as? SortOperation {
      // The rows that were to be taken need not be those that come first before a filter.
      sort.limit = nil
      step.operation = sort
    }
    return step
  }
}
