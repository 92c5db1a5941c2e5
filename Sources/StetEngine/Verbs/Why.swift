import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let why = Verb(
    "why", summary: "adds the number of source rows that each row comes from, and their locations",
    example: "group by state: total = sum(persons) | why", shape: Shape(arguments: 0...0)
  ) { step, binder in
    guard let schema = binder.distinctNames(binder.schema.fields + WhyOperation.fields, at: step.range) else {
      return nil
    }
    binder.schema = schema
    return [WhyOperation()]
  }
}
