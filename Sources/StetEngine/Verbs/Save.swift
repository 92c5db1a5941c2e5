import StetDiagnostics
import StetSyntax

extension Verb {
  static let save = Verb(
    "save", summary: "writes the table to a file; the file extension determines the format",
    example: #"save "people.csv""#, shape: Shape(takes: [.word], arguments: 1...1)
  ) { step, binder in
    guard case .literal(.text(let path), let range) = step.arguments[0].value else {
      return binder.report(.needsPath(step))
    }
    return [OutputOperation(.save(path, range))]
  }
}

extension Diagnostic {
  fileprivate static func needsPath(_ step: Step) -> Diagnostic {
    Diagnostic(.needsPath, "`save` needs a file name in quotes", at: step.range, notes: ["`save \"out.csv\"`"])
  }
}
