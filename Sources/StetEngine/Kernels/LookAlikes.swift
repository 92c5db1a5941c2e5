import StetColumns
import StetSyntax

/// Texts that a reader takes for the same: they differ only in white space, capitals, dashes, apostrophes, characters that are not
/// seen, or in whether an accented letter is one character or two.
struct LookAlikes {
  /// Each set of such texts of a column, in the order in which they first occur.
  let sets: [[String]]

  /// More rows or different texts than these are not looked through: the time would show.
  private static let mostRows = 1_000_000
  private static let mostTexts = 100_000

  init(_ column: Column) {
    guard case .text(let texts) = column, texts.codes.count <= Self.mostRows else {
      self.init([])
      return
    }
    self.init(Self.suspects(texts.coded))
  }

  /// Texts of which some may be alike, each once.
  private static func suspects(_ texts: TextVector) -> [String] {
    var isSeen = [Bool](repeating: false, count: texts.pool.count)
    var codes: [Int] = []
    for code in texts.codes where code >= 0 && !isSeen[Int(code)] {
      isSeen[Int(code)] = true
      codes.append(Int(code))
    }
    guard codes.count > 1, codes.count <= mostTexts else { return [] }
    let bytes = texts.pool.bytes.span
    let sights = identities(of: .int(Vector(codes.map { hash(bytes.extracting(texts.pool.range($0))) })))
    guard sights.count < codes.count else { return [] }
    var sizes = [Int](repeating: 0, count: sights.count)
    for sight in sights.groupOfRow { sizes[Int(sight)] += 1 }
    // Equal numbers of different sights are possible.
    return zip(codes, sights.groupOfRow).filter { sizes[Int($1)] > 1 }.map {
      String(decoding: texts.pool.utf8($0.0), as: UTF8.self)
    }
  }

  /// Those of some different texts.
  init(_ texts: [String]) {
    var places: [String: Int] = [:]
    var all: [[String]] = []
    for text in texts {
      let sight = Self.sight(text)
      if let place = places[sight] {
        all[place].append(text)
      } else {
        places[sight] = all.count
        all.append([text])
      }
    }
    sets = all.filter { $0.count > 1 }
  }

  // MARK: - What is seen of a text

  /// A text as a reader sees it; composed and decomposed letters are equal as `String`s.
  static func sight(_ text: String) -> String {
    var seen = String.UnicodeScalarView()
    var isBetween = false
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case _ where scalar.properties.isWhitespace: isBetween = !seen.isEmpty
      case .control, .format: break
      default:
        if isBetween { seen.append(" ") }
        isBetween = false
        seen.append(contentsOf: shape(scalar).unicodeScalars)
      }
    }
    return String(seen)
  }

  private static func shape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\u{2212}": "-"
    case "`", "\u{B4}", "\u{2018}", "\u{2019}", "\u{2BC}", "\u{2032}", "\u{FF07}": "'"
    case _ where scalar.properties.generalCategory == .dashPunctuation: "-"
    default: scalar.properties.lowercaseMapping
    }
  }

  /// Equal for texts that look the same; the same as of `sight`, without making it, for ASCII.
  static func hash(_ text: Span<UInt8>) -> Int64 {
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var (isBetween, isEmpty) = (false, true)
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case 0x80...:
        let seen = unsafe sight(String(copying: UTF8Span(unchecked: text)))
        guard seen.utf8.allSatisfy({ $0 < 0x80 }) else { return Int64(seen.hashValue) }
        return self.hash(Array(seen.utf8).span)
      case 9...13, 28...32: isBetween = !isEmpty
      case ..<32, 127: break
      default:
        if isBetween { mix(32) }
        (isBetween, isEmpty) = (false, false)
        mix(65...90 ~= byte ? byte + 32 : byte == UInt8(ascii: "`") ? UInt8(ascii: "'") : byte)
      }
    }
    return Int64(bitPattern: hash)
  }
}

// MARK: - What is said about them

extension LookAlikes {
  /// `` `state` has values that look alike: "TX" and "TX "; `clean(state)` makes them the same ``; nil if there are none.
  func note(_ name: String) -> String? {
    guard let first = sets.first else { return nil }
    let more = sets.count > 1 ? ", and \(counted(sets.count - 1, "other set"))" : ""
    let way = call(of: writtenName(name)).map { "; `\($0)` makes them the same" }
    return "`\(name)` has values that look alike: \(joinedWithAnd(Self.shown(first)))\(more)\(way ?? "")"
  }

  /// A call that gives the texts of each set the same value; nil if none of these does.
  func call(of name: String) -> String? {
    let calls: [(String, (String) -> String)] = [
      ("clean(\(name))", cleaned), ("lower(clean(\(name)))", { cleaned($0).lowercased() }),
    ]
    return calls.first { _, call in
      sets.allSatisfy { texts in Set(texts.map { Array(call($0).utf8) }).count == 1 }
    }?.0
  }

  /// Texts in quotation marks, with what cannot be seen of them written out.
  static func shown(_ texts: [String]) -> [String] {
    // What two of them would print alike.
    let isComposed = Set(texts).count < texts.count
    return texts.map { text in
      let parts = text.unicodeScalars.map { scalar -> String in
        let category = scalar.properties.generalCategory
        let isHidden =
          scalar.properties.isWhitespace && scalar != " " || category == .control || category == .format
          || isComposed && category == .nonspacingMark
        return isHidden ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
      }
      return "\"\(parts.joined())\""
    }
  }
}
