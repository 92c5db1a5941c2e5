/// The first of so many places for which something is true that is true for all places after it, too; `count` if there is none.
@inline(__always)
func firstPlace(in count: Int, where isReached: (Int) -> Bool) -> Int {
  var (low, high) = (0, count)
  while low < high {
    let middle = (low + high) / 2
    if isReached(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}
