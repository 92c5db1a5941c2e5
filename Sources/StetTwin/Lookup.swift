import StetEngine

private let functions = byName(functionTwins, \.name)
private let aggregates = byName(aggregateTwins, \.name)
private let windows = byName(windowTwins, \.name)

private func byName<Twin>(_ twins: [Twin], _ name: (Twin) -> String) -> [String: Twin] {
  Dictionary(twins.map { (name($0), $0) }) { first, _ in first }
}

func twin(of function: Function) throws -> FunctionTwin {
  try found(functions[function.name], function.name, function.second)
}

func twin(of aggregate: Aggregate) throws -> AggregateTwin {
  try found(aggregates[aggregate.name], aggregate.name, aggregate.second)
}

func twin(of window: Window) throws -> WindowTwin { try found(windows[window.name], window.name, window.second) }

/// A function that a program registers may have any name, so what the entry says comes first.
private func found<Twin>(_ twin: Twin?, _ name: String, _ second: Recalculation) throws -> Twin {
  switch second {
  case .none(let reason): throw NoSecondCalculation(name: name, reason: reason)
  case .twin:
    guard let twin else { throw NoSecondCalculation(name: name, reason: nil) }
    return twin
  }
}

/// The names that have a second calculation, for the test that holds them against the catalogs.
package let twinNames = (
  functions: functionTwins.map(\.name), aggregates: aggregateTwins.map(\.name), windows: windowTwins.map(\.name)
)

/// Functions whose second calculation may differ in the last digits, so that a comparison allows for it.
package let twinSeries = functionTwins.filter(\.isSeries).map(\.name)
