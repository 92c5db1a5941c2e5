/// One cell of a text file in eight bytes: a table of nine million cells is indexed in 72 MB.
struct TextCell: Sendable {
  private let packed: UInt64

  static let longest = 1 << 24 - 1

  @inline(__always)
  init(start: Int, length: Int, quoting: Quoting) {
    packed = UInt64(truncatingIfNeeded: start) << 26 | UInt64(truncatingIfNeeded: length) << 2 | quoting.rawValue
  }

  /// For a row without the cell.
  static let absent = TextCell(start: 0, length: 0, quoting: .none)

  /// `escaped`: in quotes, with escapes such as `""` in CSV and `\n` in JSON.
  enum Quoting: UInt64 { case none, plain, escaped }

  /// Inside the quotes, if there are any.
  @inline(__always) var start: Int { Int(truncatingIfNeeded: packed >> 26) }
  @inline(__always) var length: Int { Int(truncatingIfNeeded: packed >> 2 & 0xFF_FFFF) }
  @inline(__always) var end: Int { start + length }
  @inline(__always) var isQuoted: Bool { packed & 3 != 0 }
  @inline(__always) var isEscaped: Bool { packed & 3 == 2 }
  /// Empty without quotes: a missing value. An empty text is written `""`.
  @inline(__always) var isEmpty: Bool { packed & 0x3FF_FFFF == 0 }
}
