import StetSyntax

/// A verb of a pipeline: what it may carry, and how it lowers to operations.
package struct Verb: Sendable {
  /// The words of its forms, the usual one first: `join`, `join many`, `left join`.
  package let forms: [String]
  /// One sentence for the manual and `:help`.
  package let summary: String
  /// A step that runs as it is on a table with the columns `state`, `year`, `persons`.
  package let example: String
  /// What a step may contain besides plain arguments. Anything else is refused: a part that is silently
  /// ignored changes a number.
  package let shape: Shape
  /// The operations in order, `binder.schema` moved on to their result; nil where something was reported.
  let lower: @Sendable (Step, inout StepBinder) -> [any Operation]?

  package var name: String { forms[0] }

  package struct Shape: Sendable {
    /// What is written at a position of a step; it decides nothing but what an editor offers there.
    package enum Slot: Sendable {
      /// The name of a column.
      case column
      case expression
      /// An expression that is true or false.
      case condition
      case table
      /// A call of an aggregate.
      case aggregate
      /// `name = …`, with a call of an aggregate.
      case aggregateDefinition
      /// What only its author can know: a number, a text, a new name.
      case word
    }

    /// What plain arguments are, the last for all that follow.
    package var takes: [Slot] = [.expression]
    /// The clauses, such as `by` and `within`, with what follows them.
    package var clauses: [String: Slot] = [:]
    /// The labels of arguments, such as `seed` in `seed: 7`; nil for any.
    var options: Set<String>? = []
    /// Whether arguments may be definitions `name = …`.
    var defines = false
    /// What may follow a colon.
    package var body: Slot?
    /// Whether braces may follow.
    var hasBlock = false
    /// How many plain arguments it takes.
    package var arguments: ClosedRange<Int> = 0...Int.max
  }

  init(
    _ forms: String..., summary: String, example: String, shape: Shape = Shape(),
    lower: @escaping @Sendable (Step, inout StepBinder) -> [any Operation]?
  ) {
    self.forms = forms
    self.summary = summary
    self.example = example
    self.shape = shape
    self.lower = lower
  }
}

extension [Verb] {
  /// The verb with these words.
  package func named(_ words: String) -> Verb? { first { $0.forms.contains(words) } }
}
