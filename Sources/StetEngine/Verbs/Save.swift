import StetDiagnostics
import StetSyntax

extension Verb {
  static let save = Verb(
    "save",
    summary:
      "writes the table to a file; the file extension determines the format, and `spreadsheet_safe: true` puts an apostrophe before each text that a spreadsheet would read as a formula",
    example: #"save "people.csv""#,
    shape: Shape(takes: [.word], options: ["spreadsheet_safe"], arguments: 1...1)
  ) { step, binder in
    guard case .literal(.text(let path), let range)? = step.plainArguments.first?.value else {
      return binder.report(.needsPath(step))
    }
    var isForSpreadsheets = false
    if let option = binder.option("spreadsheet_safe", of: step) {
      guard case .literal(.bool(let value), _) = option else { return binder.report(.needsBool(option.range)) }
      isForSpreadsheets = value
    }
    return [OutputOperation(.save(path, isForSpreadsheets: isForSpreadsheets, range))]
  }
}

extension Diagnostic {
  fileprivate static func needsPath(_ step: Step) -> Diagnostic {
    Diagnostic(.needsPath, "`save` needs a file name in quotes", at: step.range, notes: ["`save \"out.csv\"`"])
  }
}
