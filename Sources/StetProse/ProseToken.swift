/// A word, a printed number or a sign of prose, with its range.
struct ProseToken: Sendable {
  /// What the characters are.
  enum Kind: Sendable {
    case word
    case number(PrintedDigits)
    /// Digits in a form that is not read as a number, `12,5` or `1.2.3`, and digits of other scripts.
    case unreadableNumber
    case sign
  }

  var kind: Kind
  /// In lower case; apostrophes are straight, and all kinds of hyphens are the same.
  var text: String
  var isCapitalized: Bool
  /// In UTF-8 bytes of the prose.
  var range: Range<Int>
  /// It comes after white space, or first.
  var followsSpace: Bool
  var startsLine: Bool

  var isWord: Bool { if case .word = kind { true } else { false } }
  var isSign: Bool { if case .sign = kind { true } else { false } }

  var digits: PrintedDigits? { if case .number(let digits) = kind { digits } else { nil } }

  var isNumber: Bool {
    switch kind {
    case .number, .unreadableNumber: true
    case .word, .sign: false
    }
  }
}

/// The digits of a number as printed: `digits` × 10^−`places`.
struct PrintedDigits: Sendable {
  var digits: Int128
  var places: Int
  /// With separators between thousands.
  var isGrouped: Bool
}

/// Splits prose into tokens. Numbers may have commas or spaces of any kind between thousands, and a decimal point.
func tokens(of prose: String) -> [ProseToken] {
  var scanner = ProseTokenizer(prose)
  return scanner.tokens()
}

/// Walks over the scalars of prose.
private struct ProseTokenizer {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var offset = 0

  init(_ prose: String) { scalars = Array(prose.unicodeScalars) }

  mutating func tokens() -> [ProseToken] {
    var tokens: [ProseToken] = []
    var followsSpace = true
    var startsLine = true
    while let scalar = peek() {
      if scalar.properties.isWhitespace {
        followsSpace = true
        if scalar == "\n" || scalar == "\r" { startsLine = true }
        advance()
        continue
      }
      let start = offset
      let first = scalar
      let (kind, text) = next(after: tokens.last, followsSpace)
      tokens.append(
        ProseToken(
          kind: kind, text: text, isCapitalized: first.properties.isUppercase, range: start..<offset,
          followsSpace: followsSpace, startsLine: startsLine))
      followsSpace = false
      startsLine = false
    }
    return tokens
  }

  private mutating func next(after previous: ProseToken?, _ followsSpace: Bool) -> (ProseToken.Kind, String) {
    guard let scalar = peek() else { preconditionFailure("the caller has seen a scalar") }
    let startsWithPoint = scalar == "." && isDigit(peek(1)) && (followsSpace || previous?.isSign ?? true)
    if isDigit(scalar) || startsWithPoint { return number() }
    if scalar.properties.numericType != nil {
      advance()
      return (.unreadableNumber, String(scalar))
    }
    if isLetter(scalar) { return (.word, word()) }
    advance()
    return (.sign, plainSigns[scalar] ?? String(scalar))
  }

  private mutating func word() -> String {
    var text = ""
    while let scalar = peek(), scalar.properties.numericType == nil {
      if isLetter(scalar) {
        text += scalar.properties.lowercaseMapping
      } else if plainSigns[scalar] ?? String(scalar) == "'", let next = peek(1), isLetter(next) {
        text += "'"
      } else {
        break
      }
      advance()
    }
    return text
  }

  private mutating func number() -> (ProseToken.Kind, String) {
    var groups = [digits()]
    var isReadable = true
    if peek() == ",", isDigit(peek(1)) {
      while peek() == ",", isDigit(peek(1)) {
        advance()
        groups.append(digits())
      }
      isReadable = (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
    } else if let space = peek(), thousandsSpaces.contains(space), (1...3).contains(groups[0].count), groups[0] != "0" {
      while peek() == space, (1...3).allSatisfy({ isDigit(peek($0)) }), !isDigit(peek(4)) {
        advance()
        groups.append(digits())
      }
    }
    let whole = groups.joined()
    // A number does not begin with 0, except `0` and `0.5`.
    if whole.count > 1, whole.hasPrefix("0") { isReadable = false }
    var fraction = ""
    if peek() == ".", isDigit(peek(1)) {
      advance()
      fraction = digits()
    }
    while let scalar = peek(), scalar == "." || scalar == ",", isDigit(peek(1)) {
      isReadable = false
      advance()
      fraction += digits()
    }
    let text = whole + (fraction.isEmpty ? "" : "." + fraction)
    guard isReadable, whole.count + fraction.count <= 30, let number = Int128(whole + fraction) else {
      return (.unreadableNumber, text)
    }
    return (.number(PrintedDigits(digits: number, places: fraction.count, isGrouped: groups.count > 1)), text)
  }

  private mutating func digits() -> String {
    var text = ""
    while let scalar = peek(), isDigit(scalar) {
      text.unicodeScalars.append(scalar)
      advance()
    }
    return text
  }

  private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    index + distance < scalars.count ? scalars[index + distance] : nil
  }

  private mutating func advance() {
    offset += UTF8.width(scalars[index])
    index += 1
  }
}

private func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) } ?? false }

private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark, .enclosingMark: true
  default: scalar.properties.isAlphabetic
  }
}

/// Space, no-break space, figure space, thin space, narrow no-break space.
private let thousandsSpaces: Set<Unicode.Scalar> = [" ", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}"]

/// Curly quotes and the hyphens as their plain forms. The minus sign and the dashes stay as they are.
private let plainSigns: [Unicode.Scalar: String] = [
  "\u{2018}": "'", "\u{2019}": "'", "\u{02BC}": "'", "\u{201C}": "\"", "\u{201D}": "\"", "\u{2010}": "-",
  "\u{2011}": "-",
]
