import StetColumns
import StetDiagnostics
import StetSyntax

extension StepBinder {
  /// Whether a step has what its verb takes and nothing else; otherwise the first thing that does not fit is reported.
  mutating func fits(_ step: Step, _ verb: Verb) -> Bool {
    let words = step.name
    let shape = verb.shape
    for (index, clause) in step.clauses.enumerated() {
      guard shape.clauses[clause.word.text] != nil else {
        return refuse(Diagnostic.renamedByWord(step) ?? .noClause(words, clause))
      }
      guard !step.clauses[..<index].contains(where: { $0.word.text == clause.word.text }) else {
        return refuse(.clauseTwice(clause))
      }
    }
    if let parentheses = step.parentheses { return refuse(.noParentheses(words, parentheses)) }
    if let body = step.body, shape.body == nil { return refuse(.noBody(words, body, step)) }
    if step.block != nil, !shape.hasBlock { return refuse(.noBlock(words, step)) }
    for argument in step.arguments {
      switch argument.label {
      case .none: continue
      case .passes(let name):
        guard let options = shape.options, !options.contains(name.text) else { continue }
        let gap = SourceRange(name.range.upper, argument.value.range.lower)
        return refuse(shape.defines ? .definesByColon(name, gap) : .noOption(words, name, options.sorted()))
      case .defines(let name):
        guard !shape.defines else { continue }
        if shape.body != nil, step.body == nil { return refuse(.missingColon(step, name)) }
        let gap = SourceRange(name.range.upper, argument.value.range.lower)
        return refuse(
          ["filter", "exclude", "expect"].contains(words) ? .singleEquals(gap) : .definesNothing(words, name))
      }
    }
    let plain = step.arguments.count { $0.label == .none }
    guard shape.arguments.contains(plain) else {
      return refuse(
        Diagnostic.foreignArguments(step, verb, schema) ?? Diagnostic.missingBy(step, verb)
          ?? .wrongArguments(step, verb))
    }
    return true
  }

  /// A step without a verb of its words. `select a b` has the words `select a`: what follows a verb without a comma
  /// was read as one.
  mutating func reportMisread(_ step: Step) {
    if ["print", "show", "display", "view", "collect"].contains(step.verb.text), let joint = step.joint {
      return report(.shownAnyway(step, joint))
    }
    for count in (1..<max(step.words.count, 1)).reversed() {
      var reread = step
      reread.words = Array(step.words.prefix(count))
      reread.arguments = step.words.dropFirst(count).map { Argument(.none, .name($0)) } + step.arguments
      guard let verb = names.verbs.named(reread.name) else { continue }
      if verb.name == "sort" {
        guard sortKeys(reread.arguments) != nil else { return }
      }
      if let foreign = Diagnostic.foreignArguments(reread, verb, schema) { return report(foreign) }
      let isList = !verb.shape.defines || verb.name == "select"
      let isLong = verb.shape.arguments.upperBound == .max && verb.shape.arguments.contains(reread.arguments.count)
      return report(
        isList && isLong
          ? .missingComma(step, words: count) : Diagnostic.missingBy(reread, verb) ?? .wrongArguments(reread, verb))
    }
    report(.unknownVerb(step, among: names.verbs))
  }

  private mutating func refuse(_ diagnostic: Diagnostic) -> Bool {
    report(diagnostic)
    return false
  }
}

extension Diagnostic {
  fileprivate static func noClause(_ verb: String, _ clause: Clause) -> Diagnostic {
    guard verb == "sort", clause.word.text == "by", let first = clause.arguments.first else {
      return Diagnostic(.noClause, "`\(verb)` does not take `\(clause.word.text)`", at: clause.word.range)
    }
    let gap = SourceRange(clause.word.range.lower, first.range.lower)
    return Diagnostic(
      .noClause, "`sort` does not need `by`", at: clause.word.range,
      fixIts: [FixIt("remove `by`", range: gap, replacement: "")])
  }

  fileprivate static func clauseTwice(_ clause: Clause) -> Diagnostic {
    Diagnostic(.clauseTwice, "`\(clause.word.text)` occurs twice in one step", at: clause.word.range)
  }

  fileprivate static func noBody(_ verb: String, _ body: [Argument], _ step: Step) -> Diagnostic {
    Diagnostic(.noBody, "`\(verb)` does not take a colon", at: body.first?.range ?? step.range)
  }

  fileprivate static func noBlock(_ verb: String, _ step: Step) -> Diagnostic {
    Diagnostic(.noBlock, "`\(verb)` does not take braces", at: step.range)
  }

  fileprivate static func noOption(_ verb: String, _ name: Name, _ known: [String]) -> Diagnostic {
    var notes =
      known.isEmpty
      ? []
      : [
        "its \(known.count == 1 ? "only option is" : "options are") \(known.map { "`\($0):`" }.joined(separator: ", "))"
      ]
    if verb == "sort" { notes = ["`sort -column` sorts from high to low"] }
    return Diagnostic(.unknownOption, "`\(verb)` has no option `\(name.text)`", at: name.range, notes: notes)
  }

  fileprivate static func definesNothing(_ verb: String, _ name: Name) -> Diagnostic {
    Diagnostic(
      .definesNothing, "`\(verb)` cannot define a column", at: name.range,
      notes: ["an earlier step can: `derive \(name.text) = …`"])
  }

  /// `group state`: the keys come after `by`.
  fileprivate static func missingBy(_ step: Step, _ verb: Verb) -> Diagnostic? {
    guard verb.shape.clauses["by"] != nil, verb.shape.body != nil, step.clauses.isEmpty, step.body == nil else {
      return nil
    }
    let names = step.arguments.compactMap { argument in
      if case .name(let name) = argument.value, argument.label == .none { writtenName(name.text) } else { nil }
    }
    guard names.count == step.arguments.count else { return nil }
    let here = "\(verb.name) by \(names.joined(separator: ", ")): n = count()"
    return Diagnostic(
      .missingBy, "the keys of `\(verb.name)` come after `by`, and what it calculates comes after a colon",
      at: step.range,
      fixIts: [FixIt("`\(here)`", range: step.range, replacement: here)])
  }

  fileprivate static func wrongArguments(_ step: Step, _ verb: Verb) -> Diagnostic {
    let limits = verb.shape.arguments
    let (least, most) = (limits.lowerBound, limits.upperBound)
    let wanted =
      if most == 0 { "no arguments" } else if least == most { counted(least, "argument") } else if least == 0 {
        "at most \(counted(most, "argument"))"
      } else {
        "at least \(counted(least, "argument"))"
      }
    return Diagnostic(
      .arguments, "`\(step.name)` takes \(wanted)", at: step.range, notes: ["`\(verb.example)`"])
  }

  fileprivate static func shownAnyway(_ step: Step, _ joint: SourceRange) -> Diagnostic {
    Diagnostic(
      .needlessStep, "a pipeline shows its table without an extra step", at: step.range,
      fixIts: [FixIt("remove this step", range: joint.union(step.range), replacement: "")])
  }

  fileprivate static func definesByColon(_ name: Name, _ gap: SourceRange) -> Diagnostic {
    Diagnostic(
      .definesByEquals, "a column is defined with `=`, as in `\(name.text) = …`", at: name.range,
      fixIts: [FixIt("`\(name.text) = …`", range: gap, replacement: " = ")])
  }

  fileprivate static func noParentheses(_ verb: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noParentheses, "`\(verb)` is a verb and does not take parentheses", at: range,
      fixIts: [FixIt("`\(verb)`", range: range, replacement: "")])
  }

  fileprivate static func missingColon(_ step: Step, _ name: Name) -> Diagnostic {
    let end = step.words.last?.range.upper ?? step.range.lower
    return Diagnostic(
      .missingColon, "what `\(step.verb.text)` calculates must come after a colon", at: name.range,
      fixIts: [FixIt("`\(step.verb.text): \(name.text) = …`", range: SourceRange(end, end), replacement: ":")])
  }

  /// `select a b`, where all names but the verb's own words were meant as columns.
  fileprivate static func missingComma(_ step: Step, words: Int) -> Diagnostic {
    let names = step.words.dropFirst(words)
    let start = names.first?.range.lower ?? step.range.lower
    let end = step.arguments.first?.range.lower ?? names.last?.range.upper ?? step.range.upper
    let list = names.map { writtenName($0.text) }.joined(separator: ", ") + (step.arguments.isEmpty ? "" : ", ")
    return Diagnostic(
      .missingComma, "the columns of `\(step.verb.text)` must be separated by commas",
      at: SourceRange(start, step.range.upper),
      fixIts: [FixIt("`\(list)…`", range: SourceRange(start, end), replacement: list)])
  }
}
