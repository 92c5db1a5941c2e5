import StetDiagnostics
import StetSyntax

extension Verb {
  static let take = Verb(
    "take", "take last", summary: "keeps the first rows, or the last", example: "take 2",
    shape: Shape(takes: [.word], arguments: 1...1)
  ) { step, binder in
    guard let count = binder.count(step.arguments[0].value, of: step) else { return nil }
    return [TakeOperation(count, fromEnd: step.words.count == 2)]
  }

  static let top = Verb(
    "top", summary: "keeps the rows with the largest values, overall or in each group; ties are kept and noted",
    example: "top 2 persons by year",
    shape: Shape(takes: [.word, .column], clauses: ["by": .expression], arguments: 2...2)
  ) { step, binder in
    guard let count = binder.count(step.arguments[0].value, of: step, atLeast: 1),
      let key = binder.orderedExpression(step.arguments[1].value),
      let groups = binder.expressions(step.clause("by")?.arguments ?? [])
    else { return nil }
    return [TopOperation(count, key, by: groups)]
  }

  static let sample = Verb(
    "sample", summary: "keeps a random sample of the rows; the seed makes it the same every time",
    example: "sample 2, seed: 7", shape: Shape(takes: [.word], options: ["seed"], arguments: 1...1)
  ) { step, binder in
    guard let count = binder.count(step.plainArguments[0].value, of: step, atLeast: 1) else { return nil }
    guard let seed = binder.option("seed", of: step) else { return binder.report(.needsSeed(step)) }
    guard let seed = binder.count(seed, of: step) else { return nil }
    return [SampleOperation(count, seed: UInt64(seed))]
  }
}

extension Diagnostic {
  fileprivate static func needsSeed(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsSeed, "a random sample needs a seed, so that it can be repeated", at: step.range,
      fixIts: [FixIt("`seed: 1`", range: SourceRange(step.range.upper, step.range.upper), replacement: ", seed: 1")])
  }
}
