import StetColumns

/// `2008-09` may be a month, but also a season, a fiscal or school year, a docket or a parcel number. A column is read as months
/// only if one of its cells cannot be a pair of consecutive years and each has a year that people write about.
enum DoubtfulMonths {
  private static let years = 1600..<2200

  /// Whether the months of a column may be something else.
  static func isDoubtful(_ months: Vector<Int32>) -> Bool {
    var hasMonth = false
    for (row, month) in months.values.enumerated() where months.validity?[row] ?? true {
      let (year, number) = (Int(month) / 12, Int(month) % 12 + 1)
      guard years.contains(year) else { return true }
      if number != (year + 1) % 100 { hasMonth = true }
    }
    return !hasMonth
  }

  /// Whether every text is written as a month is and may be something else.
  static func areAll(_ texts: TextVector) -> Bool {
    let parser = PeriodParser(kind: .month)
    var months: [Int32] = []
    for code in 0..<texts.pool.count {
      guard let month = parser.parse(texts.pool.utf8(code).span) else { return false }
      months.append(month)
    }
    return !months.isEmpty && isDoubtful(Vector(months, validity: nil))
  }
}
