import StetColumns
import StetDiagnostics

/// The flat objects of a part of a file, split into the cells of columns; nothing is copied out of the file.
///
/// Keys mostly come in the same order, so each is compared with the one that came next in the previous object, and looked up only
/// if it is different.
struct JSONRecords {
  /// The cells under one key, by row; rows at the end that have none are left out until `close`.
  struct KeyedCells {
    let name: [UInt8]
    var cells: [TextCell] = []
    /// Objects that have the key, and those of them that have `null` there.
    var present = 0
    var nulls = 0
  }

  private(set) var keys: [KeyedCells] = []
  /// The line on which each object starts, counted from the beginning of the part.
  private(set) var lines: [Int32] = []
  private(set) var blankLines = 0
  private(set) var lineCount: Int32 = 0
  private var places: [[UInt8]: Int] = [:]
  private var lexer: JSONLexer

  private init(_ lexer: JSONLexer) { self.lexer = lexer }

  var rowCount: Int { lines.count }

  /// An object on each line of `bytes[start..<end]`, which begins and ends with a line.
  static func lines(
    _ bytes: [UInt8], _ start: Int, _ end: Int, name: String, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> JSONRecords {
    var records = JSONRecords(JSONLexer(bytes, name: name, from: start, to: end, crossesLines: false))
    while !records.lexer.isAtEnd {
      records.lexer.skipSpace()
      if records.lexer.isAtEnd { break }
      if records.lexer.takeLineEnd() {
        records.blankLines += 1
        continue
      }
      try records.object(wanted: "an object is expected on each line", isCancelled)
      records.lexer.skipSpace()
      guard records.lexer.isAtEnd || records.lexer.takeLineEnd() else {
        throw records.lexer.failure("unexpected text after the object on this line")
      }
    }
    records.lineCount = records.lexer.line - 1
    try records.close()
    return records
  }

  /// The objects of an array that is the whole document.
  static func array(
    _ bytes: [UInt8], _ start: Int, name: String, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> JSONRecords {
    var records = JSONRecords(JSONLexer(bytes, name: name, from: start))
    guard records.lexer.take(UInt8(ascii: "[")) else { throw records.noArray() }
    while !records.lexer.take(UInt8(ascii: "]")) {
      if records.rowCount > 0, !records.lexer.take(UInt8(ascii: ",")) {
        throw records.lexer.failure("`,` or `]` is expected")
      }
      records.lexer.skipSpace()
      try records.object(wanted: "each element of the array must be an object", isCancelled)
    }
    records.lexer.skipSpace()
    if !records.lexer.isAtEnd { throw records.lexer.failure("unexpected text after the end of the array") }
    try records.close()
    return records
  }

  private mutating func object(wanted: String, _ isCancelled: () -> Bool) throws(RunFailure) {
    let row = rowCount
    if row % 4096 == 0, isCancelled() { throw RunFailure(.cancelled(lexer.name)) }
    guard lexer.next == UInt8(ascii: "{") else {
      let isOther = [UInt8(ascii: "["), UInt8(ascii: "\""), 0x2D, 0x74, 0x66, 0x6E].contains(lexer.next)
      throw lexer.failure(isOther || isDigit(lexer.next) ? wanted : "a value is expected")
    }
    guard row < Int(Int32.max) - 1 else { throw RunFailure(.tooManyObjects(lexer.name)) }
    lines.append(lexer.line)
    lexer.index += 1
    var expected = 0
    var isFirst = true
    while !lexer.take(UInt8(ascii: "}")) {
      if !isFirst, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `}` is expected") }
      isFirst = false
      let name = try lexer.key()
      let key = try position(of: name, expected: expected)
      expected = key + 1
      // Rows without the key were skipped.
      while keys[key].cells.count < row { keys[key].cells.append(.absent) }
      guard keys[key].cells.count == row else { throw lexer.repeated(name, lexer.string(name)) }
      lexer.skipSpace()
      try value(of: key)
    }
  }

  @inline(__always)
  private mutating func value(of key: Int) throws(RunFailure) {
    let cell: TextCell
    switch lexer.next {
    case UInt8(ascii: "\""): cell = try lexer.text()
    case UInt8(ascii: "n"):
      _ = try lexer.word("null")
      keys[key].nulls += 1
      cell = .absent
    case UInt8(ascii: "t"): cell = try lexer.word("true")
    case UInt8(ascii: "f"): cell = try lexer.word("false")
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let start = lexer.index
      // In the object, and that in its array or alone.
      try lexer.skipValue(depth: 2)
      cell = try lexer.cell(from: start, to: lexer.index, .none)
    default: cell = try lexer.number()
    }
    keys[key].cells.append(cell)
    keys[key].present += 1
  }

  @inline(__always)
  private mutating func position(of name: TextCell, expected: Int) throws(RunFailure) -> Int {
    if expected < keys.count, !name.isEscaped, keys[expected].name.count == name.length,
      lexer.bytes[name.start..<name.end].elementsEqual(keys[expected].name)
    {
      return expected
    }
    return try lookedUp(name)
  }

  @inline(never)
  private mutating func lookedUp(_ cell: TextCell) throws(RunFailure) -> Int {
    let name = cell.isEscaped ? JSONLexer.unescaped(lexer.bytes, cell) : Array(lexer.bytes[cell.start..<cell.end])
    if let known = places[name] { return known }
    if keys.count % 1024 == 1023 { try checkSize() }
    places[name] = keys.count
    keys.append(KeyedCells(name: name))
    return keys.count - 1
  }

  /// Gives every key a cell for every row.
  private mutating func close() throws(RunFailure) {
    try checkSize()
    for key in keys.indices {
      keys[key].cells += Array(repeating: .absent, count: rowCount - keys[key].cells.count)
    }
  }

  private func checkSize() throws(RunFailure) {
    try Self.checkSize(
      keys: keys.count, rows: rowCount, present: keys.reduce(0) { $0 + $1.present }, name: lexer.name)
  }

  /// Keys that are data make a table with hardly any cells and countless columns.
  static func checkSize(keys: Int, rows: Int, present: Int, name: String) throws(RunFailure) {
    let cells = keys.multipliedReportingOverflow(by: rows)
    guard cells.overflow || cells.partialValue > 1 << 24 && cells.partialValue / 100 > present else { return }
    throw RunFailure(.tooManyKeys(name, keys))
  }

  // MARK: - Errors

  /// What a document that is not an array may be, and how to make an array from it.
  private mutating func noArray() -> RunFailure {
    lexer.skipSpace()
    guard lexer.next == UInt8(ascii: "{") else {
      return lexer.failure(
        "an array of objects is expected", notes: ["for example, `[{\"state\": \"TX\", \"persons\": 5}]`"])
    }
    let start = lexer
    // The longest array is most likely the table.
    var list: (name: String, length: Int)?
    lexer.index += 1
    while !lexer.take(UInt8(ascii: "}")) {
      _ = lexer.take(UInt8(ascii: ","))
      guard let key = try? lexer.key() else { return start.failure("an array of objects is expected") }
      lexer.skipSpace()
      let (isArray, value) = (lexer.next == UInt8(ascii: "["), lexer.index)
      guard (try? lexer.skipValue(depth: 1)) != nil else { return start.failure("an array of objects is expected") }
      if isArray, lexer.index - value > list?.length ?? 0 { list = (lexer.string(key), lexer.index - value) }
    }
    if let list = list?.name {
      return start.failure(
        "the document is an object with an array inside, not an array of objects",
        notes: [
          "`jq '.[\"\(pastedText(list))\"]' \(lexer.name) > rows.json` writes the array \(quoted(list)) to a file that can be loaded"
        ])
    }
    if lexer.take(UInt8(ascii: "{")) {
      return start.failure(
        "the document is a series of objects, not an array of objects",
        notes: ["a file with an object on each line can be loaded if its name ends in `.ndjson`"])
    }
    return start.failure(
      "the document is an object, not an array of objects", notes: ["`[…]` around it makes it an array"])
  }
}

extension Diagnostic {
  fileprivate static func tooManyObjects(_ name: String) -> Diagnostic {
    Diagnostic(
      .tooManyLines, "the file has too many objects", location: name, kind: .limit,
      notes: ["the file can be split into smaller ones, which `append` combines"])
  }

  fileprivate static func tooManyKeys(_ name: String, _ keys: Int) -> Diagnostic {
    Diagnostic(
      .tooLarge, "the objects have \(keys) different keys, most of them in only a few objects", location: name,
      kind: .limit,
      notes: ["data such as names or dates belongs in values, not in keys"])
  }
}
