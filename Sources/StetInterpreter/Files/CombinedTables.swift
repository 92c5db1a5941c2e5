import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats

/// The tables that one `load` reads as one, from the files of a pattern or from several sheets: their rows one below another, columns
/// matched by name, with the types that they would have in a single file.
struct CombinedTables {
  struct Part {
    /// As the script would write it.
    let file: String
    fileprivate var source: TableSource
    fileprivate private(set) var result: Loaded?

    fileprivate init(file: String, source: TableSource) { (self.file, self.source) = (file, source) }

    var loaded: Loaded {
      guard let result else { preconditionFailure("the tables are loaded before they are combined") }
      return result
    }

    fileprivate mutating func load(_ control: ReadControl) throws(RunFailure) {
      var loaded = try source.load(control)
      if source.options.wantsHash {
        // A digest that is known keeps no file open.
        for place in loaded.table.sources.indices { loaded.table.sources[place].digest = loaded.receipt.digest }
      }
      result = loaded
    }
  }

  /// As the script writes it, with or without a pattern.
  private let path: String
  private(set) var parts: [Part] = []
  private var notes: [String] = []
  private var columnNotes: [LoadReceipt.ColumnNote] = []
  /// Columns that are numbers in some tables and text in others.
  private var numbersAmongTexts: Set<String> = []

  init(_ path: String) { self.path = path }

  /// The tables of another file.
  mutating func add(_ source: TableSource, of file: String, _ control: ReadControl) throws(RunFailure) {
    let (sources, notes) = try source.parts(control)
    parts += sources.map { Part(file: file, source: $0) }
    self.notes += file == path ? notes : notes.map { "\(quoted(file)): \($0)" }
  }

  /// Reads the tables. What is wrong with several files is said at once.
  mutating func load(_ control: ReadControl) throws(RunFailure) {
    try prepare()
    var failures: [Diagnostic] = []
    for place in parts.indices {
      do throws(RunFailure) { try parts[place].load(control) } catch {
        guard parts.count > 1, error.diagnostics.allSatisfy({ $0.kind == .data }) else { throw error }
        failures += error.diagnostics
        if failures.count >= Self.mostFailures { break }
      }
    }
    guard failures.isEmpty else { throw RunFailure(failures) }
    guard parts.count > 1 else { return }
    try checkColumns(
      parts.map { part throws(RunFailure) in
        part.source.options.isAskedFor == nil ? part.loaded.table.schema.names : try part.source.names()
      })
    try loadTexts(control)
  }

  private static let mostFailures = 5

  /// Whether the tables are there.
  var isLoaded: Bool { parts.allSatisfy { $0.result != nil } }

  /// Takes the tables of the same files that were loaded before to find their columns; false if they are others.
  mutating func take(_ other: CombinedTables) -> Bool {
    let isSame =
      other.isLoaded && other.parts.count == parts.count
      && zip(parts, other.parts).allSatisfy { own, known in
        own.file == known.file && own.source.title == known.source.title && own.source.identity == known.source.identity
          && !own.source.options.wantsHash
      }
    if isSame { self = other }
    return isSame
  }

  /// What the figures of the whole table show, whatever is asked for; nil for large files, and for those that cannot be read: what is wrong
  /// with them is said when the script loads them.
  func whole(_ control: ReadControl) -> Loaded? {
    guard parts.reduce(0, { $0 + $1.source.byteCount }) <= TableSource.mostBytesReadWhole else { return nil }
    var whole = self
    for place in whole.parts.indices { whole.parts[place].source.options.isAskedFor = nil }
    guard (try? whole.load(control)) != nil else { return nil }
    return try? whole.table(control)
  }

  /// Names and provisional types; the tables are loaded if the columns of one cannot be found otherwise.
  mutating func beginning(_ control: ReadControl) throws(RunFailure) -> Schema {
    if parts.contains(where: { !$0.source.hasBeginning }) {
      try load(control)
      return schema
    }
    try prepare()
    guard parts.count > 1 else { return try parts[0].source.beginning() }
    var schemas: [Schema] = []
    for part in parts { schemas.append(try part.source.beginning()) }
    return schema(of: schemas) { _, _ in false }
  }

  private mutating func prepare() throws(RunFailure) {
    let several = Set(parts.map(\.file)).count > 1
    var sources: [TableSource] = []
    for part in parts {
      var source = several ? part.source.amongFiles() : part.source
      // A file that is read whole for its hash need not stay open.
      if several { source.options.wantsHash = true }
      sources.append(source)
    }
    for (place, source) in try sources.withOwnOptions().enumerated() { parts[place].source = source }
  }

  // MARK: - Names and types

  /// The columns of all tables in the order in which they come first; `isEmpty` says whether one of a table has no value, and so no say in
  /// the type.
  private func schema(of schemas: [Schema], isEmpty: (_ part: Int, _ column: Int) -> Bool) -> Schema {
    var fields: [Field] = []
    var places: [String: Int] = [:]
    var isSettled: [Bool] = []
    for (part, schema) in schemas.enumerated() {
      for (column, field) in schema.fields.enumerated() {
        let hasSay = !isEmpty(part, column)
        guard let place = places[field.name] else {
          places[field.name] = fields.count
          fields.append(field)
          isSettled.append(hasSay)
          continue
        }
        fields[place].unit = fields[place].unit ?? field.unit
        fields[place].summary = fields[place].summary ?? field.summary
        fields[place].hasNumbersInText = fields[place].hasNumbersInText || field.hasNumbersInText
        guard hasSay else { continue }
        fields[place].type = isSettled[place] ? Self.common(fields[place].type, field.type) : field.type
        isSettled[place] = true
      }
    }
    for place in fields.indices where numbersAmongTexts.contains(fields[place].name) {
      fields[place].hasNumbersInText = true
    }
    return Schema(fields)
  }

  /// The type that cells of two types have in one file.
  private static func common(_ a: ValueType, _ b: ValueType) -> ValueType {
    if a == b { return a }
    guard a.isNumeric, b.isNumeric else { return .text }
    return a == .float || b == .float ? .float : .decimal
  }

  /// Of the tables that are loaded.
  var schema: Schema {
    schema(of: parts.map(\.loaded.table.schema)) { part, column in
      let table = parts[part].loaded.table
      return table.columns[column].missingCount == table.rowCount
        && parts[part].source.isTypeFound(of: table.schema.fields[column].name)
    }
  }

  /// A column that has different types, by type the tables in which it has it; none that has no value there.
  private func types(of column: String) -> [(type: ValueType, parts: [Int])] {
    var found: [(type: ValueType, parts: [Int])] = []
    for (place, part) in parts.enumerated() {
      let table = part.loaded.table
      guard let index = table.schema.index(of: column), table.columns[index].missingCount < table.rowCount else {
        continue
      }
      let type = table.schema.fields[index].type
      if let known = found.firstIndex(where: { $0.type == type }) {
        found[known].parts.append(place)
      } else {
        found.append((type, [place]))
      }
    }
    return found
  }

  /// Reads columns again as texts that are texts in other tables: what was read as a number may have lost zeros.
  private mutating func loadTexts(_ control: ReadControl) throws(RunFailure) {
    var columns: [Int: Set<String>] = [:]
    for field in schema.fields where field.type == .text {
      let types = types(of: field.name)
      guard types.count > 1 else { continue }
      if types.contains(where: { $0.type.isNumeric }) { numbersAmongTexts.insert(field.name) }
      let words = types.map { "`\($0.type.name)` in \(titles($0.parts))" }
      for place in types.filter({ $0.type != .text }).flatMap(\.parts) {
        guard parts[place].source.withTexts([field.name]) != nil else {
          throw RunFailure(.typesDiffer(field.name, words, parts[place].source.title))
        }
        columns[place, default: []].insert(field.name)
      }
      columnNotes.append(
        .init(column: field.name, words: "`\(field.name)` is \(joinedWithAnd(words)): it is `text` in all"))
    }
    for place in parts.indices {
      guard let columns = columns[place], let source = parts[place].source.withTexts(columns) else { continue }
      parts[place].source = source
      try parts[place].load(control)
    }
  }

  /// A few of some tables.
  private func titles(_ places: [Int]) -> String {
    let shown = places.count > 4 ? 2 : places.count
    return joinedWithAnd(
      places.prefix(shown).map { quoted(parts[$0].source.title) }
        + (shown < places.count ? ["\(places.count - shown) more"] : []))
  }

  /// A table without any column of the others is something else.
  private func checkColumns(_ names: [[String]]) throws(RunFailure) {
    let titles = parts.first?.source.options.from.map { [$0] } ?? []
    let own = names.map { Set($0).subtracting(titles) }
    for (place, columns) in own.enumerated() {
      let shares = own.enumerated().contains { $0.offset != place && !$0.element.isDisjoint(with: columns) }
      guard !shares else { continue }
      // The others may have nothing in common either; then the first is as good as any.
      let other = place == 0 ? 1 : 0
      throw RunFailure(
        Diagnostic(
          .columnsDiffer, "no column of this table is in another of the \(parts.count) tables",
          location: parts[place].source.title, kind: .data,
          notes: [
            "its columns are \(Self.listed(names[place].filter { !titles.contains($0) }))",
            "those of \(quoted(parts[other].source.title)) are \(Self.listed(names[other].filter { !titles.contains($0) }))",
          ]))
    }
  }

  private static func listed(_ names: [String]) -> String {
    joinedWithAnd(names.prefix(6).map { "`\($0)`" } + (names.count > 6 ? ["\(names.count - 6) more"] : []))
  }

  // MARK: - One table

  /// All rows; the receipt counts the records of all files.
  func table(_ control: ReadControl) throws(RunFailure) -> Loaded {
    guard parts.count > 1 else {
      var loaded = parts[0].loaded
      loaded.receipt.notes = notes + loaded.receipt.notes
      return loaded
    }
    let tables = parts.map(\.loaded.table)
    let rowCount = tables.reduce(0) { $0 + $1.rowCount }
    guard rowCount <= Int(Int32.max) else { throw RunFailure(.tooManyRows(path)) }
    if let shortage = control.memory.shortage(of: tables.reduce(0) { $0 + $1.byteCount }) {
      throw RunFailure(.shortage(shortage, path))
    }
    let schema = schema
    try checkUnits(schema)
    var columns: [Column] = []
    for field in schema.fields {
      columns.append(
        try concatenate(
          tables.map { table in
            guard let column = table[field.name], column.type == field.type || column.missingCount < column.count else {
              return Column([Value](repeating: .missing, count: table.rowCount), type: field.type)
            }
            return column.type == field.type ? column : widened(column, to: field.type)
          }))
    }
    var table = Table(schema: schema, columns: columns, rowCount: rowCount, origin: origin)
    for source in tables.flatMap(\.sources) where !table.sources.contains(source) { table.sources.append(source) }
    var loaded = Loaded(table: table, receipt: receipt(schema))
    loaded.coverage = parts[0].loaded.coverage
    loaded.findAdditions(unless: Set(parts.flatMap(\.loaded.receipt.notes)))
    return loaded
  }

  private var origin: Origin? {
    let origins = parts.compactMap(\.loaded.table.origin)
    guard origins.count == parts.count, origins.reduce(0, { $0 + $1.files.count }) <= Int(UInt16.max) else {
      return nil
    }
    var joined = Origin(files: [], file: [], lines: .listed([]), units: [])
    var lines: [Int32] = []
    for (origin, part) in zip(origins, parts) {
      let offset = UInt16(joined.files.count)
      joined.file +=
        origin.file.isEmpty
        ? [UInt16](repeating: offset, count: part.loaded.table.rowCount) : origin.file.map { $0 + offset }
      joined.files += origin.files
      joined.units += origin.units
      lines += origin.lines.all
    }
    joined.lines = .listed(lines)
    return joined
  }

  private func checkUnits(_ schema: Schema) throws(RunFailure) {
    for field in schema.fields {
      for part in parts {
        guard let column = part.loaded.table.schema.index(of: field.name),
          let unit = part.loaded.table.schema.fields[column].unit, unit != field.unit
        else { continue }
        throw RunFailure(
          Diagnostic(
            .unitsDiffer, "`\(field.name)` is in \(unit) here and in \(field.unit ?? "") in another file",
            location: part.source.title, kind: .data,
            notes: [
              "each file can be loaded by itself, its unit be changed by `derive`, and the tables be joined by `append`"
            ]))
      }
    }
  }

  // MARK: - The account

  private func receipt(_ schema: Schema) -> LoadReceipt {
    var sum = parts[0].loaded.receipt
    for part in parts.dropFirst() {
      let receipt = part.loaded.receipt
      sum.bytes += receipt.bytes
      sum.records += receipt.records
      sum.header += receipt.header
      sum.loaded += receipt.loaded
      sum.blankLines += receipt.blankLines
      sum.hollowRows += receipt.hollowRows
      sum.commentLines += receipt.commentLines
      sum.repeatedHeaders += receipt.repeatedHeaders
      sum.skippedLines += receipt.skippedLines
      sum.trailingLines += receipt.trailingLines
      sum.missing.add(receipt.missing)
      sum.redactions.add(receipt.redactions)
    }
    sum.path = path
    sum.options = nil
    sum.digest = SourceDigest(identity: path) { nil }
    sum.notes = [account] + notes + filled(schema) + ownNotes
    sum.columnNotes = columnNotes
    return sum
  }

  /// How many rows each table has.
  private var account: String {
    let files = Set(parts.map(\.file)).count
    let what = parts.count == files ? counted(files, "file") : counted(parts.count, "sheet")
    let shown = parts.count > Self.mostShown ? Array(parts.prefix(2) + parts.suffix(1)) : parts
    var words = shown.map { "\(quoted($0.source.title)) \($0.loaded.table.rowCount)" }
    if shown.count < parts.count {
      words.insert("…", at: 2)
      let counts = parts.map(\.loaded.table.rowCount)
      return "\(what) of \(counts.min() ?? 0) to \(counts.max() ?? 0) rows: \(words.joined(separator: ", "))"
    }
    return "rows of \(what): \(words.joined(separator: ", "))"
  }

  private static let mostShown = 16

  /// Which tables lack which columns.
  private func filled(_ schema: Schema) -> [String] {
    var lacking: [(tables: [Int], columns: [String])] = []
    for field in schema.fields {
      let tables = parts.indices.filter { parts[$0].loaded.table.schema.index(of: field.name) == nil }
      guard !tables.isEmpty else { continue }
      if let place = lacking.firstIndex(where: { $0.tables == tables }) {
        lacking[place].columns.append(field.name)
      } else {
        lacking.append((tables, [field.name]))
      }
    }
    return lacking.map { tables, columns in
      let names = columns.map { "`\($0)`" }
      let list = joinedWithAnd(names.prefix(12) + (names.count > 12 ? ["\(names.count - 12) more"] : []))
      let there = parts.indices.filter { !tables.contains($0) }
      let places =
        there.count < tables.count
        ? "only in \(titles(there)): missing in the rows of the others"
        : "not in \(titles(tables)): missing in \(agreeing("its", "their", tables.count)) rows"
      return "\(list) \(agreeing("is", "are", columns.count)) \(places)"
    }
  }

  /// What loading says of each, once if it is the same for all.
  private var ownNotes: [String] {
    var said: [(note: String, tables: [Int])] = []
    for (place, part) in parts.enumerated() {
      for note in part.loaded.receipt.allNotes {
        if let known = said.firstIndex(where: { $0.note == note }) {
          if said[known].tables.last != place { said[known].tables.append(place) }
        } else {
          said.append((note, [place]))
        }
      }
    }
    return said.map { note, tables in
      if tables.count == parts.count { return "in each: \(note)" }
      return titles(tables) + ": " + note
    }
  }
}

extension [LoadReceipt.Code] {
  fileprivate mutating func add(_ others: [LoadReceipt.Code]) {
    for other in others {
      if let place = firstIndex(where: { $0.column == other.column && $0.code == other.code }) {
        self[place].count += other.count
      } else {
        append(other)
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func typesDiffer(_ column: String, _ types: [String], _ title: String) -> Diagnostic {
    Diagnostic(
      .typesDiffer, "`\(column)` is \(joinedWithAnd(types))", location: title, kind: .data,
      notes: [
        "each file can be loaded by itself, the column be changed by `derive`, and the tables be joined by `append`"
      ])
  }

  fileprivate static func tooManyRows(_ path: String) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "together, the files have more than \(Int32.max) rows", location: path, kind: .limit,
      notes: ["a longer pattern leaves some out"])
  }
}
