import StetColumns
import StetDiagnostics

/// Reads the variables of a Stata file.
struct StataReader {
  private let header: StataHeader
  private let labels: StataLabels
  private let options: ReadOptions
  private let file: OpenFile
  private let isCancelled: () -> Bool

  static func read(_ file: OpenFile, _ options: ReadOptions, _ control: ReadControl) throws(RunFailure) -> Loaded {
    let bytes = try file.read(progress: control.progress, isCancelled: control.isCancelled)
    return try StataReader(bytes, file, options, control.isCancelled).read()
  }

  /// The columns as the first rows have them.
  static func beginning(_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema {
    try StataReader(file.read(), file, options, { false }).read(limit: 1000).table.schema
  }

  private init(
    _ bytes: [UInt8], _ file: OpenFile, _ options: ReadOptions, _ isCancelled: @escaping () -> Bool
  ) throws(RunFailure) {
    (self.file, self.options, self.isCancelled) = (file, options, isCancelled)
    header = try StataHeader(bytes, name: file.name, options.encoding)
    labels = try StataLabels(header)
  }

  private func read(limit: Int = .max) throws(RunFailure) -> Loaded {
    let all = header.variables
    guard !all.isEmpty else { throw RunFailure(.noVariables(file.name)) }
    try ColumnNames(names: all.map(\.name), location: file.name).check(options)
    let wanted = all.filter { options.isRead($0.name) }
    var columns = wanted.map { StataColumn($0, header.bytes, labels, options) }
    for row in 0..<min(header.rows, limit) {
      if row % 4096 == 0, isCancelled() { throw RunFailure(.cancelled(file.name)) }
      for index in columns.indices { columns[index].look(header.data + row * header.rowWidth) }
    }
    var cells = StoredCells(wanted.map(\.name), of: file.name, options.encoding)
    for row in 0..<min(header.rows, limit) {
      if row % 4096 == 0, isCancelled() { throw RunFailure(.cancelled(file.name)) }
      try cells.beginRow(nil)
      for index in columns.indices {
        try columns[index].append(header.data + row * header.rowWidth, to: &cells, index)
      }
    }
    var stated = options
    for column in columns where options.declared(column.variable.name) == nil {
      if let type = column.type { stated.types[column.variable.name] = type }
    }
    let notes = try cells.dropBinary(options)
    let typed = try TypedColumns(cells.cells(stated), stated, hashing: nil, isCancelled)
    var loaded = typed.loaded(
      from: file.name, bytes: header.bytes.bytes.count, lines: cells.rows, digest: file.digest,
      notes: notes + columns.flatMap(\.notes))
    for index in loaded.table.schema.fields.indices where loaded.table.schema.fields[index].summary == nil {
      let variable = wanted.first { $0.name == loaded.table.schema.fields[index].name }
      loaded.table.schema.fields[index].summary = variable.flatMap { $0.summary.isEmpty ? nil : $0.summary }
    }
    for column in columns {
      let redacted = options.redactedCodes(of: column.variable.name)
      for code in column.codes {
        if redacted.contains(code.code) {
          loaded.receipt.redactions.append(code)
        } else {
          loaded.receipt.missing.append(code)
        }
      }
    }
    return loaded
  }
}

extension Diagnostic {
  fileprivate static func noVariables(_ name: String) -> Diagnostic {
    Diagnostic(.emptyFile, "the file has no variables", location: name, kind: .data)
  }
}
