import Synchronization

/// A named, typed column's description.
package struct Field: Sendable, Hashable {
  package var name: String
  package var type: ValueType
  /// `persons`, `million usd`, from metadata or the script; shown on axes and in `describe`.
  package var unit: String?
  package var summary: String?
  /// Whether it was loaded as text although many of its cells are numbers: the order of its texts is not theirs.
  package var hasNumbersInText = false
  /// Which of its rows may be added up; nil for all.
  package var additivity: Additivity?
  /// What a rule about adding calls it.
  package var mark: Additivity.Mark?

  /// Whether its numbers are known to be years, as those of `year(date)` are.
  package var isYear = false
  /// Where its dates or periods come from; nil where that is not a column of a source.
  package var timeline: Timeline?

  package init(_ name: String, _ type: ValueType, unit: String? = nil, summary: String? = nil) {
    self.name = name
    self.type = type
    self.unit = unit
    self.summary = summary
  }
}

extension Field {
  /// Whether its whole numbers are years, by where they come from or by its name.
  package var holdsYears: Bool {
    type == .int && (isYear || ["year", "yr", "fy"].contains(words.last ?? "") && !words.contains("per"))
  }

  /// Whether its name says that its years are fiscal years.
  package var holdsFiscalYears: Bool { words.contains("fiscal") || words.contains("fy") }

  /// Whether its whole numbers are months of a year, by its name.
  package var holdsMonths: Bool {
    type == .int && ["month", "mon", "mo"].contains(words.last ?? "") && !words.contains("per")
  }

  private var words: [Substring.SubSequence] { name.lowercased().split { !$0.isLetter }.map { $0[...] } }
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
  package var lines: Lines
  /// What the numbers count in each file.
  package var units: [Unit]

  /// A file that is not text has rows, the first of which is 1.
  package enum Unit: Sendable { case line, row }

  /// The one-based physical line on which each row's record starts.
  package enum Lines: Sendable {
    case listed([Int32])
    /// Row after row, as in the file. `breaks` are the rows, in order, that take more than one line, and how
    /// many more.
    case consecutive(from: Int32, count: Int, breaks: [(row: Int32, count: Int32)])
    /// Those of some rows of another table.
    indirect case selected(Lines, rows: [Int32])

    package subscript(row: Int) -> Int32 {
      switch self {
      case .listed(let lines): return lines[row]
      case .consecutive(let first, _, let breaks):
        var line = first + Int32(row)
        for (broken, count) in breaks {
          guard broken < row else { break }
          line += count
        }
        return line
      case .selected(let lines, let rows): return lines[Int(rows[row])]
      }
    }

    /// One number for each row.
    package var all: [Int32] {
      switch self {
      case .listed(let lines): return lines
      case .consecutive(let first, let count, let breaks):
        var lines = (0..<Int32(count)).map { first + $0 }
        var extra: Int32 = 0
        for (place, broken) in breaks.enumerated() {
          extra += broken.count
          let end = place + 1 < breaks.count ? Int(breaks[place + 1].row) : count - 1
          for row in (Int(broken.row) + 1)..<max(Int(broken.row) + 1, end + 1) { lines[row] += extra }
        }
        return lines
      case .selected(let lines, let rows):
        let all = lines.all
        return rows.map { all[Int($0)] }
      }
    }
  }

  package init(files: [String], file: [UInt16] = [], lines: Lines, units: [Unit]? = nil) {
    self.files = files
    self.file = file
    self.lines = lines
    self.units = units ?? files.map { _ in .line }
  }

  /// `file.csv:17`, `file.parquet: row 17`
  package func location(of row: Int) -> String {
    let number = file.isEmpty ? 0 : Int(file[row])
    return "\(files[number]):\(units[number] == .row ? " row " : "")\(lines[row])"
  }

  package func gather(_ rows: [Int32]) -> Origin {
    let selected: Lines
    switch lines {
    case .listed(let lines): selected = .listed(rows.map { lines[Int($0)] })
    case .consecutive: selected = .selected(lines, rows: rows)
    case .selected(let lines, let own): selected = .selected(lines, rows: gathered(own, rows, missing: -1))
    }
    return Origin(files: files, file: file.isEmpty ? [] : rows.map { file[Int($0)] }, lines: selected, units: units)
  }
}

/// The SHA-256 of a source's bytes, for outputs that name their sources. If it was not calculated while loading, it is
/// calculated lazily, because it takes as long as loading a large file.
package final class SourceDigest: Sendable, Hashable {
  /// Equal for the same bytes of the same file.
  private let identity: String
  private let state: Mutex<State>

  private enum State {
    case known(String?)
    /// Keeps the file open.
    case pending(@Sendable () -> String?)
  }

  package init(_ sha256: String) {
    identity = sha256
    state = Mutex(.known(sha256))
  }

  /// `calculate` gives nil if the file has changed in the meantime.
  package init(identity: String, calculate: @escaping @Sendable () -> String?) {
    self.identity = identity
    state = Mutex(.pending(calculate))
  }

  /// Lowercase hexadecimal; nil if the bytes that were loaded are no longer available.
  package var sha256: String? {
    state.withLock { state in
      switch state {
      case .known(let sha256): return sha256
      case .pending(let calculate):
        let sha256 = calculate()
        state = .known(sha256)
        return sha256
      }
    }
  }

  package static func == (a: SourceDigest, b: SourceDigest) -> Bool { a.identity == b.identity }

  package func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}

/// A published dataset behind a table, for source lines and metadata.
package struct DataSource: Sendable, Hashable {
  package var name: String
  /// The words for a chart's source line; nil if the file has no metadata.
  package var credit: String?
  package var digest: SourceDigest
  /// The days that its columns of dates and periods cover.
  package var coverage: [Additivity.Mark: Coverage] = [:]

  package init(name: String, credit: String?, digest: SourceDigest) {
    self.name = name
    self.credit = credit
    self.digest = digest
  }
}

/// How a table was made, kept only while its cells are being traced.
package protocol Derivation: AnyObject, Sendable {}

/// Columns of equal length.
package struct Table: Sendable {
  package var schema: Schema
  package var columns: TableColumns
  package var rowCount: Int
  /// Nil once rows no longer correspond to single source rows (after `group`, `join`, `pivot`).
  package var origin: Origin?
  /// Every dataset that contributed, in order of first use.
  package var sources: [DataSource]
  /// Nil except for the result of a pipeline that is being traced; tables made from that table have none.
  package var derivation: (any Derivation)?

  package init(
    schema: Schema, columns: [Column], rowCount: Int, origin: Origin? = nil, sources: [DataSource] = []
  ) {
    self.init(
      schema: schema, columns: TableColumns(columns), rowCount: rowCount, origin: origin, sources: sources)
  }

  package init(
    schema: Schema, columns: TableColumns, rowCount: Int, origin: Origin? = nil, sources: [DataSource] = []
  ) {
    precondition(schema.fields.count == columns.count, "every field must have a column")
    self.schema = schema
    self.columns = columns
    self.rowCount = rowCount
    self.origin = origin
    self.sources = sources
  }

  package static let empty = Table(schema: Schema([]), columns: [], rowCount: 0)

  package subscript(name: String) -> Column? { schema.index(of: name).map { columns[$0] } }

  /// Rows in the given order, none of them missing. Many rows are copied where something reads them.
  package func gather(_ rows: [Int32]) -> Table {
    Table(
      schema: schema,
      columns: rows.count < Parallelism.fewRows
        ? columns.gather(rows, areRows: true) : columns.deferring(rows, areRows: true),
      rowCount: rows.count, origin: origin?.gather(rows), sources: sources)
  }

  /// The first rows.
  package func prefix(_ count: Int) -> Table {
    count < rowCount ? gather((0..<Int32(count)).map { $0 }) : self
  }

  /// The same with nothing of it kept in other tables, for a name to hold.
  package var made: Table {
    var table = self
    table.columns = columns.made
    return table
  }

  package func row(_ row: Int) -> [Value] { columns.map { $0[row] } }
}
