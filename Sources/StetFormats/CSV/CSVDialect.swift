/// How the cells of delimited text are written.
struct CSVDialect: Sendable, Equatable {
  var delimiter: UInt8
  /// What may enclose a cell; nil if quotation marks are ordinary characters.
  var quote: UInt8? = UInt8(ascii: "\"")
  /// Whether a backslash takes the meaning from the character after it. Otherwise a quotation mark inside quotes is written twice.
  var hasBackslashes = false
  /// Whether spaces and tabs around a cell do not belong to it.
  var trims = false
  /// What the lines begin with that are comments; empty if there are none.
  var comment: [UInt8] = []

  /// The delimiter that the script states, or the one that the path suggests.
  init(_ options: ReadOptions, name: String) {
    delimiter = options.delimiter ?? UInt8(ascii: name.hasSuffix(".tsv") ? "\t" : ",")
    switch options.quotes {
    case .strict, .lenient: break
    case .single: quote = UInt8(ascii: "'")
    case .none: quote = nil
    }
    hasBackslashes = options.hasBackslashes
    trims = options.trims
    comment = Array((options.comments ?? "").utf8)
  }

  /// What `CSVStream` reads.
  var isOrdinary: Bool { quote == UInt8(ascii: "\"") && !hasBackslashes && !trims && comment.isEmpty }

  /// A delimiter cannot be something else, too.
  var isPossible: Bool {
    delimiter < 0x80 && delimiter != quote && delimiter != 10 && delimiter != 13
      && !(hasBackslashes && delimiter == UInt8(ascii: "\\")) && (comment.isEmpty || comment.first != quote)
  }

  /// The text of a cell that is not written as it is.
  func unescaped(_ cell: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(cell.count)
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      let next = index + 1 < cell.count ? cell[index + 1] : 0
      // Of other characters, a backslash is one like any other: `C:\new` has no line break.
      let isEscape =
        hasBackslashes && byte == UInt8(ascii: "\\") && (next == byte || next == delimiter || next == quote)
      text.append(isEscape ? next : byte)
      // Inside quotes, one is written twice.
      index += isEscape || byte == quote ? 2 : 1
    }
    return text
  }
}
