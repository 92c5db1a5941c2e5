import StetColumns

extension Aggregate {
  static let median = Aggregate(
    "median", "the middle value; the mean of the two middle ones where their number is even",
    example: "group by state: middle = median(persons)", arity: 1...1, result: { $0[0].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in unsafe try perGroup(columns[0], grouping) { unsafe valueBelow($0, 0.5) } }

  static let quantile = Aggregate(
    "quantile", "the value below which the given share lies, between two values in proportion (type 7 of Hyndman and Fan)",
    example: "group by state: high = quantile(persons, 0.9)", arity: 2...2, hasConstant: true,
    result: { $0[0].isNumeric && $0[1].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in
    guard columns[1].count > 0 else { return Column([Value](repeating: .missing, count: grouping.count), type: .float) }
    guard let share = columns[1][0].asFloat, (0...1).contains(share) else {
      throw ValueFailure("argument", "the share of `quantile` lies between 0 and 1", notes: ["`quantile(persons, 90%)`"])
    }
    return unsafe try perGroup(columns[0], grouping) { unsafe valueBelow($0, share) }
  }
}

/// Hyndman and Fan (1996), type 7: the default of R, NumPy and DuckDB's `quantile_cont`. Puts the values in another order.
private func valueBelow(_ values: UnsafeMutableBufferPointer<Double>, _ share: Double) -> Double {
  let place = share * Double(values.count - 1)
  let below = Int(place.rounded(.down))
  unsafe select(below, of: values)
  let low = unsafe values[below]
  guard below + 1 < values.count, place > Double(below) else { return low }
  // What stands behind is not smaller.
  var high = unsafe values[below + 1]
  for index in (below + 2)..<max(below + 2, values.count) { high = unsafe Swift.min(high, values[index]) }
  let part = place - Double(below)
  // Halves are added, since a difference of two large doubles may overflow.
  return low * (1 - part) + high * part
}

/// Puts the value of a rank in its place, smaller ones in front of it (Hoare 1961, with the middle of three as the
/// pivot).
private func select(_ rank: Int, of values: UnsafeMutableBufferPointer<Double>) {
  var (low, high) = (0, values.count - 1)
  var rounds = 0
  while low < high {
    rounds += 1
    // Values in an order that chooses bad pivots time and again: sorting what is left never takes long.
    if rounds > 64 {
      var rest = unsafe UnsafeMutableBufferPointer(rebasing: values[low...high])
      return unsafe rest.sort()
    }
    let middle = (low + high) / 2
    let (a, b, c) = unsafe (values[low], values[middle], values[high])
    let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
    var (left, right) = (low, high)
    while left <= right {
      while unsafe values[left] < pivot { left += 1 }
      while unsafe values[right] > pivot { right -= 1 }
      if left <= right {
        unsafe values.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if rank <= right { high = right } else if rank >= left { low = left } else { return }
  }
}
