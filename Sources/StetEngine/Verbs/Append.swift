import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let append = Verb(
    "append", summary: "adds the rows of another table below, matching columns by name",
    example: #"append (table { state, year, persons; "CA", FY2012, 4 })"#,
    shape: Shape(takes: [.table], options: ["fill"], arguments: 1...1)
  ) { step, binder in
    guard let (other, columns) = binder.table(step.plainArguments[0].value) else { return nil }
    var fills = false
    if let option = binder.option("fill", of: step) {
      guard case .literal(.bool(let value), _) = option else { return binder.report(.needsBool(option.range)) }
      fills = value
    }
    let here = Set(binder.schema.names)
    let there = Set(columns.names)
    guard fills || here == there else {
      return binder.report(.columnsDiffer(step, here.subtracting(there).sorted(), there.subtracting(here).sorted()))
    }
    var fields = binder.schema.fields
    for (index, field) in fields.enumerated() {
      guard let match = columns.index(of: field.name) else { continue }
      let below = columns.fields[match]
      if field.unit != below.unit, let unit = field.unit, let other = below.unit {
        return binder.report(.unitsDiffer(step, field.name, unit, other))
      }
      fields[index].additivity = (below.additivity ?? field.additivity).map {
        (field.additivity ?? $0).above($0)
      }
      fields[index].timeline = field.timeline.flatMap { own in below.timeline.map { own.above($0) } }
      guard below.type != field.type else { continue }
      guard below.type.isNumeric, field.type.isNumeric else {
        return binder.report(.fieldTypesDiffer(step, field.name, field.type, below.type))
      }
      fields[index].type = below.type == .float || field.type == .float ? .float : .decimal
    }
    binder.schema = Schema(fields + columns.fields.filter { !here.contains($0.name) })
    return [AppendOperation(other)]
  }
}

extension Diagnostic {
  fileprivate static func columnsDiffer(_ step: Step, _ here: [String], _ there: [String]) -> Diagnostic {
    var notes: [String] = []
    if !here.isEmpty { notes.append("only in the first table: \(here.joined(separator: ", "))") }
    if !there.isEmpty { notes.append("only in the appended table: \(there.joined(separator: ", "))") }
    notes.append("`fill: true` fills the gaps with missing values")
    return Diagnostic(.columnsDiffer, "the two tables have different columns", at: step.range, notes: notes)
  }

  fileprivate static func fieldTypesDiffer(_ step: Step, _ name: String, _ a: ValueType, _ b: ValueType) -> Diagnostic {
    Diagnostic(
      .typesDiffer, "`\(name)` is `\(a.name)` in the first table and `\(b.name)` in the appended table", at: step.range)
  }

  fileprivate static func unitsDiffer(_ step: Step, _ name: String, _ a: String, _ b: String) -> Diagnostic {
    Diagnostic(
      .unitsDiffer, "`\(name)` is in \(a) in the first table and in \(b) in the appended table", at: step.range,
      notes: ["`derive` can convert one of them to the unit of the other"])
  }

  static func needsBool(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsCondition, "`true` or `false` is expected here", at: range)
  }
}
