import StetDiagnostics

/// Where the fields of a CSV file lie: one pass over its bytes, after RFC 4180 with LF, CR and CRLF.
struct CSVScan {
  /// Start and end of each field, row after row; quoted fields are given inside their quotes.
  var starts: [Int] = []
  var ends: [Int] = []
  /// 0 plain, 1 quoted, 2 quoted with doubled quotes inside.
  var quoting: [UInt8] = []
  /// The first field of each record, with one more entry at the end.
  var records: [Int] = [0]
  /// The one-based physical line on which each record starts.
  var lines: [Int32] = []
  var blankLines = 0
}

struct CSVScanner {
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private let name: String
  private var scan = CSVScan()
  private var index: Int
  private var line: Int32 = 1
  private var lineStart: Int

  init(_ bytes: [UInt8], from start: Int, delimiter: UInt8, name: String) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.name = name
    index = start
    lineStart = start
  }

  consuming func run() throws(RunFailure) -> CSVScan {
    while index < bytes.count {
      if endOfLine() {
        scan.blankLines += 1
        continue
      }
      scan.lines.append(line)
      try record()
      scan.records.append(scan.starts.count)
    }
    return scan
  }

  private mutating func record() throws(RunFailure) {
    while true {
      try field()
      if index < bytes.count, bytes[index] == delimiter {
        index += 1
        continue
      }
      _ = endOfLine()
      return
    }
  }

  private mutating func field() throws(RunFailure) {
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return try quotedField() }
    let start = index
    while index < bytes.count, bytes[index] != delimiter, bytes[index] != UInt8(ascii: "\n"),
      bytes[index] != UInt8(ascii: "\r")
    {
      index += 1
    }
    scan.starts.append(start)
    scan.ends.append(index)
    scan.quoting.append(0)
  }

  private mutating func quotedField() throws(RunFailure) {
    let open = (line, index - lineStart + 1)
    index += 1
    let start = index
    var quoting: UInt8 = 1
    while true {
      guard index < bytes.count else {
        throw RunFailure(.unterminatedQuote("\(name):\(open.0):\(open.1)"))
      }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") {
          quoting = 2
          index += 2
          continue
        }
        scan.starts.append(start)
        scan.ends.append(index)
        scan.quoting.append(quoting)
        index += 1
        if index < bytes.count, bytes[index] != delimiter, bytes[index] != UInt8(ascii: "\n"),
          bytes[index] != UInt8(ascii: "\r")
        {
          let end = (index..<bytes.count).first { bytes[$0] == delimiter || bytes[$0] == UInt8(ascii: "\n") }
          let text = String(decoding: bytes[(start - 1)..<(end ?? bytes.count)], as: UTF8.self)
          throw RunFailure(.strayQuote("\(name):\(line):\(index - lineStart + 1)", text))
        }
        return
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): _ = endOfLine()
      default: index += 1
      }
    }
  }

  /// Steps over one line ending, where there is one.
  private mutating func endOfLine() -> Bool {
    guard index < bytes.count else { return false }
    if bytes[index] == UInt8(ascii: "\r") {
      index += index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n") ? 2 : 1
    } else if bytes[index] == UInt8(ascii: "\n") {
      index += 1
    } else {
      return false
    }
    line += 1
    lineStart = index
    return true
  }
}

extension Diagnostic {
  fileprivate static func unterminatedQuote(_ place: String) -> Diagnostic {
    Diagnostic(
      "unterminated-quote", "the quote that opens here is never closed", place: place, kind: .data,
      notes: ["a quote inside a quoted cell is written twice: `\"\"`"])
  }

  fileprivate static func strayQuote(_ place: String, _ text: String) -> Diagnostic {
    Diagnostic(
      "stray-quote", "text follows the closing quote of a cell: \(quoted(text))", place: place, kind: .data,
      notes: ["a quote inside a quoted cell is written twice: `\"\"`"])
  }
}
