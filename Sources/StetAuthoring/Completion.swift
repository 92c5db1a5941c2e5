/// What can come at the cursor: the range of UTF-8 offsets to replace, and the replacements.
package struct Completion: Sendable, Equatable {
  package struct Candidate: Sendable, Equatable {
    /// As it is written in a script, backticks included.
    package var text: String
    /// What follows once the choice is made: `(` after a function, `/` after a folder, `"` after a file.
    package var ending: String

    package init(_ text: String, ending: String = "") {
      self.text = text
      self.ending = ending
    }
  }

  package var range: Range<Int>
  package var candidates: [Candidate]

  package init(range: Range<Int>, candidates: [Candidate]) {
    self.range = range
    self.candidates = candidates
  }
}

/// What can come at `cursor`, a UTF-8 offset; nothing if only the writer can know.
package func complete(_ text: String, at cursor: Int, among names: KnownNames) -> Completion {
  Completer(text: TextBeforeCursor(bytes: Array(text.utf8.prefix(cursor))), names: names).complete()
}
