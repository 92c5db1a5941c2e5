package import StetDiagnostics

/// The smallest piece of a script that has a meaning.
package struct Token: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case name(String)
    /// A name in backticks: never a keyword.
    case quotedName(String)
    /// digits × 10^−scale; a percent sign has already moved the point.
    case number(Int128, scale: Int)
    case text([TextPiece])
    case date(Int32)
    case period(PeriodLiteral)
    /// Brackets, operators, comma, colon, `=`, `=>`, `|`.
    case symbol(String)
    /// The end of a statement, of a line inside braces, or `;`.
    case separator
    case end
  }

  package var kind: Kind
  package var range: SourceRange
  /// Whether white space comes before it: distinguishes `lower(x)` from `join (x)`.
  package var isSpaced: Bool
  /// Whether it is the first of its line.
  package var isPrecededByNewline: Bool
  /// The `##` lines right above.
  package var documentation: [String]
  /// The comments between the token before and this one, for the formatter.
  package var comments: [Comment]
  /// Whether an empty line comes right before it.
  package var hasBlankLineBefore: Bool
}

/// A `#` or `##` comment, kept as written.
package struct Comment: Sendable, Hashable {
  package var text: String
  /// Whether it comes after a token of the same line.
  package var isTrailing: Bool
  package var hasBlankLineBefore: Bool
}

/// Part of a text literal: words, or an expression in braces.
package enum TextPiece: Sendable, Hashable {
  case words(String)
  case expression(SourceRange)
}
