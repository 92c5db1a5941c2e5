import CKernels
import StetColumns

// Operations in loops of C, which the compiler turns into the widest vectors that the processor has.

protocol ComparedValue: BitwiseCopyable, Comparable, Sendable {
  /// 1 where a comparison holds.
  static func compare(_ comparison: Comparison, _ x: Side<Self>, _ y: Side<Self>, _ out: Register, in batch: Batch)
}

protocol CalculatedValue: ComparedValue {
  /// The sum, difference or product, or the quotient of floats. Whole numbers must be known to have room.
  static func calculate(_ operation: Arithmetic, _ x: Side<Self>, _ y: Side<Self>, _ out: Register, in batch: Batch)
}

extension ComparedValue {
  /// Without a loop in C.
  static func compare(
    _ comparison: Comparison, _ x: Side<Self>, _ y: Side<Self>, _ out: Register, in batch: Batch
  ) {
    switch comparison {
    case .equal: batch.map(x, y, out) { (x: Self, y: Self) -> UInt8 in x == y ? 1 : 0 }
    case .notEqual: batch.map(x, y, out) { (x: Self, y: Self) -> UInt8 in x != y ? 1 : 0 }
    case .less: batch.map(x, y, out) { (x: Self, y: Self) -> UInt8 in x < y ? 1 : 0 }
    case .lessOrEqual: batch.map(x, y, out) { (x: Self, y: Self) -> UInt8 in x <= y ? 1 : 0 }
    case .greater: batch.map(x, y, out) { (x: Self, y: Self) -> UInt8 in x > y ? 1 : 0 }
    case .greaterOrEqual: batch.map(x, y, out) { (x: Self, y: Self) -> UInt8 in x >= y ? 1 : 0 }
    }
  }
}

extension UInt8: ComparedValue {}

extension Int128: ComparedValue {}

extension Int32: CalculatedValue {
  static func calculate(
    _ operation: Arithmetic, _ x: Side<Int32>, _ y: Side<Int32>, _ out: Register, in batch: Batch
  ) {
    switch operation {
    case .add: unsafe batch.loop(x, y, out, stet_add32)
    case .subtract: unsafe batch.loop(x, y, out, stet_subtract32)
    case .multiply: unsafe batch.loop(x, y, out, stet_multiply32)
    case .divide, .modulo: preconditionFailure("whole numbers are divided otherwise")
    }
  }

  static func compare(
    _ comparison: Comparison, _ x: Side<Int32>, _ y: Side<Int32>, _ out: Register, in batch: Batch
  ) {
    switch comparison {
    case .equal: unsafe batch.loop(x, y, out, stet_equal32)
    case .notEqual: unsafe batch.loop(x, y, out, stet_differ32)
    case .less: unsafe batch.loop(x, y, out, stet_less32)
    case .lessOrEqual: unsafe batch.loop(x, y, out, stet_at_most32)
    case .greater: unsafe batch.loop(x, y, out, stet_more32)
    case .greaterOrEqual: unsafe batch.loop(x, y, out, stet_at_least32)
    }
  }
}

extension Int64: CalculatedValue {
  static func calculate(
    _ operation: Arithmetic, _ x: Side<Int64>, _ y: Side<Int64>, _ out: Register, in batch: Batch
  ) {
    switch operation {
    case .add: unsafe batch.loop(x, y, out, stet_add64)
    case .subtract: unsafe batch.loop(x, y, out, stet_subtract64)
    case .multiply: unsafe batch.loop(x, y, out, stet_multiply64)
    case .divide, .modulo: preconditionFailure("whole numbers are divided otherwise")
    }
  }

  static func compare(
    _ comparison: Comparison, _ x: Side<Int64>, _ y: Side<Int64>, _ out: Register, in batch: Batch
  ) {
    switch comparison {
    case .equal: unsafe batch.loop(x, y, out, stet_equal64)
    case .notEqual: unsafe batch.loop(x, y, out, stet_differ64)
    case .less: unsafe batch.loop(x, y, out, stet_less64)
    case .lessOrEqual: unsafe batch.loop(x, y, out, stet_at_most64)
    case .greater: unsafe batch.loop(x, y, out, stet_more64)
    case .greaterOrEqual: unsafe batch.loop(x, y, out, stet_at_least64)
    }
  }
}

extension Double: CalculatedValue {
  static func calculate(
    _ operation: Arithmetic, _ x: Side<Double>, _ y: Side<Double>, _ out: Register, in batch: Batch
  ) {
    switch operation {
    case .add: unsafe batch.loop(x, y, out, stet_add_doubles)
    case .subtract: unsafe batch.loop(x, y, out, stet_subtract_doubles)
    case .multiply: unsafe batch.loop(x, y, out, stet_multiply_doubles)
    case .divide: unsafe batch.loop(x, y, out, stet_divide_doubles)
    case .modulo: batch.map(x, y, out) { (x: Double, y: Double) in StetEngine.remainder(x, y) }
    }
  }

  static func compare(
    _ comparison: Comparison, _ x: Side<Double>, _ y: Side<Double>, _ out: Register, in batch: Batch
  ) {
    switch comparison {
    case .equal: unsafe batch.loop(x, y, out, stet_equal_doubles)
    case .notEqual: unsafe batch.loop(x, y, out, stet_differ_doubles)
    case .less: unsafe batch.loop(x, y, out, stet_less_doubles)
    case .lessOrEqual: unsafe batch.loop(x, y, out, stet_at_most_doubles)
    case .greater: unsafe batch.loop(x, y, out, stet_more_doubles)
    case .greaterOrEqual: unsafe batch.loop(x, y, out, stet_at_least_doubles)
    }
  }
}

extension Batch {
  /// A loop over two sides, either of which may be one value for all rows.
  @inline(__always)
  func loop<A: BitwiseCopyable, B: BitwiseCopyable, R: BitwiseCopyable>(
    _ a: Side<A>, _ b: Side<B>, _ out: Register,
    _ body: (stet_kernels, stet_sides, UnsafePointer<A>, UnsafePointer<B>, Int, UnsafeMutablePointer<R>) -> Void
  ) {
    let r: Cells<R> = own(out)
    switch (a, b) {
    case (.cells(let a), .cells(let b)):
      let (x, y): (Cells<A>, Cells<B>) = (values(a), values(b))
      unsafe body(Self.kernels, STET_BOTH_VARY, x.address, y.address, count, r.address)
    case (.cells(let a), .one(var y)):
      let x: Cells<A> = values(a)
      unsafe body(Self.kernels, STET_SECOND_IS_FIXED, x.address, &y, count, r.address)
    case (.one(var x), .cells(let b)):
      let y: Cells<B> = values(b)
      unsafe body(Self.kernels, STET_FIRST_IS_FIXED, &x, y.address, count, r.address)
    case (.one(var x), .one(var y)):
      unsafe body(Self.kernels, STET_SECOND_IS_FIXED, &x, &y, 1, r.address)
      for row in 1..<max(1, count) { r[row] = r[0] }
    }
    setPresence(out, presence(a, b, out))
  }

  /// A loop over the values of one register.
  @inline(__always)
  func loop<A: BitwiseCopyable, R: BitwiseCopyable>(
    _ a: Register, _ out: Register, _ body: (stet_kernels, UnsafePointer<A>, Int, UnsafeMutablePointer<R>) -> Void
  ) {
    let (x, r): (Cells<A>, Cells<R>) = (values(a), own(out))
    unsafe body(Self.kernels, x.address, count, r.address)
    setPresence(out, presence(a))
  }
}
