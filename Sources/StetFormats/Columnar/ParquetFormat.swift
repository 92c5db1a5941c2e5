import StetColumnar
import StetColumns
import StetDiagnostics

extension SourceFormat {
  static let parquet = SourceFormat(
    "Parquet",
    summary:
      "columns with their types, as pandas, Spark, DuckDB and many data portals write them, compressed in any way but LZO",
    details: """
      Columns have the types of the file: whole numbers are `int`, or `decimal` beyond 64 bits; decimals are `decimal` with all \
      their places; floats are `float`, and those that are not numbers or infinite are missing and counted in the ledger; dates are `date`, \
      times of a day are text. Times with a date are `datetime`, in UTC if the file says so, which a note says; a column of which some have \
      digits below a microsecond is text. Bytes that the file does not call text are text if they are UTF-8, and hexadecimal digits \
      otherwise.

      A structure gives a column for each of its fields, named as in `address.city`. A list or map is text, written as JSON. `types:` \
      declares another type, and `missing:` the codes of a column.

      Only the columns that the script uses are read. Encrypted columns, and those compressed with LZO, are errors if the script uses them. \
      What a row comes from is its number in the file: `spend.parquet: row 17`.
      """,
    endings: ["parquet", "pq"], isRecognized: { $0.starts(with: Array("PAR1".utf8)) },
    sample: .described("a table of three rows, with states, persons and dates", ParquetWriter(sampleTable).bytes),
    options: columnarOptions, capabilities: [.columns],
    beginning: parquetSchema, read: parquetTable)

  /// For cells that are not text: there is no encoding.
  static let columnarOptions: [SourceOption] = SourceOption.ofCells.filter { !["encoding", "zone"].contains($0.name) }
}

extension OutputFormat {
  package static let parquet = OutputFormat(
    "Parquet",
    summary:
      "columns with their types, for other programs; periods but years are written as text, and read back by Stet as they were",
    endings: ["parquet", "pq"]
  ) { table throws(UnwritableTable) in
    try checkColumns(table)
    let writer = ParquetWriter(table)
    return FileContent(count: writer.partCount, part: { writer.part($0) }, end: { writer.end($0) })
  }
}

/// A format for columns has nothing where there are none.
func checkColumns(_ table: Table) throws(UnwritableTable) {
  if table.columns.isEmpty { throw UnwritableTable("it has no columns") }
}

/// The example of the manual.
let sampleTable = Table(
  schema: Schema([Field("state", .text), Field("persons", .int), Field("since", .date)]),
  columns: [
    Column([.text("TX"), .text("IL"), .text("DC")], type: .text), Column([.int(5), .missing, .int(7)], type: .int),
    Column([.date(15_098), .date(15_370), .missing], type: .date),
  ], rowCount: 3)

private func parquetSchema(_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema {
  try file.schema(ParquetFile(file.columnar(options)).fields, options)
}

private func parquetTable(_ file: OpenFile, _ options: ReadOptions, _ control: ReadControl) throws(RunFailure) -> Loaded
{
  let source = try ParquetFile(file.columnar(options, control.memory))
  let table = try source.read(progress: control.progress, isCancelled: control.isCancelled)
  return try file.loaded(table, names: source.fields.map(\.name), options, control.isCancelled)
}
