package import StetDiagnostics

/// Splits a script into tokens; what it cannot read it reports and steps over.
package func lex(_ source: SourceText) -> ([Token], [Diagnostic]) {
  guard source.bytes.count <= Parser.largestScript else { return ([], [.scriptTooLarge(source.bytes.count)]) }
  var lexer = Lexer(source: source, range: source.range)
  lexer.run()
  return (lexer.tokens, lexer.diagnostics)
}

struct Lexer {
  private let bytes: [UInt8]
  /// Where the source begins among all sources: the cursor counts from its first byte, ranges from the first source's.
  private let base: Int
  private let limit: Int
  private var index: Int
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var brackets: [(symbol: UInt8, range: SourceRange)] = []
  private var documentation: [String] = []
  private var isSpaced = true
  /// The lines that ended since the last token.
  private var lineEnds = 0
  /// The lines that ended since the last token or comment.
  private var lineEndsSinceWords = 0
  private var comments: [Comment] = []

  /// A file of garbage is not worth millions of findings.
  private static let mostDiagnostics = 1_000

  init(source: SourceText, range: SourceRange) {
    bytes = source.bytes
    base = source.base
    index = range.lower - source.base
    limit = range.upper - source.base
  }

  private func span(_ start: Int, _ end: Int) -> SourceRange { SourceRange(base + start, base + end) }

  /// The brackets that nothing closed, outermost first.
  var openBrackets: [SourceRange] { brackets.map(\.range) }

  mutating func run() {
    if index == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    while index < limit { next() }
    for open in brackets.suffix(1) { report(.unclosed(String(UnicodeScalar(open.symbol)), at: open.range)) }
    append(.separator, from: limit, to: limit)
    append(.end, from: limit, to: limit)
  }

  private mutating func report(_ diagnostic: Diagnostic) {
    if diagnostics.count < Self.mostDiagnostics { diagnostics.append(diagnostic) }
  }

  // MARK: - One token

  private mutating func next() {
    let start = index
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      index += 1
      isSpaced = true
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      let isPair = byte == UInt8(ascii: "\r") && index + 1 < limit && bytes[index + 1] == UInt8(ascii: "\n")
      index += isPair ? 2 : 1
      isSpaced = true
      lineEnds += 1
      lineEndsSinceWords += 1
    case UInt8(ascii: "/") where index + 1 < limit && bytes[index + 1] == byte:
      report(.foreignComment(at: span(start, start + 2)))
      comment()
    case UInt8(ascii: "#"): comment()
    case UInt8(ascii: "\""): text()
    case UInt8(ascii: "`"): quotedName()
    case UInt8(ascii: "@"): date()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): name()
    case UInt8(ascii: ";"):
      index += 1
      append(.separator, from: start, to: index)
      if brackets.isEmpty, endsLine(index) { report(.semicolon(at: span(start, index))) }
    case UInt8(ascii: "'"): foreignText(1, closedBy: ["'"])
    case 0x80...: notASCII()
    default: symbol()
    }
  }

  private mutating func append(_ kind: Token.Kind, from start: Int, to end: Int) {
    if lineEnds > 0, endsStatement(before: kind) {
      // A comment at the end of the line belongs to the statement before, the others to what follows.
      let trailing = comments.prefix { $0.isTrailing }
      comments.removeFirst(trailing.count)
      tokens.append(
        Token(
          kind: .separator, range: span(start, start), isSpaced: true, isPrecededByNewline: false,
          documentation: [], comments: Array(trailing), hasBlankLineBefore: false))
    }
    tokens.append(
      Token(
        kind: kind, range: span(start, end), isSpaced: isSpaced, isPrecededByNewline: lineEnds > 0 || start == 0,
        documentation: documentation, comments: comments, hasBlankLineBefore: lineEndsSinceWords > 1))
    documentation = []
    comments = []
    isSpaced = false
    lineEnds = 0
    lineEndsSinceWords = 0
  }

  /// Whether nothing but white space and a comment follows on the line.
  private func endsLine(_ place: Int) -> Bool {
    let next = bytes[place..<limit].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return next == nil || [UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#")].contains(next)
  }

  private func isLineEnd(_ place: Int) -> Bool {
    bytes[place] == UInt8(ascii: "\n") || bytes[place] == UInt8(ascii: "\r")
  }

  /// Whether a line's end between the last token and this one ends a statement.
  private func endsStatement(before kind: Token.Kind) -> Bool {
    if let innermost = brackets.last, innermost.symbol != UInt8(ascii: "{") { return false }
    switch kind {
    case .symbol("|"), .name("and"), .name("or"): return false
    default: break
    }
    switch tokens.last?.kind {
    case nil, .separator: return false
    case .symbol(let symbol): return [")", "]", "}"].contains(symbol)
    case .name(let name): return !["and", "or", "not", "in"].contains(name)
    case .quotedName, .number, .text, .date, .period, .end: return true
    }
  }

  // MARK: - Kinds of token

  private mutating func comment() {
    let start = index
    while index < limit, !isLineEnd(index) {
      if bytes[index] < 0x80 { index += 1 } else { _ = words() }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    comments.append(
      Comment(
        text: text, isTrailing: lineEnds == 0 && !tokens.isEmpty, hasBlankLineBefore: lineEndsSinceWords > 1))
    lineEndsSinceWords = 0
    guard text.hasPrefix("##") else { return }
    let words = text.dropFirst(2)
    documentation.append(String(words.first == " " ? words.dropFirst() : words))
  }

  /// Steps over one character of a text or comment, where joiners may stand but what reorders or hides may not.
  private mutating func words() -> Bool {
    let (scalar, length) = scalar(at: index)
    let range = span(index, index + length)
    index += length
    guard let scalar else {
      report(.notUTF8(at: range))
      return false
    }
    guard isInvisible(scalar), scalar != "\u{200C}", scalar != "\u{200D}" else { return true }
    report(.invisible(scalar, at: range))
    return false
  }

  /// The character at a place and its length in bytes; nil and 1 where there is no UTF-8.
  private func scalar(at place: Int) -> (UnicodeScalar?, Int) {
    var end = place + 1
    while end < limit, end < place + 4, bytes[end] & 0xC0 == 0x80 { end += 1 }
    let length = bytes[place] < 0x80 ? 1 : bytes[place] < 0xE0 ? 2 : bytes[place] < 0xF0 ? 3 : 4
    guard place + length <= end, let text = String(validating: bytes[place..<(place + length)], as: UTF8.self),
      let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1
    else { return (nil, 1) }
    return (scalar, length)
  }

  private mutating func name() {
    let start = index
    while index < limit {
      if bytes[index] < 0x80 {
        guard isNameByte(bytes[index]) else { break }
        index += 1
      } else {
        let (scalar, length) = scalar(at: index)
        guard let scalar, isLetter(scalar) else { break }
        index += length
      }
    }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    if let period = fiscalPeriod(word) {
      append(.period(period), from: start, to: index)
    } else {
      append(.name(word), from: start, to: index)
    }
  }

  /// `FY2011`, and `FY2011-Q3` with what follows.
  private mutating func fiscalPeriod(_ word: String) -> PeriodLiteral? {
    guard word.utf8.count == 6, word.hasPrefix("FY"), let year = Int32(word.dropFirst(2)) else { return nil }
    guard let quarter = quarterSuffix() else { return .fiscalYear(year) }
    return .fiscalQuarter(year, quarter)
  }

  /// `-Q1` … `-Q4` at the cursor, which moves behind it.
  private mutating func quarterSuffix() -> Int32? {
    guard index + 3 <= limit, bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "Q"),
      (UInt8(ascii: "1")...UInt8(ascii: "4")).contains(bytes[index + 2]),
      index + 3 == limit || !isNameByte(bytes[index + 3])
    else { return nil }
    index += 3
    return Int32(bytes[index - 1] - UInt8(ascii: "0"))
  }

  private mutating func quotedName() {
    let start = index
    index += 1
    while index < limit, bytes[index] != UInt8(ascii: "`"), !isLineEnd(index) {
      if bytes[index] < 0x80 { index += 1 } else { _ = words() }
    }
    let word = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
    if index < limit, bytes[index] == UInt8(ascii: "`") {
      index += 1
    } else {
      report(.unterminated("name", closing: "`", at: span(start, start + 1)))
    }
    append(.quotedName(word), from: start, to: index)
  }

  private mutating func number() {
    let start = index
    var digits: Int128 = 0
    var scale = 0
    var isTooLarge = false
    func isDigit(_ place: Int) -> Bool {
      place < limit && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place])
    }
    func read(_ isFraction: Bool) {
      while isDigit(index) || (index < limit && bytes[index] == UInt8(ascii: "_") && isDigit(index + 1)) {
        if bytes[index] != UInt8(ascii: "_") {
          let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
          let (sum, carry) = product.addingReportingOverflow(Int128(bytes[index] - UInt8(ascii: "0")))
          if overflow || carry || scale > 30 { isTooLarge = true } else { digits = sum }
          if isFraction { scale += 1 }
        }
        index += 1
      }
    }
    read(false)
    if let days = bareDate(from: start) {
      append(.date(days), from: start, to: index)
      return
    }
    if index - start == 4, digits > 999, let quarter = quarterSuffix() {
      append(.period(.quarter(Int32(digits), quarter)), from: start, to: index)
      return
    }
    if index < limit, bytes[index] == UInt8(ascii: "."), isDigit(index + 1) {
      index += 1
      read(true)
    }
    if index < limit, bytes[index] == UInt8(ascii: "%") {
      index += 1
      scale += 2
    }
    if index < limit, isNameByte(bytes[index]) {
      while index < limit, isNameByte(bytes[index]) { index += 1 }
      let range = span(start, index)
      report(.badNumber(String(decoding: bytes[start..<index], as: UTF8.self), at: range))
    } else if isTooLarge {
      report(.numberTooLarge(at: span(start, index)))
      digits = 0
      scale = 0
    }
    append(.number(digits, scale: scale), from: start, to: index)
  }

  /// `2024-03-05` without `@`, which would be a subtraction that nobody means.
  private mutating func bareDate(from start: Int) -> Int32? {
    guard index - start == 4, start + 10 <= limit, start + 10 == limit || !isNameByte(bytes[start + 10]) else {
      return nil
    }
    let word = String(decoding: bytes[start..<(start + 10)], as: UTF8.self)
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]),
      let days = daysSinceEpoch(year: year, month: month, day: day)
    else { return nil }
    index = start + 10
    report(.bareDate(word, at: span(start, index)))
    return days
  }

  private mutating func date() {
    let start = index
    index += 1
    while index < limit, isNameByte(bytes[index]) || bytes[index] == UInt8(ascii: "-") { index += 1 }
    let range = span(start, index)
    let word = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
    let parts = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let widths = word.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
    if parts.count == 2, widths == [4, 2], let year = parts[0], year > 0, let month = parts[1],
      (1...12).contains(month)
    {
      append(.period(.month(Int32(year), Int32(month))), from: start, to: index)
    } else if parts.count == 3, widths == [4, 2, 2], let year = parts[0], let month = parts[1], let day = parts[2],
      let days = daysSinceEpoch(year: year, month: month, day: day)
    {
      append(.date(days), from: start, to: index)
    } else {
      report(.badDate(word, at: range))
      append(.date(0), from: start, to: index)
    }
  }

  // MARK: - Text

  private mutating func text() {
    let start = index
    index += 1
    var pieces: [TextPiece] = []
    var words: [UInt8] = []
    func flush() {
      if !words.isEmpty { pieces.append(.words(String(decoding: words, as: UTF8.self))) }
      words = []
    }
    while index < limit, bytes[index] != UInt8(ascii: "\"") {
      switch bytes[index] {
      case UInt8(ascii: "\\"): escape(into: &words)
      case UInt8(ascii: "{") where index + 1 < limit && bytes[index + 1] == UInt8(ascii: "{"),
        UInt8(ascii: "}") where index + 1 < limit && bytes[index + 1] == UInt8(ascii: "}"):
        words.append(bytes[index])
        index += 2
      case UInt8(ascii: "{"):
        if let inside = interpolation() {
          flush()
          pieces.append(.expression(inside))
        } else {
          report(.unclosedInText(at: span(index, index + 1)))
          index += 1
        }
      case UInt8(ascii: "}"):
        report(.unopenedInText(at: span(index, index + 1)))
        index += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        report(.unterminated("text", closing: "\"", at: span(start, start + 1)))
        flush()
        append(.text(pieces), from: start, to: index)
        return
      case 0x80...:
        let start = index
        if self.words() { words += bytes[start..<index] }
      default:
        words.append(bytes[index])
        index += 1
      }
    }
    flush()
    if index < limit {
      index += 1
    } else {
      report(.unterminated("text", closing: "\"", at: span(start, start + 1)))
    }
    append(.text(pieces), from: start, to: index)
  }

  /// The range between braces, and the cursor behind the closing one; nil, with the cursor unmoved, without one.
  private mutating func interpolation() -> SourceRange? {
    var depth = 0
    var inText = false
    var place = index
    while place < limit, !isLineEnd(place) {
      switch bytes[place] {
      case UInt8(ascii: "\""): inText.toggle()
      case UInt8(ascii: "{") where !inText: depth += 1
      case UInt8(ascii: "}") where !inText:
        depth -= 1
        if depth == 0 {
          defer { index = place + 1 }
          return span(index + 1, place)
        }
      default: break
      }
      place += 1
    }
    return nil
  }

  private mutating func escape(into words: inout [UInt8]) {
    let start = index
    index += 1
    guard index < limit, !isLineEnd(index) else { return }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): words.append(byte)
    case UInt8(ascii: "n"): words.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): words.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "u") where index < limit && bytes[index] == UInt8(ascii: "{"):
      let digits = bytes[(index + 1)..<limit].prefix(8).prefix { isNameByte($0) && $0 < 0x80 }
      let hex = String(decoding: digits, as: UTF8.self)
      let closes = digits.endIndex < limit && bytes[digits.endIndex] == UInt8(ascii: "}")
      index = closes ? digits.endIndex + 1 : digits.endIndex
      if closes, let code = UInt32(hex, radix: 16), let scalar = UnicodeScalar(code) {
        words += Array(String(Character(scalar)).utf8)
      } else {
        report(.badEscape(at: span(start, index)))
      }
    default: report(.badEscape(at: span(start, index)))
    }
  }

  // MARK: - Symbols

  private mutating func symbol() {
    let start = index
    let two = index + 1 < limit ? String(decoding: bytes[index...(index + 1)], as: UTF8.self) : ""
    if two == "==" || two == "!=", index + 2 < limit, bytes[index + 2] == UInt8(ascii: "=") {
      index += 3
      report(.foreign(two + "=", two, at: span(start, index)))
      append(.symbol(two), from: start, to: index)
      return
    }
    if two == "=~" {
      index += 2
      report(.patternOperator(at: span(start, index)))
      append(.symbol("=="), from: start, to: index)
      return
    }
    let isMagrittr = two == "%>" && index + 2 < limit && bytes[index + 2] == UInt8(ascii: "%")
    if let right = Self.foreign[two], two != "%>" || isMagrittr {
      index += isMagrittr ? 3 : 2
      report(.foreign(two, right, at: span(start, index)))
      append(["and", "or"].contains(right) ? .name(right) : .symbol(right), from: start, to: index)
      return
    }
    if Self.pairs.contains(two) {
      index += 2
      append(.symbol(two), from: start, to: index)
      return
    }
    let byte = bytes[index]
    index += 1
    let one = String(UnicodeScalar(byte))
    guard Self.singles.contains(one) else {
      if byte == UInt8(ascii: "!") {
        report(.foreign("!", "not", at: span(start, index)))
        append(.name("not"), from: start, to: index)
      } else {
        let scalar = UnicodeScalar(byte)
        report(
          isInvisible(scalar)
            ? .invisible(scalar, at: span(start, index)) : .unknownCharacter(one, at: span(start, index)))
      }
      return
    }
    append(.symbol(one), from: start, to: index)
    track(byte, at: span(start, index))
  }

  private mutating func track(_ byte: UInt8, at range: SourceRange) {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): brackets.append((byte, range))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      let opening: UInt8 = byte == UInt8(ascii: ")") ? UInt8(ascii: "(") : byte - 2
      if let last = brackets.popLast() {
        if last.symbol != opening { report(.unclosed(String(UnicodeScalar(last.symbol)), at: last.range)) }
      } else {
        report(.unopened(String(UnicodeScalar(byte)), at: range))
        tokens.removeLast()
      }
    default: break
    }
  }

  private mutating func notASCII() {
    let start = index
    let (scalar, length) = scalar(at: index)
    let range = span(start, start + length)
    switch scalar {
    case nil:
      index += 1
      report(.notUTF8(at: range))
    case "“", "”", "„": foreignText(length, closedBy: ["“", "”", "\""])
    case "‘", "’", "‚": foreignText(length, closedBy: ["‘", "’"])
    case let space? where space.properties.generalCategory == .spaceSeparator:
      index += length
      isSpaced = true
    case let scalar? where isLetter(scalar): name()
    case let scalar?:
      index += length
      report(
        isInvisible(scalar) ? .invisible(scalar, at: range) : .unknownCharacter(String(Character(scalar)), at: range))
    }
  }

  /// Text in quotes of another sort, read on as if they were plain, so that its words are not reported one by one.
  private mutating func foreignText(_ opening: Int, closedBy closers: [UnicodeScalar]) {
    let start = index
    index += opening
    let first = index
    while index < limit, !isLineEnd(index) {
      let (scalar, length) = scalar(at: index)
      if let scalar, closers.contains(scalar) {
        let words = String(decoding: bytes[first..<index], as: UTF8.self)
        index += length
        report(.foreignQuotes(words, isSmart: opening > 1, at: span(start, index)))
        append(.text([.words(words)]), from: start, to: index)
        return
      }
      index += length
    }
    report(.unterminated("text", closing: "\"", at: span(start, first)))
    append(.text([]), from: start, to: index)
  }

  private func isLetter(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: true
    default: scalar.properties.isAlphabetic && !isInvisible(scalar)
    }
  }

  private func isInvisible(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .control: true
    default: scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
    }
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "=>", "..", "??"]
  private static let singles: Set<String> = [
    "(", ")", "[", "]", "{", "}", "|", ",", ":", "=", "<", ">", "+", "-", "*", "/", "%", ".",
  ]
  private static let foreign: [String: String] = ["&&": "and", "||": "or", "<>": "!=", "|>": "|", "%>": "|", "->": "|"]
}

// MARK: - Messages

extension Diagnostic {
  fileprivate static func unclosed(_ bracket: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("unclosed-bracket", "`\(bracket)` is never closed", at: range)
  }

  fileprivate static func unopened(_ bracket: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unopened-bracket", "`\(bracket)` closes nothing", at: range,
      fixIts: [FixIt("remove it", range: range, replacement: "")])
  }

  fileprivate static func foreignQuotes(_ words: String, isSmart: Bool, at range: SourceRange) -> Diagnostic {
    var plain = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "\"", "\\": plain += "\\" + String(Character(scalar))
      case "{", "}": plain += String(repeating: String(Character(scalar)), count: 2)
      default: plain.unicodeScalars.append(scalar)
      }
    }
    return Diagnostic(
      isSmart ? "smart-quote" : "single-quotes", "text stands in straight double quotes", at: range,
      fixIts: [FixIt("`\"\(plain)\"`", range: range, replacement: "\"\(plain)\"")])
  }

  fileprivate static func unclosedInText(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unclosed-bracket", "`{` in a text has no closing `}`; a literal brace is written `{{`", at: range,
      fixIts: [FixIt("`{{`", range: range, replacement: "{{")])
  }

  fileprivate static func unopenedInText(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unopened-bracket", "a literal `}` in a text is written `}}`", at: range,
      fixIts: [FixIt("`}}`", range: range, replacement: "}}")])
  }

  fileprivate static func unterminated(_ what: String, closing: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unterminated-\(what)", "the \(what) that begins here has no closing `\(closing)` on its line", at: range)
  }

  fileprivate static func badNumber(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("bad-number", "\(quoted(word)) is neither a number nor a name", at: range)
  }

  fileprivate static func numberTooLarge(at range: SourceRange) -> Diagnostic {
    Diagnostic("number-too-large", "the number has more digits than can be kept exactly", at: range)
  }

  fileprivate static func badDate(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "bad-date", "\(quoted(word)) is not a day of the calendar", at: range,
      notes: ["dates are written `@2011-05-04`, months `@2011-05`"])
  }

  fileprivate static func badEscape(at range: SourceRange) -> Diagnostic {
    Diagnostic("bad-escape", "unknown escape; known are `\\\"` `\\\\` `\\n` `\\t` `\\u{…}`", at: range)
  }

  fileprivate static func foreign(_ written: String, _ right: String, at range: SourceRange) -> Diagnostic {
    let spaced = right == "not" ? "not " : right
    return Diagnostic(
      "foreign-operator", "`\(written == "%>" ? "%>%" : written)` is `\(right)` here", at: range,
      fixIts: [FixIt("`\(right)`", range: range, replacement: spaced)])
  }

  fileprivate static func patternOperator(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "foreign-operator", "patterns are matched by `matches`, not by `=~`", at: range,
      notes: ["as in `matches(name, \"^A\")`"])
  }

  fileprivate static func foreignComment(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "foreign-comment", "comments begin with `#`", at: range, fixIts: [FixIt("`#`", range: range, replacement: "#")])
  }

  /// Only a hint: the script means the same without it.
  fileprivate static func semicolon(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "needless-semicolon", "a statement ends with its line, without `;`", at: range, severity: .note,
      fixIts: [FixIt("remove it", range: range, replacement: "")])
  }

  fileprivate static func bareDate(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "bare-date", "a date is written with `@` in front", at: range,
      notes: ["subtraction is written with spaces around `-`"],
      fixIts: [FixIt("`@\(word)`", range: range, replacement: "@\(word)")])
  }

  fileprivate static func notUTF8(at range: SourceRange) -> Diagnostic {
    Diagnostic("not-utf-8", "this byte is not part of a UTF-8 character", at: range)
  }

  fileprivate static func invisible(_ scalar: UnicodeScalar, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "invisible-character", "an invisible character U+\(codePoint(scalar)) stands here",
      at: range, fixIts: [FixIt("remove it", range: range, replacement: "")])
  }

  fileprivate static func unknownCharacter(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("unknown-character", "\(quoted(text)) has no meaning here", at: range)
  }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar; nil where there is no such day.
private func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int32? {
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  guard year >= 1, (1...12).contains(month), day >= 1, day <= lengths[month - 1] else { return nil }
  let past = year - 1
  let daysBefore = past * 365 + past / 4 - past / 100 + past / 400
  return Int32(daysBefore + lengths[..<(month - 1)].reduce(0, +) + day - 1 - 719_162)
}

private func codePoint(_ scalar: UnicodeScalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
