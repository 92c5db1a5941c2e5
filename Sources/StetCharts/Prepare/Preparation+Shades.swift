import StetColumns

extension Preparation {
  /// Whether a layer's color shows numbers.
  func isShaded(_ layer: Layer) -> Bool {
    guard let column = layer.color?.column, column.type.isNumeric else { return false }
    return layer.mark.traits.isDisjoint(with: [.isJoined, .startsAtZero])
  }

  func makeShades(_ layers: [Layer]) -> Shades? {
    let numbers = layers.filter(isShaded).compactMap { $0.color?.column }.flatMap { column in
      (0..<column.count).compactMap { Domain.number.position(of: column[$0]) }
    }
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    return Shades(low, high, chart.shades)
  }

  /// The ink of a number's class; nil where it is missing.
  func shade(_ value: Value) -> Ink? {
    Domain.number.position(of: value).flatMap { shades?.step(of: $0) }.map { .shade($0) }
  }
}
