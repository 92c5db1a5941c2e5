import StetColumns

/// The sum of each group's numbers times their weights, divided by the sum of the weights.
struct WeightedMeanAccumulator: Accumulator {
  fileprivate let numbers: Register
  fileprivate let weights: Register
  fileprivate let kept: Register?

  init(_ builder: inout ProgramBuilder, _ arguments: [Register], _ kept: Register?) {
    numbers = builder.cells(builder.asFloats(arguments[0]))
    weights = builder.cells(builder.asFloats(arguments[1]))
    self.kept = builder.bothPresent(arguments, kept)
  }

  func makeLane(groups: Int) -> any AccumulatorLane { WeightedLane(self, groups) }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) throws(ValueFailure) -> Column {
    var totals = [(sum: ExactSum, weights: ExactSum)](repeating: (ExactSum(), ExactSum()), count: sizes.count)
    for (_, sums) in lanes.compactMap({ $0 as? WeightedLane }).flatMap(\.units).sorted(by: { $0.unit < $1.unit }) {
      for group in totals.indices {
        sums[group].products.add(to: &totals[group].sum)
        sums[group].weights.add(to: &totals[group].weights)
      }
    }
    let results = totals.map { $0.weights.value == 0 ? nil : $0.sum.value / $0.weights.value }
    guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
    return .float(Vector(optionals: results, zero: 0))
  }
}

private struct WeightedSum: BitwiseCopyable {
  var products = FloatSum()
  var weights = FloatSum()
}

private final class WeightedLane: AccumulatorLane {
  private let accumulator: WeightedMeanAccumulator
  private let sums: GroupCells<WeightedSum>
  private(set) var units: [(unit: Int, sums: [WeightedSum])] = []

  init(_ accumulator: WeightedMeanAccumulator, _ groups: Int) {
    self.accumulator = accumulator
    sums = GroupCells(groups: groups, WeightedSum())
  }

  func add(_ batch: Batch, _ groups: BatchGroups) {
    let numbers: Cells<Double> = batch.values(accumulator.numbers)
    let weights: Cells<Double> = batch.values(accumulator.weights)
    let kept: Flags = accumulator.kept.map { batch.values($0) } ?? batch.ones
    @inline(__always)
    func add(_ sum: inout WeightedSum, _ row: Int) {
      guard kept[row] != 0 else { return }
      sum.products.add(numbers[row] * weights[row])
      sum.weights.add(weights[row])
    }
    if let groupOfRow = groups.numbers { return sums.each(groupOfRow, batch.count) { add(&$0, $1) } }
    var own = sums[groups.only, 0]
    for row in 0..<batch.count { add(&own, row) }
    sums[groups.only, 0] = own
  }

  func unitEnds(_ unit: Int) {
    var totals = [WeightedSum](repeating: WeightedSum(), count: sums.groups)
    for group in totals.indices {
      for copy in 0..<sums.copies {
        totals[group].products.add(sums[group, copy].products)
        totals[group].weights.add(sums[group, copy].weights)
        sums[group, copy] = WeightedSum()
      }
    }
    units.append((unit, totals))
  }
}
