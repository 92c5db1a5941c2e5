import StetDiagnostics

/// A name as scripts write it: in backticks where the language would read it as something else.
package func writtenName(_ name: String) -> String {
  let tokens = lex(SourceText(name: "", text: name)).0
  let isPlain = tokens.first?.kind == .name(name) && tokens.count { $0.kind != .separator && $0.kind != .end } == 1
  return isPlain && !reservedWords.contains(name) ? name : "`\(name)`"
}

/// A text as scripts write it, with its quotes.
package func writtenText(_ text: String) -> String {
  var written = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": written += "\\\(scalar)"
    case "\n": written += "\\n"
    case "\t": written += "\\t"
    case "{", "}": written += "\(scalar)\(scalar)"
    default: written.unicodeScalars.append(scalar)
    }
  }
  return written + "\""
}
