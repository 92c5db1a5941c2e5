import StetDiagnostics

extension Formatter {
  func columns(_ text: String) -> Int { text.unicodeScalars.count }

  func flat(_ pieces: [Piece]) -> String {
    var text = ""
    var previous: Piece?
    for piece in pieces {
      guard case .token(let token, let written, _) = piece else { continue }
      if token.kind == .separator {
        guard let last = previous, !isOpenBrace(last), !text.hasSuffix("; ") else { continue }
        text += "; "
        previous = nil
        continue
      }
      if isSymbol(piece, "}"), text.hasSuffix("; ") { text.removeLast(2) }
      text += space(previous, piece) + (isSymbol(piece, "}") && previous == nil ? " " : "") + written
      previous = piece
    }
    return text
  }

  func space(_ left: Piece?, _ right: Piece) -> String {
    guard case .token(let a, _, let aIsSign)? = left, case .token(let b, _, _) = right else { return "" }
    if aIsSign { return "" }
    switch (a.kind, b.kind) {
    case (.symbol("{"), .symbol("}")), (.symbol("("), _), (.symbol("["), _), (_, .symbol(")")), (_, .symbol("]")),
      (_, .symbol(",")), (_, .symbol(":")), (_, .symbol("..")), (.symbol(".."), _), (_, .symbol(".")),
      (.symbol("."), _):
      return ""
    // The space before a bracket distinguishes `lower(x)` from `join (x)`.
    case (.name(let word), .symbol("(")), (.name(let word), .symbol("[")):
      return b.isSpaced || operatorWords.contains(word) ? " " : ""
    case (.quotedName, .symbol("(")), (.quotedName, .symbol("[")): return b.isSpaced ? " " : ""
    default: return " "
    }
  }

  func isSymbol(_ piece: Piece, _ symbol: String) -> Bool {
    guard case .token(let token, _, _) = piece else { return false }
    return token.kind == .symbol(symbol)
  }

  func isOpenBrace(_ piece: Piece) -> Bool { isSymbol(piece, "{") }

  func endsInBraces(_ pieces: [Piece]) -> Bool { pieces.last.map { isSymbol($0, "}") } ?? false }

  func hasComment(_ pieces: some Sequence<Piece>) -> Bool {
    pieces.contains { if case .comment = $0 { true } else { false } }
  }

  /// Whether pieces cannot be on one line: a comment, or the lines of a chart.
  func isBroken(_ pieces: [Piece]) -> Bool {
    if hasComment(pieces) { return true }
    var inTable: [Bool] = []
    var previous: Token?
    var endsLine = false
    for piece in pieces {
      guard case .token(let token, _, _) = piece else { continue }
      if endsLine, token.kind != .separator, token.kind != .symbol("}") { return true }
      endsLine = false
      switch token.kind {
      case .symbol("{"): inTable.append(previous?.kind == .name("table"))
      case .symbol("}"): _ = inTable.popLast()
      // The rows of a table may share a line.
      case .separator: endsLine = inTable.last == false
      default: break
      }
      previous = token
    }
    return false
  }

  func matching(_ open: Int, _ pieces: [Piece]) -> Int? {
    var depth = 0
    for index in open..<pieces.count {
      if isOpenBrace(pieces[index]) { depth += 1 }
      if isSymbol(pieces[index], "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  func breaks(between left: Piece, and right: Piece) -> Bool {
    if case .comment = right { return true }
    return isOpenBrace(right) || mayBreak(left, right)
  }

  func mayBreak(_ left: Piece?, _ right: Piece) -> Bool {
    guard let left, case .token(let next, _, _) = right else { return false }
    if isSymbol(left, ",") { return true }
    return next.kind == .name("and") || next.kind == .name("or") || next.kind == .symbol("|")
  }
}
