import StetDiagnostics

/// How a file's bytes represent text, by the names that scripts use.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case windows1252 = "windows-1252"
  case latin1 = "latin1"
  case utf16le = "utf-16le"
  case utf16be = "utf-16be"

  /// Also `iso-8859-1`, and any case of letters.
  package init?(name: String) {
    let name = name.lowercased()
    if name == "iso-8859-1" {
      self = .latin1
    } else if let known = TextEncoding(rawValue: name) {
      self = known
    } else {
      return nil
    }
  }
}

/// A file's text as UTF-8, after its byte-order mark.
struct DecodedText {
  var bytes: [UInt8]
  /// Where the text starts in `bytes`.
  var start: Int
  var note: String?
}

/// Decodes a file: UTF-8, or what its byte-order mark says, unless the script declares an encoding.
func decoded(
  _ file: [UInt8], declared: TextEncoding?, name: String, isCancelled: () -> Bool
) throws(RunFailure) -> DecodedText {
  let mark = byteOrderMark(file.span)
  if let mark, let declared, mark.encoding != declared { throw RunFailure(.markDiffers(name, mark.encoding, declared)) }
  if mark == nil, declared == nil, let guess = unmarkedUTF16(file.span) { throw RunFailure(.unmarked(name, guess)) }
  let start = mark?.length ?? 0
  switch declared ?? mark?.encoding ?? .utf8 {
  case .utf8:
    let note = mark == nil ? nil : "a byte-order mark was skipped"
    if let location = try firstInvalidUTF8(file.span, name: name, isCancelled: isCancelled) {
      throw RunFailure(notUTF8(file.span, location, name))
    }
    return DecodedText(bytes: file, start: start, note: note)
  case .windows1252: return try singleByte(file, windows1252High, .windows1252, name, isCancelled)
  case .latin1: return try singleByte(file, Array(0x80...0x9F), .latin1, name, isCancelled)
  case .utf16le: return try utf16(file, from: start, .utf16le, name, isCancelled)
  case .utf16be: return try utf16(file, from: start, .utf16be, name, isCancelled)
  }
}

private func byteOrderMark(_ bytes: Span<UInt8>) -> (encoding: TextEncoding, length: Int)? {
  guard bytes.count >= 2 else { return nil }
  if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { return (.utf8, 3) }
  if bytes[0] == 0xFF, bytes[1] == 0xFE { return (.utf16le, 2) }
  return bytes[0] == 0xFE && bytes[1] == 0xFF ? (.utf16be, 2) : nil
}

/// UTF-16 without a mark shows in its zero bytes: nearly every other byte, and hardly another.
private func unmarkedUTF16(_ bytes: Span<UInt8>) -> TextEncoding? {
  let pairs = min(bytes.count / 2, 1024)
  guard pairs >= 4 else { return nil }
  var zeros = (first: 0, second: 0)
  for pair in 0..<pairs {
    if bytes[pair * 2] == 0 { zeros.first += 1 }
    if bytes[pair * 2 + 1] == 0 { zeros.second += 1 }
  }
  if zeros.first == 0, zeros.second * 10 >= pairs * 8 { return .utf16le }
  return zeros.second == 0 && zeros.first * 10 >= pairs * 8 ? .utf16be : nil
}

/// The code points of 0x80…0x9F in windows-1252 (Unicode's CP1252.TXT); 0 where it has none.
private let windows1252High: [UInt32] = [
  0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
  0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
]

/// What a byte means in windows-1252; nil for the five that have no meaning.
private func windows1252(_ byte: UInt8) -> UnicodeScalar? {
  guard (0x80...0x9F).contains(byte) else { return UnicodeScalar(byte) }
  let code = windows1252High[Int(byte) - 0x80]
  return code == 0 ? nil : UnicodeScalar(code)
}

private let stretch = 4 << 20

/// `high` has the code points of 0x80…0x9F.
private func singleByte(
  _ file: [UInt8], _ high: [UInt32], _ encoding: TextEncoding, _ name: String, _ isCancelled: () -> Bool
) throws(RunFailure) -> DecodedText {
  let source = file.span
  var bytes: [UInt8] = []
  bytes.reserveCapacity(file.count + file.count / 16)
  for index in 0..<source.count {
    if index % stretch == 0, isCancelled() { throw RunFailure(.cancelled(name)) }
    let byte = source[index]
    if byte < 0x80 {
      bytes.append(byte)
    } else {
      let code = byte < 0xA0 ? high[Int(byte) - 0x80] : UInt32(byte)
      guard code != 0 else {
        throw RunFailure(.notInEncoding(byte, physicalPlace(bytes.span, bytes.count, name), encoding))
      }
      append(code, to: &bytes)
    }
  }
  return DecodedText(bytes: bytes, start: 0, note: "read as \(encoding.rawValue)")
}

private func utf16(
  _ file: [UInt8], from start: Int, _ encoding: TextEncoding, _ name: String, _ isCancelled: () -> Bool
) throws(RunFailure) -> DecodedText {
  let source = file.span
  let (high, low) = encoding == .utf16be ? (0, 1) : (1, 0)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(file.count)
  var index = start
  var nextCheck = 0
  while index + 1 < source.count {
    if index >= nextCheck {
      if isCancelled() { throw RunFailure(.cancelled(name)) }
      nextCheck += stretch
    }
    let unit = UInt32(source[index + high]) << 8 | UInt32(source[index + low])
    index += 2
    if unit & 0xF800 != 0xD800 {
      append(unit, to: &bytes)
      continue
    }
    guard unit < 0xDC00, index + 1 < source.count else { throw RunFailure(.halfPair(unit, location(bytes), encoding)) }
    let second = UInt32(source[index + high]) << 8 | UInt32(source[index + low])
    guard second & 0xFC00 == 0xDC00 else { throw RunFailure(.halfPair(unit, location(bytes), encoding)) }
    index += 2
    append(0x10000 + (unit & 0x3FF) << 10 + second & 0x3FF, to: &bytes)
  }
  if index < source.count { throw RunFailure(.oddByte(location(bytes), encoding)) }
  return DecodedText(bytes: bytes, start: 0, note: "read as \(encoding.rawValue)")

  func location(_ bytes: [UInt8]) -> String { physicalPlace(bytes.span, bytes.count, name) }
}

private func append(_ code: UInt32, to bytes: inout [UInt8]) {
  switch code {
  case ..<0x80: bytes.append(UInt8(code))
  case ..<0x800:
    bytes.append(0xC0 | UInt8(code >> 6))
    bytes.append(0x80 | UInt8(code & 0x3F))
  case ..<0x10000:
    bytes.append(0xE0 | UInt8(code >> 12))
    bytes.append(0x80 | UInt8(code >> 6 & 0x3F))
    bytes.append(0x80 | UInt8(code & 0x3F))
  default:
    bytes.append(0xF0 | UInt8(code >> 18))
    bytes.append(0x80 | UInt8(code >> 12 & 0x3F))
    bytes.append(0x80 | UInt8(code >> 6 & 0x3F))
    bytes.append(0x80 | UInt8(code & 0x3F))
  }
}

/// `file.csv:12:3` of an offset, by physical lines.
func physicalPlace(_ bytes: Span<UInt8>, _ offset: Int, _ name: String) -> String {
  let (line, lineStart) = physicalLine(bytes, offset)
  return "\(name):\(line):\(column(bytes, of: offset, from: lineStart))"
}

private func physicalLine(_ bytes: Span<UInt8>, _ offset: Int) -> (line: Int, start: Int) {
  var line = 1
  var lineStart = byteOrderMark(bytes)?.length ?? 0
  for index in 0..<offset {
    let isPair = bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
    guard bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") && !isPair else { continue }
    line += 1
    lineStart = index + 1
  }
  return (line, lineStart)
}

/// The word around the byte, read as windows-1252, shows whether that is the encoding.
private func notUTF8(_ bytes: Span<UInt8>, _ offset: Int, _ name: String) -> Diagnostic {
  let lineStart = physicalLine(bytes, offset).start
  var sample: String? = ""
  var end = offset
  while end < bytes.count, end < offset + 40, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: ",") { end += 1 }
  var start = offset
  while start > lineStart, start > offset - 40, bytes[start - 1] != UInt8(ascii: ",") { start -= 1 }
  for index in start..<end {
    if let scalar = windows1252(bytes[index]) { sample?.unicodeScalars.append(scalar) } else { sample = nil }
  }
  return .notUTF8(bytes[offset], physicalPlace(bytes, offset, name), sample)
}

extension Diagnostic {
  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0x0" : "0x") + String(byte, radix: 16, uppercase: true)
  }

  fileprivate static func notUTF8(_ byte: UInt8, _ location: String, _ sample: String?) -> Diagnostic {
    let wayOut =
      sample.map {
        "read as windows-1252, the text is \(quoted($0)); `encoding: \"windows-1252\"` declares that encoding"
      }
      ?? "`encoding: \"latin1\"` reads every byte as one character"
    return Diagnostic(
      .notUtf8, "byte \(hex(byte)) is not valid UTF-8", location: location, kind: .data, notes: [wayOut])
  }

  fileprivate static func notInEncoding(_ byte: UInt8, _ location: String, _ encoding: TextEncoding) -> Diagnostic {
    Diagnostic(
      .notInEncoding, "byte \(hex(byte)) has no meaning in \(encoding.rawValue)", location: location, kind: .data,
      notes: ["`encoding: \"latin1\"` reads every byte as one character"])
  }

  fileprivate static func halfPair(_ unit: UInt32, _ location: String, _ encoding: TextEncoding) -> Diagnostic {
    let other = encoding == .utf16le ? TextEncoding.utf16be : .utf16le
    return Diagnostic(
      .notInEncoding,
      "0x\(String(unit, radix: 16, uppercase: true)) is half of a surrogate pair in \(encoding.rawValue)",
      location: location, kind: .data, notes: ["`encoding: \"\(other.rawValue)\"` reads the bytes in the other order"])
  }

  fileprivate static func oddByte(_ location: String, _ encoding: TextEncoding) -> Diagnostic {
    Diagnostic(
      .notInEncoding, "the file ends in the middle of a \(encoding.rawValue) character", location: location,
      kind: .data,
      notes: ["the cause may be an interrupted download"])
  }

  fileprivate static func unmarked(_ name: String, _ guess: TextEncoding) -> Diagnostic {
    Diagnostic(
      .unmarkedUtf16, "nearly every other byte is zero, as in \(guess.rawValue) without a byte-order mark",
      location: name, kind: .data, notes: ["`encoding: \"\(guess.rawValue)\"` declares that encoding"])
  }

  fileprivate static func markDiffers(
    _ name: String, _ mark: TextEncoding, _ declared: TextEncoding
  ) -> Diagnostic {
    Diagnostic(
      .encodingDiffers, "the byte-order mark says \(mark.rawValue), but the script says \(declared.rawValue)",
      location: name,
      kind: .data, notes: ["`encoding: \"\(mark.rawValue)\"` agrees with the file"])
  }
}
