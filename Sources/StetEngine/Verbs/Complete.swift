import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let complete = Verb(
    "complete",
    summary: "adds a row for each combination of values that has none; the row's other values are missing",
    example: "complete state, year", shape: Shape(takes: [.column], arguments: 1...Int.max)
  ) { step, binder in
    guard let indexes = binder.columns(step.arguments) else { return nil }
    return [CompleteOperation(indexes)]
  }

  static let fill = Verb(
    "fill", summary: "replaces missing values with a given value", example: "fill persons: 0",
    shape: Shape(options: nil)
  ) { step, binder in
    var columns = binder.identity()
    var filled: Set<Int> = []
    for argument in step.arguments {
      guard case .passes(let name) = argument.label else { return binder.report(.needsFilling(step, argument)) }
      guard let index = binder.column(.name(name)) else { return nil }
      guard filled.insert(index).inserted else { return binder.report(.nameTwice(name.text, name.range)) }
      let coalesced = Expression.binary(.coalesce, .name(name), argument.value, name.range.union(argument.value.range))
      guard let value = binder.expression(coalesced) else { return nil }
      columns[index].field.type = value.type
      columns[index].value = value
    }
    guard !filled.isEmpty else { return binder.report(.needsColumns(step)) }
    return binder.project(columns, at: step.range)
  }

  static let fillDown = Verb(
    "fill down", summary: "replaces missing values with the last value above, within groups if any are named",
    example: "fill down persons within state",
    shape: Shape(takes: [.column], clauses: ["within": .expression], arguments: 1...Int.max)
  ) { step, binder in
    guard let indexes = binder.columns(step.arguments),
      let groups = binder.expressions(step.clause("within")?.arguments ?? [])
    else { return nil }
    return [FillDownOperation(indexes, within: groups)]
  }
}

extension Diagnostic {
  fileprivate static func needsFilling(_ step: Step, _ argument: Argument) -> Diagnostic {
    Diagnostic(
      .needsFilling, "`fill` needs a value for each column", at: argument.range,
      notes: ["`fill persons: 0`, or `fill down state`"])
  }
}
