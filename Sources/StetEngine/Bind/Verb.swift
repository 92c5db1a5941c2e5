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
  let shape: Shape
  /// The operations in order, `binder.schema` moved on to their result; nil where something was reported.
  let lower: @Sendable (Step, inout StepBinder) -> [any Operation]?

  package var name: String { forms[0] }

  struct Shape: Sendable {
    /// The clauses, such as `by` and `within`.
    var clauses: Set<String> = []
    /// The labels of arguments, such as `seed` in `seed: 7`; nil for any.
    var options: Set<String>? = []
    /// Whether arguments may be definitions `name = …`.
    var defines = false
    /// Whether a colon and more may follow.
    var hasBody = false
    /// Whether braces may follow.
    var hasBlock = false
    /// How many plain arguments it takes.
    var arguments: ClosedRange<Int> = 0...Int.max
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
  func named(_ words: String) -> Verb? { first { $0.forms.contains(words) } }
}
