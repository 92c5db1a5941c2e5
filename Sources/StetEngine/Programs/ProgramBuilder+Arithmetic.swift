import CKernels
import StetColumns
import StetDiagnostics

extension ProgramBuilder {
  /// Ints and decimals exactly, their quotients rounded once, everything else as floats.
  mutating func arithmetic(
    _ operation: Arithmetic, _ a: Register, _ b: Register, _ type: ValueType, at range: SourceRange
  ) -> Register {
    if a.isMissing || b.isMissing { return constant(.missing, type) }
    if a.isExact, b.isExact {
      if operation == .divide { return quotients(a, b) }
      if a.type == .decimal { return decimals(operation, a, b, at: range) }
      return operation == .modulo ? modulo(a, b) : integers(operation, a, b, at: range)
    }
    return floats(operation, asFloats(a), asFloats(b))
  }

  // MARK: - Ints

  /// Where the bounds of both sides show that nothing overflows, nothing is checked.
  private mutating func integers(
    _ operation: Arithmetic, _ a: Register, _ b: Register, at range: SourceRange
  ) -> Register {
    guard let bounds = reach(operation, reach(a), reach(b)) else {
      let (x, y): (Side<Int64>, Side<Int64>) = (wideSide(a), wideSide(b))
      let mask = mask()
      let out = register(.wide, .int)
      let number = number(failing: RunFailure(ValueFailure.overflow(.int), at: range))
      switch operation {
      case .add:
        emit { $0.map(x, y, out, failing: number, within: mask) { $0.addingReportingOverflow($1) } }
      case .subtract:
        emit { $0.map(x, y, out, failing: number, within: mask) { $0.subtractingReportingOverflow($1) } }
      case .multiply, .divide, .modulo:
        emit { $0.map(x, y, out, failing: number, within: mask) { $0.multipliedReportingOverflow(by: $1) } }
      }
      return out
    }
    if Int32(exactly: bounds.lowerBound) != nil, Int32(exactly: bounds.upperBound) != nil, a.layout == .narrow,
      b.layout == .narrow
    {
      let (x, y): (Side<Int32>, Side<Int32>) = (side(a), side(b))
      let out = register(.narrow, .int, bounds: bounds)
      emit(unchecked(operation, x, y, out))
      return out
    }
    let (x, y): (Side<Int64>, Side<Int64>) = (wideSide(a), wideSide(b))
    let out = register(.wide, .int, bounds: bounds)
    emit(unchecked(operation, x, y, out))
    return out
  }

  /// For operands of which the bounds show that nothing overflows.
  func unchecked(_ operation: Arithmetic, _ x: Side<Int32>, _ y: Side<Int32>, _ out: Register) -> Instruction {
    { Int32.calculate(operation, x, y, out, in: $0) }
  }

  mutating func unchecked(_ operation: Arithmetic, _ x: Side<Int64>, _ y: Side<Int64>, _ out: Register) -> Instruction {
    if operation == .multiply, isShort(x), isShort(y) { return { unsafe $0.loop(x, y, out, stet_multiply_short) } }
    return { Int64.calculate(operation, x, y, out, in: $0) }
  }

  /// Whether all values have room in 32 bits.
  private mutating func isShort(_ side: Side<Int64>) -> Bool {
    let reach =
      switch side {
      case .cells(let register): reach(register)
      case .one(let value): value...value
      }
    return Int32(exactly: reach.lowerBound) != nil && Int32(exactly: reach.upperBound) != nil
  }

  /// What the result is within; nil if it may have no room in 64 bits.
  func reach(
    _ operation: Arithmetic, _ a: ClosedRange<Int64>, _ b: ClosedRange<Int64>
  ) -> ClosedRange<Int64>? {
    let (x, y) = ((Int128(a.lowerBound), Int128(a.upperBound)), (Int128(b.lowerBound), Int128(b.upperBound)))
    let ends: [Int128] =
      switch operation {
      case .add: [x.0 + y.0, x.1 + y.1]
      case .subtract: [x.0 - y.1, x.1 - y.0]
      case .multiply, .divide: [x.0 * y.0, x.0 * y.1, x.1 * y.0, x.1 * y.1]
      // Between zero and the divisor.
      case .modulo: [0, y.0, y.1]
      }
    guard let least = ends.min().flatMap({ Int64(exactly: $0) }), let most = ends.max().flatMap({ Int64(exactly: $0) })
    else { return nil }
    return least...most
  }

  private mutating func modulo(_ a: Register, _ b: Register) -> Register {
    let (x, y): (Side<Int64>, Side<Int64>) = (wideSide(a), wideSide(b))
    let mask = mask()
    let out = register(.wide, .int)
    emit { batch in
      batch.map(x, y, out) { (x: Int64, y: Int64) in y == 0 ? 0 : remainder(x, y) }
      batch.requireNonzero(y, out, within: mask)
    }
    return out
  }

  /// How many days or periods one is after another.
  mutating func difference(_ a: Register, _ b: Register) -> Register? {
    guard a.layout == .narrow, b.layout == .narrow, !a.isMissing, !b.isMissing,
      let bounds = reach(.subtract, reach(a), reach(b))
    else { return nil }
    let (x, y): (Side<Int64>, Side<Int64>) = (wideSide(a), wideSide(b))
    let out = register(.wide, .int, bounds: bounds)
    emit(unchecked(.subtract, x, y, out))
    return out
  }

  // MARK: - Floats

  private mutating func floats(_ operation: Arithmetic, _ a: Register, _ b: Register) -> Register {
    let (x, y): (Side<Double>, Side<Double>) = (side(a), side(b))
    let mask = mask()
    let out = register(.float, .float)
    // A result that is not a finite number never reaches a table: it is missing, and counted.
    emit {
      Double.calculate(operation, x, y, out, in: $0)
      $0.requireFinite(out, within: mask)
    }
    return out
  }

  /// A function of one float whose result may not be finite.
  mutating func floats(_ argument: Register, _ instruction: (Register, Register, Register?) -> Instruction) -> Register
  {
    let input = cells(argument)
    let mask = mask()
    let out = register(.float, .float)
    emit(instruction(input, out, mask))
    return out
  }

  // MARK: - Widening

  mutating func asFloats(_ register: Register) -> Register {
    register.layout == .float ? register : widened(register, to: .float)
  }

  /// Int to decimal or float, decimal to float, a calendar year to the int that names it.
  mutating func widened(_ register: Register, to type: ValueType) -> Register {
    if let constant = register.constant {
      let value: Value =
        switch (constant, type) {
        case (.period(let ordinal, .year), .int): .int(Int64(ordinal))
        case (.period(let ordinal, .year), .decimal): .decimal(Decimal(digits: Int128(ordinal), scale: 0))
        case (.period(let ordinal, .year), .float): .float(Double(ordinal))
        case (_, .decimal): constant.asDecimal.map { .decimal($0) } ?? constant
        case (_, .float): constant.asFloat.map { .float($0) } ?? constant
        default: constant
        }
      return self.constant(value, type)
    }
    switch (register.layout, type) {
    case (.narrow, .int) where register.type == .period(.year):
      var years = register
      years.type = .int
      return years
    case (.narrow, .float):
      let out = self.register(.float, .float)
      emit { unsafe $0.loop(register, out, stet_doubles32) }
      return out
    case (.wide, .float), (.huge, .float): return nearestFloats(register)
    case (.narrow, .decimal), (.wide, .decimal):
      var decimals = wide(register)
      decimals.type = .decimal
      return decimals
    default: return register
    }
  }

  /// Ints in 64 bits.
  mutating func wide(_ register: Register) -> Register {
    guard register.layout == .narrow else { return register }
    if register.constant != nil {
      var wide = register
      wide.layout = .wide
      return wide
    }
    let out = self.register(.wide, register.type, bounds: register.bounds)
    emit { unsafe $0.loop(register, out, stet_widen) }
    return out
  }

  private mutating func wideSide(_ register: Register) -> Side<Int64> { side(wide(register)) }

  // MARK: - Sides

  func side(_ register: Register) -> Side<Int32> {
    register.constant.map { .one(Int32(truncatingIfNeeded: wholeNumber($0))) } ?? .cells(register)
  }

  func side(_ register: Register) -> Side<Int64> {
    guard let constant = register.constant else { return .cells(register) }
    guard register.type == .decimal else { return .one(wholeNumber(constant)) }
    return .one(Int64(truncatingIfNeeded: constant.asDecimal?.digits ?? 0))
  }

  func side(_ register: Register) -> Side<Double> {
    register.constant.map { .one($0.asFloat ?? 0) } ?? .cells(register)
  }

  func side(_ register: Register) -> Side<UInt8> {
    register.constant.map { .one($0.asBool == true ? 1 : 0) } ?? .cells(register)
  }

  func side(_ register: Register) -> Side<Int128> {
    register.constant.map { .one($0.asDecimal?.digits ?? 0) } ?? .cells(register)
  }
}
