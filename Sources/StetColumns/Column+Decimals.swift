extension Column {
  /// The places of decimals; 0 for other types.
  package var scale: Int {
    switch self {
    case .decimal(_, let scale), .longDecimal(_, let scale): scale
    case .bool, .int, .narrowInt, .float, .text, .date, .datetime, .period, .duration: 0
    }
  }

  /// The same decimals with at least as many places; nil if one then has more digits than 128 bits have room for.
  package func rescaled(to scale: Int) -> Column? {
    if scale == self.scale { return self }
    let power = scale - self.scale < powersOfTen.count ? powersOfTen[scale - self.scale] : nil
    if case .decimal(let vector, _) = self, let factor = power.flatMap({ Int64(exactly: $0) }),
      let digits = multiplied(vector, by: factor)
    {
      return .decimal(digits, scale: scale)
    }
    guard case .longDecimal(let vector, _) = wide else { preconditionFailure("only decimals have places") }
    guard let power else {
      return vector.values.allSatisfy { $0 == 0 } ? .longDecimal(vector, scale: scale) : nil
    }
    return multiplied(vector, by: power).map { .longDecimal($0, scale: scale) }
  }
}

/// Nil if a product has no room.
private func multiplied<Digits: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
  _ vector: Vector<Digits>, by factor: Digits
) -> Vector<Digits>? {
  let (values, limit) = (vector.values, Digits.max / factor)
  let haveRoom = parallelStretches(values.count) { rows in rows.allSatisfy { -limit...limit ~= values[$0] } }
  guard haveRoom.allSatisfy({ $0 }) else { return nil }
  let products: [Digits] = parallelFill(values.count) { rows, target in
    for row in rows { target[row &- rows.lowerBound] = values[row] &* factor }
  }
  return Vector(products, validity: vector.validity)
}
