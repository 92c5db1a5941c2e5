import StetColumns

extension Column {
  /// Decimals with as many places as their function gives, whatever the rows are; other types as they are.
  func withPlaces(_ scale: Int) throws(ValueFailure) -> Column {
    guard type == .decimal, scale > self.scale else { return self }
    guard let column = rescaled(to: scale) else { throw .overflow(.decimal) }
    return column
  }
}
