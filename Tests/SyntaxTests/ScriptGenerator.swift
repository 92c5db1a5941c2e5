import TestSupport

/// Writes random valid scripts from the grammar; the same seed writes the same script everywhere.
struct ScriptGenerator {
  private var random: SplitMix64
  private var words: [Word] = []
  private var depth = 0
  /// Inside a text, where everything stands on one line.
  private var isFlat = false

  /// A token as it is written, and whether it must touch the one in front of it.
  private struct Word {
    var text: String
    var isGlued = false
    /// The end of a line inside braces, or of a statement.
    var isEnd = false
    /// Whether the `(` or `[` needs a space in front.
    var isApart = false
  }

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func script() -> String {
    words = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      statement()
      words.append(Word(text: "", isEnd: true))
    }
    return laidOut()
  }

  // MARK: - Chance

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  private mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &random)] }

  private mutating func put(_ texts: String...) { for text in texts { words.append(Word(text: text)) } }

  private mutating func glue(_ text: String) { words.append(Word(text: text, isGlued: true)) }

  private mutating func separated(_ counts: ClosedRange<Int>, by comma: String = ",", _ one: (inout Self) -> Void) {
    let count = Int.random(in: counts, using: &random)
    for index in 0..<count {
      if index > 0 { put(comma) }
      one(&self)
    }
  }

  // MARK: - Statements

  private mutating func statement() {
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1, 2:
      put("let", name(), "=")
      pipeline()
    case 3:
      put("scope", name(), "=")
      expression()
    case 4:
      put("param", name(), "=")
      expression()
    case 5:
      put("def", plainName())
      glue("(")
      separated(0...3) { $0.put($0.name()) }
      put(")", "=")
      pipeline()
    case 6: put("use", "\"common.stet\"")
    case 7: put("calendar", plainName())
    case 8:
      put("claim", text(), ":")
      expression()
    case 9:
      put("check", text())
      if chance(50) { put("by", "\"the minister, “Ñ”\"") }
      put(":")
      expression()
    default: pipeline()
    }
  }

  private mutating func pipeline() {
    if chance(30) {
      put("load")
      put(chance(50) ? plainName() : "\"data/año.csv\"")
      if chance(40) {
        put(",", "skip", ":", "3", ",", "missing", ":", "[", "\"D\"", ",", "\"-\"", "]")
      }
    } else {
      primary()
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      put("|")
      step()
    }
  }

  private mutating func step() {
    depth += 1
    defer { depth -= 1 }
    put(pick(["filter", "derive", "select", "take", "group", "join", "chart", "fill", "étape", "top"]))
    let start = words.count - 1
    if chance(15) { put(pick(["last", "many", "down", "nearest"]), plainName()) } else if chance(80) { arguments() }
    let behindArguments = words.count
    for _ in 0..<(chance(25) ? Int.random(in: 1...2, using: &random) : 0) { clause() }
    // Right behind an argument, `name:` would be a label.
    if words.count == start + 1 || words.count > behindArguments, chance(30) {
      put(":")
      arguments()
    }
    if chance(20), depth < 3, !isFlat { block() }
  }

  private mutating func arguments() {
    separated(1...3) { generator in
      switch Int.random(in: 0..<6, using: &generator.random) {
      case 0:
        generator.put(generator.name(), "=")
        generator.expression()
        if generator.chance(25) {
          generator.put("within", generator.plainName())
          if generator.chance(50) { generator.put("sort", "-", generator.plainName()) }
        }
      case 1:
        generator.put(generator.plainName(), ":")
        generator.expression()
      default: generator.item()
      }
    }
  }

  /// An argument that cannot be taken for more words of the verb.
  private mutating func item() {
    if chance(30) {
      let name = name()
      put(name, pick(["==", ">", "<=", "!=", "+", "*"]))
      sum()
    } else {
      expression()
    }
  }

  private mutating func clause() {
    switch Int.random(in: 0..<7, using: &random) {
    case 0: put("because", "\"it’s – fine\"")
    case 1: put("at", pick(["least", "most"]), "99.9%")
    case 2: put("at", "FY2012")
    case 3: put("as", plainName(), ",", plainName())
    case 4: put("using", plainName(), "expect", "complete")
    default:
      put(pick(["by", "on", "within"]))
      separated(1...2) { $0.put($0.name()) }
    }
  }

  private mutating func block() {
    put("{")
    if chance(50) { words.append(Word(text: "", isEnd: true)) }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      if chance(30) {
        put(chance(50) ? plainName() : "\"criminal\"", ":")
        expression()
      } else {
        put(pick(["line", "rule", "title", "scale", "band"]))
        if chance(80) { arguments() }
        if chance(20), depth < 3 {
          depth += 1
          block()
          depth -= 1
        }
      }
      words.append(Word(text: "", isEnd: true))
    }
    put("}")
  }

  // MARK: - Expressions

  private mutating func expression() {
    depth += 1
    defer { depth -= 1 }
    if depth > 3 { return primary() }
    // `else` takes all that follows it, so a condition stands at the outermost place or in parentheses.
    if chance(8) { return conditional() }
    separated(1...(chance(25) ? 3 : 1), by: chance(50) ? "and" : "or") { generator in
      if generator.chance(10) { generator.put("not") }
      generator.comparison()
    }
  }

  private mutating func comparison() {
    sum()
    guard chance(40) else { return }
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      put("between")
      sum()
      put("and")
      sum()
    case 1:
      if chance(40) { put("not") }
      put("in")
      range()
    case 2:
      put("is")
      if chance(50) { put("not") }
      put("missing")
    default:
      put(pick(["==", "!=", "<", "<=", ">", ">="]))
      sum()
    }
  }

  private mutating func range() {
    sum()
    if chance(50) {
      put("..")
      sum()
    }
  }

  private mutating func sum() {
    unary()
    while chance(25) {
      put(pick(["+", "-", "*", "/", "%", "??"]))
      unary()
    }
  }

  private mutating func unary() {
    if chance(10) { put("-") }
    primary()
  }

  private mutating func primary() {
    depth += 1
    defer { depth -= 1 }
    if depth > 4 { return put(chance(50) ? name() : number()) }
    switch Int.random(in: 0..<16, using: &random) {
    case 0, 1, 2: put(name())
    case 3, 4: put(number())
    case 5: put(pick(["@2011-05-04", "@2011-05", "FY2011", "FY2011-Q3", "2024-Q2", "7 days", "1 month"]))
    case 6: put(isFlat ? "\"a\"" : text())
    case 7: put(pick(["true", "false", "missing"]))
    case 8:
      words.append(Word(text: "(", isApart: true))
      expression()
      put(")")
    case 9:
      words.append(Word(text: "(", isApart: true))
      pipeline()
      put(")")
    case 10:
      words.append(Word(text: "[", isApart: true))
      separated(0...3) { $0.expression() }
      put("]")
    case 11, 12:
      put(pick(["sum", "lower", "über", "match", "table"]))
      glue("(")
      if chance(80) { arguments() }
      put(")")
    case 13:
      put(plainName())
      glue("[")
      put(plainName(), ":")
      sum()
      put("]")
      put(".", name())
    case 14:
      words.append(Word(text: "(", isApart: true))
      conditional()
      put(")")
    default: braces()
    }
  }

  private mutating func conditional() {
    put("if")
    expression()
    put("then")
    expression()
    put("else")
    expression()
  }

  private mutating func braces() {
    if chance(50) {
      put("match")
      sum()
      put("{")
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        separated(1...2) { $0.sum() }
        put("=>")
        expression()
        put(",")
      }
      put("else", "=>", pick(["error", "missing"]), "}")
    } else {
      put("table", "{")
      separated(1...3) { $0.put($0.name()) }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        if isFlat { put(";") } else { words.append(Word(text: "", isEnd: true)) }
        separated(1...3) { $0.sum() }
      }
      put("}")
    }
  }

  // MARK: - Words

  private mutating func plainName() -> String {
    pick(["a", "by_year", "persons", "n2", "fiscal_year", "año", "größe", "年度", "Δt", "_x", "status", "naïve", "ہ"])
  }

  private mutating func name() -> String {
    chance(20) ? pick(["`Fiscal Year`", "`let`", "`a | b`", "`# no comment`", "`Größe (m²)`", "``"]) : plainName()
  }

  private mutating func number() -> String {
    pick(["0", "42", "1_000_000", "3.5", "30%", "99.9%", "60 billion", "1.2 million", "007", "9223372036854775807"])
  }

  private mutating func text() -> String {
    var result = "\""
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      result += pick([
        "fewer than half", " ", "“quoted”", "naïve – 年度", "\\\"", "\\n", "\\u{1F600}", "{{", "}}", "# no comment", "👩‍👩‍👧",
        "| & ; '`",
      ])
      if chance(25) {
        let inside = interpolated()
        result += "{" + inside + pick(["", ":,", ":.1%", ":+.1pp"]) + "}"
      }
    }
    return result + "\""
  }

  private mutating func interpolated() -> String {
    let outer = words
    let outerDepth = depth
    (words, isFlat, depth) = ([], true, 3)
    expression()
    defer { (words, isFlat, depth) = (outer, false, outerDepth) }
    var line = ""
    for word in words { line += (line.isEmpty || word.isGlued ? "" : " ") + word.text }
    return line
  }

  // MARK: - Layout

  /// The words with random spaces, line ends and comments wherever the language allows them.
  private mutating func laidOut() -> String {
    var result = ""
    var brackets: [String] = []
    var last: Word?
    for word in words {
      if word.isEnd {
        result += statementEnd(inBraces: !brackets.isEmpty)
        last = nil
        continue
      }
      if let last {
        if word.isGlued {
        } else if mayBreak(last.text, word.text, brackets.last), chance(12) {
          result += lineEnd()
        } else if mustSpace(last.text, word) || chance(70) {
          result += pick([" ", " ", " ", "  ", "\t"])
        }
      } else if chance(20) {
        result += "  "
      }
      result += word.text
      if ["(", "[", "{"].contains(word.text) { brackets.append(word.text) }
      if [")", "]", "}"].contains(word.text) { _ = brackets.popLast() }
      last = word
    }
    return result
  }

  private mutating func statementEnd(inBraces: Bool) -> String {
    if chance(inBraces ? 30 : 5) { return "; " }
    return lineEnd()
  }

  /// The end of a line, perhaps with a comment in front, and perhaps with empty lines and comments behind.
  private mutating func lineEnd() -> String {
    var result = chance(15) ? pick([" # why", "# år", " ## what"]) : ""
    let newline = pick(["\n", "\n", "\n", "\r\n", "\r"])
    result += newline
    while chance(20) {
      result += pick(["", "# a note", "  # “indented”", "## for the codebook", "#", "##", "#!x", " \t"]) + newline
    }
    return result
  }

  private func mayBreak(_ left: String, _ right: String, _ bracket: String?) -> Bool {
    if bracket == "(" || bracket == "[" { return true }
    if ["|", "and", "or"].contains(right) { return true }
    return [
      "|", "and", "or", "not", "in", ",", ":", "=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "??",
    ]
    .contains(left)
  }

  private func mustSpace(_ left: String, _ right: Word) -> Bool {
    if right.isApart { return true }
    let open: Set<String> = ["(", "[", "{", ",", ":", "|"]
    let close: Set<String> = [")", "]", "}", ",", ":", "|", "."]
    return !(open.contains(left) || close.contains(right.text) || left == "." || right.text == "(")
  }
}
