/// A figure in prose: digits, number words, `one in five`, `doubled`, `half`, `a record`.
package struct ProseFigure: Sendable, Equatable {
  package enum Kind: Sendable {
    case number, date, share, multiple, rank
  }

  package var kind: Kind
  /// In UTF-8 bytes.
  package var range: Range<Int>
}

/// The figures in prose, for a list of those without an expression. List markers, `one` as a pronoun and ordinal
/// words do not count.
package func figures(in prose: String) -> [ProseFigure] {
  let reader = ProseReader(prose)
  let (statements, _) = reader.read()
  var figures: [ProseFigure] = []
  var read: Set<Int> = []
  for statement in statements {
    guard let kind = reader.kind(of: statement) else { continue }
    read.formUnion(statement.tokens)
    figures.append(ProseFigure(kind: kind, range: reader.bytes(of: statement.tokens)))
  }
  // Digits that are not part of a statement are still figures.
  for (index, token) in reader.tokens.enumerated() where token.isNumber && !read.contains(index) {
    if !reader.isListMarker(index) { figures.append(ProseFigure(kind: .number, range: token.range)) }
  }
  return figures.sorted { $0.range.lowerBound < $1.range.lowerBound }
}

extension ProseReader {
  fileprivate func kind(of statement: ReadStatement) -> ProseFigure.Kind? {
    switch statement.statement {
    case .amount(let amount):
      switch amount.measure {
      case .quantity, .range: isListMarker(statement.tokens.lowerBound) && statement.tokens.count == 1 ? nil : .number
      case .share: .share
      case .multiple: .multiple
      }
    case .date: .date
    case .rank, .firstTime: .rank
    case .ordinal: tokens[statement.tokens.lowerBound].isNumber ? .number : nil
    case .direction, .unchanged: nil
    }
  }

  fileprivate func bytes(of range: Range<Int>) -> Range<Int> {
    tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
  }

  /// `1.` or `1)` at the start of a line.
  fileprivate func isListMarker(_ index: Int) -> Bool {
    guard tokens[index].startsLine, let next = token(index + 1), let following = token(index + 2) else { return false }
    return [".", ")"].contains(next.text) && !next.followsSpace && following.followsSpace
  }
}
