import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let select = Verb(
    "select", summary: "keeps the named columns, in that order, with new names if given",
    example: "select state, people = persons", shape: Shape(defines: true)
  ) { step, binder in
    guard !step.arguments.isEmpty else { return binder.report(.needsColumns(step)) }
    if let dropped = step.namesBehindMinus { return binder.report(.selectsByMinus(step, dropped)) }
    if step.arguments.count == 1, case .name(let word) = step.arguments[0].value, word.text == "all",
      binder.schema.index(of: "all") == nil, let joint = step.joint
    {
      return binder.report(.needless(step, joint))
    }
    var columns: [(field: Field, value: TypedExpression)] = []
    for argument in step.arguments {
      guard let value = binder.expression(argument.value) else { return nil }
      let known: Field? = if case .column(let index) = value.kind { binder.schema.fields[index] } else { nil }
      if let name = argument.definedName {
        var field = binder.field(name.text, value)
        field.summary = known?.summary
        columns.append((field, value))
      } else if let known {
        columns.append((known, value))
      } else {
        return binder.report(.needsName(argument))
      }
    }
    return binder.project(columns, at: step.range)
  }

  static let drop = Verb(
    "drop", summary: "leaves columns out", example: "drop persons",
    shape: Shape(takes: [.column], arguments: 1...Int.max)
  ) { step, binder in
    guard let indexes = binder.columns(step.arguments) else { return nil }
    return binder.project(
      binder.identity().enumerated().filter { !indexes.contains($0.offset) }.map(\.element), at: step.range)
  }

  static let rename = Verb(
    "rename", summary: "renames columns, which keep their positions", example: "rename people = persons",
    shape: Shape(takes: [.column], defines: true)
  ) { step, binder in
    guard !step.arguments.isEmpty else { return binder.report(.needsColumns(step)) }
    var columns = binder.identity()
    var renamed: Set<Int> = []
    for argument in step.arguments {
      guard let name = argument.definedName else { return binder.report(.needsDefinition(step, argument)) }
      guard let index = binder.column(argument.value) else { return nil }
      guard renamed.insert(index).inserted else { return binder.report(.renamedTwice(argument)) }
      columns[index].field.isYear = columns[index].field.holdsYears
      columns[index].field.name = name.text
    }
    return binder.project(columns, at: step.range)
  }
}

extension Step {
  /// The names if every argument is a name after a minus.
  fileprivate var namesBehindMinus: [String]? {
    let names = arguments.compactMap { argument in
      if case .unary(.minus, .name(let name), _) = argument.value, argument.definedName == nil {
        name.text
      } else {
        nil
      }
    }
    return names.count == arguments.count ? names : nil
  }
}

extension Diagnostic {
  fileprivate static func selectsByMinus(_ step: Step, _ names: [String]) -> Diagnostic {
    let here = "drop " + names.map(writtenName).joined(separator: ", ")
    return Diagnostic(
      .foreignVerb, "columns are left out with `drop`", at: step.range,
      fixIts: [FixIt("`\(here)`", range: step.range, replacement: here)])
  }

  fileprivate static func renamedTwice(_ argument: Argument) -> Diagnostic {
    Diagnostic(.nameTwice, "one column is renamed twice", at: argument.range)
  }
}
