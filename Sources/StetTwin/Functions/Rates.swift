import StetColumns

extension FunctionTwin {
  static let perCapita = FunctionTwin("per_capita") { values in
    let rate = float(values[0]) / float(values[1]) * float(values[2])
    return rate.isFinite ? .float(rate) : .missing
  }

  static let near = FunctionTwin("near") { values in
    let (a, b) = (float(values[0]), float(values[1]))
    return .bool(Swift.abs(a - b) <= float(values[2]) * Swift.abs(b))
  }
}

private func float(_ value: Value) -> Double {
  guard let number = value.asFloat else { preconditionFailure("the binder guarantees a number here") }
  return number
}
