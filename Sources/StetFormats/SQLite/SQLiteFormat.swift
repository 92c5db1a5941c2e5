import StetColumns

extension SourceFormat {
  static let sqlite = SourceFormat(
    "SQLite",
    summary: "a table of a SQLite database, which is named with `table:` if there are several",
    details: """
      A column gets its type from the values that are stored, not from the declared one, which SQLite does not enforce. Whole \
      numbers are `int`, numbers with a fraction `decimal` or `float` as in JSON, and texts become `date`, `month` or `fiscal_year` if all of \
      them are written that way; a column that is declared `DATETIME` or `TIMESTAMP` becomes `datetime`, and one declared \
      `BOOLEAN` becomes `bool` if it contains only 1, 0 and missing values. If the cells are of different kinds, \
      the column is text with every cell as stored, and the ledger says so. `NULL` is missing; empty text is not. A column with binary \
      values is left out, or an error if the script uses it. Messages name the table and the rowid.

      Nothing in the file is run: no views, virtual tables, triggers or extensions. The table is checked for damage before it is read, and a database \
      with changes that are not yet in its file, in `-wal` or `-journal` beside it, is refused.
      """,
    endings: ["sqlite", "sqlite3", "db", "gpkg"], isRecognized: { $0.starts(with: "SQLite format 3\0".utf8) },
    sample: .described("a database whose table `data` has two columns and two rows", sampleDatabase),
    options: SourceOption.ofCells + [.table], capabilities: [.columns], beginning: SQLiteReader.beginning,
    read: SQLiteReader.read)

  private static let sampleDatabase: [UInt8] = {
    let people = Table(
      schema: Schema([Field("state", .text), Field("persons", .int)]),
      columns: [Column([.text("TX"), .text("IL")], type: .text), Column([.int(5), .missing], type: .int)], rowCount: 2)
    return (try? OutputFormat.sqlite.content(of: people).bytes) ?? []
  }()
}

extension OutputFormat {
  package static let sqlite = OutputFormat(
    "SQLite",
    summary:
      "a database with one table, `data`; a missing value is `NULL`; dates are text, as are decimals if one of the column has more than 15 digits",
    endings: ["sqlite", "sqlite3", "db"]
  ) { table throws(UnwritableTable) in FileContent(try sqliteBytes(table)) }
}
