import StetColumns

extension Function {
  /// The pieces of a text with `{…}` inside, one after another; a missing value is shown as `missing`.
  static let joined = Function(operator: "joined", [], result: .type(.text), unit: .none) {
    arguments throws(ValueFailure) in
    try arguments.mapWithMissing(.text) { pieces throws(ValueFailure) in
      var text = ""
      for piece in pieces {
        text += piece.isMissing ? "missing" : formatted(piece, nil) ?? ""
        guard text.utf8.count <= longestText else { throw .longText }
      }
      return .text(text)
    }
  }
}
