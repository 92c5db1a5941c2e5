import StetDiagnostics
import StetFormats

/// Options as messages print them between backquotes, `skip: 1, header: ["a", "b"]`, for tests that paste them into a load.
struct PastedOptions: Equatable {
  private(set) var members: [Member] = []

  struct Member: Equatable {
    let name: String
    var text: String
  }

  /// All that a message proposes. An ellipsis stands for what a person would fill in.
  static func all(in note: String) -> [PastedOptions] {
    var found: [PastedOptions] = []
    let note = Array(note)
    var start = 0
    while let open = note[start...].firstIndex(of: "`") {
      guard let close = Self.end(of: note, from: open + 1, mark: "`") else { break }
      let piece = note[(open + 1)..<close]
      if !piece.contains("…"), let options = PastedOptions(Array(piece)) { found.append(options) }
      start = close + 1
    }
    return found
  }

  init() {}

  private init?(_ text: [Character]) {
    var start = 0
    while start < text.count {
      guard let colon = text[start...].firstIndex(of: ":"), colon + 1 < text.count, text[colon + 1] == " " else {
        return nil
      }
      let name = String(text[start..<colon])
      guard !name.isEmpty, name.allSatisfy({ $0.isLowercase && $0.isASCII || $0 == "_" }) else { return nil }
      let end = Self.end(of: text, from: colon + 2, mark: ",") ?? text.count
      members.append(Member(name: name, text: String(text[(colon + 2)..<end])))
      start = end + 2
    }
    if members.isEmpty { return nil }
  }

  /// Where a character is that is neither in quotes nor in brackets.
  private static func end(of text: [Character], from start: Int, mark: Character) -> Int? {
    var (index, depth) = (start, 0)
    while index < text.count {
      switch text[index] {
      case "\"":
        index += 1
        while index < text.count, text[index] != "\"" { index += text[index] == "\\" ? 2 : 1 }
      case "{", "[": depth += 1
      case "}", "]": depth -= 1
      case mark where depth == 0: return index
      case "`":
        guard let close = text[(index + 1)...].firstIndex(of: "`") else { return nil }
        index = close
      default: break
      }
      index += 1
    }
    return nil
  }

  /// These with others: a record has the members of both, and anything else is replaced.
  func adding(_ others: PastedOptions) -> PastedOptions {
    var merged = self
    for other in others.members {
      guard let index = merged.members.firstIndex(where: { $0.name == other.name }) else {
        merged.members.append(other)
        continue
      }
      let own = merged.members[index].text
      let areRecords = own.hasPrefix("{") && other.text.hasPrefix("{") && own != other.text
      merged.members[index].text =
        areRecords ? String(own.dropLast(2)) + ", " + String(other.text.dropFirst(2)) : other.text
    }
    return merged
  }

  /// For `SourceFormat.options`; nil if a value is not one that a script can have.
  var written: [WrittenOption]? {
    let here = SourceRange(0, 0)
    var written: [WrittenOption] = []
    for member in members {
      var reader = PastedValue(text: Array(member.text))
      guard let value = reader.value(), reader.isAtEnd else { return nil }
      written.append(WrittenOption(member.name, here, value))
    }
    return written
  }
}

/// Reads one value as a script writes it.
private struct PastedValue {
  let text: [Character]
  private var index = 0

  init(text: [Character]) { self.text = text }

  var isAtEnd: Bool { index == text.count }

  mutating func value() -> OptionValue? {
    guard index < text.count else { return nil }
    let here = SourceRange(0, 0)
    switch text[index] {
    case "\"": return quoted().map { OptionValue(.text($0), here) }
    case "[": return items { $0.value() }.map { OptionValue(.list($0), here) }
    case "{": return items { $0.member() }.map { OptionValue(.record($0), here) }
    default:
      let word = word()
      return word.isEmpty ? nil : OptionValue(Int64(word).map { .int($0) } ?? .word(word), here)
    }
  }

  private mutating func member() -> (name: String, value: OptionValue)? {
    var name = ""
    if take("`") {
      while index < text.count, !take("`") { name.append(next()) }
    } else {
      name = word()
    }
    guard !name.isEmpty, take(":"), take(" "), let value = value() else { return nil }
    return (name, value)
  }

  /// What is in brackets, separated by commas.
  private mutating func items<Item>(_ read: (inout PastedValue) -> Item?) -> [Item]? {
    let close: Character = next() == "[" ? "]" : "}"
    var items: [Item] = []
    while true {
      while take(" ") || take(",") {}
      if take(close) { return items }
      guard let item = read(&self) else { return nil }
      items.append(item)
    }
  }

  private mutating func quoted() -> String? {
    _ = take("\"")
    var text = ""
    while index < self.text.count {
      let character = next()
      if character == "\"" { return text }
      guard character == "\\", index < self.text.count else {
        text.append(character)
        continue
      }
      switch next() {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "u":
        guard take("{") else { return nil }
        var digits = ""
        while index < self.text.count, !take("}") { digits.append(next()) }
        guard let code = UInt32(digits, radix: 16), let scalar = UnicodeScalar(code) else { return nil }
        text.unicodeScalars.append(scalar)
      case let other: text.append(other)
      }
    }
    return nil
  }

  private mutating func word() -> String {
    var word = ""
    while index < text.count, text[index].isLetter || text[index].isNumber || "_*-".contains(text[index]) {
      word.append(next())
    }
    return word
  }

  private mutating func next() -> Character {
    index += 1
    return text[index - 1]
  }

  private mutating func take(_ character: Character) -> Bool {
    guard index < text.count, text[index] == character else { return false }
    index += 1
    return true
  }
}
