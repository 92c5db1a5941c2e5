import StetColumns

extension FunctionTwin {
  static let lower = FunctionTwin("lower") { values in
    .text(text(values[0]).unicodeScalars.map(\.properties.lowercaseMapping).joined())
  }

  static let upper = FunctionTwin("upper") { values in
    .text(text(values[0]).unicodeScalars.map(\.properties.uppercaseMapping).joined())
  }
}
