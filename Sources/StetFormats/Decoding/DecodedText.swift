import StetDiagnostics

/// A file's text as UTF-8, after its byte-order mark.
struct DecodedText {
  var bytes: [UInt8]
  /// Where the text starts in `bytes`.
  var start = 0
  var notes: [String] = []
  /// Whether the file itself is UTF-8.
  var isUTF8 = false
}

/// Decodes a file: UTF-8, or what its byte-order mark or its zero bytes say, unless the script declares an encoding.
func decoded(
  _ file: [UInt8], declared: TextEncoding?, name: String, isCancelled: () -> Bool
) throws(RunFailure) -> DecodedText {
  let mark = ByteOrderMark(file.span)
  if let mark, let declared, !mark.agrees(with: declared) {
    throw RunFailure(.markDiffers(name, mark.encoding, declared))
  }
  let start = mark?.length ?? 0
  let encoding = declared ?? mark?.encoding ?? wideWithoutMark(file.span) ?? .utf8
  switch encoding.scheme {
  case .utf8:
    if let invalid = try firstInvalidUTF8(file.span, name: name, isCancelled: isCancelled) {
      throw RunFailure(try EncodingEvidence(file, name: name).refusal(at: invalid, isCancelled: isCancelled))
    }
    return DecodedText(
      bytes: file, start: start, notes: mark.map { [$0.note] } ?? [], isUTF8: true)
  case .utf16, .utf32:
    let wide = try ordered(encoding, mark, file, name)
    var text = try transcoded(file, from: start, wide, name, isCancelled)
    if declared == nil, mark == nil { text.notes = ["read with `encoding: \"\(wide.name)\"`, by its zero bytes"] }
    return text
  case .singleByte, .shiftJIS, .eucJP, .gb18030, .big5, .eucKR, .utf8Twice, .utf8Or:
    return try transcoded(file, from: start, encoding, name, isCancelled)
  }
}

/// `utf-16` as the order of its bytes that the file shows.
private func ordered(
  _ encoding: TextEncoding, _ mark: ByteOrderMark?, _ file: [UInt8], _ name: String
) throws(RunFailure) -> TextEncoding {
  switch encoding.scheme {
  case .utf16(isBig: nil), .utf32(isBig: nil):
    guard let shown = mark?.encoding ?? wideWithoutMark(file.span) else {
      throw RunFailure(.noOrder(name, encoding))
    }
    return shown
  case .utf16, .utf32, .utf8, .singleByte, .shiftJIS, .eucJP, .gb18030, .big5, .eucKR, .utf8Twice, .utf8Or:
    return encoding
  }
}

private func transcoded(
  _ file: [UInt8], from start: Int, _ encoding: TextEncoding, _ name: String, _ isCancelled: () -> Bool
) throws(RunFailure) -> DecodedText {
  let text = try encoding.transcoded(file, from: start, name: name, isCancelled: isCancelled)
  if let invalid = text.invalid {
    let location = physicalPlace(text.bytes.span, text.bytes.count, name)
    throw RunFailure(
      try .notInEncoding(
        file, invalid, location, encoding,
        EncodingEvidence(file, name: name).proposals(besides: encoding, isCancelled: isCancelled)))
  }
  // A mark that was encoded twice, too.
  let start = ByteOrderMark(text.bytes.span)?.length ?? 0
  return DecodedText(bytes: text.bytes, start: start, notes: ["read as \(encoding.name)"])
}

extension TextEncoding {
  /// The text of a file that is not plain UTF-8, whose bytes say their order.
  func transcoded(
    _ file: [UInt8], from start: Int, name: String, isCancelled: () -> Bool
  ) throws(RunFailure) -> Transcoded {
    switch scheme {
    case .singleByte(let page): try page.transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .shiftJIS: try ShiftJIS().transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .eucJP: try EUCJP().transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .gb18030: try GB18030().transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .big5: try Big5().transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .eucKR: try EUCKR().transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .utf8Twice: try UTF8Twice().transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .utf8Or(let page): try UTF8Or(other: page).transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .utf16(let isBig):
      try UTF16(isBig: isBig ?? false).transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .utf32(let isBig):
      try UTF32(isBig: isBig ?? false).transcoded(file, from: start, name: name, isCancelled: isCancelled)
    case .utf8: Transcoded(bytes: Array(file[start...]), invalid: firstInvalidUTF8(file.span))
    }
  }
}

// MARK: - What a file says about its encoding

/// UTF-16 and UTF-32 without a mark show in their zero bytes, which no other text has: they are in the upper half of characters,
/// where an alphabet has but few other bytes.
private func wideWithoutMark(_ bytes: Span<UInt8>) -> TextEncoding? {
  let quarter = min(bytes.count, 4096) / 4
  guard quarter >= 2, bytes.count % 2 == 0 else { return nil }
  var zeros = [Int](repeating: 0, count: 4)
  for index in 0..<quarter * 4 where bytes[index] == 0 { zeros[index % 4] += 1 }
  guard zeros.contains(where: { $0 * 5 >= quarter }) else { return nil }
  if bytes.count % 4 == 0, zeros[3] == quarter, zeros[0] == 0, zeros[2] * 10 >= quarter * 8 { return .utf32le }
  if bytes.count % 4 == 0, zeros[0] == quarter, zeros[3] == 0, zeros[1] * 10 >= quarter * 8 { return .utf32be }
  for (encoding, high) in [(TextEncoding.utf16le, 1), (.utf16be, 0)] where zeros[1 - high] + zeros[3 - high] == 0 {
    let isAlphabetic = (0..<quarter * 2).allSatisfy { pair in
      // Latin, Greek, Cyrillic, Hebrew, Arabic, Thai, Vietnamese; punctuation and signs.
      [0, 1, 2, 3, 4, 5, 6, 0x0E, 0x1E, 0x20, 0x21, 0x22].contains(bytes[pair * 2 + high])
    }
    if isAlphabetic { return encoding }
  }
  return nil
}

extension Diagnostic {
  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0x0" : "0x") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
  }

  fileprivate static func notInEncoding(
    _ file: [UInt8], _ offset: Int, _ location: String, _ encoding: TextEncoding, _ proposals: [String]
  ) -> Diagnostic {
    if case .utf8Twice = encoding.scheme { return .encodedOnce(location, proposals) }
    let length = encoding.unitLength
    guard offset + length <= file.count else { return .cutOff(location, encoding, proposals) }
    return .noMeaning(file[offset..<offset + length], location, encoding, proposals)
  }

  private static func noMeaning(
    _ bytes: ArraySlice<UInt8>, _ location: String, _ encoding: TextEncoding, _ proposals: [String]
  ) -> Diagnostic {
    let words = bytes.count == 1 ? "byte \(hex(bytes)) has" : "the bytes \(hex(bytes)) have"
    return Diagnostic(
      .notInEncoding, "\(words) no meaning in \(encoding.name)", location: location, kind: .data, notes: proposals)
  }

  private static func cutOff(_ location: String, _ encoding: TextEncoding, _ proposals: [String]) -> Diagnostic {
    Diagnostic(
      .notInEncoding, "the file ends in the middle of a \(encoding.name) character", location: location, kind: .data,
      notes: proposals.isEmpty ? ["the cause may be an interrupted download"] : proposals)
  }

  private static func encodedOnce(_ location: String, _ proposals: [String]) -> Diagnostic {
    Diagnostic(
      .notInEncoding, "the text is not encoded twice from here on", location: location, kind: .data, notes: proposals)
  }

  fileprivate static func noOrder(_ name: String, _ encoding: TextEncoding) -> Diagnostic {
    Diagnostic(
      .unmarkedUtf16, "no byte-order mark says in which order the bytes of \(encoding.name) are", location: name,
      kind: .data,
      notes: [
        "`encoding: \"\(encoding.name)le\"` has the low byte first, `encoding: \"\(encoding.name)be\"` the high one"
      ])
  }

  fileprivate static func markDiffers(
    _ name: String, _ mark: TextEncoding, _ declared: TextEncoding
  ) -> Diagnostic {
    Diagnostic(
      .encodingDiffers, "the byte-order mark says \(mark.name), but the script says \(declared.name)", location: name,
      kind: .data, notes: ["`encoding: \"\(mark.name)\"` agrees with the file"])
  }
}

extension TextEncoding {
  /// How many bytes a message shows if they are not a character.
  fileprivate var unitLength: Int {
    switch scheme {
    case .utf8, .singleByte, .utf8Or, .utf8Twice: 1
    case .utf16, .shiftJIS, .eucJP, .gb18030, .big5, .eucKR: 2
    case .utf32: 4
    }
  }
}

extension ByteOrderMark {
  fileprivate var note: String {
    length > 3 ? "\(length / 3) byte-order marks were skipped" : "a byte-order mark was skipped"
  }
}
