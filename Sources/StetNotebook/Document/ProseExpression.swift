package import StetDiagnostics
package import StetSyntax

/// An expression in the prose: `` `= expr:format` `` or `[words](= expr)`.
package struct ProseExpression: Sendable {
  package enum Use: Sendable, Equatable {
    /// The value is inserted in the text, in this format.
    case value(format: String?)
    /// The words in the text, as typed and without marks, are checked against the value.
    case claim(String)
  }

  package var use: Use
  /// Nil if it could not be read, which is reported.
  package var expression: Expression? = nil
  /// Where the expression is.
  package var range: SourceRange
  /// Where all of it is, words and brackets included.
  package var whole: SourceRange
  /// Whether the page has it; if not, that was reported.
  var isPlaced: Bool
}
