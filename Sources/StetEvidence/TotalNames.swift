import StetColumns

/// Words that name totals and editions.
enum TotalNames {
  private static let firstWords: Set<String> = ["total", "totals", "subtotal", "subtotals", "sum"]
  private static let lastWords: Set<String> = ["total", "totals", "subtotal", "overall", "combined"]
  private static let phrases: Set<String> = [
    "all", "overall", "nationwide", "statewide", "united states", "u s", "both sexes", "average", "mean", "nation",
    "grand total",
  ]

  /// Whether a label says that its row is a total: "Total", "Grand total", "All ages", "FY Overall".
  static func isTotal(_ label: String) -> Bool {
    let words = label.lowercased().split { !$0.isLetter }.map(String.init)
    guard let first = words.first, let last = words.last else { return false }
    return phrases.contains(words.joined(separator: " ")) || firstWords.contains(first) && words.count <= 4
      || lastWords.contains(last) && words.count <= 4
      || first == "all" && words.count <= 3
        && !["other", "others", "else", "remaining"].contains(words[min(1, words.count - 1)])
  }

  /// Whether the first word says it.
  static func isGrandTotal(_ label: String) -> Bool {
    let words = label.lowercased().split { !$0.isLetter }
    return words.first.map { firstWords.contains(String($0)) } ?? false || words.joined(separator: " ") == "grand total"
  }

  private static let levels: Set<String> = [
    "region", "subregion", "country", "continent", "world", "nation", "national", "state", "province", "county",
    "district", "city", "municipality", "metro", "tract", "zip", "total", "subtotal", "division", "area", "sector",
  ]

  /// Whether a column's name or all of its values say that it tells levels apart.
  static func areLevels(_ name: String, _ values: [String]) -> Bool {
    name.lowercased().split { !$0.isLetter }.contains { ["level", "sumlev", "tier"].contains($0) }
      || values.count > 1 && values.allSatisfy { levels.contains($0.lowercased()) }
  }

  /// Whether a column's name says that its figures run up.
  static func isRunning(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter }.map(String.init)
    return words.contains { ["ytd", "cumulative", "cum", "running"].contains($0) }
      || words.joined(separator: " ").hasSuffix("to date")
  }

  private static let editionWords: Set<String> = [
    "edition", "vintage", "release", "version", "revision", "published", "publication", "yearbook", "snapshot", "issue",
  ]

  /// Whether a column's name says that it tells editions of the same figures apart.
  static func isEdition(_ name: String) -> Bool {
    name.lowercased().split { !$0.isLetter }.contains { editionWords.contains(String($0)) }
  }
}
