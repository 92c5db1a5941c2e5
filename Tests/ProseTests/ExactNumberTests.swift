import StetColumns
import Testing

@testable import StetProse

@Test("Fractions add, multiply, divide and compare exactly")
func exactNumbers() throws {
  let third = try ExactNumber(1, over: 3)
  #expect(try third + third + third == ExactNumber(1))
  #expect(try third * ExactNumber(3) == ExactNumber(1))
  #expect(try ExactNumber(1) / third == ExactNumber(3))
  #expect(try ExactNumber(-2, over: -6) == third)
  #expect(try ExactNumber(0, over: -6) == ExactNumber(0))
  #expect(try third > ExactNumber(333_333_333, over: 1_000_000_000))
  #expect(try ExactNumber(-1, over: 3) < third)
  #expect(try ExactNumber(-1, over: 3) < ExactNumber(-1, over: 4))
  // Products of 256 bits.
  #expect(try ExactNumber(.max, over: .max - 1) > ExactNumber(.max - 1, over: .max - 2).negated)
  #expect(try ExactNumber(.max, over: .max - 1) < ExactNumber(.max - 1, over: .max - 2))
}

@Test("Overflow is reported, not wrapped")
func outOfRange() throws {
  #expect(throws: ExactNumber.OutOfRange.self) { try ExactNumber(.max, over: 1) * ExactNumber(2) }
  #expect(throws: ExactNumber.OutOfRange.self) { try ExactNumber(.max, over: 1) + ExactNumber(1) }
  #expect(throws: ExactNumber.OutOfRange.self) { try ExactNumber(.min, over: 1) }
  #expect(throws: ExactNumber.OutOfRange.self) { try ExactNumber(1) / ExactNumber(0) }
  #expect(throws: ExactNumber.OutOfRange.self) { try ExactNumber(.float(1e300)) }
  #expect(throws: ExactNumber.OutOfRange.self) { try ExactNumber(.float(.leastNonzeroMagnitude)) }
  #expect(throws: ExactNumber.OutOfRange.self) { try ExactNumber(.decimal(Decimal(digits: .min, scale: 0))) }
}

@Test("A float is its shortest digits")
func floats() throws {
  #expect(try ExactNumber(.float(0.1)) == ExactNumber(1, over: 10))
  #expect(try ExactNumber(.float(-2.5e-7)) == ExactNumber(-25, over: 100_000_000))
  #expect(try ExactNumber(.float(1e22)) == ExactNumber(10_000_000_000_000_000_000_000, over: 1))
  #expect(try ExactNumber(.float(-0.0)) == ExactNumber(0))
  #expect(try ExactNumber(.float(.nan)) == nil)
  #expect(try ExactNumber(.text("5")) == nil)
}

@Test("Texts round half to even")
func texts() throws {
  #expect(try ExactNumber(2, over: 3).text() == "0.67")
  #expect(try ExactNumber(-2, over: 3).text() == "−0.67")
  #expect(try ExactNumber(1, over: 200).text() == "0")
  #expect(try ExactNumber(3, over: 200).text() == "0.02")
  #expect(try ExactNumber(12_345_678, over: 10).text() == "1,234,567.8")
}
