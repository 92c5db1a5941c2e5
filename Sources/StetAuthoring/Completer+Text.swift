import StetSyntax

extension Completer {
  func inText(from start: Int) -> Completion {
    let typed = text.typed(from: start + 1)
    let context = CursorContext(text, before: start, names)
    switch context.last {
    case .name("load"), .name("use"), .name("save"), .name("chart"): return paths(typed, from: start + 1, ending: "\"")
    case .symbol("=="), .symbol("!="), .symbol(","), .symbol("["):
      guard let source = context.source, let column = comparedColumn(context) else { return nothing }
      let texts = self.texts(of: column, in: source, context).filter { $0.hasPrefix(typed) }
      return completion(
        texts.map { Completion.Candidate(String(writtenText($0).dropFirst().dropLast()), ending: "\"") },
        from: start + 1)
    default: return nothing
    }
  }

  /// The texts of a column as they reach the step: after a `recode`, those of the table that it uses.
  private func texts(of column: String, in source: String, _ context: CursorContext) -> [String] {
    guard let codes = context.recoded[column], let new = names.columns(codes)?.dropFirst().first else {
      return names.texts(source, column)
    }
    return names.texts(codes, new)
  }

  /// The column of `status == "`, `status in ["a", "`.
  private func comparedColumn(_ context: CursorContext) -> String? {
    var tokens = context.tokens[...]
    if let bracket = context.bracket, context.tokens[bracket].kind == .symbol("[") {
      tokens = context.tokens[..<bracket]
      guard tokens.popLast()?.kind == .name("in") else { return nil }
      if tokens.last?.kind == .name("not") { tokens.removeLast() }
    } else {
      guard [.symbol("=="), .symbol("!=")].contains(tokens.popLast()?.kind) else { return nil }
    }
    switch tokens.last?.kind {
    case .name(let name), .quotedName(let name): return context.columns.contains(name) ? name : nil
    case .number, .text, .date, .period, .symbol, .separator, .end, nil: return nil
    }
  }

  private func paths(_ typed: String, from start: Int, ending: String) -> Completion {
    completion(names.files(typed).map { .init($0, ending: $0.hasSuffix("/") ? "" : ending) }, from: start)
  }

  func command(_ start: Int) -> Completion {
    guard let space = text.bytes[start...].firstIndex(where: isSpace) else {
      let typed = text.typed(from: start + 1)
      return filtered(names.commands.map { .init($0, ending: " ") }, typed, from: start + 1)
    }
    let first = text.bytes[space...].firstIndex { !isSpace($0) } ?? text.bytes.count
    let typed = text.typed(from: first)
    switch String(decoding: text.bytes[(start + 1)..<space], as: UTF8.self) {
    case "help":
      return filtered(plain(names.verbs + names.aggregates + names.functions + names.commands), typed, from: first)
    case "schema": return filtered(plain(names.tables + names.datasets), typed, from: first)
    case "load", "save", "save!": return paths(typed, from: first, ending: "")
    default: return nothing
    }
  }
}
