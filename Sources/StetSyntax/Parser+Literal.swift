import StetDiagnostics

extension Parser {
  mutating func number(_ digits: Int128, _ scale: Int, _ range: SourceRange) -> Expression {
    var digits = digits
    var scale = scale
    var end = range.upper
    if case .name(let word) = current.kind {
      if let zeros = ["thousand": 3, "million": 6, "billion": 9, "trillion": 12][word] {
        end = current.range.upper
        advance()
        let shift = min(zeros, scale)
        scale -= shift
        for _ in shift..<zeros {
          let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
          if overflow { note(.outside64Bits(at: range)) }
          digits = overflow ? 0 : product
        }
      } else if scale == 0, let unit = DurationUnit(rawValue: word.hasSuffix("s") ? String(word.dropLast()) : word),
        case let isTooLong = digits > Int128(Int32.max)
      {
        if isTooLong { note(.outside64Bits(at: range)) }
        digits = isTooLong ? 0 : digits
        end = current.range.upper
        advance()
        return .literal(.duration(Int64(digits), unit), SourceRange(range.lower, end))
      }
    }
    let whole = SourceRange(range.lower, end)
    if scale > 0 { return .literal(.decimal(digits: digits, scale: scale), whole) }
    guard digits <= Int128(Int64.max) else {
      note(.outside64Bits(at: whole))
      return .literal(.int(0), whole)
    }
    return .literal(.int(Int64(digits)), whole)
  }

  mutating func text(_ pieces: [TextPiece], _ range: SourceRange) -> Expression {
    if pieces.isEmpty { return .literal(.text(""), range) }
    if pieces.count == 1, case .words(let words) = pieces[0] { return .literal(.text(words), range) }
    var parts: [TextPart] = []
    for piece in pieces {
      switch piece {
      case .words(let words): parts.append(.text(words))
      case .expression(let inside):
        guard enter() else { return .absent(range) }
        defer { depth -= 1 }
        let (value, format) = split(inside)
        guard source[value].contains(where: { !$0.isWhitespace }) else {
          note(.emptyBraces(at: SourceRange(inside.lower - 1, inside.upper + 1)))
          continue
        }
        let expression = inner(value) { $0.wholeExpression() }
        parts.append(.value(expression, format: format))
      }
    }
    return .interpolation(parts, range)
  }

  /// The expression and, after its last colon outside brackets and texts, the format.
  private func split(_ range: SourceRange) -> (SourceRange, String?) {
    var depth = 0
    var inText = false
    var colon: Int?
    for index in range.lower..<range.upper {
      switch source.bytes[index - source.base] {
      case UInt8(ascii: "\""): inText.toggle()
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): if !inText { depth += 1 }
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): if !inText { depth -= 1 }
      case UInt8(ascii: ":"): if !inText, depth == 0 { colon = index }
      default: break
      }
    }
    guard let colon else { return (range, nil) }
    return (SourceRange(range.lower, colon), source[SourceRange(colon + 1, range.upper)])
  }

  private mutating func wholeExpression() -> Expression {
    let result = expression()
    if current.kind != .separator { report(.expectedValue(describe(current), at: current.range)) }
    return result
  }
}

extension Diagnostic {
  fileprivate static func emptyBraces(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .expectedValue, "braces in text must contain an expression; literal braces are written `{{` and `}}`", at: range,
      fixIts: [FixIt("`{{}}`", range: range, replacement: "{{}}")])
  }

  static func outside64Bits(at range: SourceRange) -> Diagnostic {
    Diagnostic(.numberTooLarge, "the number does not fit in 64 bits", at: range)
  }
}
