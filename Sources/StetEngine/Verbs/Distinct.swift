import StetColumns
import StetSyntax

extension Verb {
  static let distinct = Verb(
    "distinct", summary: "keeps the first row for each combination of values in all columns, or in the named ones",
    example: "distinct state", shape: Shape(takes: [.column])
  ) { step, binder in
    if step.arguments.isEmpty { return [DistinctOperation(Array(binder.schema.fields.indices))] }
    return binder.columns(step.arguments).map { [DistinctOperation($0)] }
  }
}
