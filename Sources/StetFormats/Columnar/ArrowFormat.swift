import StetColumnar
import StetColumns
import StetDiagnostics

extension SourceFormat {
  static let arrow = SourceFormat(
    "Arrow", summary: "files and streams of Arrow IPC, which Feather's second version is too",
    details: """
      Columns have the types of the file, as those of Parquet do; texts of dictionaries are text. Only the columns that the script uses are \
      read. Unions, run-end encoding and views of lists are errors if the script uses them.
      """,
    endings: ["arrow", "feather", "ipc", "arrows"],
    isRecognized: { head in
      [Array("ARROW1".utf8), Array("FEA1".utf8), [0xFF, 0xFF, 0xFF, 0xFF]].contains { head.starts(with: $0) }
    },
    sample: .described("the same table as that of Parquet", ArrowWriter(sampleTable).bytes),
    options: columnarOptions, capabilities: [.columns],
    beginning: arrowSchema, read: arrowTable)
}

extension OutputFormat {
  package static let arrow = OutputFormat(
    "Arrow",
    summary:
      "columns with their types as Arrow IPC, without compression; periods but years are written as text, and read back by Stet as they were",
    endings: ["arrow", "feather", "ipc"]
  ) { table throws(UnwritableTable) in
    try checkColumns(table)
    let writer = ArrowWriter(table)
    if let row = writer.firstTooLong {
      throw UnwritableTable("row \(row + 1) and those before it have more than 2 GB of text")
    }
    return FileContent(count: writer.partCount, part: { writer.part($0) }, end: { writer.end($0) })
  }
}

private func arrowSchema(_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema {
  try file.schema(ArrowFile(file.columnar(options)).fields, options)
}

private func arrowTable(_ file: OpenFile, _ options: ReadOptions, _ control: ReadControl) throws(RunFailure) -> Loaded {
  let source = try ArrowFile(file.columnar(options, control.memory))
  let table = try source.read(progress: control.progress, isCancelled: control.isCancelled)
  return try file.loaded(table, names: source.fields.map(\.name), options, control.isCancelled)
}
