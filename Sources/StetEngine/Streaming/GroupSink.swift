import StetColumns
import StetDiagnostics

/// An aggregate of a group, from registers.
struct StreamedAggregate: Sendable {
  let accumulator: any Accumulator
  /// Of which missing values are counted.
  let arguments: [Register]
  /// The condition of `where:`, which keeps rows.
  let condition: Register?
}

/// Groups of rows that are few enough for a place for each.
struct GroupSink: Sink {
  /// The number of each row's group; nil for one group of all rows.
  let numbers: Register?
  let groups: Int
  let aggregates: [StreamedAggregate]

  /// Whether it asks nothing of the rows but how many they are.
  var onlyCountsRows: Bool {
    numbers == nil
      && aggregates.allSatisfy { $0.arguments.isEmpty && $0.condition == nil && $0.accumulator.onlyCountsRows }
  }

  /// Partial sums of a unit take no more memory than its rows.
  var unitRows: Int { max(chunkRows, (groups * 16 + chunkRows - 1) / chunkRows * chunkRows) }

  func makeLane() -> GroupLane { GroupLane(self) }

  final class GroupLane: SinkLane {
    private let sink: GroupSink
    private let sizes: GroupCells<Int64>
    let accumulators: [any AccumulatorLane]
    /// Of each aggregate: conditions that are missing, and arguments.
    private(set) var undecided: [Int]
    private(set) var skipped: [Int]

    init(_ sink: GroupSink) {
      self.sink = sink
      sizes = GroupCells(groups: sink.groups, 0)
      accumulators = sink.aggregates.map { $0.accumulator.makeLane(groups: sink.groups) }
      undecided = sink.aggregates.map { _ in 0 }
      skipped = undecided
    }

    func take(_ batch: Batch) {
      let groups = groups(of: batch)
      if let numbers = groups.numbers {
        sizes.each(numbers, batch.count) { size, _ in size &+= 1 }
      } else {
        sizes[groups.only, 0] += Int64(batch.count)
      }
      for (place, aggregate) in sink.aggregates.enumerated() {
        accumulators[place].add(batch, groups)
        undecided[place] += aggregate.condition.map { batch.missing(in: $0, kept: nil) } ?? 0
        for argument in aggregate.arguments { skipped[place] += batch.missing(in: argument, kept: aggregate.condition) }
      }
    }

    /// Rows that are sorted by their keys are often of one group for a while.
    private func groups(of batch: Batch) -> BatchGroups {
      guard let register = sink.numbers else { return BatchGroups(numbers: nil, only: 0) }
      let numbers: Cells<Int32> = batch.values(register)
      var (least, most) = (numbers[0], numbers[0])
      for row in 0..<batch.count {
        least = min(least, numbers[row])
        most = max(most, numbers[row])
      }
      return BatchGroups(numbers: least == most ? nil : numbers, only: Int(least))
    }

    func unitEnds(_ unit: Int) { for accumulator in accumulators { accumulator.unitEnds(unit) } }

    func addSizes(to sizes: inout [Int64]) {
      for group in sizes.indices {
        for copy in 0..<self.sizes.copies { sizes[group] += self.sizes[group, copy] }
      }
    }
  }
}

extension Batch {
  /// How many of the rows that a condition keeps have no value.
  fileprivate func missing(in register: Register, kept: Register?) -> Int {
    var missing = 0
    let kept: Flags? = kept.map { values($0) }
    if register.layout == .text {
      let codes: Cells<Int32> = values(register)
      for row in 0..<count { missing &+= codes[row] < 0 && kept?[row] != 0 ? 1 : 0 }
    } else if let present = presence(register) {
      if let kept {
        for row in 0..<count { missing &+= Int((1 ^ present[row]) & kept[row]) }
      } else {
        missing = count - present.ones(count)
      }
    }
    return missing
  }
}
