extension Mark {
  /// Drawn with the chart's own bands, from the constants `from` and `to`.
  package static let band = Mark("band", summary: "a shaded stretch of an axis", isData: false) { _ in }
}
