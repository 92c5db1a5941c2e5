import StetColumns

extension FunctionTwin {
  static let trim = FunctionTwin("trim") { values in
    let characters = Array(text(values[0]))
    guard let first = characters.firstIndex(where: { !$0.isWhitespace }),
      let last = characters.lastIndex(where: { !$0.isWhitespace })
    else { return .text("") }
    return .text(String(characters[first...last]))
  }

  static let clean = FunctionTwin("clean") { values in
    var result = ""
    var gap = false
    for character in text(values[0]) {
      if character.isWhitespace {
        gap = true
        continue
      }
      let seen = character.unicodeScalars.filter { ![.control, .format].contains($0.properties.generalCategory) }
      if seen.isEmpty { continue }
      if gap, !result.isEmpty { result += " " }
      gap = false
      result.unicodeScalars.append(contentsOf: seen)
    }
    return .text(result)
  }

  static let slug = FunctionTwin("slug") { values in
    var result = ""
    var gap = false
    for character in text(values[0]).unicodeScalars.map(\.properties.lowercaseMapping).joined() {
      guard ("a"..."z").contains(character) || ("0"..."9").contains(character) else {
        gap = true
        continue
      }
      result += (gap && !result.isEmpty ? "-" : "") + String(character)
      gap = false
    }
    return .text(result)
  }
}
