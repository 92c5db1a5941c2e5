internal import StetColumns
package import StetDiagnostics
package import StetSyntax

/// A block of a notebook that is run, with what its fence says.
package struct CodeBlock: Sendable {
  package struct Options: Sendable, Hashable {
    /// How the code itself is shown: as it is, after a click, or not at all. Its output is always shown.
    package enum Code: Sendable { case open, folded, hidden }

    package var code = Code.open
    /// Whether the rows of its charts are shown below them as a table.
    package var showsTable = false
    /// What links and reports call it.
    package var name: String?
  }

  package var options: Options
  package var script: Script
  /// The code as typed, without the marks of quotes and lists around it.
  package var code: String
  /// Where the code is in the file.
  package var range: SourceRange
  /// Why it cannot be run.
  var mistakes: [Diagnostic]

  /// Nil for a block in another language.
  init?(_ block: MarkdownReader.RawCode, _ script: SourceText, _ source: SourceText, _ found: inout [Diagnostic]) {
    let words = block.info.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.first == "stet" else {
      let name = words.first?.lowercased().filter(\.isLetter)
      if name == "stet" {
        found.append(.misspelledLanguage(words[0], source.lineRange(max(1, block.lines.lowerBound - 1))))
      }
      return nil
    }
    code = block.text
    let first = source.lineRange(block.lines.lowerBound).lower
    range = SourceRange(first, block.lines.isEmpty ? first : source.lineRange(block.lines.upperBound - 1).upper)
    let fence = source.lineRange(max(1, block.lines.lowerBound - 1))
    options = Options()
    for word in words.dropFirst() {
      switch word {
      case "hide": options.code = .hidden
      case "fold": options.code = .folded
      case "table": options.showsTable = true
      default:
        guard word.hasPrefix("name="), let name = isAnchor(word.dropFirst(5)) else {
          found.append(.unknownOption(word, fence))
          continue
        }
        guard !isTaken(name) else {
          found.append(.takenName(name, fence))
          continue
        }
        options.name = name
      }
    }
    let (parsed, problems) = parse(script, in: range)
    self.script = parsed
    mistakes = problems.filter { $0.severity == .error }
    found += problems
  }
}

/// Names that can follow `#` in an address unescaped.
private func isAnchor(_ text: Substring) -> String? {
  let isPlain = text.utf8.allSatisfy { byte in
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }
  guard isPlain, !text.isEmpty, text.count <= 80 else { return nil }
  return String(text)
}

/// Whether a page uses that name for an anchor of its own.
private func isTaken(_ name: String) -> Bool {
  ["checks", "methods", "sources"].contains(name)
    || ["figure-", "check-", "note-", "ref-", "section-", "stet-"].contains(where: { name.hasPrefix($0) })
}

extension Diagnostic {
  fileprivate static func misspelledLanguage(_ word: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownOption, "a block that should run must be marked `stet`, not \(quoted(word))", at: range,
      notes: ["options come after `stet`, separated by spaces, as in `stet fold name=share`"])
  }

  fileprivate static func takenName(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .nameTaken, "the page already uses the name `\(name)`", at: range,
      notes: ["`the-\(name)`, for example, is not used by the page"])
  }

  fileprivate static func unknownOption(_ word: String, _ range: SourceRange) -> Diagnostic {
    let known = ["hide", "fold", "table", "name=…"]
    let near = nearest(to: word, among: known)
    return Diagnostic(
      .unknownOption,
      word.hasPrefix("name=")
        ? "a block's name can contain only lowercase letters, digits and hyphens"
        : "there is no block option \(quoted(word))",
      at: range,
      notes: near.map { ["the closest option is `\($0)`"] } ?? [
        "the options are \(joinedWithAnd(known.map { "`\($0)`" }))"
      ])
  }
}
