/// A named, typed column's description.
package struct Field: Sendable, Hashable {
  package var name: String
  package var type: ValueType
  /// `persons`, `million usd`, from metadata or the script; shown on axes and in `describe`.
  package var unit: String?
  package var summary: String?

  package init(_ name: String, _ type: ValueType, unit: String? = nil, summary: String? = nil) {
    self.name = name
    self.type = type
    self.unit = unit
    self.summary = summary
  }
}

/// The columns of a table: names are distinct and in the order shown.
package struct Schema: Sendable, Hashable {
  package var fields: [Field]

  package init(_ fields: [Field]) { self.fields = fields }

  package var names: [String] { fields.map(\.name) }

  package func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

/// Where rows come from: a file and a line for each row.
package struct Origin: Sendable {
  package var files: [String]
  /// An index into `files` for each row; empty where there is one file.
  package var file: [UInt16]
  /// The one-based physical line on which the row's record starts.
  package var line: [Int32]

  package init(files: [String], file: [UInt16] = [], line: [Int32]) {
    self.files = files
    self.file = file
    self.line = line
  }

  package func place(of row: Int) -> String {
    "\(files[file.isEmpty ? 0 : Int(file[row])]):\(line[row])"
  }

  package func gather(_ rows: [Int32]) -> Origin {
    Origin(
      files: files, file: file.isEmpty ? [] : rows.map { file[Int($0)] }, line: rows.map { line[Int($0)] })
  }
}

/// A published dataset behind a table, for source lines and metadata.
package struct DataSource: Sendable, Hashable {
  package var name: String
  /// The words for a chart's source line; nil where the file has no metadata.
  package var credit: String?
  /// Lowercase hexadecimal SHA-256 of the file's bytes.
  package var sha256: String

  package init(name: String, credit: String?, sha256: String) {
    self.name = name
    self.credit = credit
    self.sha256 = sha256
  }
}

/// Columns of equal length.
package struct Table: Sendable {
  package var schema: Schema
  package var columns: [Column]
  package var rowCount: Int
  /// Nil once rows no longer stand for single source rows (after `group`, `join`, `pivot`).
  package var origin: Origin?
  /// Every dataset that contributed, in order of first use.
  package var sources: [DataSource]

  package init(
    schema: Schema, columns: [Column], rowCount: Int, origin: Origin? = nil, sources: [DataSource] = []
  ) {
    precondition(schema.fields.count == columns.count, "every field has a column")
    self.schema = schema
    self.columns = columns
    self.rowCount = rowCount
    self.origin = origin
    self.sources = sources
  }

  package static let empty = Table(schema: Schema([]), columns: [], rowCount: 0)

  package subscript(name: String) -> Column? { schema.index(of: name).map { columns[$0] } }

  /// Rows in the given order.
  package func gather(_ rows: [Int32]) -> Table {
    Table(
      schema: schema, columns: columns.map { $0.gather(rows) }, rowCount: rows.count, origin: origin?.gather(rows),
      sources: sources)
  }

  package func row(_ row: Int) -> [Value] { columns.map { $0[row] } }
}
