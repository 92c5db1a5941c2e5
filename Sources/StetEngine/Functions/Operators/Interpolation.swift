import StetColumns

extension Function {
  /// The pieces of a text with `{…}` inside, one after another; a missing value is shown as `missing`.
  static let joined = Function(operator: "joined", [], result: .type(.text), unit: .none) {
    arguments throws(ValueFailure) in
    var results: [String] = []
    for row in 0..<arguments.count {
      var text = ""
      for piece in arguments.columns.indices {
        let value = arguments[piece, row]
        text += value.isMissing ? "missing" : formatted(value, nil) ?? ""
        guard text.utf8.count <= longestText else { throw .longText }
      }
      results.append(text)
    }
    return .text(TextVector(results))
  }
}
