import StetColumns

extension HTMLWriter {
  /// A table with right-aligned numbers; at most `limit` rows, and how many more there are.
  mutating func table(_ table: Table, limit: Int = 200) {
    let formats = table.columns.map { ColumnFormat($0) }
    element("div", [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Table")]) { page in
      page.element("table") { page in
        page.element("thead") { page in
          page.element("tr") { page in
            for (field, format) in zip(table.schema.fields, formats) {
              page.element("th", [("scope", "col")] + format.attributes) { page in
                page.text(field.name)
                if let unit = field.unit, !field.name.says(unit) { page.element("small", text: " \(unit)") }
              }
            }
          }
        }
        page.newline()
        page.element("tbody") { page in
          for row in 0..<min(limit, table.rowCount) {
            page.element("tr") { page in
              for (column, format) in zip(table.columns, formats) {
                let value = column[row]
                page.element("td", format.attributes, text: value.isMissing ? "–" : format.text(value))
              }
            }
            page.newline()
          }
        }
      }
    }
    if table.rowCount > limit {
      element("p", [("class", "more")], text: "The first \(limit) of \(counted(table.rowCount, "row")).")
    }
    if table.rowCount == 0 { element("p", [("class", "more")], text: "No rows.") }
    if formats.contains(where: \.isRounded) {
      element("p", [("class", "more")], text: "Fractions are rounded for display.")
    }
    newline()
  }
}

extension String {
  /// Whether a name such as `fiscal_year` already says a unit such as `fiscal year`.
  fileprivate func says(_ unit: String) -> Bool { replacing("_", with: " ").lowercased().contains(unit.lowercased()) }
}

/// How the cells of a column are written: whole numbers in groups of three, fractions with as many decimal places as the largest needs.
private struct ColumnFormat {
  private let pattern: String?
  let isNumeric: Bool
  private(set) var isRounded = false

  init(_ column: Column) {
    let values = (0..<column.count).lazy.map { column[$0] }.filter { !$0.isMissing }
    isNumeric = column.type.isNumeric
    switch column.type {
    case .int:
      // Years are not quantities.
      pattern = values.allSatisfy { (1500...2200).contains($0.asInt ?? 0) } ? nil : ","
    case .float:
      let largest = values.compactMap(\.asFloat).map(\.magnitude).max() ?? 0
      let places = largest >= 10_000 ? 0 : largest >= 100 ? 1 : largest >= 1 ? 2 : 4
      pattern = ",.\(places)"
      isRounded = values.contains { formatted($0, ",") != formatted($0, ",.\(places)") }
    case .decimal: pattern = ","
    case .bool, .text, .date, .datetime, .period, .duration: pattern = nil
    }
  }

  var attributes: [(StaticString, String)] { isNumeric ? [("class", "number")] : [] }

  func text(_ value: Value) -> String { formatted(value, pattern) ?? plainText(value) }
}
