import StetColumns

extension FunctionTwin {
  static let joined = FunctionTwin("joined", seesMissing: true) { values in
    .text(
      values.map { value in
        if value.isMissing { return "missing" }
        let words = plainText(value)
        return value.asText == nil
          ? words.replacing("-", with: "−", maxReplacements: words.hasPrefix("-") ? 1 : 0) : words
      }.joined())
  }
}
