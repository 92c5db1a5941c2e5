package import StetColumns

/// How a column of a new release differs from the one of that name before; positions are counted from 1.
package enum ColumnChange: Sendable, Hashable {
  case removed(Field)
  case added(Field)
  case retyped(String, old: ValueType, new: ValueType)
  case unit(String, old: String?, new: String?)
  case moved(String, old: Int, new: Int)
}

/// The changes by kind, each in the order of its table.
func columnChanges(_ old: Schema, _ new: Schema, ignoring ignored: [String]) -> [ColumnChange] {
  let before = old.fields.filter { !ignored.contains($0.name) }
  let after = new.fields.filter { !ignored.contains($0.name) }
  let pairs = before.compactMap { field in new.index(of: field.name).map { (old: field, new: new.fields[$0]) } }
  let stayed = longestIncreasing(pairs.compactMap { new.index(of: $0.old.name) })
  var changes = before.filter { new.index(of: $0.name) == nil }.map { ColumnChange.removed($0) }
  changes += after.filter { old.index(of: $0.name) == nil }.map { .added($0) }
  changes += pairs.filter { $0.old.type != $0.new.type }.map {
    .retyped($0.old.name, old: $0.old.type, new: $0.new.type)
  }
  changes += pairs.filter { $0.old.unit != $0.new.unit }.map { .unit($0.old.name, old: $0.old.unit, new: $0.new.unit) }
  for (place, pair) in pairs.enumerated() where !stayed.contains(place) {
    guard let a = old.index(of: pair.old.name), let b = new.index(of: pair.old.name) else { continue }
    changes.append(.moved(pair.old.name, old: a + 1, new: b + 1))
  }
  return changes
}

/// The positions of a longest increasing subsequence, the leftmost of several: what is outside it has moved, and nothing else
/// needs to have moved.
private func longestIncreasing(_ numbers: [Int]) -> [Int] {
  var lengths = [Int](repeating: 1, count: numbers.count)
  for end in numbers.indices.reversed() {
    for next in numbers.indices[(end + 1)...] where numbers[next] > numbers[end] {
      lengths[end] = max(lengths[end], lengths[next] + 1)
    }
  }
  var places: [Int] = []
  var wanted = lengths.max() ?? 0
  for place in numbers.indices
  where lengths[place] == wanted && places.last.map({ numbers[$0] < numbers[place] }) ?? true {
    places.append(place)
    wanted -= 1
  }
  return places
}
