import StetDiagnostics
import StetSyntax

/// A name that a block defines.
struct GivenName: Sendable {
  var text: String
  /// The text of a scope or a function, which is looked up where it is used; empty for what was calculated at once.
  var mentions: [String]
}

/// The meanings of a notebook's names at some point in it, as numbers that differ if the meanings may differ.
struct NameVersions {
  private var versions: [String: Int] = [:]
  private var mentions: [String: [String]] = [:]
  private var timesGiven: [String: Int] = [:]
  /// The scripts that blocks took names from.
  private var others = 0

  /// Names with more than one definition that a sentence could mean.
  var givenTwice: Set<String> { Set(timesGiven.filter { $0.value > 1 }.keys) }

  mutating func add(_ names: [GivenName], version: Int, usesOthers: Bool) {
    if usesOthers { others = combined([others, version]) }
    for name in names {
      versions[name.text] = version
      mentions[name.text] = name.mentions
      timesGiven[name.text, default: 0] += 1
    }
  }

  /// A number that differs if a text differs, or anything that its names mean.
  func version(of text: Int, _ words: [String]) -> Int {
    var reached = words
    var seen = Set(words)
    var place = 0
    while place < reached.count {
      for word in mentions[reached[place]] ?? [] where seen.insert(word).inserted { reached.append(word) }
      place += 1
    }
    return combined([text, others] + reached.compactMap { versions[$0] })
  }
}

/// The names that the statements of a script define, in order.
func givenNames(in script: Script, _ source: SourceText) -> [GivenName] {
  script.statements.compactMap { statement in
    switch statement.kind {
    case .scope(let name, _), .function(let name, _, _):
      GivenName(text: name.text, mentions: words(in: source, statement.range))
    case .binding(let name, _), .parameter(let name, _): GivenName(text: name.text, mentions: [])
    case .use, .calendar, .claim, .check, .why, .pipeline: nil
    }
  }
}

func combined(_ numbers: [Int]) -> Int {
  var hasher = Hasher()
  for number in numbers { hasher.combine(number) }
  return hasher.finalize()
}

/// Everything in a part of the text that may be a name, in the order of the text, each once.
func words(in source: SourceText, _ range: SourceRange) -> [String] {
  var words: [String] = []
  var seen: Set<String> = []
  func add(_ bytes: ArraySlice<UInt8>) {
    let word = String(decoding: bytes, as: UTF8.self)
    if !word.isEmpty, seen.insert(word).inserted { words.append(word) }
  }
  let bytes = source.bytes[(range.lower - source.base)..<(range.upper - source.base)]
  var start = bytes.startIndex
  for index in bytes.indices {
    let byte = bytes[index] | 0x20
    let isPart =
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(bytes[index])
      || bytes[index] == UInt8(ascii: "_") || bytes[index] >= 0x80
    if isPart { continue }
    add(bytes[start..<index])
    start = index + 1
  }
  add(bytes[start...])
  // Names in backticks may have any characters.
  let pieces = bytes.split(separator: UInt8(ascii: "`"), omittingEmptySubsequences: false)
  for (place, piece) in pieces.enumerated() where place > 0 && place < pieces.count - 1 { add(piece) }
  return words
}
