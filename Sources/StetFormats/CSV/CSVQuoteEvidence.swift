/// What a file has that would be explained by other quotation marks than those of RFC 4180.
struct CSVQuoteEvidence {
  private(set) var hasDouble = false
  /// A space or a tab beside a double quotation mark.
  private(set) var hasSpaced = false
  /// A backslash before a double quotation mark or a delimiter.
  private(set) var hasEscape = false
  /// Single quotation marks where a word begins, and where one ends.
  private var (opensSingle, closesSingle) = (false, false)

  var hasSingle: Bool { opensSingle && closesSingle }

  init(_ source: DecodedText) {
    let bytes = source.bytes.span
    let (double, single, escape) = (UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"))
    for index in source.start..<bytes.count {
      let byte = bytes[index]
      guard byte == double || byte == single || byte == escape else { continue }
      let previous = index > source.start ? bytes[index - 1] : UInt8(ascii: "\n")
      let next = index + 1 < bytes.count ? bytes[index + 1] : nil
      switch byte {
      case double:
        hasDouble = true
        if Self.isSpace(previous) || next.map(Self.isSpace) ?? false { hasSpaced = true }
      case single:
        if !Self.isLetter(previous) { opensSingle = true }
        if let next, !Self.isLetter(next) { closesSingle = true }
      default:
        if let next, next == double || commonDelimiters.contains(next) { hasEscape = true }
      }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }
}
