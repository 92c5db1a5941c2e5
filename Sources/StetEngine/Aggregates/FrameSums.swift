import StetColumns
import Synchronization

/// The sum of each frame; nil for decimals that have no room in 128 bits on the way.
func sums(_ column: Column, _ frames: Frames) throws(ValueFailure) -> Column? {
  let validity = frames.filled(column.presence)
  switch column {
  case .narrowInt(let vector):
    // Fewer than 2³¹ terms of 32 bits have room in 64.
    let sums = frames.slid(Int64(0), over: vector.validity) { sum, row in
      sum &+= Int64(vector.values[row])
    } remove: { sum, row in
      sum &-= Int64(vector.values[row])
    } result: { sum in
      sum
    }
    return .int(Vector(sums, validity: validity))
  case .int(let vector):
    guard let sums = frames.sums64(vector) else { throw .overflow(.int) }
    return .int(Vector(sums, validity: validity))
  case .decimal(let vector, let scale):
    if let sums = frames.sums64(vector) { return .decimal(Vector(sums, validity: validity), scale: scale) }
    return Column.longDecimal(Vector(frames.sums128(vector), validity: validity), scale: scale).narrowed
  case .longDecimal(let vector, let scale):
    return frames.sums128(vector).map { .longDecimal(Vector($0, validity: validity), scale: scale).narrowed }
  case .float(let vector):
    return .float(try finite(frames.sums(vector) { sum, _ in sum }, validity))
  case .bool, .text, .date, .datetime, .period, .duration:
    preconditionFailure("the binder guarantees that only numbers are summed")
  }
}

/// The mean of each frame, rounded once; nil for decimals that have no room in 128 bits on the way.
func means(_ column: Column, _ frames: Frames) throws(ValueFailure) -> Column? {
  let validity = frames.filled(column.presence)
  switch column {
  case .narrowInt(let vector): return .float(Vector(frames.means(vector, scale: 0), validity: validity))
  case .int(let vector): return .float(Vector(frames.means(vector, scale: 0), validity: validity))
  case .decimal(let vector, let scale): return .float(Vector(frames.means(vector, scale: scale), validity: validity))
  case .longDecimal(let vector, let scale):
    return frames.sums128(vector).map {
      .float(StetEngine.means($0, scale: scale, of: frames.sizes(vector.validity), validity))
    }
  case .float(let vector):
    return .float(try finite(frames.sums(vector) { sum, size in size == 0 ? 0 : sum / Double(size) }, validity))
  case .bool, .text, .date, .datetime, .period, .duration:
    preconditionFailure("the binder guarantees that only numbers are summed")
  }
}

extension Frames {
  /// Nil if a sum has no room in 64 bits.
  fileprivate func sums64(_ vector: Vector<Int64>) -> [Int64]? {
    let isTooLarge = Atomic<Bool>(false)
    // Fewer than 2³¹ terms of 64 bits have room in 128.
    let sums = slid(Int128(0), over: vector.validity) { sum, row in
      sum &+= Int128(vector.values[row])
    } remove: { sum, row in
      sum &-= Int128(vector.values[row])
    } result: { sum in
      let narrow = Int64(truncatingIfNeeded: sum)
      if Int128(narrow) != sum { isTooLarge.store(true, ordering: .relaxed) }
      return narrow
    }
    return isTooLarge.load(ordering: .relaxed) ? nil : sums
  }

  fileprivate func sums128(_ vector: Vector<Int64>) -> [Int128] {
    slid(Int128(0), over: vector.validity) { sum, row in
      sum &+= Int128(vector.values[row])
    } remove: { sum, row in
      sum &-= Int128(vector.values[row])
    } result: { sum in
      sum
    }
  }

  /// Nil if a sum on the way has no room in 128 bits.
  fileprivate func sums128(_ vector: Vector<Int128>) -> [Int128]? {
    let isTooLarge = Atomic<Bool>(false)
    let sums = slid(CheckedSum(), over: vector.validity) { sum, row in
      sum.take(sum.value.addingReportingOverflow(vector.values[row]))
    } remove: { sum, row in
      sum.take(sum.value.subtractingReportingOverflow(vector.values[row]))
    } result: { sum in
      if sum.isTooLarge { isTooLarge.store(true, ordering: .relaxed) }
      return sum.value
    }
    return isTooLarge.load(ordering: .relaxed) ? nil : sums
  }

  fileprivate func means<Digits: FixedWidthInteger & Sendable>(_ vector: Vector<Digits>, scale: Int) -> [Double] {
    slid((sum: Int128(0), size: Int64(0)), over: vector.validity) { total, row in
      total = (total.sum &+ Int128(vector.values[row]), total.size &+ 1)
    } remove: { total, row in
      total = (total.sum &- Int128(vector.values[row]), total.size &- 1)
    } result: { total in
      quotient(Decimal(digits: total.sum, scale: scale), Decimal(digits: Int128(total.size), scale: 0)) ?? 0
    }
  }

  /// To 106 bits, each frame added up for itself unless it goes on from the one before. A result for the sum and the number of its terms.
  @inline(__always)
  fileprivate func sums(_ vector: Vector<Double>, _ result: @Sendable (Double, Int) -> Double) -> [Double] {
    let running = grown((sum: ExactSum(), size: 0), over: vector.validity) { total, row in
      total.sum.add(vector.values[row])
      total.size &+= 1
    } result: { total in
      result(total.sum.value, total.size)
    }
    if let running { return running }
    let counted = counted(vector.validity)
    return unsafe partitions.perRow { _, rows, target in
      for place in rows.indices {
        var (sum, size) = (ExactSum(), 0)
        for row in partitions.rows[places(place, in: rows)] where counted?[Int(row)] ?? true {
          sum.add(vector.values[Int(row)])
          size &+= 1
        }
        unsafe target[Int(rows[place])] = result(sum.value, size)
      }
    }
  }
}

private struct CheckedSum {
  private(set) var value: Int128 = 0
  private(set) var isTooLarge = false

  @inline(__always)
  mutating func take(_ result: (partialValue: Int128, overflow: Bool)) {
    value = result.partialValue
    isTooLarge = isTooLarge || result.overflow
  }
}
