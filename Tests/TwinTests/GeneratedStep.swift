import StetColumns
import TestSupport

/// Steps in the words of the language, made from what is known of a table's columns, so that most of them bind.
struct StepWriter {
  var draw: SplitMix64
  /// The table that the step sees.
  var table: Table
  /// The other tables, by name.
  let others: [(name: String, table: Table)]
  /// The entries of the catalogs that were called.
  var called: Set<String> = []
  /// Names given so far.
  private var count = 0

  init(_ draw: SplitMix64, _ table: Table, _ others: [(name: String, table: Table)]) {
    self.draw = draw
    self.table = table
    self.others = others
  }

  var fields: [Field] { table.schema.fields }
  func quoted(_ name: String) -> String {
    let isPlain =
      name.first?.isLetter == true && name.utf8.allSatisfy { $0 < 128 }
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    return isPlain && !["missing", "true", "false"].contains(name) ? name : "`\(name)`"
  }

  mutating func pick(_ isWanted: (Field) -> Bool = { _ in true }) -> String? {
    let wanted = fields.filter(isWanted)
    return wanted.isEmpty ? nil : quoted(draw.one(of: wanted).name)
  }

  private mutating func fresh() -> String {
    count += 1
    while fields.contains(where: { $0.name == "n\(count)" }) { count += 1 }
    return "n\(count)"
  }

  // MARK: - Steps

  mutating func step() -> String {
    switch draw.below(35) {
    case 0, 1: return "filter \(value(.bool, 2))"
    case 2: return "exclude \(value(.bool, 2)) because \"so\""
    case 3, 4, 5: return "derive \(fresh()) = \(draw.chance(10) ? rare() : value(anyType(), 3))"
    case 6, 7, 8, 9: return "derive \(fresh()) = \(window())"
    case 10: return "select \(chosen().joined(separator: ", ")), \(fresh()) = \(value(anyType(), 2))"
    case 11: return fields.count > 2 ? "drop \(pick() ?? "")" : "rename \(fresh()) = \(pick() ?? "")"
    case 12, 13: return "sort \(sortKeys())"
    case 14: return "take \(draw.chance(50) ? "last " : "")\(draw.one(of: [0, 1, 2, 3, 5, 9, 20]))"
    case 15:
      return "top \(1 + draw.below(4)) \(parenthesised(value(anyType(), 1)))"
        + (draw.chance(60) ? " by \(chosen().joined(separator: ", "))" : "")
    case 16: return "sample \(1 + draw.below(9)), seed: \(draw.below(1000))"
    case 17, 18, 19, 20: return group()
    case 21: return "distinct" + (draw.chance(60) ? " \(chosen().joined(separator: ", "))" : "")
    case 22, 23, 24: return join()
    case 25: return nearest() ?? "distinct"
    case 26: return append()
    case 27: return "pivot \(pick() ?? "a"): \(aggregate(isNested: false))"
    case 28: return unpivot()
    case 29: return completed() ?? "complete \(chosen().prefix(2).joined(separator: ", "))"
    case 30: return fill()
    case 31: return draw.chance(50) ? lump() : recode()
    case 32:
      return "fill \(draw.chance(50) ? "up" : "down") \(chosen().prefix(2).joined(separator: ", "))"
        + (draw.chance(60) ? " within \(pick() ?? "a")" : "")
    case 33: return periods() ?? "distinct"
    default: return expect()
    }
  }

  /// Whole periods, or the same part of each.
  private mutating func periods() -> String? {
    let named = pick { if case .period = $0.type { true } else { false } }
    if let named, draw.chance(30) { return "keep complete \(named)" }
    guard let date = pick({ $0.type == .date }) else { return nil }
    return
      "keep \(draw.chance(50) ? "complete" : "to date") \(draw.one(of: ["month", "quarter", "year", "fiscal_year"]))(\(date))"
  }

  /// Combinations with a sequence of the last column.
  private mutating func completed() -> String? {
    let steps = fields.indices.filter { column in
      switch fields[column].type {
      case .int: isTame(table.columns[column])
      case .date, .period: true
      default: false
      }
    }
    // For each combination the twin looks at all rows.
    guard !steps.isEmpty, table.rowCount <= 200, draw.chance(60) else { return nil }
    let last = draw.one(of: steps)
    var ends: [String] = []
    let type = fields[last].type
    if type == .int || draw.chance(60) { ends.append("from \(type == .int ? "-2" : constant(type))") }
    if type == .int || draw.chance(60) { ends.append("to \(type == .int ? "3" : constant(type))") }
    let others = type == .date ? [] : chosen().prefix(1).filter { $0 != quoted(fields[last].name) }
    return "complete \((others + [quoted(fields[last].name)]).joined(separator: ", ")) \(ends.joined(separator: " "))"
  }

  mutating func chosen() -> [String] {
    var names: [String] = []
    for _ in 0...draw.below(2) {
      if let name = pick(), !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// By all columns, so that rows that are equal in it are equal.
  mutating func wholeOrder() -> String {
    let start = draw.below(max(1, fields.count))
    let keys = (fields[start...] + fields[..<start]).map { "(\(quoted($0.name)) ?? \(constant($0.type)))" }
    return keys.isEmpty ? "1" : keys.map { (draw.chance(30) ? "-" : "") + $0 }.joined(separator: ", ")
  }

  mutating func sortKeys() -> String {
    var keys: [String] = []
    for _ in 0...draw.below(2) {
      let key = draw.chance(80) ? pick() ?? "1" : "(\(value(anyType(), 1)))"
      keys.append((draw.chance(40) ? "-" : "") + key)
    }
    return keys.joined(separator: ", ")
  }

  private mutating func group() -> String {
    var keys: [String] = []
    if draw.chance(80) {
      keys = draw.chance(75) ? chosen() : ["\(fresh()) = \(value(anyType(), 1))"]
    }
    var results: [String] = []
    for _ in 0...draw.below(3) {
      let first = aggregate(isNested: false)
      switch draw.below(8) {
      case 0: results.append("\(fresh()) = count() / \(aggregate(isNested: true))")
      case 1:
        results.append(
          "\(fresh()) = \(aggregate(isNested: true)) - \(aggregate(isNested: true))")
      default: results.append("\(fresh()) = \(first)")
      }
    }
    return "group\(keys.isEmpty ? "" : " by \(keys.joined(separator: ", "))"): \(results.joined(separator: ", "))"
  }

  private mutating func join() -> String {
    let other = draw.one(of: others)
    guard !other.table.schema.fields.isEmpty else { return "distinct" }
    var keys: [String] = []
    var used: Set<String> = []
    for _ in 0...draw.below(2) {
      let right = draw.one(of: other.table.schema.fields)
      guard !used.contains(right.name) else { continue }
      // Equal numbers are equal keys, whole or not.
      let mixed: [ValueType] = draw.chance(30) && [.int, .decimal].contains(right.type) ? [.int, .decimal] : []
      guard let left = pick({ $0.type == right.type || mixed.contains($0.type) }), !used.contains(left) else {
        continue
      }
      used.formUnion([left, right.name])
      keys.append(left == right.name ? left : "\(left) == \(right.name)")
    }
    if keys.isEmpty { return "derive \(fresh()) = \(value(anyType(), 2))" }
    if draw.chance(15), let right = other.table.schema.fields.first(where: { $0.type == .int }) {
      keys = ["\(value(.int, 1)) == \(right.name)"]
    }
    let kind = draw.one(of: [
      "join", "left join", "full join", "join many", "left join many", "full join many", "join many", "left join many",
      "keep matching", "drop matching",
    ])
    let expects = kind.contains("join") && draw.chance(12) ? " | expect all matched" : ""
    return "\(kind) \(other.name) on \(keys.joined(separator: ", "))\(expects)"
  }

  private mutating func nearest() -> String? {
    let other = draw.one(of: others)
    let places = other.table.schema.fields.indices.filter {
      let type = other.table.schema.fields[$0].type
      return (type.isNumeric || type == .date || type == .period(.fiscalYear)) && isTame(other.table.columns[$0])
    }
    guard !places.isEmpty else { return nil }
    let right = other.table.schema.fields[draw.one(of: places)]
    let lefts = fields.indices.filter { fields[$0].type == right.type && isTame(table.columns[$0]) }
    guard !lefts.isEmpty else { return nil }
    let left = quoted(fields[draw.one(of: lefts)].name)
    var keys = left == right.name ? left : "\(left) == \(right.name)"
    if draw.chance(50), let equal = other.table.schema.fields.first(where: { $0.name != right.name }),
      let here = pick({ [left = left.filter { $0 != "`" }] in $0.type == equal.type && $0.name != left })
    {
      keys = "\(here) == \(equal.name), \(keys)"
    }
    let limit = draw.chance(60) ? " within \(draw.below(4))\(right.type == .date ? "0 days" : "")" : ""
    return "\(draw.chance(50) ? "left " : "")join nearest \(other.name) on \(keys)\(limit)"
  }

  /// Whether no number is so large or small that its distances or products lose digits.
  func isTame(_ column: Column) -> Bool {
    (0..<column.count).allSatisfy { row in
      guard let number = column[row].asFloat else { return true }
      return number == 0 || (1e-3...1e9).contains(number.magnitude)
    }
  }

  private mutating func append() -> String {
    let other = draw.one(of: others)
    var columns: [String] = []
    for field in fields {
      if let below = other.table.schema.fields.first(where: {
        $0.type == field.type || $0.type.isNumeric && field.type.isNumeric
      }) {
        columns.append("\(quoted(field.name)) = \(below.name)")
      }
    }
    if columns.isEmpty { return "append \(other.name), fill: true" }
    let isWhole = columns.count == fields.count
    if !isWhole || draw.chance(20) {
      return "append (\(other.name) | select \(columns.joined(separator: ", ")), extra = 1), fill: true"
    }
    return "append (\(other.name) | select \(columns.joined(separator: ", ")))"
  }

  private mutating func unpivot() -> String {
    let type = draw.one(of: fields).type
    let names = fields.filter { $0.type == type || $0.type.isNumeric && type.isNumeric }.map { quoted($0.name) }
    return "unpivot \(names.prefix(3).joined(separator: ", ")) as \(fresh()), \(fresh())"
  }

  private mutating func fill() -> String {
    guard let field = fields.isEmpty ? nil : draw.one(of: fields) else { return "distinct" }
    return "fill \(quoted(field.name)): \(value(field.type, 1))"
  }

  private mutating func lump() -> String {
    guard let text = pick({ $0.type == .text }) else { return "derive \(fresh()) = \(value(.text, 2))" }
    let tame = fields.indices.filter { fields[$0].type.isNumeric && isTame(table.columns[$0]) }
    let weight = !tame.isEmpty && draw.chance(50) ? ", weight: \(quoted(fields[draw.one(of: tame)].name))" : ""
    return "lump \(text), top: \(1 + draw.below(4))\(weight)"
  }

  private mutating func recode() -> String {
    let codes = others.filter { $0.table.schema.fields.count >= 2 }
    guard !codes.isEmpty else { return "distinct" }
    let other = draw.one(of: codes)
    let new = other.table.schema.fields[0]
    guard let old = pick({ $0.type == new.type }) else { return "distinct" }
    let values = other.table.schema.fields.first { $0.type == new.type && $0.name != new.name } ?? new
    return "recode \(old) using (\(other.name) | distinct \(new.name) | select old = \(new.name), new = \(values.name))"
      + (draw.chance(30) ? " expect complete" : "")
  }

  private mutating func expect() -> String {
    switch draw.below(4) {
    case 0: return "expect rows \(draw.one(of: [">=", "<", "=="])) \(draw.below(6))"
    case 1: return "expect unique(\(chosen().joined(separator: ", ")))"
    case 2: return "expect \(value(.bool, 1)) at least \(draw.below(101))%"
    default: return "expect \(pick() ?? "a") \(draw.chance(50) ? "is missing or true" : "not missing")"
    }
  }

  // MARK: - Expressions

  mutating func anyType() -> ValueType {
    draw.one(of: [.int, .int, .decimal, .float, .text, .text, .bool, .date, .period(.fiscalYear)])
  }

  mutating func numericType() -> ValueType { draw.one(of: [.int, .int, .decimal, .float, .float]) }

  private func parenthesised(_ text: String) -> String {
    text.allSatisfy { $0.isLetter || $0.isNumber } ? text : "(\(text))"
  }

  mutating func constant(_ type: ValueType) -> String {
    switch type {
    case .int: return "\(draw.chance(2) ? Int.max : draw.one(of: [0, 1, 2, 3, 7, 10]))"
    case .decimal: return draw.one(of: ["0.5", "1.25", "10%", "2.0", "3.125"])
    case .float: return draw.one(of: ["(1 / 2)", "(7 / 8)", "(1 / 3)"])
    case .text: return literal(draw.value(.text, isWild: draw.chance(20), scale: 0))
    case .bool: return draw.chance(50) ? "true" : "false"
    case .date: return literal(.date(Int32(14_000 + draw.below(12) * 45)))
    case .period(.fiscalYear): return "FY\(2005 + draw.below(8))"
    case .period, .datetime, .duration: return "missing"
    }
  }

  mutating func value(_ type: ValueType, _ depth: Int) -> String {
    if depth <= 0 || draw.chance(25) {
      if draw.chance(80), let name = pick({ $0.type == type }) { return name }
      return constant(type)
    }
    // What every type has.
    if draw.chance(20) {
      switch draw.below(4) {
      case 0:
        return
          "(if \(value(.bool, depth - 1)) then \(value(type, depth - 1)) else \(draw.chance(20) ? "missing" : value(type, depth - 1)))"
      case 1: return "(\(value(type, depth - 1)) ?? \(value(type, depth - 1)))"
      case 2:
        let subject = draw.one(of: [ValueType.text, .int, .bool, .period(.fiscalYear)])
        let otherwise = draw.one(of: [
          "missing", "error", value(type, depth - 1), value(type, depth - 1), value(type, depth - 1),
        ])
        return
          "(match \(value(subject, depth - 1)) { \(constant(subject)), \(constant(subject)) => \(value(type, depth - 1)), missing => \(value(type, depth - 1)), else => \(otherwise) })"
      default: break
      }
    }
    let deeper = depth - 1
    if draw.chance(30), let call = function(giving: type, deeper) { return call }
    switch type {
    case .int:
      switch draw.below(7) {
      case 0, 1: return "(\(value(.int, deeper)) + \(value(.int, deeper)))"
      case 2: return "(\(value(.int, deeper)) - \(value(.int, deeper)))"
      case 3: return "(\(value(.int, deeper)) * \(value(.int, deeper)))"
      case 4: return "(\(value(.int, deeper)) % \(value(.int, deeper)))"
      case 5: return "(-\(value(.int, deeper)))"
      default:
        return draw.chance(50)
          ? "(\(value(.date, deeper)) - \(value(.date, deeper)))"
          : "(\(value(.period(.fiscalYear), deeper)) - \(value(.period(.fiscalYear), deeper)))"
      }
    case .decimal:
      switch draw.below(7) {
      // So many places that a large number has no room for them; no column keeps them.
      case 5: return "round(\(value(.decimal, deeper)) \(draw.chance(50) ? "+" : "-") 0.0000000000000001, 2)"
      case 6:
        guard let name = pick({ $0.type == .int }), !name.hasPrefix("`") else { return constant(.decimal) }
        return "number(\"{\(name)}%\")"
      case 0: return "(\(value(.decimal, deeper)) + \(value(.int, deeper)))"
      case 1: return "(\(value(.decimal, deeper)) - \(value(.decimal, deeper)))"
      case 2: return "(\(value(.int, deeper)) * \(value(.decimal, 0)))"
      case 3: return "(\(value(.decimal, deeper)) % \(value(.decimal, deeper)))"
      default: return "(-\(value(.decimal, deeper)))"
      }
    case .float:
      switch draw.below(7) {
      case 0, 1: return "(\(value(.int, deeper)) / \(value(numericType(), deeper)))"
      case 2: return "(\(value(.float, deeper)) + \(value(numericType(), deeper)))"
      case 3: return "(\(value(.float, deeper)) * \(value(.float, deeper)))"
      case 4: return "(\(value(.float, deeper)) - \(value(.float, deeper)))"
      case 5: return "(\(value(.float, deeper)) % \(value(.float, deeper)))"
      default: return "(-\(value(.float, deeper)))"
      }
    case .text:
      guard let name = pick({ $0.type == .int || $0.type == .text || $0.type == .bool }), !name.hasPrefix("`") else {
        return constant(.text)
      }
      return "\"<{\(name)}>\""
    case .bool:
      let other = anyType()
      switch draw.below(11) {
      case 0, 1: return "(\(value(.bool, deeper)) and \(value(.bool, deeper)))"
      case 2: return "(\(value(.bool, deeper)) or \(value(.bool, deeper)))"
      case 3: return "(not \(value(.bool, deeper)))"
      case 4: return "(\(value(other, deeper)) is \(draw.chance(50) ? "not " : "")missing)"
      case 5:
        return
          "(\(value(other, deeper)) \(draw.chance(50) ? "not " : "")in [\(constant(other)), \(value(other, 0)), \(draw.chance(20) ? "missing" : constant(other))])"
      case 6: return "(\(value(other, deeper)) between \(constant(other)) and \(constant(other)))"
      case 7: return "(\(value(.period(.fiscalYear), deeper)) in FY2006..FY2009)"
      case 8: return "(\(value(.date, deeper)) in FY\(2007 + draw.below(4)))"
      default:
        let operation = draw.one(of: ["==", "!=", "<", "<=", ">", ">="])
        if other.isNumeric { return "(\(value(other, deeper)) \(operation) \(value(numericType(), deeper)))" }
        return "(\(value(other, deeper)) \(operation) \(draw.chance(8) ? "missing" : value(other, deeper)))"
      }
    case .date:
      switch draw.below(5) {
      case 0, 4: return "date(\"{2005 + abs(\(value(.int, 0)) % 9)}-0{1 + abs(\(value(.int, 0)) % 9)}-11\")"
      case 2: return "(\(value(.date, deeper)) - \(draw.below(40)) days)"
      case 3: return "(\(value(.date, deeper)) + \(draw.below(40)) days)"
      default: return "(\(value(.date, deeper)) - \(draw.below(4)) months)"
      }
    case .period(.fiscalYear):
      switch draw.below(3) {
      case 0:
        return draw.chance(50)
          ? "fiscal_year(year(\(value(.date, deeper))))" : "fiscal_year(\"FY{year(\(value(.date, 0)))}\")"
      default: return "(\(value(.period(.fiscalYear), deeper)) \(draw.one(of: ["+", "-"])) \(value(.int, 0)))"
      }
    case .period, .datetime, .duration: return "missing"
    }
  }
}
