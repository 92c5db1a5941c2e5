import StetColumns
import StetDiagnostics
package import StetEngine
import StetFormats
import StetSyntax

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

/// The names that completion chooses from. The closures provide what is too much to list in advance.
package struct KnownNames {
  /// Also those of several words, such as `left join`.
  package var verbs: [String] = []
  package var functions: [String] = []
  package var aggregates: [String] = []
  /// Without their colon.
  package var commands: [String] = []
  package var datasets: [String] = []
  package var tables: [String] = []
  package var values: [String] = []
  package var scopes: [String] = []
  /// What the binder knows of names, and the columns of what the statement's pipelines come from; `_` is the last result.
  package var catalog: any Catalog = NoCatalog()
  /// The paths that begin so; a folder ends in `/`.
  package var files: (String) -> [String] = { _ in [] }
  /// The different texts of a table's or dataset's column.
  package var texts: (_ source: String, _ column: String) -> [String] = { _, _ in [] }
  /// The columns that `pivot` makes from a table's or dataset's column.
  package var headings: (_ source: String, _ column: String) -> [String] = { _, _ in [] }

  package init() {}

  /// The columns of a table or dataset.
  fileprivate func columns(_ name: String) -> [String]? {
    let name = Name(name, SourceRange(0, 0))
    let schema =
      (try? catalog.schema(of: name)) ?? (try? catalog.schema(ofLoad: [Argument(.none, .name(name))], name.range))
    return schema?.names
  }
}

/// Where nothing is known.
private struct NoCatalog: Catalog {
  var names: Names { Names(verbs: verbCatalog) }
  func schema(of table: Name) -> Schema? { nil }
  func schema(ofLoad arguments: [Argument], _ range: SourceRange) -> Schema? { nil }
  func result(of pipeline: PipelineKey) -> PipelineResult? { nil }
}

/// What can come at `cursor`, a UTF-8 offset; nothing if only the writer can know.
package func complete(_ text: String, at cursor: Int, among names: KnownNames) -> Completion {
  let bytes = Array(text.utf8.prefix(cursor))
  return Completer(bytes: bytes, names: names).complete()
}

/// Names as scripts write them, without those that cannot be written.
private func written(_ names: [String]) -> [String] {
  names.filter { name in !name.isEmpty && !name.contains { $0 == "`" || $0.isNewline } }.map(writtenName)
}

private struct Completer {
  let bytes: [UInt8]
  let names: KnownNames

  func complete() -> Completion {
    if let start = bytes.firstIndex(where: { !isSpace($0) }), bytes[start] == UInt8(ascii: ":") {
      return command(start)
    }
    switch surroundings() {
    case .comment: return nothing
    case .text(let start): return inText(from: start)
    case .quotedName(let start): return choose(place(before: start), from: start)
    case .plain:
      var start = bytes.count
      while start > 0, isNameByte(bytes[start - 1]) { start -= 1 }
      if start < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[start]) { return nothing }
      return choose(place(before: start), from: start)
    }
  }

  private var nothing: Completion { Completion(range: bytes.count..<bytes.count, candidates: []) }

  // MARK: - Where the cursor is

  private enum Surroundings {
    case plain, comment
    case text(Int)
    case quotedName(Int)
  }

  /// Texts, names in backticks and comments end with their line, so the line up to the cursor decides.
  private func surroundings() -> Surroundings {
    var result = Surroundings.plain
    var index = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    while index < bytes.count {
      switch (result, bytes[index]) {
      case (.plain, UInt8(ascii: "#")): return .comment
      case (.plain, UInt8(ascii: "\"")): result = .text(index)
      case (.plain, UInt8(ascii: "`")): result = .quotedName(index)
      case (.text, UInt8(ascii: "\\")): index += 1
      case (.text, UInt8(ascii: "\"")), (.quotedName, UInt8(ascii: "`")): result = .plain
      default: break
      }
      index += 1
    }
    return result
  }

  /// The tokens of the statement before an offset. A name stands in for what is typed there, so that a line end
  /// before it ends a statement where it would.
  private func tokens(before start: Int) -> [Token] {
    let source = SourceText(name: "", bytes: Array(bytes[..<start]) + Array("x".utf8))
    var tokens = lex(source).0
    while let last = tokens.last, last.range.upper > start { tokens.removeLast() }
    var depth = 0
    var first = 0
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
      case .separator where depth <= 0: first = index + 1
      case .separator, .symbol, .name, .quotedName, .number, .text, .date, .period, .end: break
      }
    }
    return Array(tokens[first...])
  }

  /// What is known about the cursor's position.
  private struct Place {
    var tokens: [Token]
    /// The pipeline around it: the tokens of the step so far, and the columns that reach the step.
    var step: [Token]?
    var columns: [String] = []
    /// Where the columns come from, for their texts.
    var source: String?
    /// Columns whose texts come from the second column of another table, by `recode`.
    var recoded: [String: String] = [:]
    /// The index of the innermost open bracket inside the step or statement; nil outside any.
    var bracket: Int?

    var last: Token.Kind? { tokens.last?.kind }
  }

  private func place(before start: Int) -> Place {
    let tokens = tokens(before: start)
    var open: [Int] = []
    // The last pipe of every bracket that is open, and of the statement.
    var pipes: [Int?] = [nil]
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"):
        open.append(index)
        pipes.append(nil)
      case .symbol(")"), .symbol("]"), .symbol("}"):
        if open.popLast() != nil { pipes.removeLast() }
      case .symbol("|"): pipes[pipes.count - 1] = index
      case .symbol, .separator, .name, .quotedName, .number, .text, .date, .period, .end: break
      }
    }
    var place = Place(tokens: tokens)
    guard let level = pipes.lastIndex(where: { $0 != nil }), let pipe = pipes[level] else {
      place.bracket = open.last
      return place
    }
    place.step = Array(tokens[(pipe + 1)...])
    if let bracket = open.last, bracket > pipe { place.bracket = bracket }
    let begin = level == 0 ? tokens[0].range.lower : tokens[open[level - 1]].range.upper
    let text = bytes[begin..<tokens[pipe].range.lower]
    if text.allSatisfy(isSpace) {
      place.columns = names.columns(Environment.last) ?? []
      place.source = Environment.last
    } else if let pipeline = pipeline(Array(text)) {
      place.source = sourceName(pipeline.source)
      (place.columns, place.recoded) = columns(after: pipeline)
    }
    return place
  }

  private func pipeline(_ text: [UInt8]) -> Pipeline? {
    switch parse(SourceText(name: "", bytes: text)).0.statements.last?.kind {
    case .binding(_, let pipeline), .function(_, _, let pipeline), .pipeline(let pipeline): pipeline
    case .scope, .parameter, .use, .calendar, .claim, .check, .why, nil: nil
    }
  }

  // MARK: - Columns by name alone

  private func sourceName(_ source: Expression) -> String? {
    switch source {
    case .name(let name): return name.text
    case .load(let arguments, _):
      if case .name(let name)? = arguments.first?.value { return name.text }
      return nil
    case .pipeline(let pipeline, _): return sourceName(pipeline.source)
    default: return nil
    }
  }

  /// The columns after the steps, by the binder, and those of them that another table has the texts of; a step that cannot be bound
  /// yet changes nothing.
  private func columns(after pipeline: Pipeline) -> (names: [String], recoded: [String: String]) {
    guard var schema = (try? names.catalog.boundTable(pipeline.source))?.schema else { return ([], [:]) }
    var recoded: [String: String] = [:]
    for step in pipeline.steps {
      guard let bound = try? names.catalog.bound([step], after: schema).steps, let last = bound.last else { continue }
      if let recode = last.operation as? RecodeOperation, case .named(let codes)? = last.inputs.last?.pipeline.source {
        recoded[schema.names[recode.column]] = codes.text
      }
      if let pivot = last.operation as? PivotOperation {
        let headings = sourceName(pipeline.source).map { names.headings($0, schema.names[pivot.column]) } ?? []
        schema = Schema(pivot.keys.map(\.field) + headings.map { Field($0, pivot.call.field.type) })
      } else if let after = last.schema {
        schema = after
      }
    }
    return (schema.names, recoded)
  }

  // MARK: - What can come there

  private func choose(_ place: Place, from start: Int) -> Completion {
    let typed = String(decoding: bytes[start...], as: UTF8.self)
    return filtered(candidates(place, isEmpty: typed.isEmpty), typed, from: start)
  }

  private func candidates(_ place: Place, isEmpty: Bool) -> [Completion.Candidate] {
    if place.last == .name("load") { return plain(written(names.datasets)) }
    if let options = loadOptions(place) { return options }
    if let columns = addressed(place) { return plain(written(columns)) }
    if let step = place.step { return inStep(step, place, isEmpty) }
    return inStatement(place, isEmpty)
  }

  /// What an option of `load "file.csv", ` may be called, and the words that may follow it.
  private func loadOptions(_ place: Place) -> [Completion.Candidate]? {
    let tokens = place.tokens
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
    guard let bracket = place.bracket, bracket > load else {
      if place.last == .symbol(",") { return format.options.map { .init($0.name, ending: ": ") } }
      return option(at: tokens.count - 1).map { plain($0.words) }
    }
    // `types: { spend: `
    guard place.last == .symbol(":") else { return [] }
    return option(at: bracket - 1).map { plain($0.memberWords) }
  }

  /// `by_year[` and `by_year[fiscal_year: FY2008].`
  private func addressed(_ place: Place) -> [String]? {
    var bracket: Int?
    if let open = place.bracket, place.tokens[open].kind == .symbol("[") {
      guard open == place.tokens.count - 1 || place.last == .symbol(",") else { return nil }
      bracket = open
    } else if place.last == .symbol("."), place.tokens.dropLast().last?.kind == .symbol("]") {
      bracket = place.tokens.lastIndex { $0.kind == .symbol("[") }
    }
    guard let bracket, bracket > 0, !place.tokens[bracket].isSpaced,
      case .name(let name) = place.tokens[bracket - 1].kind
    else { return nil }
    return names.columns(name)
  }

  private func inStep(_ step: [Token], _ place: Place, _ isEmpty: Bool) -> [Completion.Candidate] {
    // A verb of several words is offered word by word, so that `join` is settled although `join many` exists.
    guard !step.isEmpty else { return words(names.verbs.map(firstWord)) }
    let leading = step.prefix { if case .name = $0.kind { true } else { false } }
      .map { if case .name(let name) = $0.kind { name } else { "" } }
    let begun = leading.joined(separator: " ")
    // The next words of a verb of several.
    var next: [String] = []
    if leading.count == step.count {
      for verb in names.verbs where verb.hasPrefix(begun + " ") {
        next.append(firstWord(String(verb.dropFirst(begun.count + 1))))
      }
    }
    if !next.isEmpty, !names.verbs.contains(begun) { return words(next) }
    let verb =
      names.verbs.filter { begun == $0 || begun.hasPrefix($0 + " ") }.max { $0.count < $1.count } ?? leading.first ?? ""
    let rest = Array(step.dropFirst(verb.split(separator: " ").count))
    return words(next) + inArguments(of: verb, rest, place, isEmpty)
  }

  private func inArguments(
    of verb: String, _ rest: [Token], _ place: Place, _ isEmpty: Bool
  ) -> [Completion.Candidate] {
    let columns = written(place.columns)
    guard let shape = names.catalog.names.verbs.named(verb)?.shape else { return [] }
    // The part of the step that the cursor is in: behind the last clause or the colon.
    let outside = outermost(rest)
    let clause = outside.last { if case .name(let word) = $0.kind { shape.clauses[word] != nil } else { false } }
    let part = clause.map { clause in Array(outside.drop { $0.range.lower <= clause.range.lower }) } ?? outside
    if place.bracket == nil {
      if let body = shape.body, outside.contains(where: { $0.kind == .symbol(":") }) {
        let isCalled = outside.last?.kind == .symbol(body == .aggregate ? ":" : "=")
        return isCalled ? functions(names.aggregates) : []
      }
      if case .name(let word)? = clause?.kind, let operand = shape.clauses[word] {
        return operands([operand], part, columns, isEmpty)
      }
      let found = shape.arguments.upperBound == 0 ? [] : operands(shape.takes, part, columns, isEmpty)
      // A clause comes once the arguments are complete.
      let isComplete = shape.arguments.upperBound == 0 || endsOperand(part)
      return found + (isComplete ? words(shape.clauses.keys.sorted()) : [])
    }
    if let bracket = place.bracket, place.tokens[bracket].kind == .symbol("("), bracket > 0,
      case .name(let callee) = place.tokens[bracket - 1].kind, names.aggregates.contains(callee),
      !endsOperand(place.tokens)
    {
      return expression(columns, isEmpty, wantsScopes: place.last == .symbol(":")) + [.init("where", ending: ": ")]
    }
    if endsOperand(rest) { return words(Self.operators) }
    return expression(columns, isEmpty, wantsScopes: shape.takes == [.condition])
  }

  /// What may come at the end of a list of operands.
  private func operands(
    _ takes: [Verb.Shape.Operand], _ tokens: [Token], _ columns: [String], _ isEmpty: Bool
  ) -> [Completion.Candidate] {
    var place = tokens.count { $0.kind == .symbol(",") }
    if endsOperand(tokens) {
      // `top 5 persons`: another kind of operand follows without a comma.
      place += 1
      guard place < takes.count else {
        return takes.last == .expression || takes.last == .condition ? words(Self.operators) : []
      }
    }
    switch takes[min(place, takes.count - 1)] {
    case .column: return plain(columns)
    case .expression: return expression(columns, isEmpty, wantsScopes: false)
    case .condition: return expression(columns, isEmpty, wantsScopes: true)
    case .table: return plain(written(names.tables))
    case .aggregate, .aggregateDefinition: return functions(names.aggregates)
    case .word: return []
    }
  }

  /// The tokens that are in no bracket.
  private func outermost(_ tokens: [Token]) -> [Token] {
    var depth = 0
    return tokens.filter { token in
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"):
        depth -= 1
        return depth == 0
      case .symbol, .separator, .name, .quotedName, .number, .text, .date, .period, .end: return depth == 0
      }
      return false
    }
  }

  private static let operators = ["and", "or", "in", "not in", "between", "is missing"]

  /// What can come where a value is expected. There are many functions, so they need a first letter.
  private func expression(_ columns: [String], _ isEmpty: Bool, wantsScopes: Bool) -> [Completion.Candidate] {
    var found = plain(columns)
    if wantsScopes || !isEmpty { found += plain(written(names.scopes)) }
    found += plain(written(names.values))
    if !isEmpty { found += functions(names.functions) + plain(["not", "if", "match", "missing", "true", "false"]) }
    return found
  }

  private func inStatement(_ place: Place, _ isEmpty: Bool) -> [Completion.Candidate] {
    let sources = words(["load"]) + plain(written(names.tables + names.values))
    let isNamed = !names.tables.contains(Environment.last) && names.columns(Environment.last) != nil
    guard let first = place.tokens.first else {
      return words(Self.keywords) + sources + (isNamed ? plain([Environment.last]) : [])
    }
    switch (first.kind, place.tokens.count) {
    case (.name("let"), 1), (.name("param"), 1), (.name("scope"), 1), (.name("def"), 1), (.name("calendar"), 1),
      (.name("claim"), 1), (.name("check"), 1), (.name("use"), 1):
      return []
    case (.name("check"), 2): return words(["by"])
    default: break
    }
    if endsOperand(place.tokens) {
      // A colon follows a sentence, a pipe follows a source; words help only inside a condition.
      let isCondition =
        [.name("claim"), .name("check"), .name("scope")].contains(first.kind)
        && place.tokens.contains { $0.kind == .symbol(":") || $0.kind == .symbol("=") }
      return isCondition ? words(Self.operators) : []
    }
    if first.kind == .name("scope") {
      return expression(written(names.columns(Environment.last) ?? []), isEmpty, wantsScopes: true)
    }
    return sources + (isEmpty ? [] : functions(names.functions))
  }

  private static let keywords = ["let", "scope", "param", "def", "claim", "check", "why", "use", "calendar"]

  /// Whether a value ends here, so that only an operator can follow.
  private func endsOperand(_ tokens: [Token]) -> Bool {
    switch tokens.last?.kind {
    case .name(let name): !reservedWords.contains(name) || ["true", "false", "missing"].contains(name)
    case .quotedName, .number, .text, .date, .period: true
    case .symbol(let symbol): [")", "]", "}"].contains(symbol)
    case .separator, .end, nil: false
    }
  }

  // MARK: - Inside quotes, and commands

  private func inText(from start: Int) -> Completion {
    let typed = String(decoding: bytes[(start + 1)...], as: UTF8.self)
    let place = place(before: start)
    switch place.last {
    case .name("load"), .name("use"), .name("save"), .name("chart"): return paths(typed, from: start + 1, ending: "\"")
    case .symbol("=="), .symbol("!="), .symbol(","), .symbol("["):
      guard let source = place.source, let column = comparedColumn(place) else { return nothing }
      let texts = self.texts(of: column, in: source, place).filter { $0.hasPrefix(typed) }
      return Completion(
        range: (start + 1)..<bytes.count,
        candidates: texts.map { Completion.Candidate(String(writtenText($0).dropFirst().dropLast()), ending: "\"") })
    default: return nothing
    }
  }

  /// The texts of a column as they reach the step: after a `recode`, those of the table that it uses.
  private func texts(of column: String, in source: String, _ place: Place) -> [String] {
    guard let codes = place.recoded[column], let new = names.columns(codes)?.dropFirst().first else {
      return names.texts(source, column)
    }
    return names.texts(codes, new)
  }

  /// The column of `status == "`, `status in ["a", "`.
  private func comparedColumn(_ place: Place) -> String? {
    var tokens = place.tokens[...]
    if let bracket = place.bracket, place.tokens[bracket].kind == .symbol("[") {
      tokens = place.tokens[..<bracket]
      guard tokens.popLast()?.kind == .name("in") else { return nil }
      if tokens.last?.kind == .name("not") { tokens.removeLast() }
    } else {
      guard [.symbol("=="), .symbol("!=")].contains(tokens.popLast()?.kind) else { return nil }
    }
    switch tokens.last?.kind {
    case .name(let name), .quotedName(let name): return place.columns.contains(name) ? name : nil
    case .number, .text, .date, .period, .symbol, .separator, .end, nil: return nil
    }
  }

  private func paths(_ typed: String, from start: Int, ending: String) -> Completion {
    Completion(
      range: start..<bytes.count,
      candidates: names.files(typed).map { .init($0, ending: $0.hasSuffix("/") ? "" : ending) })
  }

  private func command(_ start: Int) -> Completion {
    guard let space = bytes[start...].firstIndex(where: isSpace) else {
      let typed = String(decoding: bytes[(start + 1)...], as: UTF8.self)
      return filtered(names.commands.map { .init($0, ending: " ") }, typed, from: start + 1)
    }
    let first = bytes[space...].firstIndex { !isSpace($0) } ?? bytes.count
    let typed = String(decoding: bytes[first...], as: UTF8.self)
    switch String(decoding: bytes[(start + 1)..<space], as: UTF8.self) {
    case "help":
      return filtered(plain(names.verbs + names.aggregates + names.functions + names.commands), typed, from: first)
    case "schema": return filtered(plain(names.tables + names.datasets), typed, from: first)
    case "load", "save", "save!": return paths(typed, from: first, ending: "")
    default: return nothing
    }
  }

  // MARK: - Choosing

  private func plain(_ names: [String]) -> [Completion.Candidate] { names.map { .init($0) } }

  /// Words that something else always follows.
  private func words(_ names: [String]) -> [Completion.Candidate] { names.map { .init($0, ending: " ") } }

  private func firstWord(_ verb: String) -> String { String(verb.prefix { $0 != " " }) }

  private func functions(_ names: [String]) -> [Completion.Candidate] { names.map { .init($0, ending: "(") } }

  /// Those that begin as typed; otherwise those that do so ignoring case. Backticks are not part of the comparison.
  private func filtered(_ candidates: [Completion.Candidate], _ typed: String, from start: Int) -> Completion {
    let wanted = typed.hasPrefix("`") ? String(typed.dropFirst()) : typed
    func bare(_ text: String) -> String { text.hasPrefix("`") ? String(text.dropFirst().dropLast()) : text }
    var found = candidates.filter { bare($0.text).hasPrefix(wanted) }
    if found.isEmpty {
      found = candidates.filter { bare($0.text).lowercased().hasPrefix(wanted.lowercased()) }
    }
    var seen: Set<String> = []
    found = found.filter { seen.insert($0.text).inserted }
    if typed.hasPrefix("`") { found = found.map { .init("`\(bare($0.text))`", ending: $0.ending) } }
    return Completion(range: start..<bytes.count, candidates: found)
  }

  private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
