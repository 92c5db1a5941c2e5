package import StetDiagnostics

/// Splits a script into tokens; what it cannot read it reports and steps over.
package func lex(_ source: SourceText) -> ([Token], [Diagnostic]) {
  var lexer = Lexer(source: source, range: SourceRange(0, source.bytes.count))
  lexer.run()
  return (lexer.tokens, lexer.diagnostics)
}

struct Lexer {
  private let bytes: [UInt8]
  private let limit: Int
  private var index: Int
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var brackets: [(symbol: UInt8, range: SourceRange)] = []
  private var documentation: [String] = []
  private var isSpaced = true
  /// A line has ended since the last token.
  private var lineEnded = false

  init(source: SourceText, range: SourceRange) {
    bytes = source.bytes
    index = range.lower
    limit = range.upper
  }

  /// The brackets that nothing closed, outermost first.
  var openBrackets: [SourceRange] { brackets.map(\.range) }

  mutating func run() {
    if index == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    while index < limit { next() }
    for open in brackets.suffix(1) {
      diagnostics.append(.unclosed(String(UnicodeScalar(open.symbol)), at: open.range))
    }
    append(.separator, from: limit, to: limit)
    append(.end, from: limit, to: limit)
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
      index += 1
      isSpaced = true
      lineEnded = true
    case UInt8(ascii: "#"): comment()
    case UInt8(ascii: "\""): text()
    case UInt8(ascii: "`"): quotedName()
    case UInt8(ascii: "@"): date()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): name()
    case UInt8(ascii: ";"):
      index += 1
      append(.separator, from: start, to: index)
    case UInt8(ascii: "'"):
      let end = (index + 1..<limit).first { bytes[$0] == byte || bytes[$0] == UInt8(ascii: "\n") } ?? limit
      let closes = end < limit && bytes[end] == byte
      let words = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
      index = closes ? end + 1 : end
      diagnostics.append(.singleQuotes(words, at: SourceRange(start, index)))
      append(.text([.words(words)]), from: start, to: index)
    case 0x80...: notASCII()
    default: symbol()
    }
  }

  private mutating func append(_ kind: Token.Kind, from start: Int, to end: Int) {
    if lineEnded {
      lineEnded = false
      if endsStatement(before: kind) {
        tokens.append(Token(kind: .separator, range: SourceRange(start, start), isSpaced: true, documentation: []))
      }
    }
    tokens.append(
      Token(kind: kind, range: SourceRange(start, end), isSpaced: isSpaced, documentation: documentation))
    documentation = []
    isSpaced = false
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
    while index < limit, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r") { index += 1 }
    guard start + 1 < index, bytes[start + 1] == UInt8(ascii: "#") else { return }
    let words = String(decoding: bytes[(start + 2)..<index], as: UTF8.self)
    documentation.append(words.first == " " ? String(words.dropFirst()) : words)
  }

  private mutating func name() {
    let start = index
    while index < limit, isNameByte(bytes[index]) { index += 1 }
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
    while index < limit, bytes[index] != UInt8(ascii: "`"), bytes[index] != UInt8(ascii: "\n") { index += 1 }
    let word = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
    if index < limit, bytes[index] == UInt8(ascii: "`") {
      index += 1
    } else {
      diagnostics.append(.unterminated("name", closing: "`", at: SourceRange(start, start + 1)))
    }
    append(.quotedName(word), from: start, to: index)
  }

  private mutating func number() {
    let start = index
    var digits: Int128 = 0
    var scale = 0
    var isTooLarge = false
    func isDigit(_ place: Int) -> Bool { place < limit && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) }
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
    if index - start == 4, let quarter = quarterSuffix() {
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
      let range = SourceRange(start, index)
      diagnostics.append(.badNumber(String(decoding: bytes[start..<index], as: UTF8.self), at: range))
    } else if isTooLarge {
      diagnostics.append(.numberTooLarge(at: SourceRange(start, index)))
      digits = 0
      scale = 0
    }
    append(.number(digits, scale: scale), from: start, to: index)
  }

  private mutating func date() {
    let start = index
    index += 1
    while index < limit, isNameByte(bytes[index]) || bytes[index] == UInt8(ascii: "-") { index += 1 }
    let range = SourceRange(start, index)
    let word = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
    let parts = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let widths = word.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
    if parts.count == 2, widths == [4, 2], let year = parts[0], let month = parts[1], (1...12).contains(month) {
      append(.period(.month(Int32(year), Int32(month))), from: start, to: index)
    } else if parts.count == 3, widths == [4, 2, 2], let year = parts[0], let month = parts[1], let day = parts[2],
      let days = daysSinceEpoch(year: year, month: month, day: day)
    {
      append(.date(days), from: start, to: index)
    } else {
      diagnostics.append(.badDate(word, at: range))
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
        flush()
        pieces.append(.expression(interpolation()))
      case UInt8(ascii: "\n"):
        diagnostics.append(.unterminated("text", closing: "\"", at: SourceRange(start, start + 1)))
        flush()
        append(.text(pieces), from: start, to: index)
        return
      default:
        words.append(bytes[index])
        index += 1
      }
    }
    flush()
    if index < limit {
      index += 1
    } else {
      diagnostics.append(.unterminated("text", closing: "\"", at: SourceRange(start, start + 1)))
    }
    append(.text(pieces), from: start, to: index)
  }

  /// The range between braces; the cursor moves behind the closing one.
  private mutating func interpolation() -> SourceRange {
    let open = index
    var depth = 0
    var inText = false
    while index < limit, bytes[index] != UInt8(ascii: "\n") {
      switch bytes[index] {
      case UInt8(ascii: "\""): inText.toggle()
      case UInt8(ascii: "{") where !inText: depth += 1
      case UInt8(ascii: "}") where !inText:
        depth -= 1
        if depth == 0 {
          index += 1
          return SourceRange(open + 1, index - 1)
        }
      default: break
      }
      index += 1
    }
    diagnostics.append(.unclosed("{", at: SourceRange(open, open + 1)))
    return SourceRange(open + 1, index)
  }

  private mutating func escape(into words: inout [UInt8]) {
    let start = index
    index += 1
    guard index < limit else { return }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): words.append(byte)
    case UInt8(ascii: "n"): words.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): words.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "u") where index < limit && bytes[index] == UInt8(ascii: "{"):
      let end = (index..<limit).first { bytes[$0] == UInt8(ascii: "}") } ?? limit
      let hex = String(decoding: bytes[(index + 1)..<max(end, index + 1)], as: UTF8.self)
      index = min(limit, end + 1)
      if let code = UInt32(hex, radix: 16), let scalar = UnicodeScalar(code) {
        words += Array(String(Character(scalar)).utf8)
      } else {
        diagnostics.append(.badEscape(at: SourceRange(start, index)))
      }
    default: diagnostics.append(.badEscape(at: SourceRange(start, index)))
    }
  }

  // MARK: - Symbols

  private mutating func symbol() {
    let start = index
    let two = index + 1 < limit ? String(decoding: bytes[index...(index + 1)], as: UTF8.self) : ""
    if let right = Self.foreign[two] {
      index += 2
      if two == "%>", index < limit, bytes[index] == UInt8(ascii: "%") { index += 1 }
      diagnostics.append(.foreign(two, right, at: SourceRange(start, index)))
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
        diagnostics.append(.foreign("!", "not", at: SourceRange(start, index)))
        append(.name("not"), from: start, to: index)
      } else {
        diagnostics.append(.unknownCharacter(one, at: SourceRange(start, index)))
      }
      return
    }
    append(.symbol(one), from: start, to: index)
    track(byte, at: SourceRange(start, index))
  }

  private mutating func track(_ byte: UInt8, at range: SourceRange) {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): brackets.append((byte, range))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      let opening: UInt8 = byte == UInt8(ascii: ")") ? UInt8(ascii: "(") : byte - 2
      if let last = brackets.last {
        if last.symbol == opening {
          brackets.removeLast()
        } else {
          diagnostics.append(.unclosed(String(UnicodeScalar(last.symbol)), at: last.range))
          brackets.removeLast()
        }
      } else {
        diagnostics.append(.unopened(String(UnicodeScalar(byte)), at: range))
        tokens.removeLast()
      }
    default: break
    }
  }

  private mutating func notASCII() {
    let start = index
    index += 1
    while index < limit, bytes[index] & 0xC0 == 0x80 { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    let range = SourceRange(start, index)
    guard let scalar = text.unicodeScalars.first else { return }
    switch scalar {
    case "“", "”":
      diagnostics.append(.smartQuote(at: range))
      // Read on as if the quote were plain, so that its words are not reported one by one.
      let end = (index..<limit).first { bytes[$0] == UInt8(ascii: "\n") || bytes[$0] == 0xE2 } ?? limit
      let words = String(decoding: bytes[index..<end], as: UTF8.self)
      index = end < limit && bytes[end] == 0xE2 ? min(limit, end + 3) : end
      append(.text([.words(words)]), from: start, to: index)
    case "\u{A0}", "\u{2002}"..."\u{200A}", "\u{202F}": isSpaced = true
    case _ where scalar.properties.isAlphabetic:
      index = start
      name()
    default:
      if escaped(text) != text {
        diagnostics.append(.invisible(scalar, at: range))
      } else {
        diagnostics.append(.unknownCharacter(text, at: range))
      }
    }
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    // Letters outside ASCII; the few that are not letters are met before a name begins.
    case 0xC3...0xDF, 0xE0...0xE1, 0xE3...0xEE: true
    case 0x80...0xBF: true
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

  fileprivate static func singleQuotes(_ words: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "single-quotes", "text stands in double quotes", at: range,
      fixIts: [FixIt("`\"\(words)\"`", range: range, replacement: "\"\(words)\"")])
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

  fileprivate static func smartQuote(at range: SourceRange) -> Diagnostic {
    Diagnostic("smart-quote", "text stands in straight quotes `\"`", at: range)
  }

  fileprivate static func invisible(_ scalar: UnicodeScalar, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "invisible-character", "an invisible character U+\(String(scalar.value, radix: 16, uppercase: true)) stands here",
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
