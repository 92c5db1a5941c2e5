import StetColumns

/// `true`, `false`, and the words that the script states.
struct TruthParser: CellParser {
  let trues: [[UInt8]]
  let falses: [[UInt8]]

  var zero: Bool { false }

  func parse(_ cell: Span<UInt8>) -> Bool? {
    if let plain = BoolParser().parse(cell) { return plain }
    if trues.contains(where: { equals(cell, $0) }) { return true }
    return falses.contains { equals(cell, $0) } ? false : nil
  }

  private func equals(_ cell: Span<UInt8>, _ word: [UInt8]) -> Bool {
    cell.count == word.count && word.indices.allSatisfy { cell[$0] == word[$0] }
  }
}

extension CellReading {
  var truths: TruthParser { TruthParser(trues: trues.map { Array($0.utf8) }, falses: falses.map { Array($0.utf8) }) }
}
