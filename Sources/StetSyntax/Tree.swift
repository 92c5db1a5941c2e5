package import StetDiagnostics

/// A parsed script. The tree records shapes, never names: only the binder knows which verbs and functions exist.
package struct Script: Sendable {
  package var statements: [Statement]

  package init(statements: [Statement]) { self.statements = statements }
}

/// A name with its range; `text` is without backticks.
package struct Name: Sendable, Hashable {
  package var text: String
  package var range: SourceRange

  package init(_ text: String, _ range: SourceRange) {
    self.text = text
    self.range = range
  }
}

package struct Statement: Sendable {
  package enum Kind: Sendable {
    /// `let name = …`
    case binding(Name, Pipeline)
    /// `scope name = condition`
    case scope(Name, Expression)
    /// `param name = value`
    case parameter(Name, Expression)
    /// `def name(a, b) = …`
    case function(Name, parameters: [Name], body: Pipeline)
    /// `use "file.stet"`
    case use(String, SourceRange)
    /// `calendar name`
    case calendar(Name)
    /// `claim "text": condition`
    case claim(String, Expression)
    /// `check "text" by "speaker": condition`
    case check(String, speaker: String?, Expression)
    /// `why by_year[fiscal_year: FY2008].share`
    case why(Expression)
    /// A pipeline that is shown; a single expression is a pipeline without steps.
    case pipeline(Pipeline)
  }

  package var kind: Kind
  package var range: SourceRange
  /// The `##` lines above it.
  package var documentation: [String]

  package init(_ kind: Kind, range: SourceRange, documentation: [String] = []) {
    self.kind = kind
    self.range = range
    self.documentation = documentation
  }
}

/// A source and the steps it flows through.
package struct Pipeline: Sendable {
  package var source: Expression
  package var steps: [Step]
  package var range: SourceRange

  package init(source: Expression, steps: [Step], range: SourceRange) {
    self.source = source
    self.steps = steps
    self.range = range
  }
}

/// One verb with what follows it, as a shape: `words arguments clause… : body { block }`.
///
/// `left join budgets on fy` has the words `left join` — every bare name that is followed by another item without a
/// comma between them is a word — the argument `budgets` and the clause `on fy`. The same shape serves the lines
/// inside a chart's braces.
package struct Step: Sendable {
  /// At least one. `top 5 persons by state`: the words are `top`; the arguments are `5` and `persons`.
  package var words: [Name]
  package var arguments: [Argument]
  package var clauses: [Clause]
  /// What follows the colon: the aggregates of `group by fy: n = count()`, the cells of `pivot status: sum(n)`.
  package var body: [Argument]?
  package var block: [BlockLine]?
  /// The empty parentheses of `count()`, which no verb has.
  package var parentheses: SourceRange?
  /// From the end of what comes before to the verb: the pipe with its spaces. Nil in braces.
  package var joint: SourceRange?
  package var range: SourceRange

  package init(
    words: [Name], arguments: [Argument] = [], clauses: [Clause] = [], body: [Argument]? = nil,
    block: [BlockLine]? = nil, range: SourceRange
  ) {
    self.words = words
    self.arguments = arguments
    self.clauses = clauses
    self.body = body
    self.block = block
    self.range = range
  }

  package var verb: Name { words[0] }

  /// The words of the verb, `left join`.
  package var name: String { words.map(\.text).joined(separator: " ") }
}

/// `by state`, `on fy`, `within state sort fy` (two clauses), `because "…"`, `as year, persons`, `using codes`,
/// `at least 99%` (word `at least`), `at FY2012` (word `at`), `expect complete`, `matching x` is a word of the verb.
package struct Clause: Sendable {
  package var word: Name
  package var arguments: [Argument]

  package init(word: Name, arguments: [Argument]) {
    self.word = word
    self.arguments = arguments
  }
}

/// `expr`, `name = expr` (defines) or `label: expr` (passes).
package struct Argument: Sendable {
  package enum Label: Sendable, Hashable {
    case none
    case defines(Name)
    case passes(Name)
  }

  package var label: Label
  package var value: Expression
  /// `derive share = n / sum(n) within fy sort year`: clauses that belong to this one definition.
  package var clauses: [Clause]

  package init(_ label: Label, _ value: Expression, clauses: [Clause] = []) {
    self.label = label
    self.value = value
    self.clauses = clauses
  }

  package var range: SourceRange {
    switch label {
    case .none: value.range
    case .defines(let name), .passes(let name): name.range.union(value.range)
    }
  }
}

package enum BlockLine: Sendable {
  /// `line x: fy, y: share`, `title "…"`, `scale y { from: 0 }`
  case step(Step)
  /// `from: 0` or `"criminal": "#aa3322"` inside inner braces; the key is a name's text or a text literal's.
  case entry(key: Name, value: Expression)
}

package indirect enum Expression: Sendable {
  case literal(Literal, SourceRange)
  case name(Name)
  /// Text with at least one `{expr:format}` inside.
  case interpolation([TextPart], SourceRange)
  case unary(UnaryOperator, Expression, SourceRange)
  case binary(BinaryOperator, Expression, Expression, SourceRange)
  /// `x between a and b`
  case between(Expression, Expression, Expression, SourceRange)
  /// `x is missing`, and the `not missing` of `expect x not missing`
  case isMissing(Expression, negated: Bool, SourceRange)
  case conditional(Expression, then: Expression, otherwise: Expression, SourceRange)
  /// `otherwise` is nil if `else` is missing (the binder reports it).
  case match(Expression, [MatchArm], otherwise: MatchResult?, SourceRange)
  case call(Name, [Argument], SourceRange)
  case list([Expression], SourceRange)
  /// `FY2003..FY2012`, inclusive
  case range(Expression, Expression, SourceRange)
  /// `load name, option: value`; the first argument is a name or a text literal.
  case load([Argument], SourceRange)
  /// `table { a, b; 1, 2 }`
  case table(columns: [Name], rows: [[Expression]], SourceRange)
  /// `{ spend: decimal, day: date }`, the value of an option of `load`.
  case record([Argument], SourceRange)
  /// A pipeline in parentheses, or after `=`.
  case pipeline(Pipeline, SourceRange)
  /// `by_year[fiscal_year: FY2008].share`
  case cell(Name, [Argument], column: Name, SourceRange)
  /// An expression was expected here; the error has already been reported.
  case absent(SourceRange)

  package var range: SourceRange {
    switch self {
    case .name(let name): name.range
    case .literal(_, let range), .interpolation(_, let range), .unary(_, _, let range), .binary(_, _, _, let range),
      .between(_, _, _, let range), .isMissing(_, _, let range), .conditional(_, _, _, let range),
      .match(_, _, _, let range), .call(_, _, let range), .list(_, let range), .range(_, _, let range),
      .load(_, let range), .table(_, _, let range), .pipeline(_, let range), .cell(_, _, _, let range),
      .record(_, let range), .absent(let range):
      range
    }
  }
}

package struct MatchArm: Sendable {
  package var patterns: [Expression]
  package var result: MatchResult

  package init(patterns: [Expression], result: MatchResult) {
    self.patterns = patterns
    self.result = result
  }
}

package enum MatchResult: Sendable {
  case value(Expression)
  /// `else => error`
  case error(SourceRange)
}

package enum TextPart: Sendable {
  case text(String)
  case value(Expression, format: String?)
}

package enum Literal: Sendable, Hashable {
  case int(Int64)
  /// `3.5`, `30%` (0.30), `1.2 million`: exact, `digits` × 10^-`scale`.
  case decimal(digits: Int128, scale: Int)
  case text(String)
  case bool(Bool)
  case missing
  /// Days since 1970-01-01.
  case date(Int32)
  /// `FY2011`, `2024-Q2`, `FY2011-Q3`
  case period(PeriodLiteral)
  /// `7 days`, `3 months`
  case duration(Int64, DurationUnit)
}

package enum PeriodLiteral: Sendable, Hashable {
  case fiscalYear(Int32)
  case fiscalQuarter(Int32, Int32)
  case quarter(Int32, Int32)
  case month(Int32, Int32)
}

/// What a number may count: lengths of time, or rows, in the steps of a window.
package enum DurationUnit: String, Sendable, Hashable, CaseIterable {
  case second, minute, hour, day, week, month, quarter, year, row
}

package enum UnaryOperator: String, Sendable, Hashable {
  case minus = "-"
  case not
}

package enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case or, and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in`
  case notIn = "not in"
  case coalesce = "??"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case modulo = "%"
}
