import StetColumns
import StetDiagnostics
import StetSyntax

extension StepBinder {
  /// A column with a value, which may be added up as the columns that it is calculated from.
  func field(_ name: String, _ value: TypedExpression) -> Field {
    var field = Field(name, value.type, unit: value.unit)
    if case .column(let index) = value.kind, schema.fields.indices.contains(index) {
      (field.mark, field.additivity) = (schema.fields[index].mark, schema.fields[index].additivity)
      field.isYear = schema.fields[index].holdsYears
    } else if value.type.isNumeric {
      field.additivity = additivity(of: value)
      field.isYear = value.isYearOfDate
    }
    field.timeline = timeline(of: value)
    return field
  }

  /// The rule for a value over the columns of the table; nil where all may be added.
  func additivity(of value: TypedExpression) -> Additivity? {
    var read: Set<Int> = []
    value.readColumns(into: &read)
    return read.sorted().compactMap { schema.fields.indices.contains($0) ? schema.fields[$0].additivity : nil }
      .reduce(nil) { $0?.and($1) ?? $1 }
  }

  /// What is left of the rules for the values of aggregates in a table with these columns.
  func additivity(of calls: [AggregateCall], among keys: [Field]) -> Additivity? {
    calls.flatMap(\.arguments).compactMap { additivity(of: $0) }.reduce(nil) { $0?.and($1) ?? $1 }?
      .among(Set(keys.compactMap(\.mark)))
  }

  /// What checks that an aggregate adds only rows that may be added; nil where something was reported, none where there is no rule.
  mutating func addition(
    _ aggregate: Aggregate, _ arguments: [TypedExpression], where condition: TypedExpression?,
    within keys: [TypedExpression], in place: AdditionOperation.Place, at range: SourceRange
  ) -> [AdditionOperation]? {
    guard aggregate.addsUp, let value = arguments.dropFirst(aggregate.isShare ? 1 : 0).first else { return [] }
    return addition(of: value, where: condition, within: keys, in: place, at: range)
  }

  mutating func addition(
    of value: TypedExpression, where condition: TypedExpression? = nil, within keys: [TypedExpression],
    in place: AdditionOperation.Place, at range: SourceRange
  ) -> [AdditionOperation]? {
    guard let rule = additivity(of: value) else { return [] }
    if rule.isNever {
      var read: Set<Int> = []
      value.readColumns(into: &read)
      let named = read.sorted().map { schema.fields[$0] }.first { $0.additivity?.isNever == true }
      return report(.neverAdds(named?.name ?? "", named?.mark.flatMap { rule.evidence[$0] }, range))
    }
    func index(_ mark: Additivity.Mark) -> Int? { schema.fields.firstIndex { $0.mark == mark } }
    for mark in (rule.within.union(rule.totals.keys)).sorted(by: { $0.column < $1.column })
    where index(mark) == nil && !rule.isSettled(mark) {
      return report(
        .partIsGone(mark.column, rule.within.contains(mark) ? [] : rule.totals[mark] ?? [], rule.evidence[mark], range))
    }
    func among(_ totals: [Additivity.Mark: Set<Value>]) -> [(column: Int, values: Set<Value>)] {
      totals.compactMap { mark, values in index(mark).map { ($0, values) } }.sorted { $0.0 < $1.0 }
    }
    let evidence = rule.evidence.compactMap { mark, words in index(mark).map { ($0, words) } }
    return [
      AdditionOperation(
        value: value, condition: condition, keys: keys, within: rule.within.compactMap(index).sorted(),
        per: rule.per.compactMap(index).sorted(), totals: among(rule.totals), suspects: among(rule.suspects),
        evidence: Dictionary(evidence) { own, _ in own }, in: place, at: range)
    ]
  }

  /// What a condition that holds for all rows says about columns in which added rows must agree.
  mutating func settle(by condition: TypedExpression) {
    narrowTimelines(by: condition)
    for (index, value) in condition.settledColumns {
      guard let mark = schema.fields[index].mark else { continue }
      for place in schema.fields.indices where schema.fields[place].additivity != nil {
        if let value {
          schema.fields[place].additivity?.absent[mark, default: []].insert(value)
        } else {
          schema.fields[place].additivity?.settled.insert(mark)
        }
      }
    }
  }

  /// The checks for all aggregates over partitions in a value.
  mutating func additions(in value: TypedExpression) -> [AdditionOperation]? {
    var all: [AdditionOperation] = []
    for call in value.windows {
      guard case .aggregate(let aggregate, let condition, _) = call.kind else { continue }
      guard
        let checks = addition(
          aggregate, call.arguments, where: condition, within: call.partition, in: .window, at: value.range)
      else { return nil }
      all += checks
    }
    return all
  }
}

extension TypedExpression {
  /// Whether it is the year of a date, as a number.
  var isYearOfDate: Bool {
    if case .call(let function, _) = kind { function.name == Function.year.name } else { false }
  }

  /// The columns that have one value where this is true, and those that lack a value, with the value.
  fileprivate var settledColumns: [(column: Int, lacks: Value?)] {
    switch kind {
    case .logic(.and, let a, let b): return a.settledColumns + b.settledColumns
    case .isMissing(let inner):
      if case .column(let index) = inner.kind { return [(index, nil)] }
    case .comparison(.equal, let a, let b):
      if case .column(let index) = a.kind, b.isConstant { return [(index, nil)] }
      if case .column(let index) = b.kind, a.isConstant { return [(index, nil)] }
    case .comparison(.notEqual, _, _): return lackedValues
    case .not(let inner): return inner.lackedValues
    default: break
    }
    return []
  }

  /// The columns that lack a value where this is false, if it says that they have it, and where it is true, if it says that they do not.
  private var lackedValues: [(column: Int, lacks: Value?)] {
    switch kind {
    case .logic(.or, let a, let b): return a.lackedValues + b.lackedValues
    case .isMissing(let inner):
      if case .column(let index) = inner.kind { return [(index, .missing)] }
    case .comparison(.equal, let a, let b), .comparison(.notEqual, let a, let b):
      if case .column(let index) = a.kind, case .constant(let value) = b.kind { return [(index, value)] }
      if case .column(let index) = b.kind, case .constant(let value) = a.kind { return [(index, value)] }
    default: break
    }
    return []
  }
}

extension Aggregate {
  /// Whether values of rows are added up in it.
  var addsUp: Bool { role == .added || isShare }
}

extension Diagnostic {
  fileprivate static func neverAdds(_ column: String, _ evidence: String?, _ range: SourceRange) -> Diagnostic {
    guard let evidence else {
      return Diagnostic(
        .addsWithin, "the values of `\(column)` do not add up, as the description of the table or `adds` says",
        at: range, notes: ["an index, a rate or a running count has a `mean`, a `max` or a `last` value, but no sum"])
    }
    return Diagnostic(
      .addsWithin, "the values of `\(column)` run up, and a sum would count the first of them again and again",
      at: range,
      notes: [
        "the figures show it: \(evidence); `adds \(writtenName(column)): freely` before this step adds them all the same",
        "the last value of each year is the figure of the year: `last(\(writtenName(column)))` after a `sort`, or `max(\(writtenName(column)))`",
      ])
  }

  fileprivate static func partIsGone(
    _ column: String, _ totals: Set<Value>, _ evidence: String?, _ range: SourceRange
  ) -> Diagnostic {
    let shown = evidence.map { ["the figures show it: \($0)"] } ?? []
    guard let filter = leftOut(totals, of: column), !totals.isEmpty else {
      return Diagnostic(
        .addsWithin, "values add up only within one value of `\(column)`, and the table has no such column any more",
        at: range,
        notes: ["a `filter` that leaves one value of `\(column)` goes before the step that drops the column"] + shown)
    }
    return Diagnostic(
      .addsWithin, "some values of `\(column)` are totals of others, and the table has no such column any more",
      at: range, notes: ["`filter \(filter)` before the step that drops the column leaves the totals out"] + shown)
  }
}
