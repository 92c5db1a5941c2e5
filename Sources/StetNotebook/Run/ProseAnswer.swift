package import StetColumns
package import StetDiagnostics
import StetEngine
package import StetInterpreter
package import StetProse
import StetSyntax

/// The result of an expression in the prose.
package struct ProseAnswer: Sendable {
  package enum Outcome: Sendable {
    /// The text inserted in the prose.
    case value(String)
    case judged(Judgment)
    /// It could not be calculated; empty if something that it needs failed, which was already reported.
    case failed([Diagnostic])
  }

  package var expression: ProseExpression
  package var outcome: Outcome
  /// Its words in the script.
  package var words: String
  /// Where its source rows are: `removals.csv:12, 14–20`, each file once.
  package var places: [String] = []
  /// Its source rows; nil if nothing was calculated.
  package var why: Why?
  /// What it was checked against, value by value, with all digits.
  package var values: [Value] = []
  /// The files that it reads itself.
  package var inputs: [RecordedInput] = []

  /// The same for an expression that has moved.
  func moved(to other: ProseExpression) -> ProseAnswer {
    var answer = self
    answer.expression = other
    return answer
  }

  package var verdict: Verdict? { if case .judged(let judgment) = outcome { judgment.verdict } else { nil } }

  package var isFailed: Bool { if case .failed = outcome { true } else { false } }

  package var diagnostics: [Diagnostic] {
    switch outcome {
    case .value: []
    case .failed(let diagnostics): diagnostics
    case .judged(let judgment):
      switch judgment.verdict {
      case .stands: []
      case .falls: [.falls(expression, judgment)]
      case .byHand: [.byHand(expression, judgment)]
      }
    }
  }
}

extension Session {
  /// `unclear` is a name in the expression that blocks of the notebook define more than once.
  func answer(_ prose: ProseExpression, of notebook: Notebook, unclear: String?, tracing: Tracing) -> ProseAnswer {
    var answer = ProseAnswer(expression: prose, outcome: .failed([]), words: words(of: prose.range))
    // What could not be read was already reported.
    guard let expression = prose.expression else { return answer }
    if let unclear {
      answer.outcome = .failed([.unclearName(unclear, prose.range)])
      return answer
    }
    do throws(RunFailure) {
      let found = try evaluated(expression)
      answer.values = found.values
      switch prose.use {
      case .value(let format): answer.outcome = .value(try text(of: found, format, prose))
      case .claim(let words): answer.outcome = .judged(judge(words, against: try evidence(expression, found, tracing)))
      }
      // There is no need to trace the rows again for a second calculation, whose last digits may differ from theirs.
      if backends.isEmpty {
        let why = try why(expression, tracing: tracing)
        answer.why = why
        let places = why.parts.flatMap(\.explanation.sources).map { source in
          // The page is the same wherever the notebook is.
          source.places { $0 == shown(notebook.source.name) ? notebook.fileName : $0 }
        }
        for place in places where !place.isEmpty && !answer.places.contains(place) { answer.places.append(place) }
      }
    } catch { answer.outcome = .failed(error.diagnostics) }
    return answer
  }

  private func text(of found: ExpressionResult, _ format: String?, _ prose: ProseExpression) throws(RunFailure)
    -> String
  {
    guard case .value(let value, _) = found else { throw RunFailure(.noOneValue(found, prose.range)) }
    guard !value.isMissing else { throw RunFailure(.missingInText(prose.range)) }
    guard let text = formatted(value, format) else { throw RunFailure(.unknownFormat(format ?? "", prose.range)) }
    return text
  }

  // MARK: - Evidence

  private func evidence(_ expression: Expression, _ found: ExpressionResult, _ tracing: Tracing) throws(RunFailure)
    -> Evidence
  {
    let calculation = form(of: expression)
    let times = times(in: expression, calculation)
    switch found {
    case .value(let value, let unit):
      return Evidence(
        .values([value]), form: calculation.form, unit: unit, mentioned: times.all,
        mentionedIn: times.ofParts.count == 2 ? times.ofParts : [])
    case .list(let values, let unit):
      return Evidence(
        .values(values), unit: unit, mentioned: times.all,
        mentionedIn: times.ofParts.count == values.count ? times.ofParts : [])
    case .table(let table):
      guard let series = table.series else {
        let size = "\(counted(table.rowCount, "row")) and \(counted(table.columns.count, "column"))"
        return Evidence(.other("a table of \(size)"), mentioned: times.all)
      }
      return Evidence(
        .series(series.map { (period: $0.0, value: $0.1) }, partial: try partialPeriod(expression, table, tracing)),
        unit: table.schema.fields[1].unit, mentioned: times.all)
    }
  }

  /// Why the last period of a series is incomplete in the data, as far as the dates of its source rows show.
  private func partialPeriod(_ expression: Expression, _ table: Table, _ tracing: Tracing) throws(RunFailure) -> String?
  {
    guard let last = lastPeriod(of: table), let part = try why(expression, tracing: tracing).parts.first else {
      return nil
    }
    guard let row = (0..<part.table.rowCount).first(where: { part.table.columns[0][$0] == last.period }),
      let trace = part.table.derivation as? Trace
    else { return nil }
    let explanation = try trace.explained(rows: [Int32(row)], columns: [0, 1])
    for source in explanation.sources {
      // Rows that the figure did not read prove nothing about it.
      for column in source.columns.map({ source.table.columns[$0] }) {
        // A period as wide as the series' own says nothing about how far it has come.
        guard isFiner(column.type, than: last.period),
          let latest = source.rows.compactMap({ lastDay(of: column[Int($0)]) }).max(),
          let month = monthEnd(of: .date(latest)), month < last.end
        else { continue }
        return "its rows end on \(formatted(.date(latest), "ap") ?? "")"
      }
    }
    return nil
  }

  private func lastPeriod(of table: Table) -> (period: Value, end: Int32)? {
    var last: (period: Value, end: Int32)?
    for row in 0..<table.rowCount {
      let period = table.columns[0][row]
      guard let end = lastDay(of: period), last.map({ $0.end < end }) ?? true else { continue }
      last = (period, end)
    }
    return last
  }
}

extension ExpressionResult {
  fileprivate var values: [Value] {
    switch self {
    case .value(let value, _): [value]
    case .list(let values, _): values
    // A table that is not a series decides nothing.
    case .table(let table): (table.series ?? []).flatMap { [$0.0, $0.1] }
    }
  }
}

extension Table {
  /// A column of periods or dates and one of numbers, in the order of time; nil for any other table.
  fileprivate var series: [(Value, Value)]? {
    guard columns.count == 2, rowCount > 1, schema.fields[1].type.isNumeric else { return nil }
    let rows = (0..<rowCount).map { (columns[0][$0], columns[1][$0]) }
    let places = rows.map { row -> Int32? in
      if case .int(let year) = row.0 { Int32(exactly: year) } else { lastDay(of: row.0) }
    }
    guard !places.contains(nil), Set(places).count == places.count else { return nil }
    return zip(places, rows).sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }.map(\.1)
  }
}

extension Diagnostic {
  fileprivate static func falls(_ expression: ProseExpression, _ judgment: Judgment) -> Diagnostic {
    var notes = ["read as \(judgment.reading); the figure is \(judgment.found)"]
    if let advice = judgment.advice { notes.append("what would stand: \(advice)") }
    return Diagnostic(
      .claim, "the claim falls: \(quoted(expression.claimedWords))\(judgment.reason.map { ": \($0)" } ?? "")",
      at: expression.whole,
      kind: .claim, notes: notes)
  }

  fileprivate static func byHand(_ expression: ProseExpression, _ judgment: Judgment) -> Diagnostic {
    Diagnostic(
      .byHand, "check by hand: \(quoted(expression.claimedWords))\(judgment.reason.map { ": \($0)" } ?? "")",
      at: expression.whole,
      severity: .warning, kind: .claim, notes: ["the figure is \(judgment.found)"])
  }

  static func unclearName(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclearName, "more than one block of this notebook defines `\(name)`, so it is unclear which one is meant",
      at: range,
      notes: ["a different name in each block makes it clear"])
  }

  fileprivate static func noOneValue(_ found: ExpressionResult, _ range: SourceRange) -> Diagnostic {
    let what =
      switch found {
      case .table(let table): "a table of \(counted(table.rowCount, "row"))"
      case .list: "a list"
      case .value: "a value"
      }
    return Diagnostic(.notOneValue, "a sentence needs a single value, but this is \(what)", at: range)
  }

  fileprivate static func missingInText(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.missingValue, "a sentence needs a value, but this one is missing", at: range, kind: .data)
  }

  static func unknownFormat(_ format: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownFormat, "there is no format \(quoted(format))", at: range,
      notes: ["formats include `,` `.1f` `.1%` `+.1pp` `$,.1m` `ap` `ordinal` `words`"])
  }
}

extension ProseExpression {
  /// The words of a claim.
  package var claimedWords: String { if case .claim(let words) = use { words } else { "" } }
}
