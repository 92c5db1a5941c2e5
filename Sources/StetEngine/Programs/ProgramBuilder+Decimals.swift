import StetColumns
import StetDiagnostics

// The digits of decimals in 64 bits where the bounds of both sides show that they have room, without a check; in 128 bits, with
// one, where they do not. How many places a result has depends on those of its parts alone.

extension ProgramBuilder {
  mutating func decimals(_ operation: Arithmetic, _ a: Register, _ b: Register, at range: SourceRange) -> Register {
    let tooLarge = RunFailure(ValueFailure.overflow(.decimal), at: range)
    let scale = operation == .multiply ? a.scale + b.scale : max(a.scale, b.scale)
    guard scale < powersOfTen.count else {
      // Nothing is too large where a side is missing.
      let (first, second) = (cells(a), cells(b))
      beginBranch(.wherePresent(first))
      beginBranch(.wherePresent(second))
      defer {
        endBranch()
        endBranch()
      }
      return failing(tooLarge, .decimal)
    }
    var (left, right) = (a, b)
    if operation != .multiply {
      // The same for the other side.
      let (first, second) = (cells(a), cells(b))
      left = rescaled(a, to: scale, failing: tooLarge, in: .wherePresent(second))
      right = rescaled(b, to: scale, failing: tooLarge, in: .wherePresent(first))
    }
    guard left.layout == .wide, right.layout == .wide,
      let bounds = reach(operation, reach(left), reach(right))
    else { return longDecimals(operation, left, right, scale, tooLarge) }
    let (x, y): (Side<Int64>, Side<Int64>) = (side(left), side(right))
    if operation == .modulo {
      let mask = mask()
      let out = register(.wide, .decimal, bounds: bounds, scale: scale)
      emit { batch in
        batch.map(x, y, out) { (x: Int64, y: Int64) in y == 0 ? 0 : remainder(x, y) }
        batch.requireNonzero(y, out, within: mask)
      }
      return out
    }
    let out = register(.wide, .decimal, bounds: bounds, scale: scale)
    emit(unchecked(operation, x, y, out))
    return out
  }

  /// For operands in any layout whose result may need more than 64 bits.
  private mutating func longDecimals(
    _ operation: Arithmetic, _ a: Register, _ b: Register, _ scale: Int, _ tooLarge: RunFailure
  ) -> Register {
    let (x, y): (Side<Int128>, Side<Int128>) = (side(long(a)), side(long(b)))
    let mask = mask()
    let out = register(.huge, .decimal, scale: scale)
    let number = number(failing: tooLarge)
    switch operation {
    case .add:
      emit { $0.map(x, y, out, failing: number, within: mask) { $0.addingReportingOverflow($1) } }
    case .subtract:
      emit { $0.map(x, y, out, failing: number, within: mask) { $0.subtractingReportingOverflow($1) } }
    case .multiply:
      emit { $0.map(x, y, out, failing: number, within: mask) { $0.multipliedReportingOverflow(by: $1) } }
    case .modulo, .divide:
      emit { batch in
        batch.map(x, y, out) { (x: Int128, y: Int128) in y == 0 ? 0 : remainder(x, y) }
        batch.requireNonzero(y, out, within: mask)
      }
    }
    return out
  }

  /// The digits in 128 bits.
  mutating func long(_ register: Register) -> Register {
    guard register.layout == .wide else { return register }
    if register.constant != nil {
      var long = register
      long.layout = .huge
      return long
    }
    let out = self.register(.huge, .decimal, scale: register.scale)
    emit { $0.map(register, out) { (digits: Int64) in Int128(digits) } }
    return out
  }

  // MARK: - Places

  /// The same of which only the rows of a branch count.
  mutating func rescaled(
    _ register: Register, to scale: Int, failing failure: RunFailure, in branch: @autoclosure () -> Branch
  ) -> Register {
    guard register.scale != scale else { return register }
    beginBranch(branch())
    defer { endBranch() }
    return rescaled(register, to: scale, failing: failure)
  }

  /// Decimals with more places.
  mutating func rescaled(_ register: Register, to scale: Int, failing failure: RunFailure) -> Register {
    guard register.scale != scale else { return register }
    if let constant = register.constant {
      guard let decimal = constant.asDecimal else { return self.constant(nil, scale: scale) }
      guard decimal.rescaled(to: scale) != nil else { return failing(failure, .decimal) }
      return self.constant(decimal, scale: scale)
    }
    if let short = rescaledWithin64Bits(register, to: scale) { return short }
    let power = powersOfTen[scale - register.scale]
    let (x, factor): (Side<Int128>, Side<Int128>) = (.cells(long(register)), .one(power))
    let mask = mask()
    let out = self.register(.huge, .decimal, scale: scale)
    let number = number(failing: failure)
    emit { $0.map(x, factor, out, failing: number, within: mask) { $0.multipliedReportingOverflow(by: $1) } }
    return out
  }

  /// Nil if the digits may need more room.
  mutating func rescaledWithin64Bits(_ register: Register, to scale: Int) -> Register? {
    guard register.scale != scale else { return register.layout == .wide ? register : nil }
    guard register.layout == .wide, let factor = Int64(exactly: powersOfTen[scale - register.scale]),
      let bounds = reach(.multiply, reach(register), factor...factor)
    else { return nil }
    if let constant = register.constant { return self.constant(constant.asDecimal, scale: scale) }
    let out = self.register(.wide, .decimal, bounds: bounds, scale: scale)
    emit(unchecked(.multiply, .cells(register), .one(factor), out))
    return out
  }

  // MARK: - Comparisons

  /// Two sides in one layout and with the same places, if they can have them.
  mutating func sameScale(_ a: Register, _ b: Register) -> (Register, Register)? {
    let scale = max(a.scale, b.scale)
    if let x = rescaledWithin64Bits(a, to: scale), let y = rescaledWithin64Bits(b, to: scale) { return (x, y) }
    return a.scale == b.scale ? (long(a), long(b)) : nil
  }

  /// A comparison with a constant, by digits with the places of the column: nothing lies between the largest of those below the
  /// constant and the constant itself.
  mutating func compareDigits(_ comparison: Comparison, _ a: Register, with constant: Decimal) -> Register? {
    guard a.layout == .wide else { return nil }
    let (floor, isExact) = constant.floored(to: a.scale)
    let clamped = Int64(clamping: floor)
    let other = self.constant(Decimal(digits: Int128(clamped), scale: a.scale), scale: a.scale)
    let (x, y): (Side<Int64>, Side<Int64>) = (.cells(a), .one(clamped))
    if isExact, Int128(clamped) == floor { return compare(comparison, a, other, x, y) }
    switch comparison {
    case .equal, .notEqual:
      // No value is equal, and missing is not either.
      return self.constant(.bool(comparison == .notEqual), .bool)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      let isLess = comparison == .less || comparison == .lessOrEqual
      // Below all digits, nothing is less or equal, though the least digits equal the clamped constant.
      if floor < Int128(Int64.min) { return compare(isLess ? .less : .greaterOrEqual, a, other, x, y) }
      return compare(isLess ? .lessOrEqual : .greater, a, other, x, y)
    }
  }
}

extension Decimal {
  /// The largest digits with so many places that are not above it, and whether they are the number itself.
  fileprivate func floored(to scale: Int) -> (digits: Int128, isExact: Bool) {
    if scale >= self.scale {
      if let digits = rescaled(to: scale) { return (digits, true) }
      return (digits < 0 ? .min : .max, false)
    }
    let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: powersOfTen[self.scale - scale])
    return (remainder < 0 ? quotient - 1 : quotient, remainder == 0)
  }
}
