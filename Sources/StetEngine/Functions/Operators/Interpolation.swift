import StetColumns

extension Function {
  /// The pieces of a text with `{…}` inside, one after the other; a missing value is shown as `missing`.
  static let joined = Function("joined", "", example: "", [], .text) { arguments throws(ValueFailure) in
    var results: [String] = []
    for row in 0..<arguments.count {
      results.append(
        arguments.columns.indices.map { piece in
          let value = arguments[piece, row]
          return value.isMissing ? "missing" : formatted(value, nil) ?? ""
        }.joined())
    }
    return .text(TextVector(results))
  }
}
