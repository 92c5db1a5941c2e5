import StetDiagnostics
import StetFormats
import StetInterpreter
import StetSyntax

/// Chooses what can come at the cursor.
struct Completer {
  let text: TextBeforeCursor
  let names: KnownNames

  func complete() -> Completion {
    if let start = text.bytes.firstIndex(where: { !isSpace($0) }), text.bytes[start] == UInt8(ascii: ":") {
      return command(start)
    }
    switch text.region() {
    case .comment: return nothing
    case .text(let start): return inText(from: start)
    case .quotedName(let start): return choose(from: start)
    case .plain:
      let start = text.startOfWord
      if let first = text.bytes[start...].first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
        return nothing
      }
      return choose(from: start)
    }
  }

  var nothing: Completion { completion([], from: text.bytes.count) }

  /// What replaces the text from an offset to the cursor.
  func completion(_ candidates: [Completion.Candidate], from start: Int) -> Completion {
    Completion(range: start..<text.bytes.count, candidates: candidates)
  }

  // MARK: - What can come there

  private func choose(from start: Int) -> Completion {
    let context = CursorContext(text, before: start, names)
    let typed = text.typed(from: start)
    return filtered(candidates(context, isEmpty: typed.isEmpty), typed, from: start)
  }

  private func candidates(_ context: CursorContext, isEmpty: Bool) -> [Completion.Candidate] {
    if context.last == .name("load") { return plain(written(names.datasets)) }
    if let options = loadOptions(context) { return options }
    if let columns = addressed(context) { return plain(written(columns)) }
    if let step = context.step { return inStep(step, context, isEmpty) }
    return inStatement(context, isEmpty)
  }

  /// What an option of `load "file.csv", ` may be called, and the words that may follow it.
  private func loadOptions(_ context: CursorContext) -> [Completion.Candidate]? {
    let tokens = context.tokens
    guard let load = tokens.lastIndex(where: { $0.kind == .name("load") }), load + 1 < tokens.count,
      case .text(let pieces) = tokens[load + 1].kind, case .words(let path)? = pieces.first, pieces.count == 1,
      let format = try? SourceFormat.named(by: path), !tokens[load...].contains(where: { $0.kind == .symbol("|") })
    else { return nil }
    /// The option whose colon is at an index.
    func option(at colon: Int) -> SourceOption? {
      guard colon > load, tokens[colon].kind == .symbol(":"), case .name(let name) = tokens[colon - 1].kind else {
        return nil
      }
      return format.options.first { $0.name == name }
    }
    guard let bracket = context.bracket, bracket > load else {
      if context.last == .symbol(",") { return format.options.map { .init($0.name, ending: ": ") } }
      return option(at: tokens.count - 1).map { plain($0.words) }
    }
    // `types: { spend: `
    guard context.last == .symbol(":") else { return [] }
    return option(at: bracket - 1).map { plain($0.memberWords) }
  }

  /// `by_year[` and `by_year[fiscal_year: FY2008].`
  private func addressed(_ context: CursorContext) -> [String]? {
    var bracket: Int?
    if let open = context.bracket, context.tokens[open].kind == .symbol("[") {
      guard open == context.tokens.count - 1 || context.last == .symbol(",") else { return nil }
      bracket = open
    } else if context.last == .symbol("."), context.tokens.dropLast().last?.kind == .symbol("]") {
      bracket = context.tokens.lastIndex { $0.kind == .symbol("[") }
    }
    guard let bracket, bracket > 0, !context.tokens[bracket].isSpaced,
      case .name(let name) = context.tokens[bracket - 1].kind
    else { return nil }
    return names.columns(name)
  }

  private func inStatement(_ context: CursorContext, _ isEmpty: Bool) -> [Completion.Candidate] {
    let sources = words(["load"]) + plain(written(names.tables + names.values))
    let isNamed = !names.tables.contains(Environment.last) && names.columns(Environment.last) != nil
    guard let first = context.tokens.first else {
      return words(Self.keywords) + sources + (isNamed ? plain([Environment.last]) : [])
    }
    switch (first.kind, context.tokens.count) {
    case (.name("let"), 1), (.name("param"), 1), (.name("scope"), 1), (.name("def"), 1), (.name("calendar"), 1),
      (.name("claim"), 1), (.name("check"), 1), (.name("use"), 1):
      return []
    case (.name("check"), 2): return words(["by"])
    default: break
    }
    if endsOperand(context.tokens) {
      // A colon follows a sentence, a pipe follows a source; words help only inside a condition.
      let isCondition =
        [.name("claim"), .name("check"), .name("scope")].contains(first.kind)
        && context.tokens.contains { $0.kind == .symbol(":") || $0.kind == .symbol("=") }
      return isCondition ? words(Self.operators) : []
    }
    if first.kind == .name("scope") {
      return expression(written(names.columns(Environment.last) ?? []), isEmpty, wantsScopes: true)
    }
    return sources + (isEmpty ? [] : functions(names.functions))
  }

  private static let keywords = ["let", "scope", "param", "def", "claim", "check", "why", "use", "calendar"]

  /// Whether a value ends here, so that only an operator can follow.
  func endsOperand(_ tokens: [Token]) -> Bool {
    switch tokens.last?.kind {
    case .name(let name): !reservedWords.contains(name) || ["true", "false", "missing"].contains(name)
    case .quotedName, .number, .text, .date, .period: true
    case .symbol(let symbol): [")", "]", "}"].contains(symbol)
    case .separator, .end, nil: false
    }
  }

  // MARK: - Choosing

  func plain(_ names: [String]) -> [Completion.Candidate] { names.map { .init($0) } }

  /// Words that something else always follows.
  func words(_ names: [String]) -> [Completion.Candidate] { names.map { .init($0, ending: " ") } }

  func firstWord(_ verb: String) -> String { String(verb.prefix { $0 != " " }) }

  func functions(_ names: [String]) -> [Completion.Candidate] { names.map { .init($0, ending: "(") } }

  /// Those that begin as typed; otherwise those that do so ignoring case. Backticks are not part of the comparison.
  func filtered(_ candidates: [Completion.Candidate], _ typed: String, from start: Int) -> Completion {
    let wanted = typed.hasPrefix("`") ? String(typed.dropFirst()) : typed
    func bare(_ text: String) -> String { text.hasPrefix("`") ? String(text.dropFirst().dropLast()) : text }
    var found = candidates.filter { bare($0.text).hasPrefix(wanted) }
    if found.isEmpty {
      found = candidates.filter { bare($0.text).lowercased().hasPrefix(wanted.lowercased()) }
    }
    var seen: Set<String> = []
    found = found.filter { seen.insert($0.text).inserted }
    if typed.hasPrefix("`") { found = found.map { .init("`\(bare($0.text))`", ending: $0.ending) } }
    return completion(found, from: start)
  }
}

/// Names as scripts write them, without those that cannot be written.
func written(_ names: [String]) -> [String] {
  names.filter { name in !name.isEmpty && !name.contains { $0 == "`" || $0.isNewline } }.map(writtenName)
}
