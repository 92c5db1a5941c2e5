import CKernels
import StetColumns

// The loops of kernels. Each is inlined where it is used, with the closure that is written there, so that it is specialized for
// its operation.

extension Batch {
  @inline(__always)
  func map<A: BitwiseCopyable, R: BitwiseCopyable>(_ a: Register, _ out: Register, _ operation: (A) -> R) {
    let x: Cells<A> = values(a)
    let r: Cells<R> = own(out)
    for row in 0..<count { r[row] = operation(x[row]) }
    setPresence(out, presence(a))
  }

  @inline(__always)
  func map<A: BitwiseCopyable, B: BitwiseCopyable, R: BitwiseCopyable>(
    _ a: Side<A>, _ b: Side<B>, _ out: Register, _ operation: (A, B) -> R
  ) {
    let r: Cells<R> = own(out)
    switch (a, b) {
    case (.cells(let a), .cells(let b)):
      let (x, y): (Cells<A>, Cells<B>) = (values(a), values(b))
      for row in 0..<count { r[row] = operation(x[row], y[row]) }
    case (.cells(let a), .one(let y)):
      let x: Cells<A> = values(a)
      for row in 0..<count { r[row] = operation(x[row], y) }
    case (.one(let x), .cells(let b)):
      let y: Cells<B> = values(b)
      for row in 0..<count { r[row] = operation(x, y[row]) }
    case (.one(let x), .one(let y)):
      let value = operation(x, y)
      for row in 0..<count { r[row] = value }
    }
    setPresence(out, presence(a, b, out))
  }

  /// Where both sides have a value.
  func presence<A, B>(_ a: Side<A>, _ b: Side<B>, _ out: Register) -> Flags? {
    switch (a, b) {
    case (.cells(let a), .cells(let b)): bothPresent(presence(a), presence(b), out)
    case (.cells(let only), .one), (.one, .cells(let only)): presence(only)
    case (.one, .one): nil
    }
  }

  /// The same where the operation says whether the result is too large.
  @inline(__always)
  func map<A: BitwiseCopyable, R: BitwiseCopyable>(
    _ a: Side<A>, _ b: Side<A>, _ out: Register, failing number: Int, within mask: Register?,
    _ operation: (A, A) -> (partialValue: R, overflow: Bool)
  ) {
    var overflows = false
    map(a, b, out) { (x: A, y: A) -> R in
      let (value, overflow) = operation(x, y)
      overflows = overflows || overflow
      return value
    }
    guard overflows else { return }
    let (present, mask) = (presence(out), self.mask(mask))
    for row in 0..<count where present?[row] != 0 && mask?[row] != 0 {
      if operation(value(a, row), value(b, row)).overflow { return fail(number) }
    }
  }

  @inline(__always)
  func value<A>(_ side: Side<A>, _ row: Int) -> A {
    switch side {
    case .cells(let register): values(register)[row]
    case .one(let value): value
    }
  }

  /// Where both have a value, in the register's own memory if that is new.
  @inline(__always)
  func bothPresent(_ a: Flags?, _ b: Flags?, _ out: Register) -> Flags? {
    guard let a else { return b }
    guard let b else { return a }
    let own = ownPresence(out)
    for row in 0..<count { own[row] = a[row] & b[row] }
    return own
  }

  /// Makes results missing that are not finite, and counts those that are meant.
  func requireFinite(_ out: Register, within mask: Register?) {
    let values: Cells<Double> = values(out)
    if unsafe stet_are_finite(Self.kernels, values.address, count) != 0 { return }
    let (present, own, mask) = (flags(out), ownPresence(out), self.mask(mask) ?? ones)
    unsafe undefined += stet_keep_finite(
      Self.kernels, values.address, count, present.address, mask.address, own.address)
    setPresence(out, own)
  }

  /// Makes the results of division by zero missing, and counts those that are meant.
  @inline(__always)
  func requireNonzero<Value: BinaryInteger & BitwiseCopyable>(
    _ divisor: Side<Value>, _ out: Register, within mask: Register?
  ) {
    let (present, own, mask) = (presence(out), ownPresence(out), self.mask(mask))
    for row in 0..<count {
      let isPresent = present?[row] ?? 1
      let isNonzero: UInt8 = value(divisor, row) == 0 ? 0 : 1
      if isPresent != 0, isNonzero == 0, mask?[row] != 0 { undefined += 1 }
      own[row] = isPresent & isNonzero
    }
    setPresence(out, own)
  }

  /// A cell, for messages.
  func value(_ register: Register, _ row: Int) -> Value {
    if presence(register)?[row] == 0 { return .missing }
    switch (register.layout, register.type) {
    case (.bool, _): return .bool(values(register, UInt8.self)[row] != 0)
    case (.narrow, .date): return .date(values(register)[row])
    case (.narrow, .period(let kind)): return .period(values(register)[row], kind)
    case (.narrow, _): return .int(Int64(values(register, Int32.self)[row]))
    case (.wide, .datetime): return .datetime(values(register)[row])
    case (.wide, .duration): return .duration(values(register)[row])
    case (.wide, .decimal):
      return .decimal(Decimal(digits: Int128(values(register, Int64.self)[row]), scale: register.scale))
    case (.wide, _): return .int(values(register)[row])
    case (.float, _): return .float(values(register)[row])
    case (.huge, _): return .decimal(Decimal(digits: values(register)[row], scale: register.scale))
    case (.text, _):
      let code = Int(values(register, Int32.self)[row])
      return code < 0 ? .missing : register.pool.map { .text($0.string(code)) } ?? .missing
    }
  }

  /// The doubles nearest to digits, at most 2^51 on either side of zero, over an exact power of ten.
  func writeDoubles(_ a: Register, over unit: Double, _ out: Register) {
    let (x, r): (Cells<Int64>, Cells<Double>) = (values(a), own(out))
    unsafe stet_doubles(Self.kernels, x.address, count, unit, r.address)
    setPresence(out, presence(a))
  }

  func writeSquareRoots(_ a: Register, _ out: Register) {
    let (x, r): (Cells<Double>, Cells<Double>) = (values(a), own(out))
    unsafe stet_square_roots(Self.kernels, x.address, count, r.address)
    setPresence(out, presence(a))
  }

  // MARK: - Masks and constants

  /// Rows of a branch: where a condition is 1 after flipping, has a value, and the outer branch is taken.
  func writeMask(_ out: Register, of condition: Register, flipping: UInt8, within outer: Register?) {
    let (verdicts, present, outer): (Flags, Flags?, Flags?) = (values(condition), presence(condition), mask(outer))
    let r: Flags = own(out)
    for row in 0..<count { r[row] = verdicts[row] ^ flipping }
    if let present { for row in 0..<count { r[row] &= present[row] } }
    if let outer { for row in 0..<count { r[row] &= outer[row] } }
    setPresence(out, nil)
  }

  /// Rows of a branch: where a register has no value, or after flipping those where it has one.
  func writeMask(_ out: Register, missing register: Register, flipping: UInt8, within outer: Register?) {
    writeMissing(register, out)
    let r: Flags = values(out)
    if flipping != 0 { for row in 0..<count { r[row] ^= 1 } }
    guard let outer = mask(outer) else { return }
    for row in 0..<count { r[row] &= outer[row] }
  }

  /// 1 where a register has no value.
  func writeMissing(_ register: Register, _ out: Register) {
    let r: Flags = own(out)
    if register.layout == .text {
      let codes: Cells<Int32> = values(register)
      for row in 0..<count { r[row] = codes[row] < 0 ? 1 : 0 }
    } else if let present = presence(register) {
      for row in 0..<count { r[row] = 1 ^ present[row] }
    } else {
      for row in 0..<count { r[row] = 0 }
    }
    setPresence(out, nil)
  }

  /// One value in all rows.
  func fill(_ out: Register, _ value: Value) {
    switch out.layout {
    case .bool: fill(out, UInt8(value.asBool == true ? 1 : 0))
    case .narrow: fill(out, Int32(truncatingIfNeeded: wholeNumber(value)))
    case .wide where out.type == .decimal:
      fill(out, Int64(truncatingIfNeeded: value.asDecimal?.rescaled(to: out.scale) ?? 0))
    case .wide: fill(out, wholeNumber(value))
    case .float: fill(out, value.asFloat ?? 0)
    case .huge: fill(out, value.asDecimal?.rescaled(to: out.scale) ?? 0)
    case .text: fill(out, Int32(value.isMissing ? -1 : 0))
    }
    guard value.isMissing, out.layout != .text else { return setPresence(out, nil) }
    let none = ownPresence(out)
    for row in 0..<count { none[row] = 0 }
    setPresence(out, none)
  }

  @inline(__always)
  private func fill<Cell: BitwiseCopyable>(_ out: Register, _ value: Cell) {
    let r: Cells<Cell> = own(out)
    for row in 0..<count { r[row] = value }
  }
}

/// The number that stands for an int, a day, an ordinal or a moment.
func wholeNumber(_ value: Value) -> Int64 {
  value.asInt ?? value.asDate.map { Int64($0) } ?? value.asOrdinal.map { Int64($0) } ?? value.asMicroseconds ?? 0
}
