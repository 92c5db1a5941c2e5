#if canImport(Glibc)
  public import Glibc
#elseif canImport(Musl)
  public import Musl
#elseif canImport(Darwin)
  public import Darwin
#endif

/// The functions of the C library that the standard library does not have, with the names of Swift Numerics.
///
/// Each is inlined into its caller: a loop pays only for the function. Square roots and rounding are in the standard library.
extension Double {
  @inlinable @inline(__always)
  package static func exp(_ x: Double) -> Double { exponential(x) }

  @inlinable @inline(__always)
  package static func log(_ x: Double) -> Double { logarithm(x) }

  @inlinable @inline(__always)
  package static func log(onePlus x: Double) -> Double { log1p(x) }

  @inlinable @inline(__always)
  package static func log10(_ x: Double) -> Double { logarithm10(x) }

  @inlinable @inline(__always)
  package static func pow(_ x: Double, _ y: Double) -> Double { power(x, y) }

  @inlinable @inline(__always)
  package static func cubeRoot(_ x: Double) -> Double { cbrt(x) }

  @inlinable @inline(__always)
  package static func sin(_ x: Double) -> Double { sine(x) }

  @inlinable @inline(__always)
  package static func cos(_ x: Double) -> Double { cosine(x) }

  @inlinable @inline(__always)
  package static func atan2(y: Double, x: Double) -> Double { arctangent(y, x) }

  @inlinable @inline(__always)
  package static func hypot(_ x: Double, _ y: Double) -> Double { hypotenuse(x, y) }
}

// Within `Double`, the names of the C library are those of its own members.

@inlinable @inline(__always)
func exponential(_ x: Double) -> Double { exp(x) }

@inlinable @inline(__always)
func logarithm(_ x: Double) -> Double { log(x) }

@inlinable @inline(__always)
func logarithm10(_ x: Double) -> Double { log10(x) }

@inlinable @inline(__always)
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }

@inlinable @inline(__always)
func sine(_ x: Double) -> Double { sin(x) }

@inlinable @inline(__always)
func cosine(_ x: Double) -> Double { cos(x) }

@inlinable @inline(__always)
func arctangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }

@inlinable @inline(__always)
func hypotenuse(_ x: Double, _ y: Double) -> Double { hypot(x, y) }
