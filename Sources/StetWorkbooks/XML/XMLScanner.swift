/// Reads a document of XML in UTF-8 that comes in pieces, several times as fast as libexpat: the tags of a sheet, with a few short attributes
/// and texts, are each looked at once.
///
/// It takes and refuses what XML 1.0 (fifth edition) does of documents without a document type.
@safe
struct XMLScanner: ~Copyable {
  /// What has come and is not read yet: part of a tag.
  private var rest: [UInt8] = []
  /// Line feeds in all that has come.
  private var lineFeeds = 0
  private var elements = XMLElements()
  private var isBegun = false
  private var isLast = false
  private var hasRoot = false
  private var isInData = false
  private let inText = unsafe XMLBytes.inText
  private let inValue = unsafe XMLBytes.inValue
  private let inName = unsafe XMLBytes.inName

  private typealias Kind = XMLBytes.Kind

  /// Whether a document that begins so is in UTF-8. One whose declaration is cut is not known to be.
  static func takes(_ beginning: Span<UInt8>) -> Bool {
    func begins(_ bytes: [UInt8]) -> Bool {
      beginning.count >= bytes.count && bytes.indices.allSatisfy { beginning[$0] == bytes[$0] }
    }
    guard beginning.count > 3, !begins([0xFE, 0xFF]), !begins([0xFF, 0xFE]), beginning[0] != 0, beginning[1] != 0 else {
      return false
    }
    let start = begins([0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard beginning.count > start + 6, beginning[start] == UInt8(ascii: "<") else { return false }
    guard beginning[start + 1] == UInt8(ascii: "?") else { return true }
    guard let end = (start..<min(beginning.count, 400)).first(where: { beginning[$0] == UInt8(ascii: ">") }) else {
      return false
    }
    let declaration = String(decoding: (start..<end).map { beginning[$0] }, as: UTF8.self).lowercased()
    guard let stated = declaration.firstRange(of: "encoding") else { return true }
    let encoding = declaration[stated.upperBound...].drop { " =\t\r\n".contains($0) }
    return ["\"utf-8\"", "'utf-8'", "\"us-ascii\"", "'us-ascii'"].contains { encoding.hasPrefix($0) }
  }

  mutating func feed(_ piece: Span<UInt8>, _ visitor: some XMLVisitor) throws(XMLFailure) {
    var bytes: [UInt8] = []
    swap(&bytes, &rest)
    bytes.reserveCapacity(bytes.count + piece.count + Cursor.padding)
    unsafe piece.withUnsafeBufferPointer { piece in
      lineFeeds += unsafe piece.reduce(0) { $0 &+ ($1 == UInt8(ascii: "\n") ? 1 : 0) }
      unsafe bytes.append(contentsOf: piece)
    }
    let taken = try read(&bytes, visitor)
    guard bytes.count - taken <= XMLLimits.longestToken else { throw XMLLimits.tooLong }
    bytes.removeFirst(taken)
    rest = bytes
  }

  /// After the last piece.
  mutating func finish(_ visitor: some XMLVisitor) throws(XMLFailure) {
    isLast = true
    if !isBegun {
      var bytes = rest
      let taken = try read(&bytes, visitor)
      rest = Array(bytes[taken...])
    }
    guard rest.allSatisfy(Self.isSpace), !isInData else { throw damaged("unclosed token", before: 0) }
    guard hasRoot, elements.depth == 0 else { throw damaged("no element found", before: 0) }
  }

  /// `before`: the line feeds that come after the place.
  private func damaged(_ reason: String, before: Int) -> XMLFailure {
    .damaged("its XML is damaged: \(reason) in line \(lineFeeds - before + 1)")
  }

  // MARK: - Reading

  /// Why reading does not go on from a place.
  private enum Halt: Error {
    /// What begins there is not complete.
    case incomplete(Int)
    case damaged(String, Int)
    case stopped(XMLFailure)
  }

  /// How many bytes were read.
  private mutating func read(_ bytes: inout [UInt8], _ visitor: some XMLVisitor) throws(XMLFailure) -> Int {
    let count = bytes.count
    // Ends every loop that looks for something else than it.
    bytes.append(contentsOf: repeatElement(0, count: Cursor.padding))
    defer { bytes.removeLast(Cursor.padding) }
    var halt: Halt?
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var cursor = unsafe Cursor(base: base, count: count)
      do throws(Halt) { try read(&cursor, visitor) } catch { halt = error }
    }
    switch halt {
    case nil: return count
    case .incomplete(let place): return place
    case .stopped(let failure): throw failure
    case .damaged(let reason, let place):
      throw damaged(reason, before: bytes[place..<count].count { $0 == UInt8(ascii: "\n") })
    }
  }

  /// The bytes, which are followed by zeros, and the next place.
  @safe
  private struct Cursor {
    let base: UnsafeMutablePointer<UInt8>
    let count: Int
    var place = 0

    /// So many zeros follow: as many as are looked at from a place without a look at whether the bytes go on.
    static let padding = 16

    init(base: UnsafeMutablePointer<UInt8>, count: Int) { unsafe (self.base, self.count) = (base, count) }

    @inline(__always)
    subscript(index: Int) -> UInt8 { unsafe base[index] }

    @inline(__always)
    func text(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
      unsafe UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    func begins(_ word: StaticString, at start: Int) -> Bool {
      (0..<word.utf8CodeUnitCount).allSatisfy { unsafe self[start + $0] == word.utf8Start[$0] }
    }
  }

  private mutating func read(_ cursor: inout Cursor, _ visitor: some XMLVisitor) throws(Halt) {
    if !isBegun {
      // A mark and the beginning of a declaration.
      guard isLast || cursor.count >= 9 else { throw .incomplete(0) }
      if cursor.begins("\u{FEFF}", at: 0) { cursor.place = 3 }
      if cursor.begins("<?xml", at: cursor.place), Self.isSpace(cursor[cursor.place + 5]) {
        guard let end = try find("?>", from: cursor.place, cursor) else { throw .incomplete(0) }
        guard unsafe Self.isDeclaration(Array(cursor.text(cursor.place + 5..<end - 2))) else {
          throw .damaged("XML declaration not well-formed", cursor.place)
        }
        cursor.place = end
      }
      isBegun = true
    }
    while cursor.place < cursor.count {
      if isInData {
        try readData(&cursor, visitor)
      } else if unsafe cursor.base[cursor.place] == UInt8(ascii: "<") {
        try readTag(&cursor, visitor)
      } else {
        try readText(&cursor, visitor)
      }
      if visitor.isStopped, let failure = visitor.failure { throw .stopped(failure) }
    }
  }

  /// Whether what is in a declaration is a version, and after it may be an encoding and whether the document stands alone.
  private static func isDeclaration(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    func value(_ name: String) -> [UInt8]? {
      let start = rest
      let gap = rest.prefix(while: isSpace).count
      rest = rest.dropFirst(gap)
      guard gap > 0, rest.starts(with: name.utf8) else {
        rest = start
        return nil
      }
      rest = rest.dropFirst(name.utf8.count).drop(while: isSpace)
      guard rest.popFirst() == UInt8(ascii: "=") else { return nil }
      rest = rest.drop(while: isSpace)
      guard let quote = rest.popFirst(), "\"'".utf8.contains(quote), let end = rest.firstIndex(of: quote) else {
        return nil
      }
      let value = Array(rest[..<end])
      rest = rest[(end + 1)...]
      return value
    }
    func isWord(_ byte: UInt8) -> Bool {
      byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        || "-_.:".utf8.contains(byte)
    }
    guard let version = value("version"), !version.isEmpty, version.allSatisfy(isWord) else { return false }
    // Another encoding is for libexpat.
    if let encoding = value("encoding"),
      !["utf-8", "us-ascii"].contains(String(decoding: encoding, as: UTF8.self).lowercased())
    {
      return false
    }
    if let alone = value("standalone"), alone != Array("yes".utf8), alone != Array("no".utf8) { return false }
    return rest.allSatisfy(isSpace)
  }

  // MARK: - Text

  @inline(__always)
  private mutating func readText(_ cursor: inout Cursor, _ visitor: some XMLVisitor) throws(Halt) {
    let kinds = unsafe inText
    var (start, place) = (cursor.place, cursor.place)
    func give(_ end: Int) throws(Halt) {
      guard end > start else { return }
      guard elements.depth == 0 else { return unsafe visitor.text(cursor.text(start..<end)) }
      guard unsafe cursor.text(start..<end).allSatisfy(Self.isSpace) else {
        throw .damaged(hasRoot ? "junk after document element" : "not well-formed (invalid token)", start)
      }
    }
    while true {
      while unsafe kinds[Int(cursor.base[place])] == Kind.plain { place += 1 }
      switch unsafe kinds[Int(cursor.base[place])] {
      case Kind.open:
        try give(place)
        cursor.place = place
        return
      case Kind.reference:
        try give(place)
        guard elements.depth > 0 else { throw .damaged("not well-formed (invalid token)", place) }
        let (scalar, end) = try reference(at: place, cursor)
        let text = Array(String(scalar).utf8)
        unsafe text.withUnsafeBufferPointer { unsafe visitor.text($0) }
        (start, place) = (end, end)
      case Kind.bracket:
        // `]]>` ends what was not begun.
        if place + 2 >= cursor.count, cursor[place + 1] == UInt8(ascii: "]") || place + 1 >= cursor.count {
          try give(place)
          throw .incomplete(place)
        }
        guard !cursor.begins("]]>", at: place) else { throw .damaged("not well-formed (invalid token)", place) }
        place += 1
      case Kind.carriageReturn:
        try give(place)
        guard place + 1 < cursor.count else { throw .incomplete(place) }
        // A line ends with a line feed alone.
        if cursor[place + 1] == UInt8(ascii: "\n") {
          (start, place) = (place + 1, place + 2)
        } else {
          unsafe cursor.base[place] = UInt8(ascii: "\n")
          (start, place) = (place, place + 1)
        }
      case Kind.beyondASCII:
        guard let length = try character(at: place, cursor) else {
          try give(place)
          throw .incomplete(place)
        }
        place += length
      default:
        guard place == cursor.count else { throw .damaged("not well-formed (invalid token)", place) }
        try give(place)
        cursor.place = place
        return
      }
      if visitor.isStopped {
        cursor.place = place
        return
      }
    }
  }

  /// Text between `<![CDATA[` and `]]>`.
  private mutating func readData(_ cursor: inout Cursor, _ visitor: some XMLVisitor) throws(Halt) {
    var (start, place) = (cursor.place, cursor.place)
    func give(_ end: Int) { if end > start { unsafe visitor.text(cursor.text(start..<end)) } }
    while place < cursor.count {
      switch cursor[place] {
      case UInt8(ascii: "]"):
        if cursor.begins("]]>", at: place) {
          give(place)
          (cursor.place, isInData) = (place + 3, false)
          return
        }
        if place + 2 >= cursor.count {
          give(place)
          throw .incomplete(place)
        }
        place += 1
      case 0x0D:
        give(place)
        guard place + 1 < cursor.count else { throw .incomplete(place) }
        if cursor[place + 1] != UInt8(ascii: "\n") { unsafe cursor.base[place] = UInt8(ascii: "\n") }
        start = cursor[place + 1] == UInt8(ascii: "\n") && cursor[place] == 0x0D ? place + 1 : place
        place = start + 1
      case 0x80...:
        guard let length = try character(at: place, cursor) else {
          give(place)
          throw .incomplete(place)
        }
        place += length
      case 0x09, 0x0A, 0x20...: place += 1
      default: throw .damaged("not well-formed (invalid token)", place)
      }
    }
    give(place)
    cursor.place = place
  }

  /// The length of a character of several bytes; nil if it is not complete.
  private func character(at place: Int, _ cursor: Cursor) throws(Halt) -> Int? {
    let first = cursor[place]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4 else { throw .damaged("not well-formed (invalid token)", place) }
    for index in 1..<length {
      guard place + index < cursor.count else { return nil }
      guard cursor[place + index] & 0xC0 == 0x80 else { throw .damaged("not well-formed (invalid token)", place) }
    }
    let (second, third) = (cursor[place + 1], cursor[place + 2])
    let isWrong =
      switch first {
      // Overlong, surrogates, beyond Unicode, and the two that XML has not.
      case 0xE0: second < 0xA0
      case 0xED: second >= 0xA0
      case 0xEF: second == 0xBF && third >= 0xBE
      case 0xF0: second < 0x90
      case 0xF4: second >= 0x90
      default: false
      }
    guard !isWrong else { throw .damaged("not well-formed (invalid token)", place) }
    return length
  }

  /// What `&lt;` or `&#60;` stands for, and where it ends.
  private func reference(at place: Int, _ cursor: Cursor) throws(Halt) -> (Unicode.Scalar, end: Int) {
    var end = place + 1
    while end < cursor.count, cursor[end] != UInt8(ascii: ";") {
      let byte = cursor[end]
      guard end - place < 64, unsafe inName[Int(byte)] != Kind.none || byte == UInt8(ascii: "#") else {
        throw .damaged("not well-formed (invalid token)", place)
      }
      end += 1
    }
    guard end < cursor.count else { throw .incomplete(place) }
    let word = unsafe String(decoding: cursor.text(place + 1..<end), as: UTF8.self)
    let scalar: Unicode.Scalar?
    switch word {
    case "lt": scalar = "<"
    case "gt": scalar = ">"
    case "amp": scalar = "&"
    case "quot": scalar = "\""
    case "apos": scalar = "'"
    default:
      guard word.hasPrefix("#") else { throw .damaged("undefined entity", place) }
      let digits = word.dropFirst()
      let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      scalar = code.flatMap { Self.isCharacter($0) ? Unicode.Scalar($0) : nil }
    }
    guard let scalar else { throw .damaged("reference to invalid character number", place) }
    return (scalar, end + 1)
  }

  private static func isCharacter(_ code: UInt32) -> Bool {
    code >= 0x20 && code != 0xFFFE && code != 0xFFFF || [0x09, 0x0A, 0x0D].contains(code)
  }

  @inline(__always)
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  // MARK: - Tags

  @inline(__always)
  private mutating func readTag(_ cursor: inout Cursor, _ visitor: some XMLVisitor) throws(Halt) {
    switch cursor[cursor.place + 1] {
    case UInt8(ascii: "/"): try readEnd(&cursor, visitor)
    case UInt8(ascii: "!"): try readDeclaration(&cursor, visitor)
    case UInt8(ascii: "?"):
      guard let end = try find("?>", from: cursor.place + 2, cursor) else { throw .incomplete(cursor.place) }
      let target = try name(at: cursor.place + 2, cursor, tag: cursor.place)
      guard Self.isSpace(cursor[target]) || cursor.begins("?>", at: target) else {
        throw .damaged("not well-formed (invalid token)", target)
      }
      // The declaration of the document is at its beginning.
      let isDeclaration = cursor.begins("xml", at: cursor.place + 2) && Self.isSpace(cursor[cursor.place + 5])
      guard !isDeclaration else { throw .damaged("XML or text declaration not at start of entity", cursor.place) }
      cursor.place = end
    default: try readBegin(&cursor, visitor)
    }
  }

  /// Where a name ends that begins at a place.
  @inline(__always)
  private func name(at start: Int, _ cursor: Cursor, tag: Int) throws(Halt) -> Int {
    let kinds = unsafe inName
    var place = start
    let first = unsafe kinds[Int(cursor.base[place])]
    guard first == Kind.open || first == Kind.beyondASCII else {
      if place >= cursor.count { throw .incomplete(tag) }
      throw .damaged("not well-formed (invalid token)", place)
    }
    while true {
      let kind = unsafe kinds[Int(cursor.base[place])]
      if kind == Kind.none { return place }
      if kind == Kind.beyondASCII {
        guard let length = try character(at: place, cursor) else { throw .incomplete(tag) }
        let scalar = unsafe String(decoding: cursor.text(place..<place + length), as: UTF8.self).unicodeScalars.first
        guard let scalar, Self.canBeInName(scalar.value, isFirst: place == start) else {
          throw .damaged("not well-formed (invalid token)", place)
        }
        place += length
      } else {
        place += 1
      }
    }
  }

  /// Beyond ASCII (productions 4 and 4a).
  private static func canBeInName(_ code: UInt32, isFirst: Bool) -> Bool {
    switch code {
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
      0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFEFE, 0xFF00...0xFFFD, 0x10000...0xEFFFF:
      true
    case 0xB7, 0x300...0x36F, 0x203F...0x2040: !isFirst
    default: false
    }
  }

  @inline(__always)
  private mutating func readEnd(_ cursor: inout Cursor, _ visitor: some XMLVisitor) throws(Halt) {
    let tag = cursor.place
    let start = tag + 2
    let nameEnd = try name(at: start, cursor, tag: tag)
    var place = nameEnd
    while Self.isSpace(cursor[place]) { place += 1 }
    guard place < cursor.count else { throw .incomplete(tag) }
    guard cursor[place] == UInt8(ascii: ">") else { throw .damaged("not well-formed (invalid token)", place) }
    guard unsafe elements.close(XMLName(cursor.base + start, nameEnd - start)) else {
      throw .damaged(elements.depth == 0 ? "not well-formed (invalid token)" : "mismatched tag", tag)
    }
    cursor.place = place + 1
    unsafe cursor.base[nameEnd] = 0
    unsafe visitor.end(XMLText(at: UnsafePointer(cursor.base + start)).local)
  }

  @inline(__always)
  private mutating func readBegin(_ cursor: inout Cursor, _ visitor: some XMLVisitor) throws(Halt) {
    let tag = cursor.place
    guard tag + 1 < cursor.count else { throw .incomplete(tag) }
    guard elements.depth > 0 || !hasRoot else { throw .damaged("junk after document element", tag) }
    let name = try tag + 1..<self.name(at: tag + 1, cursor, tag: tag)
    var place = name.upperBound
    var attributeCount = 0
    var isEmpty = false
    while true {
      let gap = place
      while Self.isSpace(cursor[place]) { place += 1 }
      let byte = cursor[place]
      if byte == UInt8(ascii: ">") { break }
      if byte == UInt8(ascii: "/") {
        guard place + 1 < cursor.count else { throw .incomplete(tag) }
        guard cursor[place + 1] == UInt8(ascii: ">") else { throw .damaged("not well-formed (invalid token)", place) }
        isEmpty = true
        place += 1
        break
      }
      guard place < cursor.count else { throw .incomplete(tag) }
      guard place > gap else { throw .damaged("not well-formed (invalid token)", place) }
      let attribute = try readAttribute(at: place, cursor, tag: tag)
      place = attribute.value.upperBound + 1
      elements.set(attributeCount, attribute)
      attributeCount += 1
    }
    try checkTwice(attributeCount, cursor)
    hasRoot = true
    guard elements.depth < XMLLimits.deepest else { throw .stopped(XMLLimits.tooDeep) }
    if !isEmpty { unsafe elements.open(XMLName(cursor.base + name.lowerBound, name.count)) }
    cursor.place = place + 1
    // The tag is complete, and what is between its names and values is not needed again.
    for index in 0..<attributeCount {
      let attribute = elements.attribute(index)
      let end = attribute.isWritten ? try plain(attribute.value, cursor) : attribute.value.upperBound
      unsafe cursor.base[attribute.name.upperBound] = 0
      unsafe cursor.base[end] = 0
      unsafe elements.setText(
        index, name: cursor.base + attribute.name.lowerBound, value: cursor.base + attribute.value.lowerBound)
    }
    unsafe cursor.base[name.upperBound] = 0
    let called = unsafe XMLText(at: UnsafePointer(cursor.base + name.lowerBound)).local
    visitor.begin(called, elements.texts(attributeCount))
    if isEmpty { visitor.end(called) }
  }

  @inline(__always)
  private func readAttribute(at start: Int, _ cursor: Cursor, tag: Int) throws(Halt) -> XMLElements.Attribute {
    let nameEnd = try name(at: start, cursor, tag: tag)
    var place = nameEnd
    while Self.isSpace(cursor[place]) { place += 1 }
    guard place < cursor.count else { throw .incomplete(tag) }
    guard cursor[place] == UInt8(ascii: "=") else { throw .damaged("not well-formed (invalid token)", place) }
    place += 1
    while Self.isSpace(cursor[place]) { place += 1 }
    guard place < cursor.count else { throw .incomplete(tag) }
    let quote = cursor[place]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw .damaged("not well-formed (invalid token)", place)
    }
    place += 1
    let (valueStart, kinds) = unsafe (place, inValue)
    var isWritten = false
    while true {
      while unsafe kinds[Int(cursor.base[place])] == Kind.plain { place += 1 }
      switch unsafe kinds[Int(cursor.base[place])] {
      case Kind.quote where unsafe cursor.base[place] == quote:
        return XMLElements.Attribute(name: start..<nameEnd, value: valueStart..<place, isWritten: isWritten)
      case Kind.quote: place += 1
      case Kind.space:
        isWritten = true
        place += 1
      case Kind.reference:
        isWritten = true
        let end = try referenceEnd(at: place, cursor, tag: tag)
        place = end
      case Kind.beyondASCII:
        guard let length = try character(at: place, cursor) else { throw .incomplete(tag) }
        place += length
      default:
        guard place < cursor.count else { throw .incomplete(tag) }
        throw .damaged("not well-formed (invalid token)", place)
      }
    }
  }

  private func referenceEnd(at place: Int, _ cursor: Cursor, tag: Int) throws(Halt) -> Int {
    do { return try reference(at: place, cursor).end } catch {
      if case .incomplete = error { throw .incomplete(tag) }
      throw error
    }
  }

  /// Puts in place of references what they stand for, and spaces in place of other white space; gives where the value then ends.
  private func plain(_ value: Range<Int>, _ cursor: Cursor) throws(Halt) -> Int {
    var (place, end) = (value.lowerBound, value.lowerBound)
    while place < value.upperBound {
      let byte = unsafe cursor.base[place]
      switch byte {
      case UInt8(ascii: "&"):
        let (scalar, next) = try reference(at: place, cursor)
        for unit in String(scalar).utf8 {
          unsafe cursor.base[end] = unit
          end += 1
        }
        place = next
        continue
      case 0x0D where unsafe cursor.base[place + 1] == UInt8(ascii: "\n"):
        place += 1
        continue
      default: unsafe cursor.base[end] = Self.isSpace(byte) ? 0x20 : byte
      }
      end += 1
      place += 1
    }
    return end
  }

  private func checkTwice(_ count: Int, _ cursor: Cursor) throws(Halt) {
    if count > 16 {
      var seen: Set<[UInt8]> = []
      for place in 0..<count {
        let name = elements.attribute(place).name
        guard seen.insert(unsafe Array(cursor.text(name))).inserted else {
          throw .damaged("duplicate attribute", name.lowerBound)
        }
      }
      return
    }
    for place in 0..<count {
      let name = elements.attribute(place).name
      let written = unsafe XMLName(cursor.base + name.lowerBound, name.count)
      for other in 0..<place {
        let before = elements.attribute(other).name
        if unsafe XMLName(cursor.base + before.lowerBound, before.count) == written {
          throw .damaged("duplicate attribute", name.lowerBound)
        }
      }
    }
  }

  /// Comments, and texts without references.
  private mutating func readDeclaration(_ cursor: inout Cursor, _ visitor: some XMLVisitor) throws(Halt) {
    let tag = cursor.place
    let words: [StaticString] = ["<!--", "<![CDATA[", "<!DOCTYPE"]
    let length = min(9, cursor.count - tag)
    if length < 9,
      words.contains(where: { word in
        (0..<min(length, word.utf8CodeUnitCount)).allSatisfy { unsafe cursor[tag + $0] == word.utf8Start[$0] }
          && length < word.utf8CodeUnitCount
      })
    {
      throw .incomplete(tag)
    }
    if cursor.begins("<!DOCTYPE", at: tag) { throw .stopped(XMLLimits.documentType) }
    if cursor.begins("<![CDATA[", at: tag), elements.depth > 0 {
      (cursor.place, isInData) = (tag + 9, true)
      return
    }
    guard cursor.begins("<!--", at: tag) else { throw .damaged("not well-formed (invalid token)", tag) }
    guard let end = try find("--", from: tag + 4, cursor), end < cursor.count else { throw .incomplete(tag) }
    guard cursor[end] == UInt8(ascii: ">") else { throw .damaged("not well-formed (invalid token)", end - 2) }
    cursor.place = end + 1
  }

  /// Behind two characters that are looked for; nil if they have not come. What is before them is text.
  private func find(_ pair: StaticString, from start: Int, _ cursor: Cursor) throws(Halt) -> Int? {
    var place = start
    while place + 1 < cursor.count {
      switch cursor[place] {
      case unsafe pair.utf8Start[0] where cursor.begins(pair, at: place): return place + 2
      case 0x80...:
        guard let length = try character(at: place, cursor) else { return nil }
        place += length
      case 0x09, 0x0A, 0x0D, 0x20...: place += 1
      default: throw .damaged("not well-formed (invalid token)", place)
      }
    }
    return nil
  }
}
