import StetColumns

/// The part of each group's sum for which a condition is true.
struct ShareAccumulator: Accumulator {
  private let part: SumAccumulator
  private let whole: SumAccumulator

  /// Rows for which the condition is missing are left out.
  init(_ builder: inout ProgramBuilder, condition: Register, _ argument: Register, rowCount: Int) {
    let condition = builder.cells(condition)
    let isDecided = builder.not(builder.isMissing(condition))
    part = SumAccumulator(&builder, argument, condition, .sum, rowCount: rowCount)
    whole = SumAccumulator(&builder, argument, isDecided, .sum, rowCount: rowCount)
  }

  private final class ShareLane: AccumulatorLane {
    let part: any AccumulatorLane
    let whole: any AccumulatorLane

    init(_ part: any AccumulatorLane, _ whole: any AccumulatorLane) { (self.part, self.whole) = (part, whole) }

    func add(_ batch: Batch, _ groups: BatchGroups) {
      part.add(batch, groups)
      whole.add(batch, groups)
    }

    func unitEnds(_ unit: Int) {
      part.unitEnds(unit)
      whole.unitEnds(unit)
    }
  }

  func makeLane(groups: Int) -> any AccumulatorLane {
    ShareLane(part.makeLane(groups: groups), whole.makeLane(groups: groups))
  }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) throws(ValueFailure) -> Column {
    let lanes = lanes.compactMap { $0 as? ShareLane }
    let wholes = try whole.column(lanes.map(\.whole), sizes: sizes)
    let parts = try part.column(lanes.map(\.part), sizes: sizes)
    return shares(parts, of: wholes)
  }
}

/// Sums divided by other ones, those of exact numbers rounded once; missing where there is nothing to divide by, and 0 where nothing
/// was added up.
func shares(_ parts: Column, of wholes: Column) -> Column {
  Column(
    (0..<wholes.count).map { group in
      if wholes.type == .float {
        guard let whole = wholes[group].asFloat, whole != 0 else { return .missing }
        return .float((parts[group].asFloat ?? 0) / whole)
      }
      guard let whole = wholes[group].asDecimal else { return .missing }
      return quotient(parts[group].asDecimal ?? Decimal(digits: 0, scale: 0), whole).map { .float($0) } ?? .missing
    }, type: .float)
}
