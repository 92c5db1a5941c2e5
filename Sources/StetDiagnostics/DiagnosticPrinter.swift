/// Writes diagnostics the way every host shows them: location, message, the line with a caret, notes, a fix.
package struct DiagnosticPrinter: Sendable {
  private let sources: [SourceText]
  private let colors: Bool

  /// The sources that ranges may be in, in any order.
  package init(sources: [SourceText], colors: Bool = false) {
    self.sources = sources
    self.colors = colors
  }

  package init(source: SourceText, colors: Bool = false) { self.init(sources: [source], colors: colors) }

  package func print(_ diagnostics: [Diagnostic]) -> String {
    // A loop, because this is part of every start.
    var text = ""
    for diagnostic in diagnostics { text += print(diagnostic) }
    return text
  }

  package func print(_ diagnostic: Diagnostic) -> String {
    var text = ""
    let word = style(diagnostic.severity.rawValue + "[" + diagnostic.code.rawValue + "]:", diagnostic.severity)
    let site = diagnostic.range.flatMap(site)
    if let location = diagnostic.location {
      text += "\(location): \(word) \(escaped(diagnostic.message))\n"
    } else if let site {
      text += "\(site): \(word) \(escaped(diagnostic.message))\n"
    } else {
      text += "\(word) \(escaped(diagnostic.message))\n"
    }
    if let site { text += excerpt(site, namesPlace: diagnostic.location != nil) }
    for note in diagnostic.notes { text += "  note: \(escaped(note))\n" }
    for fix in diagnostic.fixIts {
      let fixSite = self.site(fix.range)
      let isElsewhere = fixSite?.source.base != site?.source.base
      text += "  fix\(isElsewhere ? fixSite.map { " at \($0)" } ?? "" : ""): \(escaped(fix.message))\n"
    }
    return text
  }

  /// A range in the source that contains it.
  private struct Site: CustomStringConvertible {
    let source: SourceText
    let range: SourceRange
    let line: Int
    let column: Int

    var description: String { "\(source.name):\(line):\(column)" }
  }

  private func site(_ range: SourceRange) -> Site? {
    guard let source = sources.first(where: { $0.contains(range) }) else { return nil }
    let (line, column) = source.position(of: range.lower)
    return Site(source: source, range: range, line: line, column: column)
  }

  private func excerpt(_ site: Site, namesPlace: Bool) -> String {
    let (line, column) = (site.line, site.column)
    let whole = Array(site.source.line(line).unicodeScalars)
    // A very long line is shown as a window of 120 characters around the caret.
    let start = whole.count > 120 ? max(0, min(column - 41, whole.count - 120)) : 0
    let shown = whole[start..<min(whole.count, start + 120)]
    var lineText = ""
    for scalar in shown { lineText += scalar == "\t" ? " " : escaped(String(scalar)) }
    let before = whole[start..<min(whole.count, max(start, column - 1))]
    let indent = before.reduce(0) { $0 + ($1 == "\t" ? 1 : escaped(String($1)).unicodeScalars.count) }
    let end = site.source.position(of: site.range.upper)
    let width = end.line == line ? max(1, end.column - column) : max(1, whole.count - column + 1)
    let prefix = namesPlace ? "  at \(site)\n" : ""
    let caret = String(repeating: "^", count: max(1, min(width, start + 120 - column + 1)))
    return prefix + "  \(lineText)\n  \(String(repeating: " ", count: indent))\(style(caret, .error))\n"
  }

  private func style(_ text: String, _ severity: Diagnostic.Severity) -> String {
    guard colors else { return text }
    let color =
      switch severity {
      case .error: "1;31"
      case .warning: "1;33"
      case .note: "1;36"
      }
    return "\u{1B}[\(color)m\(text)\u{1B}[0m"
  }
}

/// Text made safe for a terminal: control and bidirectional characters become visible escapes.
package func escaped(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isUnsafe(scalar) {
      result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A cell quoted for a message: escaped, at most 60 characters.
package func quoted(_ text: String) -> String {
  let safe = escaped(text)
  let short = safe.count > 60 ? String(safe.prefix(59)) + "…" : safe
  return "\"\(short)\""
}

private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00...0x1F, 0x7F...0x9F: true
  case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
  default: false
  }
}
