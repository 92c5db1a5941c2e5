import StetColumns
import StetDiagnostics

extension FunctionTwin {
  static let round = FunctionTwin("round") { values in
    let places = int(values[1])
    guard (-30...30).contains(places) else { throw TwinFailure(.argument) }
    if case .float(let number) = values[0] {
      return .float(Double(DecimalText(number).rounded(Int(places)).description) ?? number)
    }
    return try rounded(values[0], Int(places))
  }

  static let floor = FunctionTwin("floor") { values in whole(values[0], isUp: false) }

  static let ceil = FunctionTwin("ceil") { values in whole(values[0], isUp: true) }
}

private func whole(_ number: Value, isUp: Bool) -> Value {
  switch number {
  case .float(let value):
    // The nearest whole number, moved where it is on the wrong side.
    let near = value.rounded()
    if isUp { return .float(near < value ? near + 1 : near) }
    return .float(near > value ? near - 1 : near)
  case .decimal(let value):
    let unit = powersOfTen[value.scale]
    let rest = ((value.digits % unit) + unit) % unit
    let down = (value.digits - rest) / unit
    return .decimal(Decimal(digits: isUp && rest > 0 ? down + 1 : down, scale: 0))
  default: return number
  }
}

/// To the nearest multiple of a power of ten; to the even one if two are equally near.
private func rounded(_ value: Value, _ places: Int) throws -> Value {
  guard case .decimal(let decimal) = widen(value, to: .decimal) else {
    preconditionFailure("the binder guarantees a number here")
  }
  if places >= decimal.scale { return value }
  // No number has as many digits, so it rounds to zero.
  guard decimal.scale - places < powersOfTen.count else { return zero(like: value, places) }
  let unit = Int128(powersOfTen[decimal.scale - places])
  // Twice the distance from the multiple below, so that a half needs no fraction.
  let rest = floorRemainder(decimal.digits, unit)
  let below = (decimal.digits - rest) / unit
  let isUp = rest > unit - rest || rest == unit - rest && below % 2 != 0
  let multiple = BigInteger(isUp ? below + 1 : below)
  guard places < 0 else {
    guard let digits = multiple.int128 else { throw TwinFailure(.overflow) }
    return .decimal(Decimal(digits: digits, scale: places))
  }
  guard let whole = (multiple * BigInteger(powersOfTen[-places])).int128 else { throw TwinFailure(.overflow) }
  guard case .int = value else { return .decimal(Decimal(digits: whole, scale: 0)) }
  guard let fits = Int64(exactly: whole) else { throw TwinFailure(.overflow) }
  return .int(fits)
}

private func zero(like value: Value, _ places: Int) -> Value {
  if case .int = value { .int(0) } else { .decimal(Decimal(digits: 0, scale: max(0, places))) }
}
