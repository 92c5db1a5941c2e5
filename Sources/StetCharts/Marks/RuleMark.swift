extension Mark {
  /// Drawn with the chart's own rules, from the constants `x` and `y` and from columns.
  package static let rule = Mark("rule", summary: "a line across the chart at a value", isData: false) { _ in }
}
