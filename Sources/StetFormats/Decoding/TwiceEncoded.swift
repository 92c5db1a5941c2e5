import StetColumns
import StetDiagnostics

/// Cells whose text was encoded as UTF-8 twice, as `MÃ¼nchen` is: somebody took UTF-8 for windows-1252 and saved it as UTF-8.
struct TwiceEncoded {
  private let cells: [(column: String, count: Int, firstRow: Int, text: String)]

  /// Nil if no cell looks so.
  init?(_ table: Table) {
    var cells: [(column: String, count: Int, firstRow: Int, text: String)] = []
    for (field, column) in zip(table.schema.fields, table.columns) {
      guard case .text(let texts) = column, hasMoreThanASCII(texts.pool.bytes.span) else { continue }
      let suspects = parallelStretches(texts.pool.count) { codes in
        let bytes = texts.pool.bytes.span
        return codes.filter { Self.isTwice(bytes.extracting(texts.pool.range($0))) }
      }.flatMap { $0 }
      guard !suspects.isEmpty else { continue }
      let isSuspect = Set(suspects.map(Int32.init))
      var (count, firstRow) = (0, 0)
      for (row, code) in texts.codes.enumerated() where isSuspect.contains(code) {
        if count == 0 { firstRow = row }
        count += 1
      }
      guard count > 0 else { continue }
      let text = texts.pool.string(Int(texts.codes[firstRow]))
      cells.append((column: field.name, count: count, firstRow: firstRow, text: text))
    }
    guard !cells.isEmpty else { return nil }
    self.cells = cells
  }

  /// The note about them, with the option that mends them if it can read the whole file.
  func note(_ table: Table, _ file: [UInt8]?) -> String {
    let first = cells[0]
    let counts = cells.map { "\(counted($0.count, "cell")) of `\($0.column)`" }.joined(separator: ", ")
    let location = table.origin?.location(of: first.firstRow) ?? ""
    let once = Self.mended(first.text)
    let looks = agreeing("looks", "look", cells.reduce(0) { $0 + $1.count })
    let found =
      "\(counts) \(looks) encoded twice; the first is \(quoted(first.text)) for \(quoted(once)) at \(location)"
    let proposal = Proposal([("encoding", .text(TextEncoding.utf8Twice.name))])
    guard let file, let encoding = proposal.applied(to: ReadOptions(), [.encoding])?.encoding,
      let text = try? decoded(file, declared: encoding, name: "", isCancelled: { false }), !text.bytes.isEmpty
    else { return "\(found); other text of the file is encoded once" }
    return "\(found); `\(proposal.text)` reads \(quoted(once))"
  }

  private static func mended(_ text: String) -> String {
    var once = ""
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count, let character = UTF8Twice().character(bytes.span, index) {
      if let scalar = Unicode.Scalar(character.scalar) { once.unicodeScalars.append(scalar) }
      index += character.length
    }
    return once
  }

  /// Whether all that is not ASCII in a text can be decoded once more, and one of the pairs that result from letters, quotation marks
  /// or dashes is there: `É»` is a pair by chance, `Ã©` is not.
  private static func isTwice(_ text: Span<UInt8>) -> Bool {
    var (index, isSure, row) = (0, false, 0)
    while index < text.count {
      if text[index] < 0x80 {
        (index, row) = (index + 1, 0)
        continue
      }
      guard let character = UTF8Twice().character(text, index), let outer = utf8Character(text, index) else {
        return false
      }
      row += 1
      let scalar = character.scalar
      switch outer.scalar {
      // Ã, Â: Latin letters and signs.
      case 0xC3, 0xC2: isSure = true
      // â: dashes, quotation marks, the euro.
      case 0xE2: if (0x2010...0x2122).contains(scalar) { isSure = true }
      // Ä, Å: letters of Central Europe, unless the second half may be punctuation.
      case 0xC4, 0xC5: if row > 1 || !isPunctuation(text, index + outer.length) { isSure = true }
      // Other alphabets and ideographs: two in a row.
      default:
        if row > 1, (0x370..<0x700).contains(scalar) || (0xE00..<0xE80).contains(scalar) || scalar >= 0x3000 {
          isSure = true
        }
      }
      index += character.length
    }
    return isSure
  }

  /// What may come after a word: a space, quotation marks, dots.
  private static func isPunctuation(_ text: Span<UInt8>, _ index: Int) -> Bool {
    guard index < text.count, let second = utf8Character(text, index)?.scalar else { return true }
    return [0xA0, 0xAB, 0xBB, 0xB7, 0xB0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2013, 0x2014].contains(second)
  }
}
