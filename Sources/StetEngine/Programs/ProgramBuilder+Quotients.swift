import CKernels
import StetColumns

// Ints and decimals as doubles: their quotients are those of the exact numbers, rounded once.

extension ProgramBuilder {
  /// One exact number divided by another.
  mutating func quotients(_ a: Register, _ b: Register) -> Register {
    let scale = max(a.scale, b.scale)
    if let x = digits(a, scale: scale), let y = digits(b, scale: scale) { return quotients(x, y) }
    let (first, second) = (exactDigits(a), exactDigits(b))
    if let x = rescaledWithin64Bits(first, to: scale), let y = rescaledWithin64Bits(second, to: scale) {
      let (left, right): (Side<Int64>, Side<Int64>) = (side(x), side(y))
      return finite { batch, out in batch.map(left, right, out) { (x: Int64, y: Int64) in quotient(x, y) } }
    }
    let (left, right): (Side<Int128>, Side<Int128>) = (side(long(first)), side(long(second)))
    return finite { batch, out in
      batch.map(left, right, out) { (x: Int128, y: Int128) in
        quotient(Decimal(digits: x, scale: first.scale), Decimal(digits: y, scale: second.scale)) ?? .nan
      }
    }
  }

  /// Digits that are doubles themselves, also times a power of ten that gives both sides the same places.
  private struct Digits {
    let register: Register
    let factor: Double
  }

  private mutating func digits(_ register: Register, scale: Int) -> Digits? {
    guard register.layout != .huge, let power = Int64(exactly: powersOfTen[scale - register.scale]) else { return nil }
    let reach = reach(register)
    guard isWithin(reach, 1 << 51), let moved = self.reach(.multiply, reach, power...power), isWithin(moved, 1 << 53)
    else { return nil }
    return Digits(register: register, factor: Double(power))
  }

  private func isWithin(_ range: ClosedRange<Int64>, _ most: UInt64) -> Bool {
    max(range.lowerBound.magnitude, range.upperBound.magnitude) <= most
  }

  private mutating func quotients(_ a: Digits, _ b: Digits) -> Register {
    let (p, q) = (a.factor, b.factor)
    func divided<A, B>(_ x: Side<A>, _ y: Side<B>, _ loop: @escaping QuotientLoop<A, B>) -> Register {
      finite { batch, out in
        unsafe batch.loop(x, y, out) { unsafe loop($0, $1, $2, $3, p, q, $4, $5) }
      }
    }
    switch (a.register.layout, b.register.layout) {
    case (.narrow, .narrow): return unsafe divided(side(a.register), side(b.register), stet_divide32_32)
    case (.narrow, _): return unsafe divided(side(a.register), side(b.register), stet_divide32_64)
    case (_, .narrow): return unsafe divided(side(a.register), side(b.register), stet_divide64_32)
    default: return unsafe divided(side(a.register), side(b.register), stet_divide64_64)
    }
  }

  /// Floats of which those that are not finite are missing, and counted.
  private mutating func finite(_ instruction: @escaping @Sendable (Batch, Register) -> Void) -> Register {
    let mask = mask()
    let out = register(.float, .float)
    emit { batch in
      instruction(batch, out)
      batch.requireFinite(out, within: mask)
    }
    return out
  }

  /// Ints as decimals without places.
  private mutating func exactDigits(_ register: Register) -> Register {
    register.type == .decimal ? register : widened(register, to: .decimal)
  }

  // MARK: - Floats

  /// The nearest doubles to ints in 64 bits, or to decimals.
  mutating func nearestFloats(_ register: Register) -> Register {
    let out = self.register(.float, .float)
    let scale = register.scale
    guard register.layout == .wide else {
      emit { $0.map(register, out) { (digits: Int128) in Decimal(digits: digits, scale: scale).double } }
      return out
    }
    guard let unit = Decimal.exactPower(scale), isWithin(reach(register), 1 << 51) else {
      if scale == 0 {
        emit { $0.map(register, out) { (digits: Int64) in Double(digits) } }
      } else {
        emit { $0.map(register, out) { (digits: Int64) in Decimal(digits: Int128(digits), scale: scale).double } }
      }
      return out
    }
    emit { $0.writeDoubles(register, over: unit, out) }
    return out
  }
}

/// Divides two sides, each times its factor.
private typealias QuotientLoop<A, B> =
  @Sendable (
    stet_kernels, stet_sides, UnsafePointer<A>, UnsafePointer<B>, Double, Double, Int, UnsafeMutablePointer<Double>
  ) -> Void
