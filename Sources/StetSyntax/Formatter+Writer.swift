/// The lines written so far.
struct Writer {
  private(set) var text = ""
  private(set) var column = 0
  private var endsInComment = false
  /// Set after a comment: what follows starts a line with this indent.
  var needsLine: Int?

  mutating func start(indent: Int, afterBlank: Bool) {
    if column > 0 { text += "\n" }
    if afterBlank, !text.isEmpty { text += "\n" }
    text += String(repeating: " ", count: indent)
    column = indent
    needsLine = nil
  }

  mutating func add(_ words: String) {
    if let indent = needsLine { start(indent: indent, afterBlank: false) }
    text += words
    column += words.unicodeScalars.count
    endsInComment = false
  }

  /// A whole line.
  mutating func line(_ words: String, indent: Int, afterBlank: Bool) {
    finish()
    if afterBlank, !text.isEmpty { text += "\n" }
    text += String(repeating: " ", count: indent) + words + "\n"
    column = 0
    endsInComment = words.hasPrefix("#")
  }

  mutating func comment(_ comment: Comment, indent: Int) {
    if comment.isTrailing {
      trail(comment.text, indent: indent)
    } else {
      line(comment.text, indent: indent, afterBlank: comment.hasBlankLineBefore)
    }
  }

  /// After the last thing written.
  mutating func trail(_ words: String, indent: Int = 0) {
    guard !text.isEmpty, !endsInComment else { return line(words, indent: indent, afterBlank: false) }
    if column == 0, text.hasSuffix("\n") { text.removeLast() }
    text += "  " + words + "\n"
    endsInComment = true
    column = 0
    needsLine = nil
  }

  mutating func finish() {
    if column > 0 { text += "\n" }
    column = 0
    needsLine = nil
  }
}
