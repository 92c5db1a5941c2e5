import StetDiagnostics

extension Formatter {
  func statement(_ pieces: [Piece], into writer: inout Writer, afterBlank: Bool) {
    // Comments after the last token belong below the statement, not in it.
    var pieces = pieces
    var following: [Comment] = []
    while case .comment(let comment)? = pieces.last {
      following.insert(comment, at: 0)
      pieces.removeLast()
    }
    let segments = segments(pieces)
    let isShort = segments.count <= 2
    if isShort, !isBroken(pieces), columns(flat(pieces)) <= Self.width {
      writer.line(flat(pieces), indent: 0, afterBlank: afterBlank)
    } else if isShort, segments.count == 2, !hasComment(segments[0]), columns(flat(segments[0])) <= Self.width / 2,
      endsInBraces(segments[1]), !hasComment(segments[1].prefix { !isOpenBrace($0) })
    {
      // `by_year | chart "x" {` keeps its source on the first line.
      writer.start(indent: 0, afterBlank: afterBlank)
      segment(pieces, indent: 0, into: &writer)
    } else {
      for (number, part) in segments.enumerated() {
        var part = part
        while case .comment(let comment)? = part.first {
          writer.comment(comment, indent: 2)
          part.removeFirst()
        }
        writer.start(indent: number == 0 ? 0 : 2, afterBlank: number == 0 && afterBlank)
        if number == 0, let colon = sentenceEnd(part), columns(flat(part)) > Self.width {
          segment(Array(part[...colon]), indent: 0, into: &writer)
          var condition = Array(part[(colon + 1)...])
          while case .comment(let comment)? = condition.first {
            writer.comment(comment, indent: 2)
            condition.removeFirst()
          }
          writer.start(indent: 2, afterBlank: false)
          segment(condition, indent: 2, into: &writer)
        } else {
          segment(part, indent: number == 0 ? 0 : 2, into: &writer)
        }
      }
    }
    for comment in following { writer.comment(comment, indent: 0) }
  }

  /// The pieces of each step, starting with its `|`; pipes inside brackets stay in their part.
  func segments(_ pieces: [Piece]) -> [[Piece]] {
    var parts: [[Piece]] = [[]]
    var depth = 0
    for piece in pieces {
      if case .token(let token, _, _) = piece, case .symbol(let symbol) = token.kind {
        if symbol == "|", depth == 0 {
          // Comments before a pipe stay before it.
          var moved: [Piece] = []
          while case .comment(let comment)? = parts[parts.count - 1].last, !comment.isTrailing {
            moved.insert(.comment(comment), at: 0)
            parts[parts.count - 1].removeLast()
          }
          parts.append(moved)
        }
        if ["(", "[", "{"].contains(symbol) { depth += 1 }
        if [")", "]", "}"].contains(symbol) { depth -= 1 }
      }
      parts[parts.count - 1].append(piece)
    }
    return parts
  }

  /// The colon after the sentence of a `claim` or `check`.
  func sentenceEnd(_ pieces: [Piece]) -> Int? {
    guard case .token(let first, _, _)? = pieces.first, first.kind == .name("claim") || first.kind == .name("check"),
      let colon = pieces.firstIndex(where: { isSymbol($0, ":") }), colon + 1 < pieces.count
    else { return nil }
    return colon
  }

  /// Tokens from the cursor on, with breaks after commas and before `and`, `or` and inner pipes where the line is
  /// full; braces that contain lines are opened, one line each.
  func segment(_ pieces: [Piece], indent: Int, into writer: inout Writer) {
    var previous: Piece?
    var index = 0
    while index < pieces.count {
      let piece = pieces[index]
      switch piece {
      case .comment(let comment):
        writer.comment(comment, indent: indent + 2)
        writer.needsLine = indent + 4
      case .token:
        if isOpenBrace(piece), let close = matching(index, pieces) {
          let inside = Array(pieces[(index + 1)..<close])
          let whole = flat(Array(pieces[index...close]))
          if isBroken(Array(pieces[max(0, index - 1)...close])) || writer.column + columns(whole) + 1 > Self.width {
            writer.add(space(previous, piece) + "{")
            block(inside, indent: indent + 2, into: &writer)
            writer.start(indent: indent, afterBlank: false)
            writer.add("}")
            previous = pieces[close]
            index = close + 1
            continue
          }
        }
        // Up to the next possible line break.
        var end = index + 1
        while end < pieces.count, !breaks(between: pieces[end - 1], and: pieces[end]) { end += 1 }
        let run = flat(Array(pieces[index..<end]))
        let gap = space(previous, piece)
        if writer.column + columns(gap) + columns(run) > Self.width, previous != nil, mayBreak(previous, piece) {
          writer.start(indent: indent + 4, afterBlank: false)
          writer.add(run)
        } else {
          writer.add(gap + run)
        }
        previous = pieces[end - 1]
        index = end
        continue
      }
      previous = nil
      index += 1
    }
  }

  func block(_ inside: [Piece], indent: Int, into writer: inout Writer) {
    var depth = 0
    var line: [Piece] = []
    func flush() {
      guard !line.isEmpty else { return }
      writer.start(indent: indent, afterBlank: false)
      segment(line, indent: indent, into: &writer)
      line = []
    }
    for piece in inside {
      switch piece {
      case .comment(let comment) where line.isEmpty: writer.comment(comment, indent: indent)
      case .comment: line.append(piece)
      case .token(let token, _, _):
        switch token.kind {
        case .separator where depth == 0:
          flush()
          continue
        case .symbol("("), .symbol("["), .symbol("{"): depth += 1
        case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
        default: break
        }
        line.append(piece)
      }
    }
    flush()
  }
}
