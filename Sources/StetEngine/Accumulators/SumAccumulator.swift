import CKernels
import StetColumns

/// The sum of each group's values, or their mean: exact for ints and decimals, in 106 bits for floats.
struct SumAccumulator: Accumulator {
  enum SumResult: Sendable { case sum, mean }

  let argument: Register
  let kept: Register?
  let result: SumResult
  /// Whether the sum of all rows' ints or digits has room in 64 bits, whatever they are.
  fileprivate let isSmall: Bool

  init(_ builder: inout ProgramBuilder, _ argument: Register, _ kept: Register?, _ result: SumResult, rowCount: Int) {
    self.argument = builder.cells(argument)
    self.kept = kept
    self.result = result
    let reach = builder.reach(argument)
    let most = Int128(max(reach.lowerBound.magnitude, reach.upperBound.magnitude))
    isSmall = most * Int128(max(1, rowCount)) <= Int128(Int64.max)
  }

  func makeLane(groups: Int) -> any AccumulatorLane {
    switch argument.layout {
    case .narrow, .wide: WholeLane(self, groups)
    case .float: FloatLane(self, groups)
    case .huge: DecimalLane(self, groups)
    case .bool, .text: preconditionFailure("the binder guarantees that only numbers are summed")
    }
  }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) throws(ValueFailure) -> Column {
    let present = AbsentCounts.present(lanes.compactMap { ($0 as? any SumLane)?.absent }, sizes: sizes)
    let validity = filled(present)
    switch argument.layout {
    case .float:
      var values = FloatLane.sums(lanes.compactMap { $0 as? FloatLane }, groups: sizes.count)
      if result == .mean { values = zip(values, present).map { $1 == 0 ? 0 : $0 / Double($1) } }
      return .float(try finite(values, validity))
    case .narrow, .wide, .huge, .bool, .text:
      let sums =
        argument.layout == .huge
        ? try DecimalLane.sums(lanes.compactMap { $0 as? DecimalLane }, groups: sizes.count)
        : WholeLane.sums(lanes.compactMap { $0 as? WholeLane }, groups: sizes.count)
      if result == .mean { return .float(means(sums, scale: argument.scale, of: present, validity)) }
      return try exact(sums, argument.type, scale: argument.scale, validity)
    }
  }
}

/// Sums of ints, which must have room, or of decimals.
func exact(_ sums: [Int128], _ type: ValueType, scale: Int, _ validity: Bitmap?) throws(ValueFailure) -> Column {
  if type == .decimal { return Column.longDecimal(Vector(sums, validity: validity), scale: scale).narrowed }
  guard sums.allSatisfy({ $0 == Int128(Int64(truncatingIfNeeded: $0)) }) else { throw .overflow(.int) }
  return .int(Vector(sums.map { Int64(truncatingIfNeeded: $0) }, validity: validity))
}

/// Exact sums divided by the numbers of their values, rounded once.
func means(_ sums: [Int128], scale: Int, of counts: [Int64], _ validity: Bitmap?) -> Vector<Double> {
  let means = zip(sums, counts).map { sum, count in
    quotient(Decimal(digits: sum, scale: scale), Decimal(digits: Int128(count), scale: 0)) ?? 0
  }
  return Vector(means, validity: validity)
}

/// A result that is not a finite number is an error; missing where nothing was counted.
func finite(_ values: [Double], _ validity: Bitmap?) throws(ValueFailure) -> Vector<Double> {
  for (group, value) in values.enumerated() where !value.isFinite && validity?[group] ?? true {
    throw .overflow(.float)
  }
  return Vector(values, validity: validity).cleared(zero: 0)
}

private protocol SumLane: AccumulatorLane {
  var absent: AbsentCounts { get }
}

// MARK: - Ints, and decimals in 64 bits

private final class WholeLane: SumLane {
  private enum Totals {
    case small(GroupCells<Int64>)
    case large(GroupCells<Int128>)
  }

  private let sum: SumAccumulator
  let absent: AbsentCounts
  private let totals: Totals

  init(_ sum: SumAccumulator, _ groups: Int) {
    self.sum = sum
    absent = AbsentCounts(groups: groups)
    totals = sum.isSmall ? .small(GroupCells(groups: groups, 0)) : .large(GroupCells(groups: groups, 0))
  }

  func add(_ batch: Batch, _ groups: BatchGroups) {
    let included = batch.included(sum.argument, sum.kept)
    absent.add(batch, groups, included)
    // Each kind is a call of its own, so that its loops are specialized: those of a generic class are not.
    switch (totals, sum.argument.layout) {
    case (.small(let totals), .narrow):
      if groups.numbers != nil { return add(batch, groups, included, totals, Int32.self) }
      let values: Cells<Int32> = batch.values(sum.argument)
      totals[groups.only, 0] &+= unsafe stet_total32(Batch.kernels, values.address, included?.address, batch.count)
    case (.small(let totals), _):
      if groups.numbers != nil { return add(batch, groups, included, totals, Int64.self) }
      let values: Cells<Int64> = batch.values(sum.argument)
      totals[groups.only, 0] &+= unsafe stet_total64(Batch.kernels, values.address, included?.address, batch.count)
    case (.large(let totals), .narrow): add(batch, groups, included, totals, Int32.self)
    case (.large(let totals), _): add(batch, groups, included, totals, Int64.self)
    }
  }

  @inline(__always)
  private func add<Term: FixedWidthInteger & BitwiseCopyable, Total: FixedWidthInteger & BitwiseCopyable>(
    _ batch: Batch, _ groups: BatchGroups, _ included: Flags?, _ totals: GroupCells<Total>, _: Term.Type
  ) {
    let values: Cells<Term> = batch.values(sum.argument)
    if let included {
      each(batch, groups, totals) {
        // All bits, or none: there is no product of 64 bits for several rows at once.
        $0 &+= Total(truncatingIfNeeded: values[$1]) & (0 &- Total(truncatingIfNeeded: included[$1]))
      }
    } else {
      each(batch, groups, totals) { $0 &+= Total(truncatingIfNeeded: values[$1]) }
    }
  }

  @inline(__always)
  private func each<Total: FixedWidthInteger & BitwiseCopyable>(
    _ batch: Batch, _ groups: BatchGroups, _ totals: GroupCells<Total>, _ body: (inout Total, _ row: Int) -> Void
  ) {
    if let numbers = groups.numbers { return totals.each(numbers, batch.count, body) }
    var total: Total = 0
    for row in 0..<batch.count { body(&total, row) }
    totals[groups.only, 0] &+= total
  }

  static func sums(_ lanes: [WholeLane], groups: Int) -> [Int128] {
    var sums = [Int128](repeating: 0, count: groups)
    for lane in lanes {
      for group in sums.indices {
        switch lane.totals {
        case .small(let totals): for copy in 0..<totals.copies { sums[group] += Int128(totals[group, copy]) }
        case .large(let totals): for copy in 0..<totals.copies { sums[group] += totals[group, copy] }
        }
      }
    }
    return sums
  }
}

// MARK: - Decimals in 128 bits

/// Sums of each unit of rows, so that the same ones overflow on any number of threads.
private final class DecimalLane: SumLane {
  private let sum: SumAccumulator
  let absent: AbsentCounts
  private let totals: GroupCells<Int128>
  private var overflows = false
  private var units: [(unit: Int, sums: [Int128], overflows: Bool)] = []

  init(_ sum: SumAccumulator, _ groups: Int) {
    self.sum = sum
    absent = AbsentCounts(groups: groups)
    totals = GroupCells(groups: groups, 0)
  }

  func add(_ batch: Batch, _ groups: BatchGroups) {
    let included = batch.included(sum.argument, sum.kept)
    absent.add(batch, groups, included)
    let values: Cells<Int128> = batch.values(sum.argument)
    var overflows = false
    func add(_ total: inout Int128, _ row: Int) {
      guard included?[row] != 0 else { return }
      let (result, overflow) = total.addingReportingOverflow(values[row])
      total = result
      overflows = overflows || overflow
    }
    if let numbers = groups.numbers {
      totals.each(numbers, batch.count) { add(&$0, $1) }
    } else {
      var total = totals[groups.only, 0]
      for row in 0..<batch.count { add(&total, row) }
      totals[groups.only, 0] = total
    }
    self.overflows = self.overflows || overflows
  }

  func unitEnds(_ unit: Int) {
    var sums = [Int128](repeating: 0, count: totals.groups)
    for group in sums.indices {
      for copy in 0..<totals.copies {
        let (sum, overflow) = sums[group].addingReportingOverflow(totals[group, copy])
        sums[group] = sum
        overflows = overflows || overflow
        totals[group, copy] = 0
      }
    }
    units.append((unit, sums, overflows))
    overflows = false
  }

  static func sums(_ lanes: [DecimalLane], groups: Int) throws(ValueFailure) -> [Int128] {
    var all = [Int128](repeating: 0, count: groups)
    for (_, sums, overflows) in lanes.flatMap(\.units).sorted(by: { $0.unit < $1.unit }) {
      if overflows { throw .overflow(.decimal) }
      for group in 0..<groups {
        let (sum, overflow) = all[group].addingReportingOverflow(sums[group])
        if overflow { throw .overflow(.decimal) }
        all[group] = sum
      }
    }
    return all
  }
}

// MARK: - Floats

/// A sum and what its additions lost, which is added up apart (Sum2; Ogita, Rump and Oishi 2005): one addition waits for the one
/// before it, not three.
struct FloatSum: BitwiseCopyable {
  var high = 0.0
  var low = 0.0

  var value: Double { high + low }

  @inline(__always)
  mutating func add(_ value: Double) {
    let sum = high + value
    let virtual = sum - high
    low += (high - (sum - virtual)) + (value - virtual)
    high = sum
  }

  mutating func add(_ other: FloatSum) {
    add(other.high)
    add(other.low)
  }

  func add(to total: inout ExactSum) {
    total.add(high)
    total.add(low)
  }
}

/// Sums of each unit of rows, put together in the order of the units.
private final class FloatLane: SumLane {
  private let sum: SumAccumulator
  let absent: AbsentCounts
  private let totals: GroupCells<FloatSum>
  private var units: [(unit: Int, sums: [FloatSum])] = []

  init(_ sum: SumAccumulator, _ groups: Int) {
    self.sum = sum
    absent = AbsentCounts(groups: groups)
    totals = GroupCells(groups: groups, FloatSum())
  }

  func add(_ batch: Batch, _ groups: BatchGroups) {
    let included = batch.included(sum.argument, sum.kept)
    absent.add(batch, groups, included)
    let values: Cells<Double> = batch.values(sum.argument)
    if let numbers = groups.numbers {
      if let included {
        // A zero changes no sum.
        totals.each(numbers, batch.count) {
          $0.add(Double(bitPattern: values[$1].bitPattern & (0 &- UInt64(included[$1]))))
        }
      } else {
        totals.each(numbers, batch.count) { $0.add(values[$1]) }
      }
    } else {
      var total = totals[groups.only, 0]
      addAll(values, included, batch.count, to: &total)
      totals[groups.only, 0] = total
    }
  }

  /// Eight sums side by side: which row goes to which depends on the batch alone.
  private func addAll(_ values: Cells<Double>, _ included: Flags?, _ count: Int, to total: inout FloatSum) {
    unsafe withScratch(of: Double.self, capacity: 16) { sums in
      unsafe sums.initialize(repeating: 0, count: 16)
      var row = unsafe stet_sum(Batch.kernels, values.address, included?.address, count, sums)
      for place in 0..<16 { total.add(unsafe sums[place]) }
      while row < count {
        if included?[row] != 0 { total.add(values[row]) }
        row &+= 1
      }
    }
  }

  func unitEnds(_ unit: Int) {
    var sums = [FloatSum](repeating: FloatSum(), count: totals.groups)
    for group in sums.indices {
      for copy in 0..<totals.copies {
        sums[group].add(totals[group, copy])
        totals[group, copy] = FloatSum()
      }
    }
    units.append((unit, sums))
  }

  static func sums(_ lanes: [FloatLane], groups: Int) -> [Double] {
    var all = [ExactSum](repeating: ExactSum(), count: groups)
    for (_, sums) in lanes.flatMap(\.units).sorted(by: { $0.unit < $1.unit }) {
      for group in 0..<groups {
        sums[group].add(to: &all[group])
      }
    }
    return all.map(\.value)
  }
}
