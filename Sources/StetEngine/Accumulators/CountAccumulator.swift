import StetColumns

/// How many rows of each group are kept by `where:` and have a value.
struct CountAccumulator: Accumulator {
  let argument: Register?
  let kept: Register?
  /// What the numbers become; the numbers themselves, if nil.
  var result: (@Sendable ([Int64]) -> Column)?

  var onlyCountsRows: Bool { argument == nil && kept == nil }

  private final class CountLane: AccumulatorLane {
    let count: CountAccumulator
    let absent: AbsentCounts

    init(_ count: CountAccumulator, _ groups: Int) {
      self.count = count
      absent = AbsentCounts(groups: groups)
    }

    func add(_ batch: Batch, _ groups: BatchGroups) {
      absent.add(batch, groups, batch.included(count.argument, count.kept))
    }
  }

  func makeLane(groups: Int) -> any AccumulatorLane { CountLane(self, groups) }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) -> Column {
    let counts = AbsentCounts.present(lanes.compactMap { ($0 as? CountLane)?.absent }, sizes: sizes)
    return result.map { $0(counts) } ?? .int(Vector(counts))
  }
}
