import StetColumns
import StetDiagnostics

/// A column on its way from a file into a table.
struct PendingColumn: Sendable {
  var field: Field
  /// What is tried next, and what after that: a value that does not fit leads on.
  var readings: [Reading]
  /// What a reader should know about the values, as a clause after the column's name.
  var note: String?
  fileprivate(set) var column: Column?
  fileprivate(set) var notFinite = NotFinite()
  fileprivate var store = ColumnStore.none

  init(_ field: Field, _ readings: [Reading], note: String? = nil) {
    (self.field, self.readings, self.note) = (field, readings, note)
  }
}

/// Some consecutive rows of a column, as they are in its memory now.
struct ColumnPart: Sendable {
  /// Which of the rows are there; nil if all are.
  var presence: Bitmap?
  /// Whether every value is one of the reading.
  var fits = true
  var texts: TextPart?
  var notFinite = NotFinite()
}

/// Reads columns part by part, several parts at a time, each straight into the rows of its column. A column with a value that does not
/// fit what it was taken for is read again as what holds it.
struct ColumnPasses {
  let file: ColumnarFile
  let rowCount: Int
  /// The rows of each part, in order; none is empty.
  let parts: [Range<Int>]

  typealias Read =
    @Sendable (_ column: Int, _ part: Int, _ reading: Reading, _ memory: UnsafeMutableRawPointer)
    -> Result<ColumnPart, RunFailure>

  /// `read` fills the rows of a part; `memory` is that of the column's first row.
  func run(
    _ columns: inout [PendingColumn], _ progress: ((_ read: Int64, _ total: Int64) -> Void)?,
    _ isCancelled: () -> Bool, _ read: Read
  ) throws(RunFailure) {
    // The row count is what the file says: it is trusted only if there is room for as many rows.
    let row = columns.reduce(0) { $0 + ($1.readings.first?.width ?? 4) }
    if let shortage = file.memory.shortage(of: row * rowCount) {
      throw RunFailure(.needsMemory(file.name, shortage))
    }
    while columns.contains(where: { $0.column == nil }) {
      let results = try withoutActuallyEscaping(isCancelled) { isCancelled throws(RunFailure) in
        try unsafe pass(&columns, isCancelled, read)
      }
      try settle(&columns, results)
      progress?(Int64(file.size), Int64(file.size))
    }
  }

  /// The parts of each open column.
  private func pass(
    _ columns: inout [PendingColumn], _ isCancelled: () -> Bool, _ read: Read
  ) throws(RunFailure) -> [[ColumnPart]] {
    let open = columns.indices.filter { columns[$0].column == nil }
    let readings = open.map { columns[$0].readings[0] }
    var stores = readings.map { $0.store(rowCount) }
    var results: [Result<ColumnPart, RunFailure>] = []
    // Any thread may call it: the answer comes from an atomic flag.
    nonisolated(unsafe) let isStopped = isCancelled
    unsafe ColumnStore.withMemory(&stores) { memory in
      // Each part has rows of its own.
      nonisolated(unsafe) let memory = unsafe memory
      results = parallelMap(open.count * parts.count) { item -> Result<ColumnPart, RunFailure> in
        if unsafe isStopped() { return .failure(RunFailure(.stopped(file.name))) }
        let (part, column) = (item / open.count, item % open.count)
        guard let base = unsafe memory[column] else { preconditionFailure("a column with rows has memory") }
        return unsafe read(open[column], part, readings[column], base)
      }
    }
    var all = [[ColumnPart]](repeating: [], count: open.count)
    for (item, result) in results.enumerated() { all[item % open.count].append(try result.get()) }
    for (place, column) in open.enumerated() { columns[column].store = stores[place] }
    return all
  }

  /// Takes over the columns whose values all fit.
  private func settle(_ columns: inout [PendingColumn], _ results: [[ColumnPart]]) throws(RunFailure) {
    for (parts, index) in zip(results, columns.indices.filter { columns[$0].column == nil }) {
      let store = columns[index].store
      columns[index].store = .none
      guard parts.allSatisfy(\.fits) else {
        columns[index].readings.removeFirst()
        guard !columns[index].readings.isEmpty else { throw RunFailure(.unfit(file.name, columns[index].field)) }
        continue
      }
      let reading = columns[index].readings[0]
      columns[index].column =
        switch (reading, consume store) {
        case (.text, .narrow(let codes)): .text(TextVector(TextPart.joined(parts.compactMap(\.texts)), codes: codes))
        case (.longDecimal, let store): reading.column(store, validity(parts)).narrowed
        case (_, let store): reading.column(store, validity(parts))
        }
      columns[index].notFinite = parts.reduce(NotFinite()) { $0 + $1.notFinite }
    }
  }

  private func validity(_ results: [ColumnPart]) -> Bitmap? {
    guard results.contains(where: { $0.presence != nil }) else { return nil }
    var all = Bitmap(repeating: true, count: 0)
    for (result, rows) in zip(results, parts) { all.append(result.presence, count: rows.count) }
    return all
  }
}

extension PendingColumn {
  /// The note about the values as they were read.
  private var words: String? {
    guard case .text(let form) = readings.first else { return note }
    switch form {
    case .hexadecimal: return "has bytes, written as hexadecimal digits"
    case .timestamp: return "has times that a `datetime` does not hold and is `text`"
    case .decimal: return "has more digits than a `decimal` holds and is `text`"
    case .utf8, .uuid, .time, .interval: return note
    }
  }

  /// As the type that Stet wrote the column of; texts are left to whoever parses them.
  private func typed(_ column: Column) -> Column {
    switch (column, field.type) {
    case (.narrowInt(let years), .period(.year)) where years.values.allSatisfy({ 0...9999 ~= $0 }):
      .period(years, .year)
    case (.narrowInt, .duration), (.int, .duration):
      if case .int(let microseconds) = column.wide { .duration(microseconds) } else { column }
    default: column
    }
  }

  fileprivate func add(to table: inout ColumnarTable) {
    guard let read = column else { preconditionFailure("every column is read before this") }
    let column = typed(read)
    if column.type == .text, case .period = field.type { table.declared[field.name] = field.type }
    var field = field
    field.type = column.type
    table.fields.append(field)
    table.columns.append(column)
    table.notFinite += notFinite.counts.map { (column: field.name, word: $0.word, count: $0.count) }
    if let words { table.notes.append("`\(field.name)` \(words)") }
  }
}

extension ColumnarTable {
  init(_ columns: [PendingColumn], rowCount: Int) {
    self.init(fields: [], columns: [], rowCount: rowCount)
    for column in columns { column.add(to: &self) }
  }
}

extension ValueType {
  /// The type that Stet says it wrote a column of, if what it wrote can be that.
  func stated(_ name: String?) -> ValueType {
    guard let stated = name.flatMap(ValueType.init(name:)) else { return self }
    switch (stated, self) {
    case (.period(.year), .int), (.duration, .int), (.period, .text): return stated
    default: return self
    }
  }
}

extension Diagnostic {
  fileprivate static func unfit(_ name: String, _ field: Field) -> Diagnostic {
    let reason =
      switch field.type {
      case .date: "a date outside of the years 0001 to 9999"
      case .text: "a value that its type does not have, or text that is not UTF-8"
      default: "a value that its type does not have"
      }
    return Diagnostic(
      .cellType, "`\(field.name)` has \(reason)", location: name, kind: .data, notes: [leftOut])
  }

  /// The way out for a column that cannot be read.
  static let leftOut = "a `select` of the other columns right after `load` leaves this one out"
}
