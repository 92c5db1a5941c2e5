import StetColumns

/// The smallest or largest value of each group.
struct ExtremeAccumulator: Accumulator {
  private let argument: Register
  private let kept: Register?
  private let isLargest: Bool
  /// The argument, or the ranks of its texts.
  private let values: Register
  /// The text of each rank.
  private let ranked: TextVector?

  /// Nil for texts whose order would take longer than the rows.
  init?(_ builder: inout ProgramBuilder, _ argument: Register, _ kept: Register?, isLargest: Bool) {
    let argument = builder.cells(argument)
    self.argument = argument
    self.kept = kept
    self.isLargest = isLargest
    guard let pool = argument.pool else {
      (values, ranked) = (argument, nil)
      return
    }
    guard pool.isSorted || pool.count < 1 << 16 else { return nil }
    let ranks = pool.isSorted ? (0..<Int32(pool.count)).map { $0 } : pool.ranks()
    var codes = [Int32](repeating: -1, count: (ranks.max() ?? -1) + 1 > 0 ? Int(ranks.max() ?? 0) + 1 : 0)
    for (code, rank) in ranks.enumerated().reversed() { codes[Int(rank)] = Int32(truncatingIfNeeded: code) }
    values = builder.numbers(of: argument, ranks)
    ranked = TextVector(codes: codes, pool: pool)
  }

  func makeLane(groups: Int) -> any AccumulatorLane { ExtremeLane(self, groups) }

  /// The best values so far, in the layout of the values.
  private enum Best {
    case flags(GroupCells<UInt8>)
    case narrow(GroupCells<Int32>)
    case wide(GroupCells<Int64>)
    case float(GroupCells<Double>)
    case huge(GroupCells<Int128>)
  }

  private final class ExtremeLane: AccumulatorLane {
    private let extreme: ExtremeAccumulator
    let absent: AbsentCounts
    let best: Best

    init(_ extreme: ExtremeAccumulator, _ groups: Int) {
      self.extreme = extreme
      absent = AbsentCounts(groups: groups)
      let isLargest = extreme.isLargest
      best =
        switch extreme.values.layout {
        case .bool: .flags(GroupCells(groups: groups, isLargest ? 0 : 1))
        case .narrow, .text: .narrow(GroupCells(groups: groups, isLargest ? .min : .max))
        case .wide: .wide(GroupCells(groups: groups, isLargest ? .min : .max))
        case .float: .float(GroupCells(groups: groups, isLargest ? -.infinity : .infinity))
        case .huge: .huge(GroupCells(groups: groups, isLargest ? .min : .max))
        }
    }

    func add(_ batch: Batch, _ groups: BatchGroups) {
      let included = batch.included(extreme.argument, extreme.kept)
      absent.add(batch, groups, included)
      // Each kind is a call of its own, so that its loops are specialized: those of a generic class are not.
      switch best {
      case .flags(let best): add(batch, groups, included, best, extreme.isLargest ? 0 : 1)
      case .narrow(let best): add(batch, groups, included, best, extreme.isLargest ? .min : .max)
      case .wide(let best): add(batch, groups, included, best, extreme.isLargest ? .min : .max)
      case .float(let best): add(batch, groups, included, best, extreme.isLargest ? -.infinity : .infinity)
      case .huge(let best): add(batch, groups, included, best, extreme.isLargest ? .min : .max)
      }
    }

    /// `furthest` is what every value is better than.
    @inline(__always)
    private func add<Value: Comparable & BitwiseCopyable>(
      _ batch: Batch, _ groups: BatchGroups, _ included: Flags?, _ best: GroupCells<Value>, _ furthest: Value
    ) {
      let values: Cells<Value> = batch.values(extreme.values)
      // Written whether or not it changes: a branch would be mispredicted too often.
      switch (extreme.isLargest, included) {
      case (true, nil): each(batch, groups, best) { $0 = values[$1] > $0 ? values[$1] : $0 }
      case (false, nil): each(batch, groups, best) { $0 = values[$1] < $0 ? values[$1] : $0 }
      case (true, .some(let included)):
        each(batch, groups, best) {
          let value = included[$1] != 0 ? values[$1] : furthest
          $0 = value > $0 ? value : $0
        }
      case (false, .some(let included)):
        each(batch, groups, best) {
          let value = included[$1] != 0 ? values[$1] : furthest
          $0 = value < $0 ? value : $0
        }
      }
    }

    @inline(__always)
    private func each<Value: BitwiseCopyable>(
      _ batch: Batch, _ groups: BatchGroups, _ best: GroupCells<Value>, _ body: (inout Value, _ row: Int) -> Void
    ) {
      if let numbers = groups.numbers { return best.each(numbers, batch.count, body) }
      let group = groups.only
      var value = best[group, 0]
      var row = 0
      // Four at a time do not wait for each other.
      if best.copies == 4 {
        var (second, third, fourth) = (best[group, 1], best[group, 2], best[group, 3])
        while row &+ 4 <= batch.count {
          body(&value, row)
          body(&second, row &+ 1)
          body(&third, row &+ 2)
          body(&fourth, row &+ 3)
          row &+= 4
        }
        (best[group, 1], best[group, 2], best[group, 3]) = (second, third, fourth)
      }
      while row < batch.count {
        body(&value, row)
        row &+= 1
      }
      best[group, 0] = value
    }
  }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) -> Column {
    let lanes = lanes.compactMap { $0 as? ExtremeLane }
    let present = AbsentCounts.present(lanes.map(\.absent), sizes: sizes)
    func vector<Value: Comparable & BitwiseCopyable & Hashable & Sendable>(
      _ cells: (Best) -> GroupCells<Value>?, zero: Value
    ) -> Vector<Value> {
      let all = lanes.compactMap { cells($0.best) }
      let best = sizes.indices.map { group -> Value in
        guard present[group] > 0 else { return zero }
        let values = all.flatMap { cells in (0..<cells.copies).map { cells[group, $0] } }
        return (isLargest ? values.max() : values.min()) ?? zero
      }
      return Vector(best, validity: filled(present))
    }
    func narrow() -> Vector<Int32> { vector({ if case .narrow(let cells) = $0 { cells } else { nil } }, zero: 0) }
    func wide() -> Vector<Int64> { vector({ if case .wide(let cells) = $0 { cells } else { nil } }, zero: 0) }
    if let ranked {
      let ranks = narrow()
      return .text(ranked.gather(ranks.values.indices.map { ranks[$0] ?? -1 }))
    }
    switch (argument.layout, argument.type) {
    case (.bool, _):
      let flags = vector({ if case .flags(let cells) = $0 { cells } else { nil } }, zero: UInt8(0))
      return .bool(Vector(flags.values.map { $0 != 0 }, validity: flags.validity))
    case (.narrow, .date): return .date(narrow())
    case (.narrow, .period(let kind)): return .period(narrow(), kind)
    case (.narrow, _), (.text, _): return .narrowInt(narrow())
    case (.wide, .datetime): return .datetime(wide())
    case (.wide, .duration): return .duration(wide())
    case (.wide, .decimal): return .decimal(wide(), scale: argument.scale)
    case (.wide, _): return .int(wide())
    case (.float, _):
      // Zeros of either sign are equal, and which comes first must not decide.
      let floats = vector({ if case .float(let cells) = $0 { cells } else { nil } }, zero: 0.0)
      return .float(Vector(floats.values.map { $0 + 0 }, validity: floats.validity))
    case (.huge, _):
      let digits = vector({ if case .huge(let cells) = $0 { cells } else { nil } }, zero: Int128(0))
      return Column.longDecimal(digits, scale: argument.scale).narrowed
    }
  }
}
