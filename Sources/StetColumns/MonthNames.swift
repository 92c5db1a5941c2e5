/// The number of a month by its English name, whole or its first three letters, with or without a point; `Sept` is as common as `Sep`.
package func englishMonth(_ text: String) -> Int? {
  let name = text.lowercased().filter { $0 != "." && $0 != " " }
  guard name.utf8.count >= 3 else { return nil }
  return englishMonths.firstIndex { $0 == name || $0.prefix(3) == name || $0 == "september" && name == "sept" }.map {
    $0 + 1
  }
}

private let englishMonths = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
  "december",
]
