import StetColumns
import StetDiagnostics

/// How evenly one delimiter splits the first lines of a file.
struct DelimiterFit {
  let delimiter: UInt8
  /// Fields in most of the lines that it splits at all; 1 if it splits none.
  var fields = 1
  /// Lines with that many fields, of `lines`.
  var even = 0
  /// The first line with that many fields: what comes before may be a title.
  var lines = 0
  /// The first line has that many fields too.
  var splitsHeader = false

  var isFrequent: Bool { fields > 1 && even * 2 > lines }
  var isEven: Bool { fields > 1 && even * 10 > lines * 9 }
}

/// Refuses a file whose first lines another delimiter splits as well as the expected one, or better.
///
/// A delimiter inside quotes does not count. Another candidate must split the header too, unless the expected
/// delimiter leaves one column: then a title may come before the header. `asksRare`: a character that is seldom a delimiter is one, too.
func checkDelimiter(
  _ bytes: Span<UInt8>, from start: Int, expected: UInt8, name: String, options: ReadOptions, asksRare: Bool = true
) throws(RunFailure) {
  let counts = fieldCounts(bytes, from: start, skip: options.skip, expected)
  let fits = counts.map { DelimiterFit($0.delimiter, $0.counts) }
  guard let own = fits.first, own.lines > 0 else { return }
  let location = "\(name):\(options.skip + 1)"
  // Nobody types tabs within cells.
  if expected == UInt8(ascii: "\t"), own.fields > 1, own.even == own.lines { return }
  // Where the expected one gives one column, no line says anything for it.
  let rivals = fits.dropFirst().filter { !rareDelimiters.contains($0.delimiter) }
    .filter { own.fields == 1 ? $0.isFrequent : $0.isEven && $0.splitsHeader }
  guard rivals.isEmpty else { throw RunFailure(.unclearDelimiter(location, own, rivals)) }
  let rare = fits.filter {
    rareDelimiters.contains($0.delimiter) && $0.even == own.lines && $0.splitsHeader && $0.fields > 1
  }
  guard asksRare, own.fields == 1, !rare.isEmpty, own.lines > 1 else { return }
  throw RunFailure(.unclearDelimiter(location, own, rare))
}

extension DelimiterFit {
  fileprivate init(_ delimiter: UInt8, _ counts: [Int]) {
    self.delimiter = delimiter
    lines = counts.count
    even = counts.count
    splitsHeader = true
    let split = counts.filter { $0 > 1 }.sorted()
    guard !split.isEmpty else { return }
    // The commonest count, the larger one on a tie.
    var best = (fields: 1, lines: 0)
    var run = 0
    for (index, fields) in split.enumerated() {
      run = index > 0 && split[index - 1] == fields ? run + 1 : 1
      if run >= best.lines { best = (fields, run) }
    }
    (fields, even) = best
    let front = counts.firstIndex(of: fields) ?? 0
    // A title takes a few lines; if most lines come before, the delimiter is part of the text.
    lines = front <= 10 && front * 2 < counts.count ? counts.count - front : counts.count
    splitsHeader = counts[0] == fields
  }
}

let commonDelimiters = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
/// Looked at only where none of the common ones is between cells: in a text, they are characters like any other. The last two are
/// those of ASCII and of Hive.
let rareDelimiters: [UInt8] = ["^", "~", ":", " "].map { UInt8(ascii: $0) } + [0x1F, 0x01]

/// The fields of each of the first lines under every candidate, the expected one first.
private func fieldCounts(
  _ bytes: Span<UInt8>, from start: Int, skip: Int, _ expected: UInt8
) -> [(delimiter: UInt8, counts: [Int])] {
  let all = [expected] + (commonDelimiters + rareDelimiters).filter { $0 != expected }
  var counts: [[Int]] = all.map { _ in [] }
  var current = all.map { _ in 1 }
  var isQuoted = false
  var isBlank = true
  var line = 0
  var previous: UInt8 = UInt8(ascii: "\n")
  let end = min(bytes.count, start + 1 << 20)
  for index in start..<max(start, end) {
    let byte = bytes[index]
    let isEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    if isEnd, !isQuoted {
      if !isBlank {
        if line >= skip { close() }
        if counts[0].count == 1000 { break }
      }
      if byte == UInt8(ascii: "\r") || previous != UInt8(ascii: "\r") { line += 1 }
      current = all.map { _ in 1 }
      isBlank = true
    } else {
      isBlank = false
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, let candidate = all.firstIndex(of: byte) { current[candidate] += 1 }
    }
    previous = byte
  }
  // A line that the sample cuts off does not count.
  if !isBlank, !isQuoted, end == bytes.count, line >= skip, counts[0].count < 1000 { close() }
  return Array(zip(all, counts)).map { ($0, $1) }

  func close() {
    for candidate in all.indices { counts[candidate].append(current[candidate]) }
  }
}

/// A delimiter as a message and a script name it.
private func word(_ delimiter: UInt8) -> (name: String, literal: String) {
  switch delimiter {
  case UInt8(ascii: ","): ("a comma", "\",\"")
  case UInt8(ascii: ";"): ("a semicolon", "\";\"")
  case UInt8(ascii: "\t"): ("a tab", "\"\\t\"")
  case UInt8(ascii: " "): ("a space", "\" \"")
  default: ("`\(UnicodeScalar(delimiter))`", "\"\(UnicodeScalar(delimiter))\"")
  }
}

extension Diagnostic {
  fileprivate static func unclearDelimiter(
    _ location: String, _ own: DelimiterFit, _ rivals: [DelimiterFit]
  ) -> Diagnostic {
    func cells(_ fit: DelimiterFit) -> String { counted(fit.fields, "cell") }
    let best = rivals.max { $0.even < $1.even } ?? own
    return Diagnostic(
      .unclearDelimiter,
      "\(word(own.delimiter).name) gives \(cells(own)) per line, but \(word(best.delimiter).name) gives \(cells(best))",
      location: location, kind: .data)
  }
}
