import StetEngine
import StetFormats

/// What `:help NAME` says about a verb, function or aggregate; the catalogs make these.
package struct HelpEntry: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case statement, verb, aggregate, window, function }

  package var kind: Kind
  package var name: String
  package var summary: String
  /// A pipeline or expression that runs as it is, without data of the session.
  package var example: String
  /// Why the example is shown and not run: `writes a file`; nil where it is run.
  package var fileUse: String?
  /// More to know, a line each.
  package var details: [String] = []

  package init(
    _ kind: Kind, _ name: String, _ summary: String, example: String, fileUse: String? = nil, details: [String] = []
  ) {
    self.fileUse = fileUse
    self.details = details
    self.kind = kind
    self.name = name
    self.summary = summary
    self.example = example
  }

  /// A step of the catalogs, after the small table that it is written for.
  package init(_ kind: Kind, _ name: String, _ summary: String, step: String, details: [String] = []) {
    self.init(kind, name, summary, example: Self.sample + "\n  | " + step, details: details)
  }

  static let sample =
    #"table { state, year, persons; "TX", FY2010, 7; "IL", FY2010, 2; "TX", FY2011, 5; "IL", FY2011, missing }"#
}

/// Everything in the catalogs, and the statements.
package let builtInHelp: [HelpEntry] =
  [loadHelp]
  + verbCatalog.flatMap { verb in
    verb.forms.map { form in
      var entry = HelpEntry(.verb, form, verb.summary, step: verb.example)
      if ["save", "chart"].contains(form) { entry.fileUse = "writes a file" }
      if form == "save" { entry.details = OutputFormat.all.map { line(endings($0.endings), $0.summary) } }
      return entry
    }
  }
  + aggregateCatalog.map { HelpEntry(.aggregate, $0.name, $0.summary, step: $0.example, details: [$0.call]) }
  + windowCatalog.map { HelpEntry(.window, $0.name, $0.summary, step: $0.example, details: [$0.call]) }
  + framedCatalog.map { HelpEntry(.window, $0.name, $0.summary, step: $0.example, details: [$0.call]) }
  + functionCatalog.map { HelpEntry(.function, $0.name, $0.summary, example: $0.example, details: [$0.call]) }

/// What the formats declare of themselves: extensions, and each option once.
private var loadHelp: HelpEntry {
  var options: [String: (option: SourceOption, formats: [String])] = [:]
  for format in SourceFormat.all {
    for option in format.options { options[option.name, default: (option, [])].formats.append(format.name) }
  }
  return HelpEntry(
    .statement, "load", "loads a file or a dataset; the file extension chooses the format",
    example: #"load "spend.csv", skip: 1, missing: ["D"]"#, fileUse: "reads a file",
    details: SourceFormat.all.map { line(endings($0.endings), "\($0.name): \($0.summary)") } + ["options:"]
      + options.sorted { $0.key < $1.key }.map { _, entry in
        let isForAll = entry.formats.count == SourceFormat.all.count
        return line(
          entry.option.example, entry.option.summary + (isForAll ? "" : " (\(entry.formats.joined(separator: ", ")))"))
      })
}

private func endings(_ endings: [String]) -> String { endings.map { "." + $0 }.joined(separator: ", ") }

private func line(_ head: String, _ words: String) -> String {
  "  \(head)\(String(repeating: " ", count: max(2, 28 - head.count)))\(words)"
}
