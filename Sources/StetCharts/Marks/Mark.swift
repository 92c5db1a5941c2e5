/// How rows become shapes.
package struct Mark: Sendable {
  package let name: String
  package let summary: String
  /// Its lengths are compared by eye, so its axis starts at zero.
  let startsAtZero: Bool
  /// Takes up room along its axis: the axis gets half a step at each end.
  let hasWidth: Bool
  /// Its rows are data to be counted, not a remark on data.
  let isData: Bool
  let draw: @Sendable (inout Drawing) -> Void

  init(
    _ name: String, summary: String, startsAtZero: Bool = false, hasWidth: Bool = false, isData: Bool = true,
    draw: @escaping @Sendable (inout Drawing) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.startsAtZero = startsAtZero
    self.hasWidth = hasWidth
    self.isData = isData
    self.draw = draw
  }

  /// In the order of the manual.
  package static let all: [Mark] = [column, bar, line, area, point, rule, text, band]
}
