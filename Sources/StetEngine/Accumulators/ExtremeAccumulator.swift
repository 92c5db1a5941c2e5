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

  func makeLane(groups: Int) -> any AccumulatorLane {
    switch values.layout {
    case .bool: Lane<UInt8>(self, groups, isLargest ? 0 : 1)
    case .narrow, .text: Lane<Int32>(self, groups, isLargest ? .min : .max)
    case .wide: Lane<Int64>(self, groups, isLargest ? .min : .max)
    case .float: Lane<Double>(self, groups, isLargest ? -.infinity : .infinity)
    case .huge: Lane<Int128>(self, groups, isLargest ? .min : .max)
    }
  }

  private final class Lane<Value: Comparable & BitwiseCopyable>: AccumulatorLane {
    private let extreme: ExtremeAccumulator
    let absent: AbsentCounts
    private let best: GroupCells<Value>
    /// No value is further away.
    private let furthest: Value

    init(_ extreme: ExtremeAccumulator, _ groups: Int, _ furthest: Value) {
      self.extreme = extreme
      self.furthest = furthest
      absent = AbsentCounts(groups: groups)
      best = GroupCells(groups: groups, furthest)
    }

    func add(_ batch: Batch, _ groups: BatchGroups) {
      let included = batch.included(extreme.argument, extreme.kept)
      absent.add(batch, groups, included)
      let values: Cells<Value> = batch.values(extreme.values)
      // Written whether or not it changes: a branch would be mispredicted too often.
      switch (extreme.isLargest, included) {
      case (true, nil): each(batch, groups) { $0 = values[$1] > $0 ? values[$1] : $0 }
      case (false, nil): each(batch, groups) { $0 = values[$1] < $0 ? values[$1] : $0 }
      case (true, .some(let included)):
        each(batch, groups) { [furthest] in
          let value = included[$1] != 0 ? values[$1] : furthest
          $0 = value > $0 ? value : $0
        }
      case (false, .some(let included)):
        each(batch, groups) { [furthest] in
          let value = included[$1] != 0 ? values[$1] : furthest
          $0 = value < $0 ? value : $0
        }
      }
    }

    @inline(__always)
    private func each(_ batch: Batch, _ groups: BatchGroups, _ body: (inout Value, _ row: Int) -> Void) {
      if let numbers = groups.numbers { return best.each(numbers, batch.count, body) }
      var value = best[groups.only, 0]
      for row in 0..<batch.count { body(&value, row) }
      best[groups.only, 0] = value
    }

    func merged(with others: [Lane]) -> [Value] {
      (0..<best.groups).map { group in
        var value = furthest
        for lane in [self] + others {
          for copy in 0..<lane.best.copies {
            let other = lane.best[group, copy]
            value = (extreme.isLargest ? other > value : other < value) ? other : value
          }
        }
        return value
      }
    }
  }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) -> Column {
    func vector<Value: Comparable & BitwiseCopyable & Hashable & Sendable>(
      _: Value.Type, zero: Value
    ) -> Vector<Value> {
      let typed = lanes.compactMap { $0 as? Lane<Value> }
      let present = AbsentCounts.present(typed.map(\.absent), sizes: sizes)
      guard let first = typed.first else { return Vector(optionals: sizes.map { _ in nil }, zero: zero) }
      return Vector(first.merged(with: Array(typed.dropFirst())), validity: filled(present)).cleared(zero: zero)
    }
    if let ranked {
      let ranks = vector(Int32.self, zero: 0)
      return .text(ranked.gather(ranks.values.indices.map { ranks[$0] ?? -1 }))
    }
    switch (argument.layout, argument.type) {
    case (.bool, _):
      let flags = vector(UInt8.self, zero: 0)
      return .bool(Vector(flags.values.map { $0 != 0 }, validity: flags.validity))
    case (.narrow, .date): return .date(vector(Int32.self, zero: 0))
    case (.narrow, .period(let kind)): return .period(vector(Int32.self, zero: 0), kind)
    case (.narrow, _), (.text, _): return .narrowInt(vector(Int32.self, zero: 0))
    case (.wide, .datetime): return .datetime(vector(Int64.self, zero: 0))
    case (.wide, .duration): return .duration(vector(Int64.self, zero: 0))
    case (.wide, _): return .int(vector(Int64.self, zero: 0))
    case (.float, _):
      // Zeros of either sign are equal, and which comes first must not decide.
      let floats = vector(Double.self, zero: 0)
      return .float(Vector(floats.values.map { $0 + 0 }, validity: floats.validity))
    case (.huge(let scale), _): return .decimal(vector(Int128.self, zero: 0), scale: scale)
    }
  }
}
