import StetDiagnostics
import StetSyntax

/// The statements of a session as a notebook: what `:save story.md` writes.
///
/// It keeps the charts, claims and checks, and the tables that were shown, except those that were only looked at: a file as it is or
/// its first rows, `describe`, `ledger`, `why`, and repeated results. It keeps the definitions that these need.
struct SessionNotebook {
  /// The Markdown; nil if the session has nothing to keep.
  let text: String?
  /// How many statements are in it, and how many are left out.
  let count: Int
  let left: Int

  init(_ statements: [String]) {
    let parsed = statements.compactMap { text -> NotebookEntry? in
      let source = SourceText(name: "", text: text)
      return parse(source).0.statements.first.map { NotebookEntry($0, text: text) }
    }
    var needed: Set<String> = []
    var keeps = parsed.map { _ in false }
    // From the last to the first, so that what a statement needs is known before its definition is reached.
    for place in parsed.indices.reversed() {
      let entry = parsed[place]
      let isShownAgain = parsed[(place + 1)...].contains { $0.isShown && $0.text == entry.text }
      let isWanted =
        entry.isShown ? !entry.isLook && !isShownAgain : entry.names.isEmpty || !entry.names.isDisjoint(with: needed)
      guard isWanted else { continue }
      keeps[place] = true
      needed.subtract(entry.names)
      needed.formUnion(entry.mentions)
    }
    let kept = zip(parsed, keeps).filter(\.1).map(\.0)
    count = kept.count
    left = statements.count - kept.count
    guard kept.contains(where: \.isShown) else {
      text = nil
      return
    }
    var blocks: [String] = []
    var open: [String] = []
    func close() {
      guard !open.isEmpty else { return }
      blocks.append("```stet fold\n\(open.joined(separator: "\n\n"))\n```")
      open = []
    }
    for entry in kept {
      // A chart or table is a block of its own, with room for a sentence around it.
      if entry.isShown { close() }
      open.append(entry.text)
      if entry.isShown { close() }
    }
    close()
    text = "# \(Self.title)\n\n\(Self.opening)\n\n" + blocks.joined(separator: "\n\n") + "\n"
  }

  private static let title = "Untitled"
  private static let opening = """
    Sentences go here and between the blocks. A figure in a sentence is checked if it is in square brackets, with its
    expression after it in parentheses; `stet render` writes the page, and `stet preview` shows it in the browser.
    """
}

/// A statement with what it names and what its text may name.
private struct NotebookEntry {
  let text: String
  let names: Set<String>
  let mentions: Set<String>
  /// Whether it shows, draws or judges something.
  let isShown: Bool
  /// Whether it only looked at what is there.
  let isLook: Bool

  init(_ statement: Statement, text: String) {
    self.text = text
    var words: Set<String> = []
    for token in lex(SourceText(name: "", text: text)).0 {
      switch token.kind {
      case .name(let name), .quotedName(let name): words.insert(name)
      case .text: words.formUnion(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
      case .number, .date, .period, .symbol, .separator, .end: continue
      }
    }
    switch statement.kind {
    case .binding(let name, _), .scope(let name, _), .parameter(let name, _), .function(let name, _, _):
      names = [name.text]
      mentions = words
      (isShown, isLook) = (false, false)
    case .use, .calendar:
      names = []
      mentions = []
      (isShown, isLook) = (false, false)
    case .claim, .check:
      names = []
      mentions = words
      (isShown, isLook) = (true, false)
    case .why:
      names = []
      mentions = words
      (isShown, isLook) = (true, true)
    case .pipeline(let pipeline):
      names = []
      mentions = words
      isShown = true
      let last = pipeline.steps.last?.words.first?.text
      let isFile = if case .load = pipeline.source { true } else { false }
      isLook = ["describe", "profile", "ledger", "why"].contains(last) || isFile && (last == nil || last == "take")
    }
  }
}
