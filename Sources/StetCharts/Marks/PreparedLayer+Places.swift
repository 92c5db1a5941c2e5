import StetColumns

extension PreparedLayer {
  /// Gives each row the number of the area that a channel names; the reader is informed of
  /// names without a place and of second rows of one.
  mutating func findPlaces(of channel: Channel, _ place: (String) -> Int?) {
    guard let column = layer[channel]?.column else { return }
    var (unknown, twice): ([String], [String]) = ([], [])
    var taken: Set<Int> = []
    for index in points.indices where points[index].value != nil {
      let name = plainText(column[points[index].row])
      guard let found = place(name) else {
        points[index].value = nil
        if !unknown.contains(name) { unknown.append(name) }
        continue
      }
      guard taken.insert(found).inserted else {
        points[index].value = nil
        if !twice.contains(name) { twice.append(name) }
        continue
      }
      points[index].key = Double(found)
    }
    if !unknown.isEmpty { losses.append("Not on the map: \(listed(unknown)).") }
    if !twice.isEmpty { losses.append("Only the first of several rows is drawn for \(listed(twice)).") }
  }
}

/// `a, b and c`, the rest counted.
func listed(_ names: [String], most: Int = 4) -> String {
  if names.count > most {
    return names.prefix(most - 1).joined(separator: ", ") + " and \(names.count - most + 1) more"
  }
  return joinedWithAnd(names)
}
