import StetColumns
import StetDiagnostics

extension CSVScanner {
  /// Files above this many bytes are worth several threads.
  private static let smallest = 1 << 20

  /// The scan of a plain file by several threads; nil if the file has anything unusual, which is left to
  /// `run`, because it reads from the beginning and knows every location.
  ///
  /// Each piece but the first begins after a line break that may be inside quotes. That is checked afterward: the
  /// piece before must end exactly where the next one begins.
  static func parallel(
    _ file: [UInt8], _ dialect: CSVDialect, name: String, options: ReadOptions, start: Int,
    isCancelled: () -> Bool
  ) throws(RunFailure) -> CSVScan? {
    let count = min(Parallelism.threads, (file.count - start) / smallest)
    guard count > 1, options.skip == 0, options.until == .end, options.rows == nil else { return nil }
    guard let starts = lineStarts(file.span, start, count) else { return nil }
    let pieces = withoutActuallyEscaping(isCancelled) { isCancelled in
      // Any thread may read the flag that it checks.
      nonisolated(unsafe) let isCancelled = isCancelled
      return parallelMap(count) { piece -> CSVScan? in
        var options = options
        if piece > 0 { options.header = .none }
        let end = piece + 1 < count ? starts[piece + 1] : file.count
        let scanner = CSVScanner(dialect, name: name, options: options, start: starts[piece], end: end)
        guard let scan = try? scanner.run(file.span, isCancelled: { unsafe isCancelled() }), scan.end == end,
          scan.isPlain
        else { return nil }
        return scan
      }
    }
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    return joined(pieces)
  }

  /// Offsets after line breaks that divide the file about evenly.
  private static func lineStarts(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> [Int]? {
    var starts = [start]
    for piece in 1..<count {
      var index = start + (bytes.count - start) / count * piece
      let limit = min(bytes.count, index + smallest / 2)
      while index < limit, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      guard index + 1 < limit else { return nil }
      starts.append(index + 1)
    }
    return starts
  }

  private static func joined(_ pieces: [CSVScan?]) -> CSVScan? {
    guard var whole = pieces.first ?? nil else { return nil }
    let rest = pieces.dropFirst().compactMap { $0 }
    guard rest.count == pieces.count - 1, rest.allSatisfy({ $0.width == whole.width }) else { return nil }
    whole.lines.reserveCapacity(rest.reduce(whole.lines.count) { $0 + $1.lines.count })
    for piece in rest {
      let breaks = whole.lineBreaks
      whole.segments += piece.segments
      whole.segmentStarts.append(whole.lines.count)
      whole.lines += piece.lines.map { $0 + breaks }
      whole.records += piece.records
      whole.runs[0].records += piece.records
      whole.lineBreaks += piece.lineBreaks
      whole.end = piece.end
    }
    return whole
  }
}

extension CSVScan {
  /// Records of one width, and nothing else.
  var isPlain: Bool {
    runs.count == 1 && blankLines == 0 && blankRows == 0 && hollowRows == 0 && commentLines == 0 && padded == 0
      && cut == 0 && raggedCount == 0 && lenientCells == 0
  }
}
