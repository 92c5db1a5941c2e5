extension Mark {
  package static let rule = Mark(
    remark: "rule", summary: "a line across the chart at a value",
    example: #"filter state == "TX" | chart "rule.svg" { line x: year, y: persons; rule y: 6, label: "six" }"#)
}
