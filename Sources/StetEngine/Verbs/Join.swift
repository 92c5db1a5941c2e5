import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let join = Verb(
    "join", "left join", "full join", "join many", "left join many", "full join many",
    summary: "adds the columns of the matching row in another table; more than one match is an error without `many`",
    example: #"left join (table { state, name; "TX", "Texas"; "IL", "Illinois" }) on state"#,
    shape: Shape(takes: [.table], clauses: ["on": .column], arguments: 1...1)
  ) { step, binder in
    let words = step.words.map(\.text)
    let kind: JoinOperation.Kind = words[0] == "left" ? .left : words[0] == "full" ? .full : .inner
    guard let (right, pairs) = binder.joined(step, isFull: kind == .full),
      binder.addColumns(of: right.schema, without: Set(pairs.map(\.right)), at: step)
    else { return nil }
    // Keys of a full join come from both tables.
    if kind == .full {
      for case .column(let index) in pairs.map(\.left.kind) { binder.schema.fields[index].timeline = nil }
    }
    return [JoinOperation(kind, right.table, on: pairs, allowsMany: words.last == "many")]
  }

  static let keepMatching = Verb(
    "keep matching", summary: "keeps the rows that have a match in another table",
    example: #"keep matching (table { state; "TX" }) on state"#,
    shape: Shape(takes: [.table], clauses: ["on": .column], arguments: 1...1)
  ) { step, binder in
    guard let (right, pairs) = binder.joined(step) else { return nil }
    return [SemiJoinOperation(keepsMatches: true, right.table, on: pairs)]
  }

  static let dropMatching = Verb(
    "drop matching", summary: "drops the rows that have a match in another table",
    example: #"drop matching (table { state; "TX" }) on state"#,
    shape: Shape(takes: [.table], clauses: ["on": .column], arguments: 1...1)
  ) { step, binder in
    guard let (right, pairs) = binder.joined(step) else { return nil }
    return [SemiJoinOperation(keepsMatches: false, right.table, on: pairs)]
  }

  static let joinNearest = Verb(
    "join nearest", "left join nearest",
    summary:
      "adds the columns of the nearest row in another table, compared by the last column after `on` and within a limit; the other columns after `on` must be equal",
    example: "join nearest (table { at, price; FY2010, 3; FY2012, 4 }) on year == at within 1",
    shape: Shape(takes: [.table], clauses: ["on": .column, "within": .word], arguments: 1...1)
  ) { step, binder in
    guard let (right, pairs) = binder.joined(step), let last = pairs.last else { return nil }
    guard let limit = binder.distance(step, last.left) else { return nil }
    let key = if case .widen(let inner) = last.left.kind { inner } else { last.left }
    let isSameName =
      if case .column(let index) = key.kind {
        binder.schema.fields[index].name == right.schema.fields[last.right].name
      } else { false }
    // The place that was found is worth a column, unless it has the name of the place that was looked for.
    var hidden = Set(pairs.dropLast().map(\.right))
    if isSameName { hidden.insert(last.right) }
    guard binder.addColumns(of: right.schema, without: hidden, at: step) else { return nil }
    return [
      JoinNearestOperation(
        keepsLeft: step.words[0].text == "left", right.table, on: pairs, limit: limit, hidden: hidden)
    ]
  }
}

extension StepBinder {
  /// The other table and the keys of `on`.
  fileprivate mutating func joined(
    _ step: Step, isFull: Bool = false
  ) -> (right: (table: OtherTable, schema: Schema), pairs: [(left: TypedExpression, right: Int)])? {
    guard let on = step.clause("on"), !on.arguments.isEmpty else { return report(.needsOn(step)) }
    if let foreign = Diagnostic.keysByAnd(on) { return report(foreign) }
    guard let right = table(step.arguments[0].value) else { return nil }
    var pairs: [(left: TypedExpression, right: Int)] = []
    for argument in on.arguments {
      if let name = argument.definedName {
        return report(.singleEquals(SourceRange(name.range.upper, argument.value.range.lower)))
      }
      var (left, rightName) = (argument.value, argument.value)
      if case .binary(.equal, let a, let b, _) = argument.value { (left, rightName) = (a, b) }
      guard var key = expression(left), let other = expression(rightName, in: right.schema) else { return nil }
      guard case .column(let index) = other.kind else { return report(.needsColumnName(rightName.range)) }
      if key.type != other.type {
        // Equal numbers are equal keys. A full join shows keys of either side in one column, so widening would change how the left side's
        // are shown.
        guard !isFull, let type = Self.exactType(key.type, other.type) else {
          return report(.keysDiffer(argument, key.type, other.type, isFull: isFull))
        }
        if key.type != type { key = TypedExpression(.widen(key), type, unit: key.unit, range: key.range) }
      }
      if isFull {
        // A key of the right side alone is shown in the left side's column, so there must be one.
        guard case .column = key.kind else { return report(.fullJoinKey(argument)) }
      }
      pairs.append((key, index))
    }
    return (right, pairs)
  }

  /// The type that holds the numbers of both without a change of any; nil for other types.
  private static func exactType(_ a: ValueType, _ b: ValueType) -> ValueType? {
    let exact: [ValueType] = [.period(.year), .int, .decimal]
    guard let first = exact.firstIndex(of: a), let second = exact.firstIndex(of: b) else { return nil }
    return exact[max(first, second)]
  }

  fileprivate mutating func addColumns(of right: Schema, without hidden: Set<Int>, at step: Step) -> Bool {
    var added = right.fields.enumerated().filter { !hidden.contains($0.offset) }.map(\.element)
    for index in added.indices { added[index].timeline = added[index].timeline?.joined(at: step.range.lower) }
    let clashes = added.map(\.name).filter { schema.index(of: $0) != nil }
    guard clashes.isEmpty else {
      report(.clash(clashes, step))
      return false
    }
    schema = Schema(schema.fields + added)
    return true
  }

  /// How far away the nearest may be: days for dates, steps for periods, the number itself otherwise; nil for any distance.
  fileprivate mutating func distance(_ step: Step, _ key: TypedExpression) -> Value?? {
    switch key.type {
    case .int, .decimal, .float, .date, .datetime, .period: break
    case .bool, .text, .duration: return report(.noDistance(key))
    }
    guard let within = step.clause("within") else { return .some(nil) }
    guard within.arguments.count == 1 else { return report(.needsDistance(within.word.range)) }
    guard let limit = expression(within.arguments[0].value, in: Schema([])), !awaits(limit) else { return nil }
    switch (key.type, limit.kind) {
    case (.date, .constant(.duration(let microseconds))), (.datetime, .constant(.duration(let microseconds))):
      return .some(.int(microseconds))
    case (.float, .constant(let value)):
      guard value.asFloat != nil else { return report(.needsDistance(limit.range)) }
      return .some(value)
    // Distances of exact numbers are exact.
    case (.int, .constant(let value)), (.decimal, .constant(let value)), (.period, .constant(let value)):
      guard value.asDecimal != nil else { return report(.needsDistance(limit.range)) }
      return .some(value)
    default: return report(.needsDistance(limit.range))
    }
  }
}

extension Diagnostic {
  fileprivate static func needsOn(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsOn, "a join must name one table and the columns to match on", at: step.range,
      notes: ["`join budgets on fiscal_year`"])
  }

  fileprivate static func fullJoinKey(_ argument: Argument) -> Diagnostic {
    Diagnostic(
      .fullJoinKey, "a full join can match only on columns, not on calculated keys", at: argument.range,
      notes: ["a `derive` before the join can give the key a name"])
  }

  fileprivate static func keysDiffer(
    _ argument: Argument, _ a: ValueType, _ b: ValueType, isFull: Bool
  ) -> Diagnostic {
    var notes: [String] = []
    if isFull, a.isNumeric, b.isNumeric {
      notes.append("a full join shows both keys in one column, so they must have one type")
    }
    if a == .period(.fiscalYear) || b == .period(.fiscalYear) {
      notes.append("`derive fiscal_year = fiscal_year(year)` makes a fiscal year from a number or a date")
    }
    return Diagnostic(
      .typesDiffer, "the keys have different types: `\(a.name)` and `\(b.name)`", at: argument.range, notes: notes)
  }

  /// The columns of the left table stay; `rename` in place of `drop` would keep both.
  fileprivate static func clash(_ names: [String], _ step: Step) -> Diagnostic {
    let drop = "drop " + names.map(writtenName).joined(separator: ", ")
    let argument = step.arguments[0].value
    var fixIts: [FixIt] = []
    switch argument {
    case .name(let table):
      let words = "(\(writtenName(table.text)) | \(drop))"
      fixIts = [FixIt("`\(words)`", range: table.range, replacement: words)]
    case .pipeline(_, let range):
      let end = SourceRange(range.upper - 1, range.upper - 1)
      fixIts = [FixIt("`… | \(drop)`", range: end, replacement: " | \(drop)")]
    case .load(let arguments, let range) where arguments.count == 1:
      guard case .name(let dataset) = arguments[0].value else { break }
      let words = "(load \(dataset.text) | \(drop))"
      fixIts = [FixIt("`\(words)`", range: range, replacement: words)]
    default: break
    }
    let keeps = "`rename \(writtenName(names[0] + "_2")) = \(writtenName(names[0]))`"
    return Diagnostic(
      .nameTwice,
      "both tables have \(names.count == 1 ? "a column" : "the columns") \(joinedWithAnd(names.map { "`\($0)`" }))",
      at: argument.range,
      notes: [fixIts.isEmpty ? "`\(drop)` or \(keeps) goes before the join" : "\(keeps) in place of `drop` keeps both"],
      fixIts: fixIts)
  }

  fileprivate static func noDistance(_ key: TypedExpression) -> Diagnostic {
    Diagnostic(.typesDiffer, "`\(key.type.name)` values have no distance between them", at: key.range)
  }

  fileprivate static func needsDistance(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsDistance, "`within` needs one distance", at: range,
      notes: ["`within 10 days` for dates, `within 2` for numbers and fiscal years"])
  }
}
