package import StetEngine

/// What `:help NAME` says about a verb, function or aggregate; the catalogues make these.
package struct HelpEntry: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case statement, verb, aggregate, function }

  package var kind: Kind
  package var name: String
  package var summary: String
  /// A pipeline or expression that runs as it stands, without data of the session.
  package var example: String

  package init(_ kind: Kind, _ name: String, _ summary: String, example: String) {
    self.kind = kind
    self.name = name
    self.summary = summary
    self.example = example
  }

  /// A step of the catalogues, with the little table in front that they are written for.
  package init(_ kind: Kind, _ name: String, _ summary: String, step: String) {
    self.init(kind, name, summary, example: Self.sample + "\n  | " + step)
  }

  static let sample = #"table { state, persons; "TX", 7; "IL", 2; "TX", 5; "IL", missing }"#
}

extension Aggregate {
  package var help: HelpEntry { HelpEntry(.aggregate, name, summary, step: example) }
}

/// The verbs and aggregates that `stet` has today.
package let builtInHelp: [HelpEntry] =
  [
    HelpEntry(.verb, "filter", "keeps the rows where a condition is true", step: "filter persons > 4"),
    HelpEntry(
      .verb, "exclude", "drops the rows where a condition is true", step: #"exclude persons < 3 because "too few""#),
    HelpEntry(.verb, "derive", "adds or replaces columns", step: "derive half = persons / 2"),
    HelpEntry(.verb, "select", "keeps the columns named, in that order", step: "select n = persons, state"),
    HelpEntry(.verb, "drop", "leaves columns out", step: "drop state"),
    HelpEntry(.verb, "rename", "gives columns other names", step: "rename people = persons"),
    HelpEntry(.verb, "sort", "orders the rows; `-` goes from high to low", step: "sort state, -persons"),
    HelpEntry(.verb, "take", "keeps the first rows", step: "take 2"),
    HelpEntry(.verb, "take last", "keeps the last rows", step: "take last 2"),
    HelpEntry(
      .verb, "group", "makes one row of every group", step: "group by state: n = count(), total = sum(persons)"),
    HelpEntry(
      .verb, "join", "adds the columns of another table; each row matches at most one",
      step: #"join (table { state, name; "TX", "Texas"; "IL", "Illinois" }) on state"#),
    HelpEntry(
      .verb, "left join", "adds the columns of another table and keeps rows without a match",
      step: #"left join (table { state, name; "TX", "Texas" }) on state"#),
    HelpEntry(
      .verb, "full join", "adds the columns of another table and keeps the rows of both",
      step: #"full join (table { state, name; "TX", "Texas"; "OH", "Ohio" }) on state"#),
    HelpEntry(
      .verb, "join many", "joins every pair that matches",
      step: #"join many (table { state, city; "TX", "Austin"; "TX", "Dallas" }) on state"#),
    HelpEntry(
      .verb, "keep matching", "keeps the rows that have a match in another table",
      step: #"keep matching (table { state; "TX" }) on state"#),
    HelpEntry(
      .verb, "drop matching", "drops the rows that have a match in another table",
      step: #"drop matching (table { state; "TX" }) on state"#),
    HelpEntry(
      .verb, "append", "adds the rows of another table with the same columns",
      step: #"append (table { state, persons; "OH", 1 })"#),
    HelpEntry(.verb, "distinct", "keeps the first row of each combination", step: "distinct state"),
    HelpEntry(.verb, "expect", "fails where a row does not meet a condition", step: "expect state not missing"),
  ] + aggregateCatalogue.map(\.help)
