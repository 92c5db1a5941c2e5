import StetColumns
import StetDiagnostics

/// What the bytes of a file that is not UTF-8 may be: each encoding is tried, and those in which the words read well are offered.
///
/// None is taken without the word of a script: which of two readings of a name is right, a file does not say.
struct EncodingEvidence {
  private let file: [UInt8]
  private let name: String

  init(_ file: [UInt8], name: String) { (self.file, self.name) = (file, name) }

  /// Bytes between separators, of which one at least is not ASCII.
  private struct Word {
    let range: Range<Int>
    let line: Int
    /// Whether it has a character of several bytes in UTF-8, and whether it has nothing else beyond ASCII.
    let hasUTF8: Bool
    let isUTF8: Bool
  }

  /// The words of a file as an encoding reads them.
  private struct Reading {
    let encoding: TextEncoding
    let words: [String]
    let cost: Double
    let isBearable: Bool
  }

  /// Readings whose costs differ by less may both be right.
  private static let margin = 6.0

  func refusal(at offset: Int, isCancelled: () -> Bool) throws(RunFailure) -> Diagnostic {
    let location = physicalPlace(file.span, offset, name)
    if file.count - offset < 4, isCut(offset) {
      return .notUTF8(
        file[offset], location, ["the file ends in the middle of a character; the cause may be an interrupted download"]
      )
    }
    if let surrogates = surrogates(offset) { return .notUTF8(file[offset], location, [surrogates]) }
    if let controls {
      let wide = try wideOffers(isCancelled)
      return .notUTF8(file[offset], location, wide.isEmpty ? [controls] : wide)
    }
    let words = self.words
    let rest = words.count(where: \.isUTF8)
    let offered = try offers(words, besides: nil, isCancelled)
    var notes: [String] = []
    if rest > 0, offered.isEmpty || offered.allSatisfy(\.encoding.isMixed) {
      let other = "\(counted(rest, "other word")) with letters beyond ASCII"
      notes.append("\(other) \(agreeing("is", "are", rest)) UTF-8")
    }
    notes += offered.map(\.line)
    if notes.isEmpty { notes = ["in none of the encodings that `encoding:` takes do its words read well"] }
    return .notUTF8(file[offset], location, notes)
  }

  /// Whether the last bytes begin a character of UTF-8 that more bytes would complete.
  private func isCut(_ offset: Int) -> Bool {
    let rest = Array(file[offset...])
    return rest[0] >= 0xC2
      && (1...3).contains { more in
        utf8Character((rest + [UInt8](repeating: 0x80, count: more)).span, 0)?.length == rest.count + more
      }
  }

  /// What is wrong with two characters of UTF-16 that together are one, each written as if it were UTF-8 (CESU-8).
  private func surrogates(_ offset: Int) -> String? {
    guard offset + 6 <= file.count else { return nil }
    let pair = file[offset..<offset + 6].map { UInt32($0) }
    guard pair[0] == 0xED, pair[3] == 0xED, 0xA0...0xAF ~= pair[1], 0xB0...0xBF ~= pair[4],
      [2, 5].allSatisfy({ 0x80...0xBF ~= pair[$0] }),
      let character = Unicode.Scalar(
        0x10000 + ((pair[1] & 0x0F) << 16 | (pair[2] & 0x3F) << 10 | (pair[4] & 0x0F) << 6 | pair[5] & 0x3F))
    else { return nil }
    return
      "it begins \(quoted(String(character))) as some databases write it, in six bytes in place of four (CESU-8); the file loads once it is exported as UTF-8"
  }

  /// What is offered in place of an encoding that a script declares.
  func proposals(besides declared: TextEncoding, isCancelled: () -> Bool) throws(RunFailure) -> [String] {
    if firstInvalidUTF8(file.span) == nil { return ["the file is valid UTF-8, which needs no `encoding:`"] }
    return controls == nil ? try offers(words, besides: declared, isCancelled).map(\.line) : []
  }

  // MARK: - Offers

  private struct Offer {
    let encoding: TextEncoding
    let line: String
  }

  private func offers(
    _ words: [Word], besides declared: TextEncoding?, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [Offer] {
    var tried: [(reading: Reading, proposal: Proposal)] = []
    for reading in readings(words) where reading.isBearable && reading.encoding != declared {
      if let best = tried.first?.reading {
        if reading.cost > best.cost + Self.margin { break }
        // Either some bytes only are of another encoding, or all are.
        if reading.encoding.isMixed != best.encoding.isMixed { continue }
      }
      if isCancelled() { throw RunFailure(.cancelled(name)) }
      // The whole file is read as the printed option says.
      let proposal = Proposal([("encoding", .text(reading.encoding.name))])
      guard let encoding = proposal.applied(to: ReadOptions(), [.encoding])?.encoding,
        try encoding.transcoded(file, from: 0, name: name, isCancelled: isCancelled).invalid == nil
      else { continue }
      tried.append((reading, proposal))
      if tried.count == 3 { break }
    }
    // The first words in which those that are offered differ.
    let shown = words.indices.filter { index in
      let texts = Set(tried.map { $0.reading.words[index] })
      let isOdd = !(tried.first?.reading.encoding.isMixed ?? false) || !words[index].isUTF8
      return isOdd && (tried.count < 2 || texts.count > 1)
    }
    return tried.map { reading, proposal in
      let examples = shown.prefix(3).map { "\(quoted(reading.words[$0])) (line \(words[$0].line))" }
      return Offer(
        encoding: reading.encoding, line: "`\(proposal.text)` reads \(examples.joined(separator: ", "))")
    }
  }

  /// Readings of the words that differ, the likeliest first.
  private func readings(_ words: [Word]) -> [Reading] {
    var present = [Bool](repeating: false, count: 256)
    for byte in file { present[Int(byte)] = true }
    let hasUTF8 = words.contains(where: \.hasUTF8)
    var all: [Reading] = []
    for encoding in TextEncoding.all {
      if case .singleByte(let page) = encoding.scheme {
        if hasUTF8, encoding.rarity <= 1.2,
          let mixed = reading(.utf8(or: encoding.name, page), words, more: encoding.rarity + 2)
        {
          all.append(mixed)
        }
        guard (0x80...0xFF).allSatisfy({ !present[$0] || page.table[$0 - 0x80] != nil }) else { continue }
      }
      if let reading = reading(encoding, words) { all.append(reading) }
    }
    // Equal costs in the order of the list of encodings, which begins with the most common ones.
    let sorted = all.enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }.map(\.element)
    var seen: Set<[String]> = []
    return sorted.filter { seen.insert($0.words).inserted }
  }

  private func reading(_ encoding: TextEncoding, _ words: [Word], more: Double = 0) -> Reading? {
    guard let scheme = encoding.scheme.characters else { return nil }
    let bytes = file.span
    var cost = encoding.rarity + more
    var letters: [ReadLetter: Int] = [:]
    var texts: [String] = []
    var foreign = 0
    for word in words {
      let source = bytes.extracting(word.range)
      var scalars: [(scalar: Unicode.Scalar, level: Int)] = []
      var index = 0
      while index < source.count {
        guard let character = scheme.character(source, index) else { return nil }
        let level = encoding.scheme.level(source[index], index + 1 < source.count ? source[index + 1] : 0)
        for code in [character.scalar, character.mark] where code > 0 {
          guard let scalar = Unicode.Scalar(code) else { return nil }
          scalars.append((scalar, level))
        }
        index += character.length
      }
      let read = ReadWord(scalars)
      texts.append(read.text)
      cost += read.cost
      foreign += read.foreign
      for letter in read.letters { letters[letter, default: 0] += 1 }
    }
    var best: (cost: Double, bearable: Double)?
    for language in Language.all + Language.asian(encoding.scheme) {
      var own = 0.0
      for (letter, count) in letters { own += language.cost(letter) * Double(count) }
      if own < best?.cost ?? .infinity { best = (own, language.bearable) }
    }
    guard let best, foreign > 0 else { return nil }
    cost += best.cost
    return Reading(
      encoding: encoding, words: texts, cost: cost, isBearable: cost <= best.bearable * Double(foreign) + 3)
  }

  // MARK: - Bytes

  /// Why a file is no text, if it has control characters that none has.
  private var controls: String? {
    var count = 0
    for byte in file where byte < 0x20 || byte == 0x7F {
      switch byte {
      // Tabs, line breaks, form feeds, the end of files of DOS, escapes.
      case 0x09...0x0D, 0x1A, 0x1B: break
      default: count += 1
      }
    }
    guard count > 2 + file.count / 1000 else { return nil }
    return
      "\(counted(count, "byte")) of \(file.count) \(agreeing("is a control character", "are control characters", count)), so the file is not delimited text"
  }

  /// Up to 400 different ones. What separates them is no part of a character in any encoding but UTF-16 and UTF-32.
  private var words: [Word] {
    var words: [Word] = []
    var seen: Set<ArraySlice<UInt8>> = []
    var (start, line) = (ByteOrderMark(file.span)?.length ?? 0, 1)
    var isForeign = false
    for index in start...file.count where words.count < 400 {
      let byte = index < file.count ? file[index] : 0x0A
      if byte >= 0x80 { isForeign = true }
      switch byte {
      case 0x09, 0x0A, 0x0D, 0x20, 0x22, 0x2C, 0x3B: break
      default: continue
      }
      // A text without separators is read in its beginning.
      let range = start..<min(index, start + 256)
      if isForeign, seen.insert(file[range]).inserted {
        let (hasUTF8, isUTF8) = characters(in: file.span.extracting(range))
        words.append(Word(range: range, line: line, hasUTF8: hasUTF8, isUTF8: isUTF8))
      }
      isForeign = false
      start = index + 1
      let isPair = byte == 0x0D && index + 1 < file.count && file[index + 1] == 0x0A
      if byte == 0x0A || byte == 0x0D && !isPair { line += 1 }
    }
    return words
  }
}

extension EncodingEvidence {
  /// Whether a word has a character of several bytes in UTF-8, and whether it is UTF-8 from end to end.
  private func characters(in word: Span<UInt8>) -> (hasUTF8: Bool, isUTF8: Bool) {
    var (hasUTF8, isUTF8, index) = (false, true, 0)
    while index < word.count {
      guard let character = utf8Character(word, index) else {
        isUTF8 = false
        index += 1
        continue
      }
      if character.length > 1 { hasUTF8 = true }
      index += character.length
    }
    return (hasUTF8, isUTF8)
  }

  /// UTF-16 in whose zero bytes no byte order shows, because it has few letters of alphabets: one of the orders gives control characters.
  private func wideOffers(_ isCancelled: () -> Bool) throws(RunFailure) -> [String] {
    var offers: [String] = []
    guard file.count % 2 == 0 else { return [] }
    for encoding in [TextEncoding.utf16le, .utf16be] {
      let proposal = Proposal([("encoding", .text(encoding.name))])
      let text = try encoding.transcoded(file, from: 0, name: name, isCancelled: isCancelled)
      guard text.invalid == nil else { continue }
      let read = EncodingEvidence(text.bytes, name: name)
      let words = read.words.map { (text: String(decoding: text.bytes[$0.range], as: UTF8.self), line: $0.line) }
      let isText = words.allSatisfy { word in
        word.text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.isASCII }
      }
      guard isText, !words.isEmpty, !text.bytes.contains(where: { $0 < 0x20 && !(0x09...0x0D).contains($0) }) else {
        continue
      }
      let examples = words.prefix(3).map { "\(quoted($0.text)) (line \($0.line))" }
      offers.append("`\(proposal.text)` reads \(examples.joined(separator: ", "))")
    }
    return offers
  }
}

extension TextEncoding {
  fileprivate var isMixed: Bool { if case .utf8Or = scheme { true } else { false } }
}

extension TextEncoding.Scheme {
  /// Nil for UTF-8 and for what has no separators of one byte.
  var characters: (any CharacterScheme)? {
    switch self {
    case .utf8, .utf16, .utf32, .utf8Twice: nil
    case .singleByte(let page): page
    case .utf8Or(let page): UTF8Or(other: page)
    case .shiftJIS: ShiftJIS()
    case .eucJP: EUCJP()
    case .gb18030: GB18030()
    case .big5: Big5()
    case .eucKR: EUCKR()
    }
  }

  /// 0 for the frequent characters of the standard that an encoding is made for, 1 for its others, 2 for what was added.
  fileprivate func level(_ lead: UInt8, _ trail: UInt8) -> Int {
    switch self {
    case .shiftJIS: lead < 0x98 ? 0 : lead < 0xEB ? 1 : 2
    case .eucJP: lead == 0x8F ? 2 : lead < 0xD0 ? 0 : 1
    case .gb18030: trail < 0xA1 || lead < 0xA1 ? 2 : lead < 0xD8 ? 0 : 1
    case .big5: lead < 0xA1 ? 2 : lead < 0xC7 ? 0 : 1
    case .eucKR: trail < 0xA1 || lead < 0xA1 ? 2 : lead < 0xC9 ? 0 : 1
    case .utf8, .utf16, .utf32, .singleByte, .utf8Twice, .utf8Or: 0
    }
  }
}

extension Diagnostic {
  fileprivate static func notUTF8(_ byte: UInt8, _ location: String, _ notes: [String]) -> Diagnostic {
    Diagnostic(.notUtf8, "byte \(hex([byte])) is not valid UTF-8", location: location, kind: .data, notes: notes)
  }
}
