import StetColumns
import StetDiagnostics

/// The rows that a path selects in a document.
///
/// A path without `[*]` may lead to a list, whose elements are then the rows; to an object of lists, which are then the columns; or
/// to an object, which is then the only row.
struct JSONSelection {
  private(set) var records: JSONRecords
  /// Ends in `[*]` if the rows are elements of a list, also where the script leaves that out.
  private(set) var path: JSONPath
  /// Whether rows are the elements, one after the other, of the lists of an object.
  private(set) var isByColumn = false
  /// Elements on the way to rows that do not have what the path goes on with.
  private(set) var passedOver = 0
  /// How many lists have the names of the columns.
  private(set) var headerRows = 0
  /// Names of the elements of a list, if the document has them elsewhere.
  private let listNames: [String]?
  /// The columns that lists have.
  private var columns: [Int] = []
  private var header: [String]?
  private let options: ReadOptions
  /// By number of the `[*]`, the column for the keys of the members that it selects.
  private var keyColumns: [Int: Int] = [:]
  private var outerColumns: [Int] = []
  private var foundOuter: Set<String> = []

  init(
    _ path: JSONPath, in bytes: [UInt8], from start: Int, name: String, _ options: ReadOptions,
    listNames: [String]? = nil, _ isCancelled: () -> Bool
  ) throws(RunFailure) {
    records = JSONRecords(JSONLexer(bytes, name: name, from: start), options)
    self.path = path
    self.options = options
    self.listNames = listNames
    let outer = options[JSONOptions.self].outer
    outerColumns = outer.map { records.addColumn($0.name) }
    records.outer = outerColumns.map { ($0, .absent) }
    records.lexer.skipSpace()
    try descend(path.segments[...], depth: 0, isCancelled)
    if columns.isEmpty, let header { try nameColumns(header.count) }
    records.lexer.skipSpace()
    if !records.lexer.isAtEnd { throw records.lexer.failure("unexpected text after the end of the document") }
    if let unknown = outer.first(where: { !foundOuter.contains($0.key) }), records.rowCount > 0 {
      throw RunFailure(.noOuter(name, unknown.key, self.path))
    }
    if options.header != .firstRecord, records.shape == .objects || records.shape == .values || isByColumn {
      throw RunFailure(.headerOfObjects(name))
    }
    try records.close()
  }

  /// Whether the list of names is a row like those after it, in which every value is a text too.
  var isHeaderLikeRow: Bool {
    guard options.header == .firstRecord, headerRows == 1, records.rowCount > 0, let header else { return false }
    let cells = columns.compactMap { records.keys[$0].cells.first }
    guard cells.allSatisfy({ $0.isEmpty || $0.isQuoted }) else { return false }
    return isRow(header, like: cells.map { $0.isEmpty ? nil : records.lexer.string($0) })
  }

  // MARK: - On the way

  private mutating func descend(
    _ rest: ArraySlice<JSONPath.Segment>, depth: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) {
    guard let segment = rest.first else { return try end(depth, isCancelled) }
    let next = records.lexer.next
    switch segment {
    case .name(let name) where next == UInt8(ascii: "{"):
      try findOuter(depth)
      let saved = records.outer
      var isFound = false
      try members(depth) { selection, key throws(RunFailure) in
        guard selection.records.lexer.holds(key, name) else {
          return try selection.records.lexer.skipValue(depth: depth + 1)
        }
        if isFound { throw selection.records.lexer.repeated(key, name) }
        isFound = true
        try selection.descend(rest.dropFirst(), depth: depth + 1, isCancelled)
      }
      records.outer = saved
      if !isFound { passedOver += 1 }
    case .all where next == UInt8(ascii: "{"):
      try findOuter(depth)
      let saved = records.outer
      let column = keyColumn(rest)
      var seen: Set<String> = []
      try members(depth) { selection, key throws(RunFailure) in
        let name = selection.records.lexer.string(key)
        if !seen.insert(name).inserted { throw selection.records.lexer.repeated(key, name) }
        selection.records.outer = saved + [(column, key)]
        try selection.descend(rest.dropFirst(), depth: depth + 1, isCancelled)
      }
      records.outer = saved
    case .all where next == UInt8(ascii: "["):
      try elements(depth) { selection, _ throws(RunFailure) in
        try selection.descend(rest.dropFirst(), depth: depth + 1, isCancelled)
      }
    case .index(let index) where next == UInt8(ascii: "["):
      var isFound = false
      try elements(depth) { selection, place throws(RunFailure) in
        guard place == index else { return try selection.records.lexer.skipValue(depth: depth + 1) }
        isFound = true
        try selection.descend(rest.dropFirst(), depth: depth + 1, isCancelled)
      }
      if !isFound { passedOver += 1 }
    case .name, .all, .index:
      passedOver += 1
      try records.lexer.skipValue(depth: depth)
    }
  }

  /// The column for the keys that a `[*]` steps over, added when it first meets an object.
  private mutating func keyColumn(_ rest: ArraySlice<JSONPath.Segment>) -> Int {
    let number = path.wildcards - rest.count { $0 == .all }
    if let known = keyColumns[number] { return known }
    let column = records.addColumn(keyColumns.isEmpty ? "key" : "key_\(keyColumns.count + 1)")
    keyColumns[number] = column
    return column
  }

  /// Takes the values of the keys that `outer:` names from the object that is next, which is read again afterwards.
  private mutating func findOuter(_ depth: Int) throws(RunFailure) {
    let wanted = options[JSONOptions.self].outer
    guard !wanted.isEmpty else { return }
    let start = records.lexer
    var found: [TextCell?] = Array(repeating: nil, count: wanted.count)
    try members(depth) { selection, key throws(RunFailure) in
      let cell = try selection.records.lexer.value(around: depth + 1)
      for (place, outer) in wanted.enumerated() where selection.records.lexer.holds(key, outer.key) {
        if found[place] != nil { throw selection.records.lexer.repeated(key, outer.key) }
        found[place] = cell
      }
    }
    records.lexer = start
    for (place, cell) in found.enumerated() {
      guard let cell else { continue }
      foundOuter.insert(wanted[place].key)
      records.outer[place].cell = cell
    }
  }

  private mutating func members(
    _ depth: Int, _ body: (inout JSONSelection, TextCell) throws(RunFailure) -> Void
  ) throws(RunFailure) {
    try records.lexer.open(depth)
    var isFirst = true
    while !records.lexer.take(UInt8(ascii: "}")) {
      if !isFirst, !records.lexer.take(UInt8(ascii: ",")) { throw records.lexer.failure("`,` or `}` is expected") }
      isFirst = false
      let key = try records.lexer.key()
      records.lexer.skipSpace()
      try body(&self, key)
    }
  }

  private mutating func elements(
    _ depth: Int, _ body: (inout JSONSelection, Int) throws(RunFailure) -> Void
  ) throws(RunFailure) {
    try records.lexer.open(depth)
    var count = 0
    while !records.lexer.take(UInt8(ascii: "]")) {
      if count > 0, !records.lexer.take(UInt8(ascii: ",")) { throw records.lexer.failure("`,` or `]` is expected") }
      records.lexer.skipSpace()
      try body(&self, count)
      count += 1
    }
  }

  // MARK: - Rows

  private mutating func end(_ depth: Int, _ isCancelled: () -> Bool) throws(RunFailure) {
    guard path.wildcards == 0 else { return try row(depth, isCancelled) }
    if records.lexer.next == UInt8(ascii: "[") {
      path = path.appending(.all)
      try elements(depth) { selection, _ throws(RunFailure) in try selection.row(depth + 1, isCancelled) }
    } else if records.lexer.next == UInt8(ascii: "{"), try hasListsOnly(depth) {
      isByColumn = true
      records.depth = depth + 1
      try members(depth) { selection, key throws(RunFailure) in
        let name = selection.records.lexer.string(key)
        let isFirst = selection.columns.isEmpty
        let column = selection.records.addColumn(name)
        selection.columns.append(column)
        try selection.records.listColumn(column, isFirst: isFirst, isCancelled)
      }
    } else {
      try row(depth, isCancelled)
    }
  }

  private mutating func hasListsOnly(_ depth: Int) throws(RunFailure) -> Bool {
    let start = records.lexer
    var (count, lists) = (0, 0)
    try members(depth) { selection, _ throws(RunFailure) in
      count += 1
      if selection.records.lexer.next == UInt8(ascii: "[") { lists += 1 }
      try selection.records.lexer.skipValue(depth: depth + 1)
    }
    records.lexer = start
    return count > 0 && lists == count
  }

  private mutating func row(_ depth: Int, _ isCancelled: () -> Bool) throws(RunFailure) {
    records.depth = depth
    let shape: JSONRecords.Shape =
      switch records.lexer.next {
      case UInt8(ascii: "{"): .objects
      case UInt8(ascii: "["): .lists
      default: .values
      }
    guard records.lexer.isAtValue else { throw records.lexer.failure("a value is expected") }
    // A member of an object may be `null` in place of an object.
    if shape == .values, records.lexer.next == UInt8(ascii: "n"), case .name = path.segments.last,
      records.shape != .lists, records.shape != .values
    {
      _ = try records.lexer.word("null")
      return try records.begin(.objects, isCancelled)
    }
    let before = records.shape ?? (columns.isEmpty ? shape : .lists)
    guard shape == before else {
      throw RunFailure(.otherShape(records.lexer.location(of: records.lexer.index), shape, before))
    }
    switch shape {
    case .objects:
      try records.begin(.objects, isCancelled)
      try records.objectRow()
    case .lists: try list(depth, isCancelled)
    case .values:
      if columns.isEmpty { columns = [records.addColumn("value")] }
      try records.begin(.values, isCancelled)
      try records.value(of: columns[0], around: depth)
    }
  }

  /// The names of the columns, or a row.
  private mutating func list(_ depth: Int, _ isCancelled: () -> Bool) throws(RunFailure) {
    if columns.isEmpty {
      if headerRows < namingRows { return try readHeader(depth) }
      try nameColumns(width(depth))
    }
    try records.begin(.lists, isCancelled)
    try records.listRow(columns)
  }

  /// How many lists have names.
  private var namingRows: Int { listNames != nil && options.header == .firstRecord ? 0 : options.header.records }

  private mutating func readHeader(_ depth: Int) throws(RunFailure) {
    let location = records.lexer.location(of: records.lexer.index)
    var names: [String] = []
    try elements(depth) { selection, _ throws(RunFailure) in
      guard selection.records.lexer.next == UInt8(ascii: "\"") else {
        throw RunFailure(.noHeader(location))
      }
      names.append(selection.records.lexer.string(try selection.records.lexer.text()))
    }
    if let above = header {
      guard above.count == names.count else { throw RunFailure(.headerWidths(location, names.count, above.count)) }
      names = zip(above, names).map { $0.isEmpty ? $1 : $1.isEmpty ? $0 : $0 + " " + $1 }
    }
    header = names
    headerRows += 1
  }

  private mutating func nameColumns(_ width: Int) throws(RunFailure) {
    for name in try names(width) { columns.append(records.addColumn(name)) }
  }

  private func names(_ width: Int) throws(RunFailure) -> [String] {
    switch options.header {
    case .none: return (0..<width).map { "column_\($0 + 1)" }
    case .names(let names):
      guard names.count == width else {
        throw RunFailure(.headerWidths(records.lexer.location(of: records.lexer.index), names.count, width))
      }
      return names
    case .firstRecord: return listNames ?? header ?? []
    case .records: return header ?? []
    case .renamed(let others):
      var names = header ?? []
      for place in others.keys.sorted() {
        guard place <= names.count else { throw RunFailure(.noColumn(records.lexer.name, place, names.count)) }
        names[place - 1] = others[place] ?? ""
      }
      return names
    }
  }

  /// How many elements the list has that is next.
  private mutating func width(_ depth: Int) throws(RunFailure) -> Int {
    let start = records.lexer
    var count = 0
    try elements(depth) { selection, _ throws(RunFailure) in
      count += 1
      try selection.records.lexer.skipValue(depth: depth + 1)
    }
    records.lexer = start
    return count
  }
}

extension JSONLexer {
  /// Whether a text that was skipped is this one.
  func holds(_ cell: TextCell, _ text: String) -> Bool {
    cell.isEscaped
      ? Self.unescaped(bytes, cell).elementsEqual(text.utf8) : bytes[cell.start..<cell.end].elementsEqual(text.utf8)
  }
}

extension Diagnostic {
  fileprivate static func otherShape(
    _ location: String, _ shape: JSONRecords.Shape, _ before: JSONRecords.Shape
  ) -> Diagnostic {
    Diagnostic(
      .shapeChange, "this row is \(shape.rawValue), but each row before it is \(before.rawValue)", location: location,
      kind: .data)
  }

  fileprivate static func noHeader(_ location: String) -> Diagnostic {
    Diagnostic(
      .noHeader, "the first list has other values than texts, so that it cannot name the columns", location: location,
      kind: .data)
  }

  fileprivate static func headerWidths(_ location: String, _ count: Int, _ wanted: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "there are \(counted(count, "name")) for \(counted(wanted, "column"))", location: location,
      kind: .data, notes: ["`header: none` names the columns `column_1`, `column_2` and so on"])
  }

  fileprivate static func noColumn(_ name: String, _ place: Int, _ count: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` names column \(place), but there are only \(count)", location: name, kind: .data,
      notes: ["the first column is number 1"])
  }

  fileprivate static func headerOfObjects(_ name: String) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` is for rows that are lists, but these have keys", location: name, kind: .data,
      notes: ["`| rename` gives other names"])
  }

  fileprivate static func noOuter(_ name: String, _ key: String, _ path: JSONPath) -> Diagnostic {
    Diagnostic(
      .noValue, "no object around the rows at `\(path.text)` has the key \(quoted(key))", location: name,
      kind: .data, notes: ["`outer:` takes keys of the objects that the path leads through"])
  }
}
