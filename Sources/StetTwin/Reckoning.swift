import StetColumns
import StetDiagnostics

/// A value, and how far the engine's may lie from it.
struct Reckoned {
  var value: Value
  var slack: Double

  init(_ value: Value, slack: Double = 0) {
    self.value = value
    self.slack = slack
  }
}

/// An aggregate of the rows of one group, given as the arguments of each row.
func reckon(_ name: String, _ rows: [[Value]], _ types: [ValueType]) throws -> Reckoned {
  if name == "count" { return Reckoned(.int(Int64(rows.count))) }
  if name == "share" { return try share(rows) }
  if name == "weighted_mean" || name == "correlation" { return try pairs(name, rows) }
  if name == "quantile" {
    // The share is one value for the whole table, and wrong shares are refused where there is a row to ask.
    guard let first = rows.first else { return Reckoned(.missing) }
    guard let share = first[1].asFloat, share >= 0, share <= 1 else { throw TwinFailure(.argument) }
    return Reckoned(try quantile(rows.map { $0[0] }, share))
  }
  let present = rows.map { $0[0] }.filter { !$0.isMissing }
  if name == "count_distinct" {
    return Reckoned(.int(Int64(partitions(present.map { [$0] }).count)))
  }
  guard let first = present.first, let last = present.last else { return Reckoned(.missing) }
  switch name {
  case "first": return Reckoned(first)
  case "last": return Reckoned(last)
  case "min": return Reckoned(present.dropFirst().reduce(first) { order($1, $0) < 0 ? $1 : $0 })
  case "max": return Reckoned(present.dropFirst().reduce(first) { order($1, $0) > 0 ? $1 : $0 })
  case "mode":
    let values = partitions(present.map { [$0] }).map { (value: present[$0[0]], count: $0.count) }
    let most = values.map(\.count).max() ?? 0
    let winners = values.filter { $0.count == most }.map(\.value)
    return Reckoned(winners.dropFirst().reduce(winners[0]) { order($1, $0) < 0 ? $1 : $0 })
  case "any": return Reckoned(.bool(present.contains { $0.asBool == true }))
  case "all": return Reckoned(.bool(present.allSatisfy { $0.asBool == true }))
  case "sum": return try sum(present, types[0])
  case "mean":
    // The sum is rounded to a double once, and so is its quotient.
    if types[0] == .float {
      let total = try sum(present, .float)
      guard let number = total.value.asFloat else { preconditionFailure("a sum of floats is a float") }
      return Reckoned(try finite(number / Double(present.count)), slack: total.slack)
    }
    guard let number = try exactSum(present).asFloat else { preconditionFailure("a sum of numbers is a number") }
    return Reckoned(try finite(number / Double(present.count)))
  case "median": return Reckoned(try quantile(present, 0.5))
  case "variance", "sd":
    guard present.count > 1 else { return Reckoned(.missing) }
    return try spread(present.compactMap(\.asFloat), isRoot: name == "sd")
  default: preconditionFailure("the twin has no aggregate `\(name)`")
  }
}

private func finite(_ number: Double) throws -> Value {
  guard number.isFinite else { throw TwinFailure(.overflow) }
  return .float(number)
}

/// Ints and decimals in 128 bits and more.
private func exactSum(_ values: [Value]) throws -> Value {
  let decimals = values.compactMap(\.asDecimal)
  let scale = decimals.map(\.scale).max() ?? 0
  var total = BigInteger.zero
  for decimal in decimals {
    total = total + BigInteger(decimal.digits) * BigInteger(powersOfTen[scale - decimal.scale])
  }
  guard let digits = total.int128 else { throw TwinFailure(.overflow) }
  return .decimal(Decimal(digits: digits, scale: scale))
}

private func sum(_ values: [Value], _ type: ValueType) throws -> Reckoned {
  if type == .float {
    let numbers = ScaledDoubles(values.compactMap(\.asFloat))
    let total = numbers.sum.nearestDouble(exponent: numbers.exponent)
    return Reckoned(try finite(total), slack: slack(numbers, total))
  }
  let total = try exactSum(values)
  guard type == .int else { return Reckoned(total) }
  guard case .decimal(let decimal) = total, let fits = Int64(exactly: decimal.digits) else {
    throw TwinFailure(.overflow)
  }
  return Reckoned(.int(fits))
}

/// A pair of doubles holds every sum whose terms lie within 100 bits exactly; beyond that, the language promises 106 bits
/// of the largest sum that any order of the terms could reach.
private func slack(_ numbers: ScaledDoubles, _ total: Double) -> Double {
  guard numbers.span > 100 else { return 0 }
  let largest = numbers.integers.reduce(BigInteger.zero) { $0 + $1.magnitude }.nearestDouble(exponent: numbers.exponent)
  return largest * Double(sign: .plus, exponent: -100, significand: Double(numbers.integers.count)) + total.ulp
}

/// Type 7 of Hyndman and Fan (1996).
private func quantile(_ values: [Value], _ share: Double) throws -> Value {
  let sorted = values.compactMap(\.asFloat).sorted()
  guard !sorted.isEmpty else { return .missing }
  let place = share * Double(sorted.count - 1)
  let low = Int(place)
  let part = place - Double(low)
  guard part > 0 else { return .float(sorted[low]) }
  return try finite((1 - part) * sorted[low] + part * sorted[low + 1])
}

/// n Σx² − (Σx)² in whole numbers, over n (n − 1). The engine takes the distances from a rounded mean.
private func spread(_ values: [Double], isRoot: Bool) throws -> Reckoned {
  let numbers = ScaledDoubles(values)
  let count = BigInteger(Int128(values.count))
  let squares = numbers.integers.reduce(BigInteger.zero) { $0 + $1 * $1 }
  let total = numbers.sum
  let variance =
    (count * squares - total * total).nearestDouble(exponent: 2 * numbers.exponent)
    / Double(values.count * (values.count - 1))
  let largest = values.map(\.magnitude).max() ?? 0
  // A mean that is off by half a unit in the last place adds its square to every term.
  let slack = variance * 1e-12 + largest.ulp * largest.ulp * 4
  guard variance.isFinite else { throw TwinFailure(.overflow) }
  return isRoot
    ? Reckoned(.float(variance.squareRoot()), slack: variance.squareRoot() * 1e-12 + 2 * largest.ulp)
    : Reckoned(.float(variance), slack: slack)
}

private func share(_ rows: [[Value]]) throws -> Reckoned {
  let decided = rows.filter { !$0[0].isMissing }
  let met = decided.filter { $0[0].asBool == true }
  func total(_ rows: [[Value]]) throws -> Reckoned {
    if rows.first?.count ?? 1 == 1 { return Reckoned(.int(Int64(rows.count))) }
    let weights = rows.map { $0[1] }.filter { !$0.isMissing }
    guard let type = weights.first?.type else { return Reckoned(.missing) }
    return try sum(weights, type)
  }
  let (whole, part) = (try total(decided), try total(met))
  guard let below = whole.value.asFloat, below != 0 else {
    return Reckoned(.missing, slack: whole.slack == 0 ? 0 : .infinity)
  }
  let quotient = (part.value.asFloat ?? 0) / below
  return Reckoned(try finite(quotient), slack: whole.slack == 0 && part.slack == 0 ? 0 : .infinity)
}

/// Two numbers of each row, where both are present, by sums in whole numbers. The engine rounds each product.
private func pairs(_ name: String, _ rows: [[Value]]) throws -> Reckoned {
  let both = rows.filter { !$0[0].isMissing && !$0[1].isMissing }
  let x = ScaledDoubles(both.compactMap { $0[0].asFloat })
  let y = ScaledDoubles(both.compactMap { $0[1].asFloat })
  func products(_ a: ScaledDoubles, _ b: ScaledDoubles) -> BigInteger {
    zip(a.integers, b.integers).reduce(BigInteger.zero) { $0 + $1.0 * $1.1 }
  }
  if name == "weighted_mean" {
    guard !y.sum.isZero else { return Reckoned(.missing) }
    let top = products(x, y).nearestDouble(exponent: x.exponent + y.exponent)
    let bottom = y.sum.nearestDouble(exponent: y.exponent)
    let all = zip(x.integers, y.integers).reduce(BigInteger.zero) { $0 + ($1.0 * $1.1).magnitude }
    let largest = all.nearestDouble(exponent: x.exponent + y.exponent) / bottom.magnitude
    return Reckoned(try finite(top / bottom), slack: largest * 1e-15)
  }
  guard both.count > 1 else { return Reckoned(.missing) }
  let count = BigInteger(Int128(both.count))
  let xy = count * products(x, y) - x.sum * y.sum
  let xx = count * products(x, x) - x.sum * x.sum
  let yy = count * products(y, y) - y.sum * y.sum
  guard !xx.isZero, !yy.isZero else { return Reckoned(.missing) }
  let (a, b) = (xx.nearestDouble(exponent: 2 * x.exponent), yy.nearestDouble(exponent: 2 * y.exponent))
  let r = xy.nearestDouble(exponent: x.exponent + y.exponent) / (a.squareRoot() * b.squareRoot())
  return Reckoned(.float(max(-1, min(1, r))), slack: 1e-9)
}

/// A window function of one partition: the arguments of each row, in the order of `sort`.
func look(_ name: String, _ rows: [[Value]], orders: [[Value]], orderType: ValueType?) throws -> [Reckoned] {
  func ratio(_ a: Value?, _ b: Value?, _ body: (Double, Double) -> Double) -> Reckoned {
    guard let x = a?.asFloat, let y = b?.asFloat else { return Reckoned(.missing) }
    let result = body(x, y)
    return Reckoned(result.isFinite ? .float(result) : .missing)
  }
  switch name {
  case "previous", "next":
    guard case .int(let steps)? = rows.first?[1], steps >= 1, steps <= 1_000_000 else { throw TwinFailure(.argument) }
    return rows.indices.map { place in
      let other = name == "previous" ? place - Int(steps) : place + Int(steps)
      return Reckoned(rows.indices.contains(other) ? rows[other][0] : .missing)
    }
  case "row_number": return rows.indices.map { Reckoned(.int(Int64($0 + 1))) }
  case "rank":
    return rows.map { row in
      guard !row[0].isMissing else { return Reckoned(.missing) }
      let before = rows.filter { !$0[0].isMissing && order($0[0], row[0]) < 0 }
      return Reckoned(.int(Int64(before.count + 1)))
    }
  case "running_sum":
    guard let type = rows.lazy.compactMap({ $0[0].type }).first else { return rows.map { _ in Reckoned(.missing) } }
    return try rows.indices.map { place in
      let soFar = rows[...place].map { $0[0] }.filter { !$0.isMissing }
      if soFar.isEmpty { return Reckoned(.missing) }
      let total = try sum(soFar, type)
      return rows[place][0].isMissing ? Reckoned(.missing) : total
    }
  case "percent_change":
    return rows.indices.map { place in ratio(rows[place][0], place > 0 ? rows[place - 1][0] : nil) { ($0 - $1) / $1 } }
  case "index_to":
    guard let orderType else { throw TwinFailure(.argument) }
    guard let base = rows.first?[1], base.type == orderType else { throw TwinFailure(.typesDiffer) }
    guard let found = orders.firstIndex(where: { areSame($0[0], base) }) else {
      return rows.map { _ in Reckoned(.missing) }
    }
    return rows.map { ratio($0[0], rows[found][0]) { $0 / $1 * 100 } }
  default: preconditionFailure("the twin has no window `\(name)`")
  }
}
