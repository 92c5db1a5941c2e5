import StetColumns
import StetDiagnostics

extension AggregateTwin {
  static let median = AggregateTwin.ofPresent("median") { values, _ in
    Calculated(try typeSeven(values) { exactPlace(Decimal(digits: 5, scale: 1), $0) })
  }

  static let quantile = AggregateTwin("quantile") { rows, _ in
    // The share is one value for the whole table, and a wrong one is refused where there is a row to ask.
    guard let first = rows.first else { return Calculated(.missing) }
    let values = rows.map { $0[0] }
    if let share = first[1].asDecimal, share.scale <= 18 {
      guard !(share < Decimal(digits: 0, scale: 0)), !(Decimal(digits: 1, scale: 0) < share) else {
        throw TwinFailure(.argument)
      }
      return Calculated(try typeSeven(values) { exactPlace(share, $0) })
    }
    guard let share = first[1].asFloat, share >= 0, share <= 1 else { throw TwinFailure(.argument) }
    return Calculated(
      try typeSeven(values) { count in
        let place = share * Double(count - 1)
        let part = (place - place.rounded(.down)) * 0x1p53
        return Place(below: Int(place), parts: BigInteger(Int128(part.rounded())), of: BigInteger(1 << 53))
      })
  }
}

/// A place among values in order, and how many parts of the way to the next one remain.
private struct Place {
  let below: Int
  let parts: BigInteger
  let of: BigInteger
}

private func exactPlace(_ share: Decimal, _ count: Int) -> Place {
  let unit = BigInteger(powersOfTen[share.scale])
  let whole = BigInteger(share.digits) * BigInteger(Int128(count - 1))
  let below = whole.divided(by: unit).quotient
  guard let index = below.int128 else { preconditionFailure("a place among values is an index") }
  return Place(below: Int(index), parts: whole - below * unit, of: unit)
}

/// Type 7 of Hyndman and Fan (1996). Of whole numbers and decimals it is exact, rounded once.
private func typeSeven(_ values: [Value], _ place: (Int) -> Place) throws -> Value {
  let sorted = values.filter { !$0.isMissing }.sorted { order($0, $1) < 0 }
  guard let first = sorted.first else { return .missing }
  let place = place(sorted.count)
  let low = sorted[place.below]
  guard !place.parts.isZero else { return .float(double(low)) }
  let high = sorted[place.below + 1]
  if case .float = first {
    let part = nearest(place.parts, place.of)
    return try finite((1 - part) * double(low) + part * double(high))
  }
  guard let a = low.asDecimal, let b = high.asDecimal else { preconditionFailure("the binder guarantees numbers here") }
  let scale = max(a.scale, b.scale)
  let (x, y) = (shifted(a, to: scale), shifted(b, to: scale))
  let between = x * (place.of - place.parts) + y * place.parts
  return .float(nearest(between, place.of * BigInteger(powersOfTen[scale])))
}

private func shifted(_ number: Decimal, to scale: Int) -> BigInteger {
  BigInteger(number.digits) * BigInteger(powersOfTen[scale - number.scale])
}

private func double(_ number: Value) -> Double {
  guard let double = number.asFloat else { preconditionFailure("the binder guarantees a number here") }
  return double
}
