import StetColumns

/// Where the rows of a JSON document are: the part of JSONPath (RFC 9535) that selects each value once, in the order of the file.
///
/// `$` is the document. `.results` and `['total count']` are members of an object, `[1]` is an element of a list, the first being `[0]`,
/// and `[*]` is every element of a list or every member of an object.
struct JSONPath: Sendable, Equatable {
  enum Segment: Sendable, Equatable {
    case name(String)
    case index(Int)
    case all
  }

  var segments: [Segment]

  static let elements = JSONPath(segments: [.all])

  init(segments: [Segment]) { self.segments = segments }

  /// Throws what is wrong with the path, as a noun phrase that `takes` can precede.
  init(_ text: String) throws(Unreadable) {
    var reader = Reader(scalars: Array(text.unicodeScalars))
    segments = try reader.segments()
  }

  struct Unreadable: Error { let wanted: String }

  func appending(_ segment: Segment) -> JSONPath { JSONPath(segments: segments + [segment]) }

  /// How many `[*]` it has.
  var wildcards: Int { segments.count { $0 == .all } }

  /// As a script writes it: `$.results[*]`.
  var text: String { "$" + segments.map(\.text).joined() }

  /// The path of one of the values, if it has one `[*]`: that of the element of this number.
  func text(of element: Int) -> String {
    "$" + segments.map { ($0 == .all ? .index(element) : $0).text }.joined()
  }
}

extension JSONPath.Segment {
  var text: String {
    switch self {
    case .all: return "[*]"
    case .index(let index): return "[\(index)]"
    case .name(let name):
      if isPlainName(name) { return ".\(name)" }
      var pasted = ""
      for scalar in name.unicodeScalars {
        switch scalar {
        case "'", "\\": pasted += "\\\(scalar)"
        case "\n": pasted += "\\n"
        case "\r": pasted += "\\r"
        case "\t": pasted += "\\t"
        case "\0"..."\u{1F}":
          pasted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: pasted.unicodeScalars.append(scalar)
        }
      }
      return "['\(pasted)']"
    }
  }
}

/// `member-name-shorthand` of RFC 9535 §2.5.1.1, of ASCII alone.
private func isPlainName(_ name: String) -> Bool {
  guard let first = name.utf8.first, !isDigit(first) else { return false }
  return name.utf8.allSatisfy { byte in
    byte == UInt8(ascii: "_") || isDigit(byte)
      || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }
}

/// Reads the text of a path.
private struct Reader {
  let scalars: [UnicodeScalar]
  var index = 0

  init(scalars: [UnicodeScalar]) { self.scalars = scalars }

  private var next: UnicodeScalar? { index < scalars.count ? scalars[index] : nil }

  mutating func segments() throws(JSONPath.Unreadable) -> [JSONPath.Segment] {
    guard take("$") else { throw .init(wanted: "a path that begins with `$`, as in `\"$.results[*]\"`") }
    var segments: [JSONPath.Segment] = []
    while index < scalars.count {
      guard segments.count < JSONLexer.deepest else {
        throw .init(wanted: "a path of at most \(JSONLexer.deepest) segments")
      }
      if take(".") {
        segments.append(try dotted())
      } else if take("[") {
        segments.append(try bracketed())
      } else {
        throw .init(wanted: "a path in which `.` or `[` comes before each name or number, as in `\"$.results[*]\"`")
      }
    }
    return segments
  }

  private mutating func dotted() throws(JSONPath.Unreadable) -> JSONPath.Segment {
    if next == "." { throw .init(wanted: "a path with every level of the document, without `..`") }
    if take("*") { return .all }
    var name = ""
    while let scalar = next,
      scalar == "_" || scalar.value >= 0x80 || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    {
      if name.isEmpty, ("0"..."9").contains(scalar) { break }
      name.unicodeScalars.append(scalar)
      index += 1
    }
    guard !name.isEmpty else {
      throw .init(wanted: "a path with a name after each `.`; others are written `['total count']`")
    }
    return .name(name)
  }

  private mutating func bracketed() throws(JSONPath.Unreadable) -> JSONPath.Segment {
    skipSpace()
    let segment: JSONPath.Segment
    if take("*") {
      segment = .all
    } else if let quote = next, quote == "'" || quote == "\"" {
      index += 1
      segment = .name(try quoted(quote))
    } else {
      segment = .index(try number())
    }
    skipSpace()
    if next == "," { throw .init(wanted: "a path with one name or number in each bracket") }
    if next == ":" { throw .init(wanted: "a path without ranges such as `[0:5]`; `[*]` is every element") }
    guard take("]") else { throw .init(wanted: "a path whose brackets are closed") }
    return segment
  }

  private mutating func number() throws(JSONPath.Unreadable) -> Int {
    if next == "?" { throw .init(wanted: "a path without conditions; `filter` leaves out rows") }
    if next == "-" { throw .init(wanted: "a path whose numbers are counted from the first element, which is `[0]`") }
    var digits = ""
    while let scalar = next, ("0"..."9").contains(scalar) {
      digits.unicodeScalars.append(scalar)
      index += 1
    }
    if next == ":" { throw .init(wanted: "a path without ranges such as `[0:5]`; `[*]` is every element") }
    guard let number = Int(digits), number < Int(Int32.max), digits == "0" || !digits.hasPrefix("0") else {
      throw .init(
        wanted: "a path with `*`, a number or a name in quotes in each bracket, as in `\"$['total count'][0]\"`")
    }
    return number
  }

  private mutating func quoted(_ quote: UnicodeScalar) throws(JSONPath.Unreadable) -> String {
    var text = ""
    while let scalar = next {
      index += 1
      if scalar == quote { return text }
      if scalar == "\\" { text.unicodeScalars.append(try escaped()) } else { text.unicodeScalars.append(scalar) }
    }
    throw .init(wanted: "a path whose names in quotes are closed")
  }

  private mutating func escaped() throws(JSONPath.Unreadable) -> UnicodeScalar {
    guard let scalar = next else { throw .init(wanted: "a path whose names in quotes are closed") }
    index += 1
    switch scalar {
    case "'", "\"", "\\", "/": return scalar
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return try hexadecimal()
    default: throw .init(wanted: "a path whose escapes are those of JSON, such as `\\n`")
    }
  }

  private mutating func hexadecimal() throws(JSONPath.Unreadable) -> UnicodeScalar {
    let high = try unit()
    if let scalar = UnicodeScalar(high) { return scalar }
    if high < 0xDC00, take("\\"), take("u") {
      let low = try unit()
      if (0xDC00...0xDFFF).contains(low),
        let scalar = UnicodeScalar(0x10000 + (high - 0xD800) << 10 + low - 0xDC00)
      {
        return scalar
      }
    }
    throw .init(wanted: "a path whose `\\u` escapes are whole characters")
  }

  private mutating func unit() throws(JSONPath.Unreadable) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let scalar = next, let digit = Character(scalar).hexDigitValue, scalar.isASCII else {
        throw .init(wanted: "a path whose `\\u` escapes have four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  private mutating func skipSpace() { while next == " " || next == "\t" { index += 1 } }

  private mutating func take(_ scalar: UnicodeScalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }
}
