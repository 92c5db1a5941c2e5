/// Breaks text into lines no wider than a limit, however width is measured.
struct LineBreaks: Sendable {
  let width: @Sendable (String) -> Double

  /// Lines filled one after the other.
  func wrapped(_ text: String, to limit: Double) -> [String] {
    var lines: [String] = []
    for piece in pieces(of: text, to: limit) {
      let joined = lines.last.map { $0 + piece.joint + piece.text } ?? ""
      if !lines.isEmpty, width(joined) <= limit {
        lines[lines.count - 1] = joined
      } else {
        lines.append(piece.text)
      }
    }
    return lines
  }

  /// As few lines as `wrapped` needs, of about equal width, so that no word is left alone on the last one.
  func balanced(_ text: String, to limit: Double) -> [String] {
    let pieces = pieces(of: text, to: limit)
    // From each piece on: the fewest lines, of those the least sum of squared space at their ends, and where the
    // first of them ends.
    var best = [(lines: Int, space: Double, end: Int)](repeating: (0, 0, 0), count: pieces.count + 1)
    for start in pieces.indices.reversed() {
      var line = ""
      best[start] = (.max, .infinity, start + 1)
      for end in start..<pieces.count {
        line += (end > start ? pieces[end].joint : "") + pieces[end].text
        let space = limit - width(line)
        if space < 0, end > start { break }
        let rest = best[end + 1]
        let (lines, sum) = (rest.lines + 1, rest.space + space * space)
        if (lines, sum) < (best[start].lines, best[start].space) { best[start] = (lines, sum, end + 1) }
      }
    }
    var lines: [String] = []
    var start = 0
    while start < pieces.count {
      let end = best[start].end
      lines.append(pieces[start].text + pieces[(start + 1)..<end].map { $0.joint + $0.text }.joined())
      start = end
    }
    return lines
  }

  func widestWord(_ text: String) -> Double { words(of: text).reduce(0) { max($0, width(String($1))) } }

  // MARK: Pieces

  /// What stays together, and what comes between it and the piece before it on the same line.
  private struct Piece {
    var text: String
    var joint: String
  }

  private func words(of text: String) -> [Substring] {
    text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" })
  }

  /// Words; one wider than the limit is broken where addresses are, and between characters only where that is not
  /// enough.
  private func pieces(of text: String, to limit: Double) -> [Piece] {
    words(of: text).flatMap { word -> [Piece] in
      let parts =
        width(String(word)) <= limit
        ? [String(word)]
        : addressParts(of: word).flatMap { width($0) <= limit ? [$0] : characters(of: $0, to: limit) }
      return parts.enumerated().map { Piece(text: $1, joint: $0 == 0 ? " " : "") }
    }
  }

  /// `https://www.` `example.` `org/` `figures-` `2024.` `csv`
  private func addressParts(of word: Substring) -> [String] {
    var parts = [""]
    for character in word {
      let last = parts[parts.count - 1]
      if let mark = last.last, "/.-_?&=".contains(mark), character.isLetter || character.isNumber,
        !last.hasSuffix("://"), last != "www."
      {
        parts.append("")
      }
      parts[parts.count - 1].append(character)
    }
    return parts
  }

  private func characters(of part: String, to limit: Double) -> [String] {
    var lines = [""]
    for character in part {
      let last = lines[lines.count - 1]
      if !last.isEmpty, width(last + String(character)) > limit { lines.append("") }
      lines[lines.count - 1].append(character)
    }
    return lines
  }
}
