import StetColumns
import StetDiagnostics
import StetSyntax

extension ExpressionBinder {
  /// A value that is compared by size. A column of numbers that was loaded as text is refused: `95` would come after `1000`.
  mutating func ordered(_ value: TypedExpression) -> TypedExpression? {
    guard case .column(let index) = value.kind, schema.fields.indices.contains(index),
      schema.fields[index].hasNumbersInText
    else { return value }
    return report(.numbersInText(schema.fields[index], value.range))
  }
}

extension StepBinder {
  /// The same of an expression over the columns of the table.
  mutating func orderedExpression(_ tree: Expression) -> TypedExpression? {
    bound(in: schema) { binder in binder.bind(tree).flatMap { binder.ordered($0) } }
  }
}

extension Diagnostic {
  fileprivate static func numbersInText(_ field: Field, _ range: SourceRange) -> Diagnostic {
    let name = writtenName(field.name)
    let numbers = "number(\(name), otherwise: missing)"
    return Diagnostic(
      .numbersInText, "`\(field.name)` is text with numbers in it, and the order of texts is not that of numbers",
      at: range,
      notes: [
        "`\(numbers)` reads the numbers; `types: { \(name): text }` after `load` says that the order of texts is meant"
      ],
      fixIts: [FixIt("`\(numbers)`", range: range, replacement: numbers)])
  }
}
