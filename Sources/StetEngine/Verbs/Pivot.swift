import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let pivot = Verb(
    "pivot", summary: "turns each value in a column into a new column filled with an aggregate",
    example: "pivot year: sum(persons)", shape: Shape(takes: [.column], options: nil, body: .aggregate)
  ) { step, binder in
    // `pivot status: sum(persons)` reads as an argument with a label.
    guard step.arguments.count == 1, step.body == nil, case .passes(let name) = step.arguments[0].label else {
      return binder.report(.needsPivot(step))
    }
    guard let index = binder.column(.name(name)) else { return nil }
    var calls: [AggregateCall] = []
    let tree = step.arguments[0].value
    guard let value = binder.aggregated(tree, keys: Schema([]), &calls) else { return nil }
    guard calls.count == 1, case .column(0) = value.kind else { return binder.report(.needsOneAggregate(tree.range)) }
    var read: Set<Int> = [index]
    for argument in calls[0].arguments { argument.readColumns(into: &read) }
    calls[0].condition?.readColumns(into: &read)
    let keys = binder.identity().enumerated().filter { !read.contains($0.offset) }.map(\.element)
    let call = calls[0]
    let column = binder.identity()[index]
    guard
      let checks = binder.addition(
        call.aggregate, call.arguments, where: call.condition, within: keys.map(\.value) + [column.value],
        in: .group, at: call.range)
    else { return nil }
    calls[0].field.additivity = binder.additivity(of: calls, among: keys.map(\.field))
    return checks + [PivotOperation(index, keys: keys, calls[0])]
  }

  static let unpivot = Verb(
    "unpivot", summary: "turns several columns into rows, with their names in one column and their values in another",
    example: "unpivot persons as measure, value",
    shape: Shape(takes: [.column], clauses: ["as": .word], arguments: 1...Int.max)
  ) { step, binder in
    guard let clause = step.clause("as"), clause.arguments.count == 2,
      case .name(let name) = clause.arguments[0].value, case .name(let value) = clause.arguments[1].value
    else { return binder.report(.needsAs(step)) }
    var indexes: [Int] = []
    for argument in step.arguments {
      guard case .range(let first, let last, let range) = argument.value else {
        guard let index = binder.column(argument.value) else { return nil }
        indexes.append(index)
        continue
      }
      guard let first = binder.column(first), let last = binder.column(last) else { return nil }
      guard first <= last else { return binder.report(.reversedRange(range)) }
      indexes += first...last
    }
    let fields = indexes.map { binder.schema.fields[$0] }
    var type = fields[0].type
    for field in fields where field.type != type {
      guard field.type.isNumeric, type.isNumeric else { return binder.report(.unpivotTypes(step, fields[0], field)) }
      type = field.type == .float || type == .float ? .float : .decimal
    }
    let units = Set(fields.map(\.unit))
    let kept = binder.schema.fields.enumerated().filter { !indexes.contains($0.offset) }.map(\.element)
    var values = Field(value.text, type, unit: units.count == 1 ? fields[0].unit : nil)
    values.additivity = fields.compactMap(\.additivity).reduce(nil) { $0?.and($1) ?? $1 }
    let added = [Field(name.text, .text), values]
    guard let schema = binder.distinctNames(kept + added, at: step.range) else { return nil }
    binder.schema = schema
    return [UnpivotOperation(indexes)]
  }
}

extension Diagnostic {
  fileprivate static func needsPivot(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsPivot, "`pivot` needs one column and a calculation for each of its values", at: step.range,
      notes: ["`pivot status: sum(persons)`"])
  }

  fileprivate static func needsOneAggregate(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsAggregate, "`pivot` must calculate one aggregate such as `sum(persons)`", at: range)
  }

  fileprivate static func needsAs(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsAs, "`unpivot` needs names for the two columns it makes", at: step.range,
      notes: ["`unpivot fy2009..fy2012 as fiscal_year, persons`"])
  }

  fileprivate static func reversedRange(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.reversedRange, "the range of columns ends before it begins", at: range)
  }

  fileprivate static func unpivotTypes(_ step: Step, _ a: Field, _ b: Field) -> Diagnostic {
    Diagnostic(
      .typesDiffer,
      "`\(a.name)` is `\(a.type.name)` and `\(b.name)` is `\(b.type.name)`: one column cannot contain both",
      at: step.range)
  }
}
