import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let recode = Verb(
    "recode",
    summary:
      "replaces the values of a column using a table of old and new values; with `expect complete`, a value not in the table is an error",
    example: #"recode state using (table { code, name; "TX", "Texas"; "IL", "Illinois" }) expect complete"#,
    shape: Shape(takes: [.column], clauses: ["using": .table, "expect": .word], arguments: 1...1)
  ) { step, binder in
    guard let index = binder.column(step.arguments[0].value) else { return nil }
    guard let using = step.clause("using"), using.arguments.count == 1 else { return binder.report(.needsCodes(step)) }
    var isComplete = false
    if let expect = step.clause("expect") {
      guard expect.arguments.count == 1, case .name(let word) = expect.arguments[0].value, word.text == "complete"
      else {
        return binder.report(.needsComplete(expect))
      }
      isComplete = true
    }
    guard let (codes, columns) = binder.table(using.arguments[0].value) else { return nil }
    guard columns.fields.count == 2 else { return binder.report(.codesWidth(step, columns.fields.count)) }
    let field = binder.schema.fields[index]
    let (old, new) = (columns.fields[0], columns.fields[1])
    guard old.type == field.type else { return binder.report(.codesType(step, field, old)) }
    guard isComplete || new.type == field.type else { return binder.report(.needsCompleteForType(step, field, new)) }
    binder.schema.fields[index].type = new.type
    return [RecodeOperation(index, codes, isComplete: isComplete)]
  }
}

extension Diagnostic {
  fileprivate static func needsCodes(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsCodes, "`recode` needs a table of old and new values", at: step.range,
      notes: ["`recode status using codes expect complete`"])
  }

  fileprivate static func needsComplete(_ clause: Clause) -> Diagnostic {
    Diagnostic(.needsCodes, "`expect` must be followed by `complete` here", at: clause.word.range)
  }

  fileprivate static func codesWidth(_ step: Step, _ width: Int) -> Diagnostic {
    Diagnostic(
      .needsCodes, "the `recode` table must have two columns, old and new; this one has \(width)", at: step.range,
      notes: ["`(codes | select code, name)` chooses them"])
  }

  fileprivate static func codesType(_ step: Step, _ field: Field, _ old: Field) -> Diagnostic {
    Diagnostic(
      .typesDiffer, "`\(field.name)` is `\(field.type.name)`, but the old values are `\(old.type.name)`",
      at: step.range)
  }

  fileprivate static func needsCompleteForType(_ step: Step, _ field: Field, _ new: Field) -> Diagnostic {
    Diagnostic(
      .typesDiffer,
      "values that are not in the table would stay `\(field.type.name)`, but the new values are `\(new.type.name)`",
      at: step.range,
      notes: ["`expect complete` makes such values an error"])
  }
}
