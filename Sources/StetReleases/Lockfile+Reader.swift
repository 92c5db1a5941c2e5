import StetColumns
package import StetDiagnostics

extension Lockfile {
  /// Reads a lock; anything that this version does not write is refused, with its line.
  package static func parse(_ bytes: [UInt8], name: String) throws(RunFailure) -> Lockfile {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RunFailure(.badLock(name, 1, "a byte is not valid UTF-8"))
    }
    var reader = LockReader(name: name)
    var number = 0
    // Some editors and tools end lines with CR LF, which changes nothing.
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
      number += 1
      try reader.read(line, number)
    }
    return try reader.finish()
  }
}

private struct LockReader {
  let name: String
  private var lock = Lockfile()
  private var line = 0
  private var isBegun = false
  private var section: Lockfile.Section?
  private var block: Block?

  /// A block whose lines are being read.
  private struct Block {
    var line: Int
    var kind: LockedInput.Kind
    var dataset: String?
    var path: String
    var sha256: String?
    var size: Int?
    var rows: Int?
    var missing: [String] = []
    var fields: [Field] = []
  }

  private enum Word: Equatable {
    case plain(String)
    case text(String)

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var plain: String? { if case .plain(let word) = self { word } else { nil } }
  }

  init(name: String) { self.name = name }

  mutating func read(_ text: Substring, _ number: Int) throws(RunFailure) {
    line = number
    if text.isEmpty || text.hasPrefix("#") { return }
    if text.hasPrefix("<<<<<<<") || text.hasPrefix("=======") || text.hasPrefix(">>>>>>>") {
      throw failure("there is an unresolved merge conflict here")
    }
    let isInner = text.hasPrefix("  ")
    let words = try words(isInner ? text.dropFirst(2) : text)
    guard isBegun else { return try begin(words) }
    if isInner { return try field(words) }
    try close()
    switch (words.first?.plain, words.dropFirst().map(\.text)) {
    case ("script", let texts) where texts.count == 1: try open(texts[0] ?? "")
    case ("dataset", let texts) where texts.count == 2 && !texts.contains(nil):
      block = Block(line: line, kind: .dataset, dataset: texts[0], path: texts[1] ?? "")
    case (let word?, let texts) where texts.count == 1 && word != "dataset":
      guard let kind = LockedInput.Kind.allCases.first(where: { $0.word == word }), let path = texts[0] else {
        throw unknown
      }
      block = Block(line: line, kind: kind, path: path)
    default: throw unknown
    }
    guard section != nil else { throw failure("a block comes before the first `script`") }
    if let block, block.path.isEmpty { throw failure("a path is empty") }
  }

  private mutating func begin(_ words: [Word]) throws(RunFailure) {
    guard words.count == 2, words[0].plain == "stet.lock", let version = words[1].plain.flatMap({ Int($0) }) else {
      throw failure("a lock must begin with `stet.lock \(Lockfile.version)`")
    }
    guard version == Lockfile.version else {
      throw RunFailure(.lockVersion(name, version))
    }
    isBegun = true
  }

  private mutating func open(_ script: String) throws(RunFailure) {
    guard !script.isEmpty else { throw unknown }
    guard script != section?.script, lock[script] == nil else {
      throw failure("the script \(quoted(script)) occurs twice")
    }
    closeSection()
    section = Lockfile.Section(script: script, inputs: [])
  }

  private mutating func field(_ words: [Word]) throws(RunFailure) {
    guard var block else { throw failure("an indented line does not belong to a block") }
    let isTable = block.kind.isTable
    switch (words.first?.plain, words.count) {
    case ("sha256", 2) where block.sha256 == nil:
      guard let digest = words[1].plain, digest.utf8.count == 64, digest.allSatisfy({ "0123456789abcdef".contains($0) })
      else {
        throw failure("`sha256` must have 64 digits from 0 to f")
      }
      block.sha256 = digest
    case ("size", 2) where block.size == nil: block.size = try count(words[1])
    case ("rows", 2) where isTable && block.rows == nil: block.rows = try count(words[1])
    case ("missing", 2) where block.kind == .dataset:
      guard let code = words[1].text else { throw unknown }
      block.missing.append(code)
    case ("column", 3) where isTable, ("column", 5) where isTable:
      guard let column = words[1].text, let word = words[2].plain else { throw unknown }
      guard let type = ValueType(name: word) else { throw failure("there is no type `\(word)`") }
      guard !block.fields.contains(where: { $0.name == column }) else {
        throw failure("the column \(quoted(column)) occurs twice")
      }
      var unit: String?
      if words.count == 5 {
        guard words[3].plain == "unit", let text = words[4].text else { throw unknown }
        unit = text
      }
      block.fields.append(Field(column, type, unit: unit))
    default: throw unknown
    }
    self.block = block
  }

  private func count(_ word: Word) throws(RunFailure) -> Int {
    guard let number = word.plain.flatMap({ Int($0) }), number >= 0 else {
      throw failure("a whole number is expected here")
    }
    return number
  }

  /// Ends a block, which must be complete.
  private mutating func close() throws(RunFailure) {
    guard let block else { return }
    self.block = nil
    let isTable = block.kind.isTable
    guard let sha256 = block.sha256, let size = block.size, !isTable || block.rows != nil else {
      throw RunFailure(
        .badLock(
          name, block.line, "the block is missing its \(isTable ? "`sha256`, `size` or `rows`" : "`sha256` or `size`")")
      )
    }
    let input = LockedInput(
      block.kind, block.path, dataset: block.dataset, sha256: sha256, size: size,
      content: block.rows.map { LockedInput.Content(rows: $0, fields: block.fields, missing: block.missing) })
    guard section?.inputs.contains(input) == false else {
      throw RunFailure(.badLock(name, block.line, "the same block occurs twice"))
    }
    section?.inputs.append(input)
  }

  private mutating func closeSection() {
    if let section { lock.lock(section.script, section.inputs) }
    section = nil
  }

  mutating func finish() throws(RunFailure) -> Lockfile {
    guard isBegun else { throw failure("a lock must begin with `stet.lock \(Lockfile.version)`") }
    try close()
    closeSection()
    return lock
  }

  // MARK: - Words

  /// Words and texts in quotes, with one space between. By scalars: a quote counts even before a combining accent.
  private func words(_ text: Substring) throws(RunFailure) -> [Word] {
    var words: [Word] = []
    var rest = text.unicodeScalars
    while true {
      if rest.first == "\"" {
        rest.removeFirst()
        words.append(.text(try quotedText(&rest)))
      } else {
        let word = rest.prefix { $0 != " " && $0 != "\"" }
        guard !word.isEmpty else { throw unknown }
        words.append(.plain(String(word)))
        rest.removeFirst(word.count)
      }
      if rest.isEmpty { return words }
      guard rest.removeFirst() == " " else { throw unknown }
    }
  }

  /// Up to the closing quote.
  private func quotedText(_ rest: inout Substring.UnicodeScalarView) throws(RunFailure) -> String {
    var text = ""
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return text
      case "\\":
        switch rest.popFirst() {
        case "\\": text += "\\"
        case "\"": text += "\""
        case "u" where rest.popFirst() == "{":
          let digits = rest.prefix { $0.properties.isASCIIHexDigit }
          rest.removeFirst(digits.count)
          guard rest.popFirst() == "}", let scalar = UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
          else {
            throw failure("`\\u{…}` must contain the hexadecimal code of a character")
          }
          text.unicodeScalars.append(scalar)
        default: throw failure("the only escapes are `\\\"`, `\\\\` and `\\u{…}`")
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    throw failure("a quoted string has no closing quotation mark")
  }

  private var unknown: RunFailure { failure("this line does not belong in a lock") }

  private func failure(_ reason: String) -> RunFailure { RunFailure(.badLock(name, line, reason)) }
}

extension Diagnostic {
  fileprivate static func badLock(_ name: String, _ line: Int, _ reason: String) -> Diagnostic {
    Diagnostic(
      .badLock, "the lock cannot be read: \(reason)", location: "\(name):\(line)", kind: .data,
      notes: ["restore the last saved version, or delete the file and run `stet lock` to write it again"])
  }

  fileprivate static func lockVersion(_ name: String, _ version: Int) -> Diagnostic {
    Diagnostic(
      .badLock, "the lock is version \(version), but this program reads only version \(Lockfile.version)",
      location: "\(name):1",
      kind: .data,
      notes: ["the version of `stet` that wrote the lock can read it"])
  }
}
