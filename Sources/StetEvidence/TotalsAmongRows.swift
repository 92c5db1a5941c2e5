import StetColumns

/// Values of one column whose rows are the totals of others, shown by the numbers: the total of a group, or the heading of an outline, before its parts
/// or after them.
struct TotalsAmongRows {
  /// By the number of the value in the column.
  private(set) var proven: Set<Int32> = []
  /// Where the numbers speak against what a name says: a total of counts is not less than one of its parts.
  private(set) var refuted: Set<Int32> = []
  /// How often the first of them is the sum of others, and in how many groups it was looked for.
  private(set) var matches = 0
  private(set) var tries = 0

  /// How many steps the search for outlines may take: that in n rows takes n² at worst.
  private static let mostSteps = 2_000_000

  /// `groups` are rows that agree in all else; `isNamed` says whether a value is called a total.
  init(
    _ ids: RowNumbers, _ groups: [[Int]], _ numbers: [Figures],
    isNamed: (Int32) -> Bool
  ) {
    var flat = [Proof](repeating: Proof(), count: ids.count)
    var (before, after, against) = (flat, flat, [Int](repeating: 0, count: ids.count))
    let named = (0..<ids.count).map { isNamed(Int32($0)) }
    var steps = 0
    for figures in numbers {
      let values = figures.values
      for group in groups {
        let rows = group.filter { !values[$0].isNaN && values[$0] != 0 }
        guard rows.count > 2 else { continue }
        let items = rows.map { Item(id: Int(ids.ids[$0]), value: values[$0]) }
        Self.wholes(items, figures, &flat)
        steps += rows.count * rows.count
        if steps < Self.mostSteps {
          Self.outline(items.reversed(), figures, named, &before)
          Self.outline(items, figures, named, &after)
        }
        guard items.allSatisfy({ $0.value > 0 }) else { continue }
        let parts = items.filter { !named[$0.id] }.map(\.value)
        guard let most = parts.max() else { continue }
        let mean = parts.reduce(0, +) / Double(parts.count)
        for item in items where named[item.id] {
          // The mean of others is no part of their sum either.
          let isPart = item.value < most && abs(item.value - mean) > mean / 10
          against[item.id] += isPart ? 1 : -1
        }
      }
    }
    for id in 0..<ids.count {
      // An outline has many sums that might meet.
      let proofs = [(flat[id], 14), (before[id], 20), (after[id], 20)]
      if let (proof, _) = proofs.first(where: { $0.0.isProof(named[id] ? 8 : $0.1) }) {
        if proven.isEmpty { (matches, tries) = (proof.matches, proof.matches + proof.failures) }
        proven.insert(Int32(id))
      } else if against[id] > 0 {
        refuted.insert(Int32(id))
      }
    }
  }

  private struct Item {
    let id: Int
    let value: Double
  }

  /// Each that is the sum of all others.
  private static func wholes(_ items: [Item], _ figures: Figures, _ proofs: inout [Proof]) {
    let sum = items.reduce(0) { $0 + $1.value }
    for item in items {
      proofs[item.id].add(item.value, isSum: sum - item.value, of: items.count - 1, figures, tries: items.count)
    }
  }

  /// Each that is the sum of those right before it, of which each may be such a sum itself and then stands for its parts.
  private static func outline(
    _ items: some Collection<Item>, _ figures: Figures, _ named: [Bool], _ proofs: inout [Proof]
  ) {
    var nodes: [Double] = []
    for item in items {
      var (sum, parts) = (0.0, 0)
      let found = nodes.reversed().contains { node in
        sum += node
        parts += 1
        return parts > 1 && Proof.isSum(sum, item.value, of: parts, figures)
      }
      if found {
        proofs[item.id].add(item.value, isSum: sum, of: parts, figures, tries: nodes.count)
        nodes.removeLast(parts)
      } else {
        proofs[item.id].failed()
        // A total of something else, such as all but one part, is no part.
        if named[item.id] { continue }
      }
      nodes.append(item.value)
    }
  }
}

extension Proof {
  /// Whether a sum of rounded parts is a rounded figure.
  fileprivate static func isSum(_ sum: Double, _ value: Double, of parts: Int, _ figures: Figures) -> Bool {
    abs(sum - value) <= figures.step / 2 * Double(parts + 1) + abs(value) * 1e-9
  }

  fileprivate mutating func add(_ value: Double, isSum sum: Double, of parts: Int, _ figures: Figures, tries: Int) {
    guard Self.isSum(sum, value, of: parts, figures) else { return failed() }
    matched(value, off: abs(sum - value), step: figures.step, tries: tries)
  }
}
