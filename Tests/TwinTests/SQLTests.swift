import StetColumns
import StetEngine
import TestSupport
import Testing

/// One pipeline in the words of the language and in SQL.
private struct Translation {
  var steps: [String] = []
  var sql = "SELECT * FROM t0"
  var isOrdered = false
}

/// Writes the same step twice. Every SQL condition is brought to Stet's rules: `==` is `IS`, `/` divides floats.
private struct Translator {
  var draw: SplitMix64
  var fields: [Field]
  let right: [Field]
  private var count = 0

  init(_ draw: SplitMix64, _ fields: [Field], _ right: [Field]) {
    self.draw = draw
    self.fields = fields
    self.right = right
  }

  private mutating func fresh() -> String {
    count += 1
    return "n\(count)"
  }

  private mutating func pick(_ type: ValueType) -> String? {
    // What is added to quotients depends on the order in which it is added.
    let wanted = fields.filter { $0.type == type && !$0.name.hasPrefix("q") }
    return wanted.isEmpty ? nil : draw.one(of: wanted).name
  }

  private var list: String { fields.map(\.name).joined(separator: ", ") }

  /// Small whole numbers and eighths, so that nothing overflows and sums of floats are exact in any order.
  private mutating func number(_ depth: Int) -> (stet: String, sql: String, isInt: Bool) {
    if depth == 0 || draw.chance(40) {
      if draw.chance(75), let name = pick(draw.chance(60) ? .int : .float) {
        return (name, name, fields.contains { $0.name == name && $0.type == .int })
      }
      let constant = draw.below(5)
      return ("\(constant)", "\(constant)", true)
    }
    let (a, b) = (number(depth - 1), number(depth - 1))
    let isInt = a.isInt && b.isInt
    // A column of SQL may hold numbers of both kinds; one of Stet's is of one.
    let (x, y) = a.isInt == b.isInt ? (a.sql, b.sql) : ("\(a.sql) * 1.0", "\(b.sql) * 1.0")
    switch draw.below(10) {
    case 9:
      guard let months = pick(.int) else { break }
      return (
        "(add_months(@2011-03-15, \(months) % 50) - 2 months + 4 days - @2010-01-01)",
        "CAST(round(julianday('2011-03-15', ((\(months) % 50 + 50) % 50) || ' months', '-2 months', '+4 days') - julianday('2010-01-01')) AS INTEGER)",
        true
      )
    case 5:
      let test = condition(0)
      return (
        "(if \(test.stet) then \(a.stet) else \(b.stet))",
        "(CASE WHEN \(test.sql) THEN \(x) WHEN NOT \(test.sql) THEN \(y) END)", isInt
      )
    case 6:
      guard let subject = pick(.int) else { break }
      let (low, high) = (draw.below(3) - 1, draw.below(5))
      // Its cases have one type, and the first that fits decides.
      let (p, q) = a.isInt == b.isInt ? (a.stet, b.stet) : ("\(a.stet) / 1", "\(b.stet) / 1")
      return (
        "(match \(subject) { \(low), 2 => \(p), missing, \(high) => \(q), else => 7 * \(p) })",
        "(CASE WHEN \(subject) IS \(low) OR \(subject) IS 2 THEN \(x) WHEN \(subject) IS NULL OR \(subject) IS \(high) THEN \(y) ELSE 7 * \(x) END)",
        isInt
      )
    case 7:
      guard let text = pick(.text) else { break }
      return ("length(\(text))", "length(\(text))", true)
    case 8: return ("abs(\(a.stet))", "abs(\(a.sql))", a.isInt)
    case 0, 1: return ("(\(a.stet) + \(b.stet))", "(\(a.sql) + \(b.sql))", a.isInt && b.isInt)
    case 2: return ("(\(a.stet) - \(b.stet))", "(\(a.sql) - \(b.sql))", a.isInt && b.isInt)
    case 3: return ("(\(a.stet) / 4)", "(\(a.sql) / 4.0)", false)
    default: break
    }
    return (
      "(\(a.stet) ?? \(b.stet))",
      a.isInt == b.isInt ? "coalesce(\(a.sql), \(b.sql))" : "coalesce(\(a.sql), \(b.sql)) * 1.0", isInt
    )
  }

  /// ASCII only: SQL changes no other letters.
  private mutating func text() -> (stet: String, sql: String)? {
    guard let name = pick(.text) else { return nil }
    switch draw.below(6) {
    case 0: return ("upper(\(name))", "upper(\(name))")
    case 1: return ("lower(\(name))", "lower(\(name))")
    case 2: return ("replace(\(name), \"a\", \"b X\")", "replace(\(name), 'a', 'b X')")
    case 3: return ("trim(\" {\(name)} \")", "trim(' ' || coalesce(\(name), 'missing') || ' ')")
    case 4:
      guard let number = pick(.int) else { return nil }
      return (
        "\"{\(name)}/{\(number) % 2}\"",
        "coalesce(\(name), 'missing') || '/' || coalesce((\(number) % 2 + 2) % 2, 'missing')"
      )
    default: return ("(\(name) ?? \"none\")", "coalesce(\(name), 'none')")
    }
  }

  /// A window over rows in an order that only equal rows share.
  private mutating func window() -> (stet: String, sql: String, type: ValueType, isQuotient: Bool) {
    let value = number(1)
    let by = draw.chance(70) ? draw.one(of: fields).name : nil
    let within = by.map { " within \($0)" } ?? ""
    let partition = by.map { "PARTITION BY \($0)" } ?? ""
    let order = orders(draw.one(of: fields).name, descending: draw.chance(50), hasMissing: false)
    let over = "OVER (\(partition) ORDER BY \(order.sql)"
    let type: ValueType = value.isInt ? .int : .float
    switch draw.below(8) {
    case 0, 1:
      let (steps, back) = (1 + draw.below(2), draw.chance(50))
      return (
        "\(back ? "previous" : "next")(\(value.stet), \(steps))\(within) sort \(order.stet)",
        "\(back ? "lag" : "lead")(\(value.sql), \(steps)) \(over))", type, false
      )
    case 2: return ("row_number()\(within) sort \(order.stet)", "row_number() \(over))", .int, false)
    case 3:
      return (
        "rank(\(value.stet))\(within)",
        "CASE WHEN \(value.sql) IS NOT NULL THEN rank() OVER (\(partition) ORDER BY \(value.sql) NULLS LAST) END", .int,
        false
      )
    case 4:
      return (
        "running_sum(\(value.stet))\(within) sort \(order.stet)",
        "CASE WHEN \(value.sql) IS NOT NULL THEN sum(\(value.sql)) \(over) ROWS UNBOUNDED PRECEDING) END", type, false
      )
    case 5:
      return (
        "percent_change(\(value.stet))\(within) sort \(order.stet)",
        "(\(value.sql) - lag(\(value.sql)) \(over))) * 1.0 / lag(\(value.sql)) \(over))", .float, true
      )
    case 6:
      return (
        "\(value.stet) / sum(\(value.stet))\(within)", "\(value.sql) * 1.0 / sum(\(value.sql)) OVER (\(partition))",
        .float, true
      )
    default:
      let test = condition(1)
      return (
        "count(where: \(test.stet))\(within)", "count(*) FILTER (WHERE \(test.sql)) OVER (\(partition))", .int, false
      )
    }
  }

  private mutating func condition(_ depth: Int) -> (stet: String, sql: String) {
    if depth > 0, draw.chance(45) {
      let (a, b) = (condition(depth - 1), condition(depth - 1))
      switch draw.below(3) {
      case 0: return ("(\(a.stet) and \(b.stet))", "(\(a.sql) AND \(b.sql))")
      case 1: return ("(\(a.stet) or \(b.stet))", "(\(a.sql) OR \(b.sql))")
      default: return ("(not \(a.stet))", "(NOT \(a.sql))")
      }
    }
    if draw.chance(40), let name = pick(.text) {
      let words = draw.one(of: ["TX", "tx", "", "IL", "b"])
      switch draw.below(4) {
      case 0: return ("(\(name) == \"\(words)\")", "(\(name) IS '\(words)')")
      case 1: return ("(\(name) != \"\(words)\")", "(\(name) IS NOT '\(words)')")
      case 2: return ("(\(name) in [\"a\", \"\(words)\"])", "(\(name) IS 'a' OR \(name) IS '\(words)')")
      default: return ("(\(name) < \"\(words)\")", "(\(name) < '\(words)')")
      }
    }
    let (a, b) = (number(1), number(1))
    switch draw.below(8) {
    case 4:
      let isNot = draw.chance(50)
      return (
        "(\(a.stet) \(isNot ? "not " : "")in [\(b.stet), 1, missing])",
        "(\(isNot ? "NOT " : "")(\(a.sql) IS \(b.sql) OR \(a.sql) IS 1 OR \(a.sql) IS NULL))"
      )
    case 5: return ("(\(a.stet) in 1..4)", "(\(a.sql) >= 1 AND \(a.sql) <= 4)")
    case 0: return ("(\(a.stet) == \(b.stet))", "(\(a.sql) IS \(b.sql))")
    case 1: return ("(\(a.stet) != \(b.stet))", "(\(a.sql) IS NOT \(b.sql))")
    case 2: return ("(\(a.stet) is missing)", "(\(a.sql) IS NULL)")
    case 3: return ("(\(a.stet) between 0 and 3)", "(\(a.sql) BETWEEN 0 AND 3)")
    default:
      let sign = draw.one(of: ["<", "<=", ">", ">="])
      return ("(\(a.stet) \(sign) \(b.stet))", "(\(a.sql) \(sign) \(b.sql))")
    }
  }

  /// Every column, so that the order is total but for rows that are equal. In that of a window, missing keys say that they come last.
  private func orders(
    _ first: String, descending: Bool, hasMissing: Bool = true
  ) -> (stet: String, sql: String) {
    let rest = fields.map(\.name).filter { $0 != first }
    let keys = ([first] + rest).map { name in
      let sign = name == first && descending ? "-" : ""
      let isText = fields.contains { $0.name == name && $0.type == .text }
      return hasMissing ? sign + name : "(\(name) is missing), \(sign)(\(name) ?? \(isText ? "\"\"" : "0"))"
    }
    let stet = keys.joined(separator: ", ")
    let sql = (["\(first) \(descending ? "DESC" : "ASC") NULLS LAST"] + rest.map { "\($0) NULLS LAST" }).joined(
      separator: ", ")
    return (stet, sql)
  }

  mutating func add(to translation: inout Translation) {
    translation.isOrdered = false
    let from = "FROM (\(translation.sql))"
    switch draw.below(14) {
    case 8, 9:
      let value = window()
      // Which of two equal rows has which number, nothing says.
      if value.stet.hasPrefix("row_number") {
        translation.steps.append("distinct")
        translation.sql = "SELECT DISTINCT * \(from)"
      }
      let name = (value.isQuotient ? "q" : "") + fresh()
      translation.steps.append("derive \(name) = \(value.stet)")
      translation.sql = "SELECT *, \(value.sql) AS \(name) FROM (\(translation.sql))"
      fields.append(Field(name, value.type))
    case 10:
      guard let value = text() else { return }
      let name = fresh()
      translation.steps.append("derive \(name) = \(value.stet)")
      translation.sql = "SELECT *, \(value.sql) AS \(name) \(from)"
      fields.append(Field(name, .text))
    case 11:
      guard let key = pick(.int), let other = right.first(where: { $0.type == .int }) else { return }
      let isKept = draw.chance(50)
      translation.steps.append("\(isKept ? "keep" : "drop") matching t1 on \(key) == \(other.name)")
      translation.sql =
        "SELECT l.* FROM (\(translation.sql)) l WHERE \(isKept ? "" : "NOT ")EXISTS (SELECT 1 FROM t1 r WHERE l.\(key) = r.\(other.name))"
    case 12:
      guard let key = pick(.int), let other = right.first(where: { $0.type == .int }) else { return }
      let below = fields.map { $0.name == key ? other.name : "NULL" }.joined(separator: ", ")
      translation.steps.append("append (t1 | select \(key) = \(other.name)), fill: true")
      translation.sql = "SELECT * \(from) UNION ALL SELECT \(below) FROM t1"
    case 13:
      // The column is computed anew in its place.
      guard let name = pick(draw.chance(50) ? .int : .text), let field = fields.first(where: { $0.name == name }) else {
        return
      }
      let filled = draw.chance(50)
      let constant = field.type == .int ? ("3", "3") : ("\"b\"", "'b'")
      translation.steps.append(
        filled ? "fill \(name): \(constant.0)" : "derive \(name) = if \(name) != \(constant.0) then \(name)")
      if !filled { translation.steps[translation.steps.count - 1] += " else missing" }
      let value =
        filled ? "coalesce(\(name), \(constant.1))" : "CASE WHEN \(name) IS NOT \(constant.1) THEN \(name) END"
      let columns = fields.map { $0.name == name ? "\(value) AS \(name)" : $0.name }.joined(separator: ", ")
      translation.sql = "SELECT \(columns) \(from)"
    case 0:
      let test = condition(2)
      let excludes = draw.chance(40)
      translation.steps.append("\(excludes ? "exclude" : "filter") \(test.stet)")
      translation.sql = "SELECT * \(from) WHERE (\(test.sql)) IS \(excludes ? "NOT " : "")TRUE"
    case 1, 2:
      let (value, name) = (number(2), fresh())
      translation.steps.append("derive \(name) = \(value.stet)")
      translation.sql = "SELECT *, \(value.sql) AS \(name) \(from)"
      fields.append(Field(name, value.isInt ? .int : .float))
    case 3:
      let keys = draw.chance(80) ? [draw.one(of: fields)] : []
      var made: [Field] = []
      var words: [(String, String)] = []
      for _ in 0...draw.below(3) {
        let (value, test, name) = (number(1), condition(1), fresh())
        let tests = draw.chance(30)
        let option = tests ? ", where: \(test.stet)" : ""
        let filter = tests ? " FILTER (WHERE \(test.sql))" : ""
        switch draw.below(6) {
        case 0:
          words.append(("\(name) = count(\(option.dropFirst(2)))", "count(*)\(filter) AS \(name)"))
          made.append(Field(name, .int))
        case 1:
          words.append(("\(name) = mean(\(value.stet)\(option))", "avg(\(value.sql))\(filter) AS \(name)"))
          made.append(Field(name, .float))
        case 2:
          let any = draw.one(of: fields).name
          words.append(("\(name) = count_distinct(\(any)\(option))", "count(DISTINCT \(any))\(filter) AS \(name)"))
          made.append(Field(name, .int))
        case 3:
          let field = draw.one(of: fields)
          let extreme = draw.one(of: ["min", "max"])
          words.append(
            ("\(name) = \(extreme)(\(field.name)\(option))", "\(extreme)(\(field.name))\(filter) AS \(name)"))
          made.append(Field(name, field.type))
        default:
          words.append(("\(name) = sum(\(value.stet)\(option))", "sum(\(value.sql))\(filter) AS \(name)"))
          made.append(Field(name, value.isInt ? .int : .float))
        }
      }
      let names = keys.map(\.name).joined(separator: ", ")
      translation.steps.append("group\(keys.isEmpty ? "" : " by \(names)"): \(words.map(\.0).joined(separator: ", "))")
      translation.sql =
        "SELECT \((keys.map(\.name) + words.map(\.1)).joined(separator: ", ")) \(from)\(keys.isEmpty ? "" : " GROUP BY \(names) ORDER BY \(names) NULLS LAST")"
      translation.isOrdered = true
      fields = keys + made
    case 4:
      guard let key = pick(.int), let other = right.first(where: { $0.type == .int }),
        !fields.contains(where: { $0.name.hasPrefix("b") })
      else { return }
      let kind = draw.one(of: ["", "left ", "full "])
      let added = right.filter { $0.name != other.name }
      translation.steps.append("\(kind)join many t1 on \(key) == \(other.name)")
      // A key that only the right side has is shown in the left side's column.
      let names =
        (fields.map {
          kind == "full " && $0.name == key ? "coalesce(l.\(key), r.\(other.name)) AS \(key)" : "l.\($0.name)"
        } + added.map { "r.\($0.name)" }).joined(separator: ", ")
      translation.sql =
        "SELECT \(names) FROM (\(translation.sql)) l \(kind.isEmpty ? "INNER" : kind.uppercased()) JOIN t1 r ON l.\(key) = r.\(other.name)"
      fields += added
    case 5:
      translation.steps.append("distinct")
      translation.sql = "SELECT DISTINCT * \(from)"
    case 6:
      let order = orders(draw.one(of: fields).name, descending: draw.chance(50))
      let count = draw.below(8)
      translation.steps += ["sort \(order.stet)", "take \(count)"]
      translation.sql = "SELECT * \(from) ORDER BY \(order.sql) LIMIT \(count)"
      translation.isOrdered = true
    default:
      guard let value = pick(.int) else { return }
      let (count, by) = (1 + draw.below(3), draw.one(of: fields).name)
      translation.steps.append("top \(count) \(value) by \(by)")
      // RANK gives equals one place, and so keeps or drops them together.
      translation.sql =
        "SELECT \(list) FROM (SELECT *, rank() OVER (PARTITION BY \(by) ORDER BY \(value) DESC) AS _place FROM (\(translation.sql)) WHERE \(value) IS NOT NULL) WHERE _place <= \(count)"
    }
  }
}

private func compared(_ a: Value, _ b: Value) -> Int {
  func rank(_ value: Value) -> Int { value.isMissing ? 2 : value.asText == nil ? 0 : 1 }
  if rank(a) != rank(b) { return rank(a) < rank(b) ? -1 : 1 }
  if let x = a.asText, let y = b.asText {
    return x.utf8.elementsEqual(y.utf8) ? 0 : x.utf8.lexicographicallyPrecedes(y.utf8) ? -1 : 1
  }
  let (x, y) = (a.asFloat ?? 0, b.asFloat ?? 0)
  return x < y ? -1 : x > y ? 1 : 0
}

private func precedes(_ a: [Value], _ b: [Value]) -> Bool {
  for (x, y) in zip(a, b) {
    let order = compared(x, y)
    if order != 0 { return order < 0 }
  }
  return false
}

@Test("Engine, twin and SQLite agree on 4,000 generated programs that SQL can say")
func sqlite() throws {
  var agreed = 0
  for number in 0..<rounds(4_000) {
    var draw = SplitMix64(seed: seed &* 0x2_0000_0001 &+ UInt64(number) &* 104_729)
    let tables = [
      ("t0", draw.table("a", width: 3 + draw.below(2), onlySQL: true)),
      ("t1", draw.table("b", width: 2, onlySQL: true)),
    ].map { (name: $0.0, table: $0.1) }
    var translator = Translator(draw, tables[0].table.schema.fields, tables[1].table.schema.fields)
    var translation = Translation()
    for _ in 0...translator.draw.below(5) { translator.add(to: &translation) }
    guard !translation.steps.isEmpty else { continue }
    let program = Program(tables: tables, steps: translation.steps)
    var comparison = StepComparison(Library(tables))
    var table = tables[0].table
    do {
      for step in program.steps {
        guard case .ran(let next) = try comparison.run(step, on: table) else {
          throw Disagreement(step: step, words: "it does not run")
        }
        table = next
      }
      let database = SQLite()
      for (name, table) in tables { try database.create(name, table) }
      var theirs = try database.rows(translation.sql)
      var ours = (0..<table.rowCount).map { table.row($0) }
      if !translation.isOrdered {
        theirs.sort(by: precedes)
        ours.sort(by: precedes)
      }
      // SQL has numbers of two kinds too, but a column of its may hold both; the values must be the same.
      let isEqual =
        ours.count == theirs.count
        && zip(ours, theirs).allSatisfy { a, b in
          a.count == b.count && zip(a, b).allSatisfy { compared($0, $1) == 0 }
        }
      guard isEqual else {
        throw Disagreement(step: translation.steps.last ?? "", words: "SQLite has \(theirs), the engine \(ours)")
      }
      agreed += 1
    } catch {
      Issue.record("seed \(seed), program \(number): \(error)\n\(program.script)\n\(translation.sql)")
      if agreed + 20 < number { return }
    }
  }
  print("\(agreed) programs agree with SQLite")
  #expect(agreed >= rounds(3_000))
}
