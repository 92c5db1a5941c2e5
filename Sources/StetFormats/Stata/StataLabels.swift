import StetDiagnostics

/// Texts that a Stata file keeps apart from its rows: value labels by name and number, and long texts.
struct StataLabels {
  let release: Int
  /// By the name of the labels, then by number.
  private(set) var labels: [String: [Int32: String]] = [:]
  /// Where the long text of each variable and row is, and whether it is binary.
  private(set) var texts: [TextKey: (range: Range<Int>, isBinary: Bool)] = [:]

  struct TextKey: Hashable {
    let variable: UInt64
    let row: UInt64
  }

  init(_ header: StataHeader) throws(RunFailure) {
    let bytes = header.bytes
    release = header.release
    if let start = header.longTexts { try readTexts(StataCursor(bytes: bytes, at: start), header.release) }
    var cursor = StataCursor(bytes: bytes, at: header.valueLabels)
    let isTagged = header.longTexts != nil
    let nameWidth = header.release >= 118 ? 129 : 33
    while isTagged ? bytes.bytes[cursor.index...].starts(with: "<lbl>".utf8) : cursor.index < bytes.bytes.count {
      if isTagged { try cursor.tag("<lbl>") }
      let size = try cursor.number(4, "the size of value labels")
      let name = String(decoding: try cursor.fields(1, nameWidth)[0], as: UTF8.self)
      _ = try cursor.take(3)
      let start = cursor.index
      _ = try cursor.take(size)
      labels[name] = try table(start, size, header)
      if isTagged { try cursor.tag("</lbl>") }
    }
  }

  private func table(_ start: Int, _ size: Int, _ header: StataHeader) throws(RunFailure) -> [Int32: String] {
    let bytes = header.bytes
    guard size >= 8 else { throw bytes.failure("value labels are cut off") }
    let count = try bytes.count(start, 4, "the number of value labels")
    let length = try bytes.count(start + 4, 4, "the length of value labels")
    guard count <= (size - 8) / 8, length <= size - 8 - 8 * count else {
      throw bytes.failure("value labels are not as long as they should be")
    }
    let texts = start + 8 + 8 * count
    var table: [Int32: String] = [:]
    for index in 0..<count {
      let offset = Int(bytes.unsigned(start + 8 + 4 * index, 4))
      let number = Int32(bitPattern: UInt32(bytes.unsigned(start + 8 + 4 * (count + index), 4)))
      guard offset < length else { throw bytes.failure("a value label is not in the file") }
      table[number] = try header.decode(bytes.text(texts + offset, length - offset), "a value label")
    }
    return table
  }

  private mutating func readTexts(_ start: StataCursor, _ release: Int) throws(RunFailure) {
    var cursor = start
    while cursor.bytes.bytes[cursor.index...].starts(with: "GSO".utf8) {
      try cursor.tag("GSO")
      let variable = UInt64(try cursor.number(4, "the number of a variable"))
      let row = UInt64(try cursor.number(release == 117 ? 4 : 8, "the number of a row"))
      let kind = try cursor.take(1).first
      let length = try cursor.number(4, "the length of a text")
      let text = try cursor.take(length)
      // A text ends in a zero byte, which binary values do not.
      texts[TextKey(variable: variable, row: row)] =
        kind == 130 ? (text.startIndex..<max(text.startIndex, text.endIndex - 1), false) : (text.indices, true)
    }
    try cursor.tag("</strls>")
  }
}
