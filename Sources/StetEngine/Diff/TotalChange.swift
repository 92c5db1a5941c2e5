package import StetColumns

/// The sums of a numeric column whose unit is a count or money; missing if there is nothing to add up, or the sum overflows.
package struct TotalChange: Sendable {
  package let column: String
  package let oldUnit: String?
  package let newUnit: String?
  package let old: Value
  package let new: Value

  /// Sums in two units have no difference.
  package var isComparable: Bool { oldUnit == newUnit }

  init?(_ name: String, _ old: Table, _ new: Table) {
    guard let a = old.schema.index(of: name), let b = new.schema.index(of: name) else { return nil }
    let (before, after) = (old.schema.fields[a], new.schema.fields[b])
    guard before.type.isNumeric, after.type.isNumeric, isAddedUp(before.unit) || isAddedUp(after.unit) else {
      return nil
    }
    column = name
    (oldUnit, newUnit) = (before.unit, after.unit)
    self.old = total(old.columns[a])
    self.new = total(new.columns[b])
  }
}

/// Whether a unit is one of money, or a plural noun that is neither a time nor a measure: `persons`, `million usd`, but not
/// `months`, `index` or `usd/person`.
func isAddedUp(_ unit: String?) -> Bool {
  guard let unit = unit?.lowercased(), !unit.contains("/") else { return false }
  let words = unit.split(separator: " ")
  guard let last = words.last, !words.contains("per") else { return false }
  if currencies.contains(where: { words.contains($0) }) { return true }
  return (last.hasSuffix("s") || last == "people") && !measures.contains(last)
}

private let currencies: [Substring] = [
  "usd", "dollars", "dollar", "$", "eur", "euros", "euro", "€", "gbp", "pounds", "£", "chf", "francs", "cad", "aud",
  "jpy", "yen",
  "cny", "inr", "mxn", "pesos", "brl", "sek", "nok", "dkk", "pln", "czk",
]

private let measures: [Substring] = [
  "seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years", "points", "ranks", "degrees",
  "celsius", "meters",
  "metres", "kilometers", "kilometres", "miles", "feet", "inches", "hectares", "acres", "kilograms", "grams", "tons",
  "tonnes",
]

private func total(_ column: Column) -> Value {
  guard column.missingCount < column.count else { return .missing }
  switch column.wide {
  case .int(let vector): return sum(vector.values.lazy.map { Int128($0) }, scale: 0)
  case .longDecimal(let vector, let scale): return sum(vector.values, scale: scale)
  case .float(let vector):
    // A missing row contains a zero.
    var sum = ExactSum()
    for value in vector.values { sum.add(value) }
    return sum.value.isFinite ? .float(sum.value) : .missing
  case .bool, .narrowInt, .decimal, .text, .date, .datetime, .period, .duration: return .missing
  }
}

private func sum(_ values: some Sequence<Int128>, scale: Int) -> Value {
  var sum: Int128 = 0
  for value in values {
    let (next, overflow) = sum.addingReportingOverflow(value)
    if overflow { return .missing }
    sum = next
  }
  return .decimal(Decimal(digits: sum, scale: scale))
}
