import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let adds = Verb(
    "adds",
    summary:
      "says which rows may be added up: only those that agree in the columns after `within`, such as editions or levels, or none, `persons: never`, or all, `persons: freely`; sums and shares hold to it",
    example: "adds persons within state",
    shape: Shape(takes: [.column], clauses: ["within": .column], options: nil)
  ) { step, binder in
    var columns = binder.identity()
    var added: [Int] = []
    for argument in step.arguments {
      guard case .passes(let name) = argument.label else {
        guard let index = binder.number(argument.value) else { return nil }
        added.append(index)
        continue
      }
      guard let index = binder.number(.name(name)) else { return nil }
      switch argument.value {
      case .name(let word) where word.text == "never":
        var rule = columns[index].field.additivity ?? Additivity()
        rule.isNever = true
        columns[index].field.additivity = rule
      case .name(let word) where word.text == "freely": columns[index].field.additivity = nil
      default: return binder.report(.neverOrFreely(argument))
      }
    }
    guard let within = step.clause("within") else {
      guard added.isEmpty, !step.arguments.isEmpty else { return binder.report(.needsWithin(step)) }
      return binder.project(columns, at: step.range)
    }
    guard let parts = binder.columns(within.arguments), !parts.isEmpty else { return nil }
    let times = columns.indices.filter { columns[$0].field.type.isTime && !parts.contains($0) }
    for place in parts + times where columns[place].field.mark == nil {
      columns[place].field.mark = Additivity.Mark(
        table: "\(step.range.lower)", column: columns[place].field.name)
    }
    let rule = Additivity(
      within: Set(parts.compactMap { columns[$0].field.mark }), per: Set(times.compactMap { columns[$0].field.mark }))
    if added.isEmpty {
      added = columns.indices.filter { columns[$0].field.type.isNumeric && !parts.contains($0) }
    }
    for index in added { columns[index].field.additivity = columns[index].field.additivity?.and(rule) ?? rule }
    return binder.project(columns, at: step.range)
  }
}

extension StepBinder {
  /// A column of numbers.
  fileprivate mutating func number(_ tree: Expression) -> Int? {
    guard let index = column(tree) else { return nil }
    guard schema.fields[index].type.isNumeric else { return report(.addsNumbers(schema.fields[index], tree.range)) }
    return index
  }
}

extension Diagnostic {
  fileprivate static func needsWithin(_ step: Step) -> Diagnostic {
    Diagnostic(
      .arguments, "`adds` needs the columns in which rows must agree", at: step.range,
      notes: ["`adds within edition, level`, `adds removals within edition`, `adds cpi: never`"])
  }

  fileprivate static func neverOrFreely(_ argument: Argument) -> Diagnostic {
    Diagnostic(.arguments, "a column adds up `freely` or `never`, or `within` others", at: argument.range)
  }

  fileprivate static func addsNumbers(_ field: Field, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.argumentType, "`\(field.name)` is of type `\(field.type.name)`, and only numbers add up", at: range)
  }
}
