import StetColumnar
import StetColumns
import StetDiagnostics

extension OpenFile {
  /// The file for a reader of columns that reads only what it is asked for.
  func columnar(_ options: ReadOptions, _ memory: MemoryBudget = MemoryBudget()) -> ColumnarFile {
    let (isAskedFor, stated) = (options.isAskedFor, options)
    return ColumnarFile(descriptor, size: size, shownAs: name, memory: memory) { column in
      isAskedFor == nil || stated.isRead(column)
    }
  }

  /// The schema of a file whose columns have types, as far as options do not declare others.
  func schema(_ fields: [Field], _ options: ReadOptions) throws(RunFailure) -> Schema {
    try ColumnNames(names: fields.map(\.name), location: name).checkOptions(options)
    return Schema(
      fields.map { field in
        var field = field
        if let declared = options.declared(field.name) {
          field.type = declared.type
          field.summary = declared.summary ?? field.summary
        }
        field.unit = options.units[field.name] ?? options.declared(field.name)?.unit ?? field.unit
        return field
      })
  }

  /// The table of what was read, with the types that options declare.
  ///
  /// A column that has another type, or codes for missing values, goes through the text of its values: what the text of a cell can be is
  /// decided once for all formats.
  func loaded(
    _ read: ColumnarTable, names: [String], _ options: ReadOptions, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Loaded {
    try ColumnNames(names: names, location: name).checkOptions(options)
    try ColumnNames(names: read.fields.map(\.name), location: name).checkNames(
      wayOut: "a `select` that leaves one of them out, right after `load`, avoids this")
    var (cells, stated) = ([CellColumn](), options)
    var converted: Set<String> = []
    for (field, column) in zip(read.fields, read.columns) {
      let codes = options.missingCodes(of: field.name) + options.redactedCodes(of: field.name)
      let wanted = options.declared(field.name)?.type ?? read.declared[field.name] ?? column.type
      if wanted == column.type, options.dates[field.name] == nil, codes.isEmpty { continue }
      if stated.declared(field.name) == nil { stated.types[field.name] = wanted }
      cells.append(try ColumnCells(name, column, field.name).cells(field.name, codes))
      converted.insert(field.name)
    }
    let typed = try TypedColumns(cells, stated, hashing: nil, isCancelled)
    try checkUnchanged()
    var (others, columns) = (typed.columns[...], [Column]())
    for (field, column) in zip(read.fields, read.columns) {
      columns.append(converted.contains(field.name) ? others.removeFirst() : column)
    }
    var schema = try schema(read.fields, options)
    for (place, column) in columns.enumerated() { schema.fields[place].type = column.type }
    let table = Table(
      schema: schema, columns: columns, rowCount: read.rowCount,
      origin: Origin(files: [name], lines: .consecutive(from: 1, count: read.rowCount, breaks: []), units: [.row]),
      sources: [DataSource(name: name, credit: nil, digest: digest)])
    let notFinite = read.notFinite.map { LoadReceipt.Code(column: $0.column, code: $0.word, count: $0.count) }
    return Loaded(
      table: table,
      receipt: LoadReceipt(
        path: name, bytes: size, digest: digest, records: read.rowCount, header: 0, loaded: read.rowCount,
        missing: notFinite + typed.missing, redactions: typed.redactions, notes: read.notes + typed.notes))
  }
}

/// The values of a column as the cells of a text file.
private struct ColumnCells: CellFile {
  let name: String
  let bytes: [UInt8]
  private let list: [TextCell]

  init(_ name: String, _ column: Column, _ columnName: String) throws(RunFailure) {
    let texts = writtenTexts(column, 0..<column.count)
    self.name = name
    bytes = unsafe texts.withBytes { unsafe Array($0) }
    var list: [TextCell] = []
    list.reserveCapacity(texts.count)
    for row in 0..<texts.count {
      let text = texts.range(row)
      guard text.count <= TextCell.longest else { throw RunFailure(.longText(name, columnName, row)) }
      // In quotes, a text without characters is not a missing one.
      let isPresent = texts.isPresent?[row] ?? true
      list.append(
        isPresent ? TextCell(start: text.lowerBound, length: text.count, quoting: .plain) : .absent)
    }
    self.list = list
  }

  var quotesMeanText: Bool { false }

  func unescaped(_ cell: TextCell) -> [UInt8] { Array(bytes[cell.start..<cell.end]) }

  func location(of cell: TextCell, row: Int, column: String) -> String { "\(name): row \(row + 1)" }

  func cells(_ column: String, _ codes: [String]) -> CellColumn {
    CellColumn(
      column, in: self, [CellColumn.Piece(firstRow: 0, rows: list.count, cells: list, first: 0, stride: 1)],
      missing: codes)
  }
}

extension Diagnostic {
  fileprivate static func longText(_ name: String, _ column: String, _ row: Int) -> Diagnostic {
    Diagnostic(
      .cellTooLong, "a text of `\(column)` has more than \(TextCell.longest >> 20) MiB",
      location: "\(name): row \(row + 1)",
      kind: .limit, notes: ["without codes or another type for the column, it is loaded as it is"])
  }
}
