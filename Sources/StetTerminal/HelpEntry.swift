import StetEngine

/// What `:help NAME` says about a verb, function or aggregate; the catalogs make these.
package struct HelpEntry: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case statement, verb, aggregate, window, function }

  package var kind: Kind
  package var name: String
  package var summary: String
  /// A pipeline or expression that runs as it is, without data of the session.
  package var example: String

  package init(_ kind: Kind, _ name: String, _ summary: String, example: String) {
    self.kind = kind
    self.name = name
    self.summary = summary
    self.example = example
  }

  /// A step of the catalogs, after the small table that it is written for.
  package init(_ kind: Kind, _ name: String, _ summary: String, step: String) {
    self.init(kind, name, summary, example: Self.sample + "\n  | " + step)
  }

  static let sample =
    #"table { state, year, persons; "TX", FY2010, 7; "IL", FY2010, 2; "TX", FY2011, 5; "IL", FY2011, missing }"#
}

/// Everything in the catalogs, and the statements.
package let builtInHelp: [HelpEntry] =
  verbCatalog.flatMap { verb in verb.forms.map { HelpEntry(.verb, $0, verb.summary, step: verb.example) } }
  + aggregateCatalog.map { HelpEntry(.aggregate, $0.name, $0.summary, step: $0.example) }
  + windowCatalog.map { HelpEntry(.window, $0.name, $0.summary, step: $0.example) }
  + functionCatalog.map { HelpEntry(.function, $0.name, $0.summary, example: $0.example) }
