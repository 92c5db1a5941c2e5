import StetColumns
import Synchronization

/// The pairs of a join in which left rows have several partners, in the order of the left table: a batch at a time, or as lists, which
/// are made when something first reads them.
final class JoinRows: Sendable {
  /// For each left row where its partners are; −1 for none.
  private let places: [Int32]
  private let partners: GroupRows
  /// How many pairs come before each left row, and at the end, how many there are.
  private let starts: [Int]
  private let made = Mutex<(left: [Int32], right: [Int32])?>(nil)

  /// A left row that is kept without a partner has −1 on the right.
  init(places: [Int32], partners: GroupRows, keepsLeft: Bool) {
    (self.places, self.partners) = (places, partners)
    var starts: [Int] = []
    starts.reserveCapacity(places.count + 1)
    var count = 0
    for place in places {
      starts.append(count)
      count += place >= 0 ? partners[Int(place)].count : keepsLeft ? 1 : 0
    }
    starts.append(count)
    self.starts = starts
  }

  private var count: Int { starts[places.count] }

  /// The left and the right row of each pair.
  var lists: (left: [Int32], right: [Int32]) {
    made.withLock { made in
      if let made { return made }
      var (left, right): ([Int32], [Int32]) = (untouched(count), untouched(count))
      unsafe left.withUnsafeMutableBufferPointer { first in
        unsafe right.withUnsafeMutableBufferPointer { second in
          guard let firstLeft = first.baseAddress, let firstRight = second.baseAddress else { return }
          // The stretches have no pair in common.
          nonisolated(unsafe) let (lefts, rights) = unsafe (firstLeft, firstRight)
          _ = parallelStretches(count) { pairs in
            unsafe write(pairs, Cells(lefts + pairs.lowerBound), Cells(rights + pairs.lowerBound))
          }
        }
      }
      made = (left, right)
      return (left, right)
    }
  }

  /// The rows of some pairs, the first of them at 0.
  func write(_ pairs: Range<Int>, _ left: Cells<Int32>, _ right: Cells<Int32>) {
    var row = firstRow(of: pairs.lowerBound)
    var offset = pairs.lowerBound - starts[row]
    var place = 0
    unsafe partners.rows.withUnsafeBufferPointer { rows in
      while place < pairs.count {
        let own = min(starts[row &+ 1] &- starts[row] &- offset, pairs.count &- place)
        let number = Int32(truncatingIfNeeded: row)
        if places[row] >= 0 {
          let first = Int(partners.starts[Int(places[row])]) &+ offset
          for index in 0..<own {
            left[place &+ index] = number
            right[place &+ index] = unsafe rows[first &+ index]
          }
        } else if own > 0 {
          (left[place], right[place]) = (number, -1)
        }
        place &+= own
        row &+= 1
        offset = 0
      }
    }
  }

  /// The left row that a pair is of.
  private func firstRow(of pair: Int) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle + 1] <= pair { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The rows of one side.
  final class Side: LazyRows {
    let pairs: JoinRows
    let isLeft: Bool

    init(_ pairs: JoinRows, isLeft: Bool) { (self.pairs, self.isLeft) = (pairs, isLeft) }

    var rows: [Int32] { isLeft ? pairs.lists.left : pairs.lists.right }
  }
}
