import StetDiagnostics

extension Lexer {
  mutating func name() {
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
    if let latin = inLatinLetters(word) { report(.lookalike(word, latin, at: span(start, index))) }
    if !brackets.isEmpty, beginsStatement(word, from: start) {
      hasForgottenBracket = true
      closeBrackets()
    }
    if let period = fiscalPeriod(word, from: start) {
      append(.period(period), from: start, to: index)
    } else {
      append(.name(word), from: start, to: index)
    }
  }

  mutating func quotedName() {
    let start = index
    index += 1
    while index < limit, bytes[index] != UInt8(ascii: "`"), !isLineEnd(index) {
      if bytes[index] < 0x80 { index += 1 } else { _ = words(invisible: .error) }
    }
    let word = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
    if index < limit, bytes[index] == UInt8(ascii: "`") {
      index += 1
    } else {
      report(.unterminated(.unterminatedName, "name", closing: "`", at: span(start, start + 1)))
    }
    append(.quotedName(word), from: start, to: index)
  }

  /// `FY2011`, and `FY2011-Q3` with what follows.
  private mutating func fiscalPeriod(_ word: String, from start: Int) -> PeriodLiteral? {
    guard word.utf8.count == 6, word.hasPrefix("FY"), let year = Int32(word.dropFirst(2)) else { return nil }
    if year == 0 { report(.yearZero(at: span(start, index))) }
    guard let quarter = quarterSuffix() else { return .fiscalYear(year) }
    return .fiscalQuarter(year, quarter)
  }

  /// `-Q1` … `-Q4` at the cursor, which moves past it.
  mutating func quarterSuffix() -> Int32? {
    guard index + 3 <= limit, bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "Q"),
      (UInt8(ascii: "1")...UInt8(ascii: "4")).contains(bytes[index + 2]),
      index + 3 == limit || !isNameByte(bytes[index + 3])
    else { return nil }
    index += 3
    return Int32(bytes[index - 1] - UInt8(ascii: "0"))
  }

  func isLetter(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: true
    default: scalar.properties.isAlphabetic && !isInvisible(scalar)
    }
  }

  func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension Diagnostic {
  fileprivate static func yearZero(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badDate, "there is no year 0; the calendar begins with year 1", at: range,
      notes: ["fiscal years are written `FY2011`"])
  }
}
