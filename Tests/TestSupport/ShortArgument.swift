internal import Testing

/// A text as a test's argument, of which the console shows the beginning alone.
package struct ShortArgument: Sendable, CustomTestStringConvertible {
  package let text: String

  package init(_ text: String) { self.text = text }

  package var testDescription: String {
    let line = text.replacing("\n", with: "⏎")
    return line.count <= 60 ? line : line.prefix(60) + "… (\(text.utf8.count) bytes)"
  }
}
