import StetColumns

extension FunctionTwin {
  static let matches = FunctionTwin("matches") { values in
    .bool(try PlainPattern(text(values[1])).firstMatch(in: text(values[0])) != nil)
  }

  static let extract = FunctionTwin("extract") { values in
    guard let found = try PlainPattern(text(values[1])).firstMatch(in: text(values[0])) else { return .missing }
    return found.count > 1 ? found[1].map(Value.text) ?? .missing : .text(found[0] ?? "")
  }
}
