import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let lump = Verb(
    "lump",
    summary:
      "keeps the largest categories of a text column and combines the rest as “All others,” with the number of categories combined",
    example: "lump state, top: 1, weight: persons",
    shape: Shape(takes: [.column], options: ["top", "weight"], arguments: 1...1)
  ) { step, binder in
    guard let index = binder.column(step.plainArguments[0].value) else { return nil }
    guard binder.schema.fields[index].type == .text else { return binder.report(.lumpsText(step)) }
    guard let top = binder.option("top", of: step) else { return binder.report(.needsTop(step)) }
    guard let count = binder.count(top, of: step, atLeast: 1) else { return nil }
    var weight: TypedExpression?
    if let option = binder.option("weight", of: step) {
      guard let bound = binder.expression(option) else { return nil }
      guard bound.type.isNumeric else { return binder.report(.weightIsNoNumber(bound)) }
      weight = bound
    }
    return [LumpOperation(index, top: count, weight: weight)]
  }
}

extension Diagnostic {
  fileprivate static func lumpsText(_ step: Step) -> Diagnostic {
    Diagnostic(.typesDiffer, "`lump` works only on a text column", at: step.range)
  }

  fileprivate static func needsTop(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsCount, "`lump` needs the number of categories to keep", at: step.range,
      fixIts: [FixIt("`top: 10`", range: SourceRange(step.range.upper, step.range.upper), replacement: ", top: 10")])
  }

  fileprivate static func weightIsNoNumber(_ weight: TypedExpression) -> Diagnostic {
    Diagnostic(.needsNumber, "`weight:` must be a number, but this is `\(weight.type.name)`", at: weight.range)
  }
}
