/// A rewriting of a plan that gives the same table, the same ledger and the same failures with less work.
struct OptimizerRule: Sendable {
  let name: String
  let apply: @Sendable ([PlanStep]) -> [PlanStep]
}

/// The rules in their order: folding makes filters simple, moved filters leave less to sort, and columns that are no longer
/// read are dropped last.
private let rules: [OptimizerRule] = [.foldConstants, .filterBeforeSort, .limitSort, .pruneColumns]

/// The plan with every rule applied once. The table of the plan as bound and of this one are equal on any input.
package func optimized(_ steps: [PlanStep]) -> [PlanStep] { rules.reduce(steps) { $1.apply($0) } }
