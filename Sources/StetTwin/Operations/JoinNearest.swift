import StetColumns
import StetEngine

extension JoinNearestOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let right = TwinTable(self.right)
    let added = right.schema.fields.indices.filter { !hidden.contains($0) }
    var rows: [[Value]] = []
    var unmatched = 0
    for (row, key) in zip(table.rows, try table.values(of: on.map(\.left))) {
      var best: (row: Int, distance: Gap, place: Place)?
      for candidate in right.rows.indices where !key.contains(where: \.isMissing) {
        let offered = on.map { widen(right.rows[candidate][$0.right], to: $0.left.type) }
        guard areSame(Array(offered.dropLast()), Array(key.dropLast())), let there = place(offered[offered.count - 1]),
          let here = place(key[key.count - 1])
        else { continue }
        let distance = there.gap(to: here)
        guard limit.map({ distance.isWithin($0) }) ?? true else { continue }
        if let known = best, (known.distance, known.place) <= (distance, there) { continue }
        best = (candidate, distance, there)
      }
      if let best {
        rows.append(row + added.map { right.rows[best.row][$0] })
      } else {
        unmatched += 1
        if keepsLeft { rows.append(row + added.map { _ in .missing }) }
      }
    }
    context.unmatched = unmatched
    return TwinTable(schema: Schema(table.schema.fields + added.map { right.schema.fields[$0] }), rows: rows)
  }
}

private func place(_ value: Value) -> Place? {
  switch value {
  case .date(let days): .exact(Decimal(digits: Int128(days) * 86_400_000_000, scale: 0))
  case .period(let ordinal, _): .exact(Decimal(digits: Int128(ordinal), scale: 0))
  case .datetime(let microseconds): .exact(Decimal(digits: Int128(microseconds), scale: 0))
  case .int, .decimal: value.asDecimal.map { .exact($0) }
  case .float(let number): .float(number)
  case .missing, .bool, .text, .duration: nil
  }
}

/// Where a key is on a line.
private enum Place: Comparable {
  case exact(Decimal)
  case float(Double)

  func gap(to other: Place) -> Gap {
    switch (self, other) {
    case (.exact(let a), .exact(let b)): .exact(BigInteger(max(a, b)) - BigInteger(min(a, b)))
    case (.float(let a), .float(let b)): .float((a - b).magnitude)
    default: preconditionFailure("both keys have one type")
    }
  }
}

/// How far two places are from each other.
private enum Gap: Comparable {
  /// In units of 10^−38.
  case exact(BigInteger)
  case float(Double)

  static func < (a: Gap, b: Gap) -> Bool {
    switch (a, b) {
    case (.exact(let a), .exact(let b)): (a - b).isNegative
    case (.float(let a), .float(let b)): a < b
    default: preconditionFailure("both gaps are of one type")
    }
  }

  static func == (a: Gap, b: Gap) -> Bool { !(a < b) && !(b < a) }

  func isWithin(_ limit: Value) -> Bool {
    switch self {
    case .float(let distance): distance <= limit.asFloat ?? 0
    case .exact: !(Gap.exact(BigInteger(limit.asDecimal ?? Decimal(digits: 0, scale: 0))) < self)
    }
  }
}

extension BigInteger {
  /// A decimal in units of 10^−38.
  fileprivate init(_ decimal: Decimal) {
    let unit = (0..<(38 - decimal.scale)).reduce(Int128(1)) { unit, _ in unit * 10 }
    self = BigInteger(decimal.digits) * BigInteger(unit)
  }
}
