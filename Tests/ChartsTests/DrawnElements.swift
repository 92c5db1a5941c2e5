import Foundation

/// An element of a drawn chart.
struct Element {
  var name: String
  var attributes: [String: String]
  var text: String

  func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? .nan }
  var classes: [Substring] { (attributes["class"] ?? "").split(separator: " ") }

  /// A mark of a series, or a gray one next to highlighted ones.
  func isMark(_ kind: Character) -> Bool {
    classes.contains { $0.first == kind && ($0.dropFirst() == "r" || $0.dropFirst().allSatisfy(\.isNumber)) }
  }
}

/// A small reader of what the writer writes: no nesting inside marks and texts, attributes in double quotes.
func elements(of svg: String) -> [Element] {
  svg.split(separator: "<").compactMap { piece in
    guard let name = ["rect", "circle", "line", "path", "text"].first(where: { piece.hasPrefix($0 + " ") }),
      let end = piece.firstIndex(of: ">")
    else { return nil }
    var attributes: [String: String] = [:]
    let parts = piece[..<end].dropFirst(name.count).split(separator: "\"", omittingEmptySubsequences: false)
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      attributes[parts[index].filter { $0 != " " && $0 != "=" }] = String(parts[index + 1])
    }
    var text = piece[piece.index(after: end)...].trimmingCharacters(in: .newlines)
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] where text.contains("&") {
      text = text.replacingOccurrences(of: entity, with: letter)
    }
    return Element(name: name, attributes: attributes, text: text)
  }
}
