import StetColumns
import StetDiagnostics

/// The rows of a part of a file, split into the cells of columns; nothing is copied out of the file.
///
/// A row is an object, whose keys are columns and whose nested objects are columns for each of their keys; or a list, whose elements are
/// cells; or a single value. Keys mostly come in the same order, so each is compared with the one that came next in the previous
/// object, and looked up only if it is different.
struct JSONRecords {
  /// The cells under one key, by row; rows at the end that have none are left out until `close`.
  struct KeyedCells {
    /// The keys of the objects around it and its own, with `JSONRecords.joint` between them, so that `a.b` and `b` in `a` are two.
    let path: [UInt8]
    /// Of its own name in `path`.
    let nameStart: Int
    /// The key of the object that has it; −1 in the row's own.
    let parent: Int
    /// Whether its objects are kept as they are written, because the script declares the column.
    let isWhole: Bool
    var cells: [TextCell] = []
    /// Objects that have the key, and those of them that have `null` or an object of other columns there.
    var present = 0
    var nulls = 0
    var objects = 0

    var name: String {
      path.split(separator: JSONRecords.joint, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }
  }

  /// What the rows are; a table has one kind of them.
  enum Shape: String {
    case objects = "an object"
    case lists = "a list"
    case values = "a single value"
  }

  /// No byte of UTF-8.
  static let joint: UInt8 = 0xFF

  private(set) var keys: [KeyedCells] = []
  /// The line on which each row starts, counted from the beginning of the part.
  private(set) var lines: [Int32] = []
  private(set) var blankLines = 0
  private(set) var lineCount: Int32 = 0
  private(set) var shape: Shape?
  /// The cells of the columns that come from around the row.
  var outer: [(key: Int, cell: TextCell)] = []
  var lexer: JSONLexer
  /// How many values are around that of a row.
  var depth = 1
  let options: ReadOptions
  private var places: [[UInt8]: Int] = [:]
  /// The first key that is not one of `outer`.
  private var firstKey = 0
  /// The key that is likely to be next.
  private var expected = 0

  init(_ lexer: JSONLexer, _ options: ReadOptions) {
    self.lexer = lexer
    self.options = options
  }

  var rowCount: Int { lines.count }

  /// An object on each line of `bytes[start..<end]`, which begins and ends with a line.
  static func lines(
    _ bytes: [UInt8], _ start: Int, _ end: Int, name: String, _ options: ReadOptions, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> JSONRecords {
    var records = JSONRecords(
      JSONLexer(bytes, name: name, from: start, to: end, crossesLines: false), options)
    while !records.lexer.isAtEnd {
      records.lexer.skipSpace()
      if records.lexer.isAtEnd { break }
      if records.lexer.takeLineEnd() {
        records.blankLines += 1
        continue
      }
      guard records.lexer.next == UInt8(ascii: "{") else {
        throw records.lexer.failure(
          records.lexer.isAtValue ? "an object is expected on each line" : "a value is expected")
      }
      try records.begin(.objects, isCancelled)
      try records.objectRow()
      records.lexer.skipSpace()
      guard records.lexer.isAtEnd || records.lexer.takeLineEnd() else {
        throw records.lexer.failure("unexpected text after the object on this line")
      }
    }
    records.lineCount = records.lexer.line - 1
    try records.close()
    return records
  }

  /// Counts a row that begins here, and gives it the cells of the objects around it.
  mutating func begin(_ shape: Shape, _ isCancelled: () -> Bool) throws(RunFailure) {
    let row = rowCount
    if row % 4096 == 0, isCancelled() { throw RunFailure(.cancelled(lexer.name)) }
    guard row < Int(Int32.max) - 1 else { throw RunFailure(.tooManyRows(lexer.name)) }
    if row == 0 { (self.shape, firstKey) = (shape, keys.count) }
    lines.append(lexer.line)
    for (key, cell) in outer {
      fill(key, to: row)
      keys[key].cells.append(cell)
      if !cell.isEmpty { keys[key].present += 1 }
    }
  }

  /// Rows without the key were skipped.
  @inline(__always)
  private mutating func fill(_ key: Int, to row: Int) {
    while keys[key].cells.count < row { keys[key].cells.append(.absent) }
  }

  // MARK: - Objects

  mutating func objectRow() throws(RunFailure) {
    expected = firstKey
    try lexer.open(depth)
    try members(parent: -1, around: depth + 1)
  }

  private mutating func members(parent: Int, around depth: Int) throws(RunFailure) {
    let row = rowCount - 1
    var isFirst = true
    while !lexer.take(UInt8(ascii: "}")) {
      if !isFirst, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `}` is expected") }
      isFirst = false
      let name = try lexer.key()
      let key = try position(of: name, parent: parent)
      expected = key + 1
      fill(key, to: row)
      guard keys[key].cells.count == row else { throw lexer.repeated(name, lexer.string(name)) }
      lexer.skipSpace()
      if lexer.next == UInt8(ascii: "{"), !keys[key].isWhole {
        keys[key].cells.append(.absent)
        keys[key].present += 1
        keys[key].objects += 1
        try lexer.open(depth)
        try members(parent: key, around: depth + 1)
      } else {
        try value(of: key, around: depth)
      }
    }
  }

  /// Appends the cell that is next; `null` is a cell that is absent.
  @inline(__always)
  mutating func value(of key: Int, around depth: Int) throws(RunFailure) {
    let cell = try lexer.value(around: depth)
    if cell.isEmpty { keys[key].nulls += 1 }
    keys[key].cells.append(cell)
    keys[key].present += 1
  }

  @inline(__always)
  private mutating func position(of name: TextCell, parent: Int) throws(RunFailure) -> Int {
    if expected < keys.count, !name.isEscaped, keys[expected].parent == parent,
      keys[expected].path.count - keys[expected].nameStart == name.length,
      lexer.bytes[name.start..<name.end].elementsEqual(keys[expected].path[keys[expected].nameStart...])
    {
      return expected
    }
    return try lookedUp(name, parent)
  }

  @inline(never)
  private mutating func lookedUp(_ cell: TextCell, _ parent: Int) throws(RunFailure) -> Int {
    let name = cell.isEscaped ? JSONLexer.unescaped(lexer.bytes, cell) : Array(lexer.bytes[cell.start..<cell.end])
    let path = parent < 0 ? name : keys[parent].path + [Self.joint] + name
    if let known = places[path] { return known }
    if keys.count % 1024 == 1023 { try checkSize() }
    // An object within an object has its column if the script says so by the name that the column would have.
    let isWhole = options.names(KeyedCells(path: path, nameStart: 0, parent: -1, isWhole: false).name)
    places[path] = keys.count
    keys.append(KeyedCells(path: path, nameStart: path.count - name.count, parent: parent, isWhole: isWhole))
    return keys.count - 1
  }

  // MARK: - Lists and single values

  /// Adds a column whose cells are not found by their key.
  mutating func addColumn(_ name: String) -> Int {
    keys.append(KeyedCells(path: Array(name.utf8), nameStart: 0, parent: -2, isWhole: true))
    return keys.count - 1
  }

  /// A row whose cells are the elements of a list, one for each of `columns`.
  mutating func listRow(_ columns: [Int]) throws(RunFailure) {
    let start = lexer.index
    var count = 0
    try lexer.open(depth)
    while !lexer.take(UInt8(ascii: "]")) {
      if count > 0, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `]` is expected") }
      lexer.skipSpace()
      if count < columns.count {
        try value(of: columns[count], around: depth + 1)
      } else {
        try lexer.skipValue(depth: depth + 1)
      }
      count += 1
    }
    if count != columns.count {
      throw RunFailure(.ragged(lexer.location(of: start), "this row", count, columns.count))
    }
  }

  /// The elements of a list as the cells of one column, which are rows of their own if it is the first one.
  mutating func listColumn(_ key: Int, isFirst: Bool, _ isCancelled: () -> Bool) throws(RunFailure) {
    let start = lexer.index
    var count = 0
    try lexer.open(depth)
    while !lexer.take(UInt8(ascii: "]")) {
      if count > 0, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `]` is expected") }
      lexer.skipSpace()
      if isFirst { try begin(.lists, isCancelled) }
      try value(of: key, around: depth + 1)
      count += 1
    }
    if count != rowCount {
      throw RunFailure(.ragged(lexer.location(of: start), quoted(keys[key].name), count, rowCount))
    }
  }

  // MARK: - The end

  /// Gives every key a cell for every row.
  mutating func close() throws(RunFailure) {
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
}

extension ReadOptions {
  /// Whether the script or metadata declares the type of this column by its name.
  fileprivate func names(_ column: String) -> Bool {
    types[column] != nil || dates[column] != nil || fields.contains { $0.name == column }
  }
}

extension Diagnostic {
  fileprivate static func tooManyRows(_ name: String) -> Diagnostic {
    Diagnostic(
      .tooManyLines, "the file has too many objects", location: name, kind: .limit,
      notes: ["the file can be split into smaller ones, which `append` combines"])
  }

  fileprivate static func ragged(_ location: String, _ what: String, _ count: Int, _ wanted: Int) -> Diagnostic {
    Diagnostic(
      .raggedRow, "\(what) has \(counted(count, "value")), but \(wanted) are expected", location: location, kind: .data,
      notes: ["lists of different lengths cannot be aligned; a missing value is written `null`"])
  }

  fileprivate static func tooManyKeys(_ name: String, _ keys: Int) -> Diagnostic {
    Diagnostic(
      .tooLarge, "the objects have \(keys) different keys, most of them in only a few objects", location: name,
      kind: .limit,
      notes: ["data such as names or dates belongs in values, not in keys"])
  }
}
