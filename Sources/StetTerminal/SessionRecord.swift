import StetDiagnostics
import StetInterpreter
import StetSyntax

/// The statements of a session as a script: what `:save` writes.
///
/// `_` means nothing in a script, so it is replaced by the statement or the name that it refers to.
struct SessionRecord {
  private(set) var statements: [String] = []
  /// What `_` is, as a script says it; nil before the first result.
  private var last: String?
  /// Where the meaning of `last` was fixed, once a scope or parameter in it has been redefined after it.
  private var pinned: Int?
  private var pins = 0

  /// The whole script.
  var script: String { statements.map { $0 + "\n" }.joined(separator: "\n") }

  /// `comments` are the lines before the statement.
  mutating func add(_ statement: Statement, comments: String, _ source: SourceText) {
    let text = expanded(source[statement.range])
    switch statement.kind {
    case .binding(let name, _): (last, pinned) = (writtenName(name.text), nil)
    case .pipeline: (last, pinned) = (text, nil)
    case .scope(let name, _), .parameter(let name, _), .function(let name, _, _), .calendar(let name):
      if let last, pinned == nil, mentions(name.text, in: last) { pinned = statements.count }
    case .claim, .check, .why, .use: break
    }
    statements.append(comments + text)
  }

  private mutating func expanded(_ text: String) -> String {
    let source = SourceText(name: "", text: text)
    let tokens = lex(source).0
    guard let last, tokens.contains(where: { $0.kind == .name(Environment.last) }) else { return text }
    var meaning = last
    if let pinned {
      pins += 1
      meaning = "result_\(pins)"
      statements.insert("let \(meaning) = \(last)", at: pinned)
      self.last = meaning
      self.pinned = nil
    }
    var result: [UInt8] = []
    var written = 0
    for (index, token) in tokens.enumerated() where token.kind == .name(Environment.last) {
      result += source.bytes[written..<token.range.lower]
      // Before a pipe at the beginning, the steps simply continue; a single name needs no parentheses either.
      let goesOn = index == 0 && tokens[1].kind == .symbol("|") || lex(SourceText(name: "", text: meaning)).0.count == 3
      result += Array((goesOn ? meaning : "(\(meaning))").utf8)
      written = token.range.upper
    }
    result += source.bytes[written...]
    return String(decoding: result, as: UTF8.self)
  }

  private func mentions(_ name: String, in text: String) -> Bool {
    lex(SourceText(name: "", text: text)).0.contains { $0.kind == .name(name) || $0.kind == .quotedName(name) }
  }
}
