import StetColumns
import StetEngine
import StetTwin
import Testing

@Test("Every entry has a second calculation of its name, or says why it has none; none is left over")
func secondCalculations() {
  func check(_ kind: String, _ entries: [(name: String, second: Recalculation)], _ twins: [String]) {
    #expect(Set(twins).count == twins.count)
    for (name, second) in entries {
      switch second {
      case .twin:
        #expect(twins.contains(name), "write Sources/StetTwin/\(kind)/ for `\(name)`, or say `second: .none(reason)`")
      case .none(let reason):
        #expect(!reason.isEmpty)
        #expect(!twins.contains(name), "`\(name)` says that it has no second calculation, and has one")
      }
    }
  }
  check("Functions", functionCatalog.map { ($0.name, $0.second) }, twinNames.functions)
  check("Aggregates", aggregateCatalog.map { ($0.name, $0.second) }, twinNames.aggregates)
  check("Windows", windowCatalog.map { ($0.name, $0.second) }, twinNames.windows)
  #expect(Set(twinNames.aggregates).isSubset(of: aggregateCatalog.map(\.name)))
  #expect(Set(twinNames.windows).isSubset(of: windowCatalog.map(\.name)))
}

@Test("The unit rule and the type of every entry name one of its arguments")
func rules() {
  let entries: [(name: String, parameters: [Parameter], result: ResultType, unit: UnitRule)] =
    functionCatalog.map { ($0.name, $0.parameters, $0.result, $0.unit) }
    + aggregateCatalog.map { ($0.name, $0.parameters, $0.result, $0.unit) }
    + windowCatalog.map { ($0.name, $0.parameters, $0.result, $0.unit) }
  for (name, parameters, result, unit) in entries {
    #expect(Set(parameters.map(\.name)).count == parameters.count, "\(name)")
    if case .argument(let index) = result { #expect(parameters.indices.contains(index), "\(name)") }
    if case .keeps(let index) = unit {
      #expect(parameters.indices.contains(index), "\(name)")
      // What keeps the unit of an argument gives its type, or a fraction of it.
      let type = result.type(of: parameters.map { _ in .int })
      #expect(type.isNumeric, "`\(name)` gives no number, so it has no unit")
    }
  }
}
