/// The remainder of a division, with the sign of the divisor, which is not zero.
func remainder<Number: FixedWidthInteger & SignedInteger>(_ a: Number, _ b: Number) -> Number {
  let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
}

func remainder(_ a: Double, _ b: Double) -> Double {
  let rest = a.truncatingRemainder(dividingBy: b)
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
}
