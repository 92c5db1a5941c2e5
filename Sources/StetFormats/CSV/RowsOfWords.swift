import StetColumns

/// The rows that have words in each of some columns in which the others have figures, as a second line of names or units and another table
/// have them; in a single column, those above all its figures. None if they are many.
///
/// `isBelowTitle`: whether the line above looks like a title rather than names.
func rowsOfWords(_ columns: [TextVector], isBelowTitle: Bool = false) -> [Int] {
  guard let first = columns.first else { return [] }
  // Each different text is looked at once.
  let kinds = columns.map { texts in
    (0..<texts.pool.count).map { code in
      let text = texts.pool.utf8(code)
      return RowCell(text.span.extracting(trimmed(text.span)), texts.pool.string(code))
    }
  }
  func kind(_ column: Int, _ row: Int) -> RowCell {
    let code = columns[column].code(of: row)
    return code < 0 ? .blank : kinds[column][Int(code)]
  }
  if columns.count == 1 { return rowsAbove(first, isBelowTitle) { kind(0, $0) } }
  var rows: [Int] = []
  for row in 0..<first.count where columns.indices.allSatisfy({ kind($0, row) == .words }) {
    // The same word in each is a code.
    guard Set(columns.map { $0[row] ?? "" }).count > 1 else { continue }
    rows.append(row)
    if rows.count > 20 { return [] }
  }
  return rows.count * 4 <= first.count ? rows : []
}

/// Different words above all figures of a column: what is told of the table, and its names.
private func rowsAbove(_ texts: TextVector, _ isBelowTitle: Bool, _ kind: (Int) -> RowCell) -> [Int] {
  let rows = (0..<texts.count).filter { kind($0) == .words }
  guard let last = rows.last, last < 30, Set(rows.map { texts[$0] ?? "" }).count == rows.count,
    rows.allSatisfy({ !MissingCode.isOne(texts[$0] ?? "") })
  else { return [] }
  let above = (0..<last).count { kind($0) == .figure }
  let below = (last + 1..<texts.count).count { kind($0) == .figure }
  // One row alone may be an exception.
  return (rows.count > 1 || isBelowTitle && rows == [0]) && above * 2 <= rows.count && below > 2 && below > last
    ? rows : []
}

private enum RowCell {
  case figure, words, code, blank

  /// A cell without spaces around it, and as it is written.
  init(_ cell: Span<UInt8>, _ text: String) {
    self = cell.isEmpty ? .blank : isFigure(cell) ? .figure : isCode(text) ? .code : .words
  }
}

/// Whether a cell, without spaces around it, is a number as people write it, a date or a truth value.
func isFigure(_ cell: Span<UInt8>) -> Bool {
  if isDate(cell) || BoolParser().parse(cell) != nil { return true }
  switch Lookalikes.shape(cell) {
  case .number, .leadingZero, .tooLong, .formatted, .date, .datetime, .zoned, .slashDate: return true
  case .word, .other: return false
  }
}

func isDate(_ cell: Span<UInt8>) -> Bool {
  DateParser().parse(cell) != nil || DateTimeParser().parse(cell) != nil
    || PeriodParser(kind: .month).parse(cell) != nil || Lookalikes.shape(cell) == .slashDate
}

/// Where a text is without spaces and tabs around it.
func trimmed(_ text: Span<UInt8>, _ range: Range<Int>? = nil) -> Range<Int> {
  let range = range ?? 0..<text.count
  var (start, end) = (range.lowerBound, range.upperBound)
  func isSpace(_ index: Int) -> Bool { text[index] == UInt8(ascii: " ") || text[index] == UInt8(ascii: "\t") }
  while start < end, isSpace(start) { start += 1 }
  while start < end, isSpace(end - 1) { end -= 1 }
  return start..<end
}

/// Whether a line looks like a sentence with commas or the number of a table: a title, not names.
func isTitle(_ cells: [String]) -> Bool {
  let first = (cells.first ?? "").lowercased()
  // A sentence has spaces after its commas.
  return ["table ", "figure ", "chart "].contains { first.hasPrefix($0) } || cells.contains { $0.first == " " }
}
