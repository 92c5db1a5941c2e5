import StetColumns
import StetDiagnostics

/// Finds the cells of lines in which each column has a fixed width, in characters; spaces around a cell do not belong to it.
///
/// A line may end early, as editors strip spaces from its end. One that goes on after the last column is refused.
struct WidthScanner {
  let name: String
  let widths: [Int]
  let options: ReadOptions

  func run(_ bytes: Span<UInt8>, from start: Int, isCancelled: () -> Bool) throws(RunFailure) -> CSVScan {
    var scan = CSVScan()
    scan.width = widths.count
    scan.header = options.header.records
    let comment = Array((options.comments ?? "").utf8)
    var (index, line, nextCheck) = (start, Int32(1), start)
    while index < bytes.count {
      if index >= nextCheck {
        if isCancelled() { throw RunFailure(.cancelled(name)) }
        nextCheck = index + CSVScanner.stretch
      }
      let end = lineEnd(bytes, index)
      let next = lineStart(bytes, after: end)
      defer { (index, line) = (next, line + 1) }
      scan.records += 1
      guard scan.skippedLines >= options.skip else {
        scan.skippedLines += 1
        continue
      }
      if scan.trailingLines > 0 || isOver(bytes, index, end, scan) {
        scan.trailingLines += 1
      } else if isBlank(bytes, index, end) {
        scan.blankLines += 1
      } else if !comment.isEmpty, starts(bytes, index, end, comment) {
        scan.commentLines += 1
      } else {
        try admit(bytes, index, end, line, &scan)
      }
    }
    scan.end = bytes.count
    scan.lineBreaks = line - 1
    scan.close()
    return scan
  }

  private func admit(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ line: Int32, _ scan: inout CSVScan
  ) throws(RunFailure) {
    var index = start
    for width in widths {
      let first = index
      for _ in 0..<width where index < end {
        index += 1
        // The other bytes of a character.
        while index < end, bytes[index] & 0xC0 == 0x80 { index += 1 }
      }
      var (from, to) = (first, index)
      while from < to, isSpace(bytes[from]) { from += 1 }
      while to > from, isSpace(bytes[to - 1]) { to -= 1 }
      scan.cells.append(TextCell(start: from, length: to - from, quoting: .none))
    }
    guard isBlank(bytes, index, end) else {
      let location = "\(name):\(line):\(column(bytes, of: index, from: start))"
      throw RunFailure(.beyondWidths(location, widths.reduce(0, +), sample(bytes, index..<end)))
    }
    if scan.lines.count < max(1, scan.header) { scan.headerEnd = Int(line) }
    scan.lines.append(line)
  }

  /// Whether the table ends before a line.
  private func isOver(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ scan: CSVScan) -> Bool {
    guard !scan.lines.isEmpty else { return false }
    if let rows = options.rows, scan.lines.count >= rows + scan.header { return true }
    switch options.until {
    case .end: return false
    case .blank: return isBlank(bytes, start, end)
    case .words(let words): return starts(bytes, start, end, Array(words.utf8))
    }
  }

  private func starts(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ text: [UInt8]) -> Bool {
    start + text.count <= end && text.indices.allSatisfy { bytes[start + $0] == text[$0] }
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func isBlank(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    (start..<end).allSatisfy { isSpace(bytes[$0]) }
  }

  private func lineEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r") { index += 1 }
    return index
  }

  private func lineStart(_ bytes: Span<UInt8>, after end: Int) -> Int {
    let isPair =
      end + 1 < bytes.count && bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == UInt8(ascii: "\n")
    return end + (isPair ? 2 : 1)
  }
}

extension Diagnostic {
  fileprivate static func beyondWidths(_ location: String, _ total: Int, _ text: String) -> Diagnostic {
    Diagnostic(
      .raggedRow, "this line goes on after the \(counted(total, "character")) of the widths: \(quoted(text))",
      location: location, kind: .data)
  }
}
