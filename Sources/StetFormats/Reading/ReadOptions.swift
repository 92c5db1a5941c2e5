package import StetColumns

/// How a file is to be read: options that several formats share, and options of a single format.
package struct ReadOptions: Sendable {
  /// Where the table ends: with the file, at the first blank line after the header, or before the first row that begins with some words.
  package enum Until: Sendable, Equatable {
    case end, blank
    case words(String)
  }

  /// Where the names of the columns come from.
  package enum Header: Sendable, Equatable {
    case firstRecord
    /// The first records, each column's cells joined by spaces. One that is empty in all but the last of them has what is to its left.
    case records(Int)
    /// The first record, with other names at some places, the first of which is 1.
    case renamed([Int: String])
    /// The file has no header line; the columns are `column_1`, `column_2`, ….
    case none
    /// The file has no header line, or `skip` skips it; these are the names.
    case names([String])

    /// How many records have names.
    var records: Int {
      switch self {
      case .firstRecord, .renamed: 1
      case .records(let count): count
      case .none, .names: 0
      }
    }
  }

  /// The order of day, month and year in a column of declared dates; ISO 8601 is read with any of them.
  package enum DateOrder: String, Sendable, CaseIterable { case ymd, dmy, mdy }

  /// How the dates of a column are written.
  package enum DateForm: Sendable {
    case order(DateOrder)
    case pattern(DatePattern)

    var type: ValueType {
      switch self {
      case .order: .date
      case .pattern(let pattern): pattern.hasTime ? .datetime : .date
      }
    }
  }

  /// Which table of a file is read.
  package enum TableChoice: Sendable, Equatable {
    case name(String)
    /// In the order of the file, from 1.
    case number(Int)
  }

  /// Nil: UTF-8, or UTF-16 if a byte-order mark says so.
  package var encoding: TextEncoding?
  /// Physical lines before the header.
  package var skip = 0
  package var header = Header.firstRecord
  package var until = Until.end
  /// Nil if the file has one table alone.
  package var table: TableChoice?
  /// How many rows the table has, if the script says so.
  package var rows: Int?
  /// Texts that mean a missing value, besides the empty cell.
  package var missing: [String] = []
  /// The same in some columns only.
  package var missingIn: [String: [String]] = [:]
  /// Texts that mean a withheld value: also missing, and counted in the receipt.
  package var redacted: [String] = []
  /// The same in some columns only.
  package var redactedIn: [String: [String]] = [:]
  /// Types that the script declares, by column; they take precedence over those of `fields`.
  package var types: [String: ValueType] = [:]
  /// The type of every other column, if the script declares it.
  package var typeOfOthers: ValueType?
  /// How dates such as `03/04/2011` are written, by column; this also declares the column's type.
  package var dates: [String: DateForm] = [:]
  /// How numbers and truth values are written.
  package var reading = CellReading()
  /// Whether names of columns become lower-case words joined by underscores.
  package var cleansNames = false
  /// Units that the script declares, by column.
  package var units: [String: String] = [:]
  /// Types, units and descriptions from metadata.
  package var fields: [Field] = []
  /// The name of a column before all others that says what each row was read from; nil for none.
  package var from: String?

  /// The days that the table covers, as far as they are declared.
  package var coverage = DeclaredCoverage()

  /// Which columns will be used, by name; nil for all. The others are left out of the table, except those that have a
  /// declared type: that every cell has it is a promise.
  package var isAskedFor: (@Sendable (String) -> Bool)?

  /// Whether the file's SHA-256 is needed at once, not only on demand.
  package var wantsHash = false

  /// Options of a single format, by the type that holds them.
  private var own: [ObjectIdentifier: any FormatOptions] = [:]

  package init() {}

  /// The options that a format declares for itself.
  package subscript<Options: FormatOptions>(type: Options.Type) -> Options {
    get { own[ObjectIdentifier(type)] as? Options ?? Options() }
    set { own[ObjectIdentifier(type)] = newValue }
  }

  /// What means a missing value in a column, besides the empty cell and withheld ones; each once.
  func missingCodes(of column: String?) -> [String] {
    distinct(missing + (column.flatMap { missingIn[$0] } ?? []))
  }

  func redactedCodes(of column: String) -> [String] { distinct(redacted + (redactedIn[column] ?? [])) }

  private func distinct(_ codes: [String]) -> [String] {
    var seen: Set<String> = []
    return codes.filter { seen.insert($0).inserted }
  }

  /// The columns of which options say something.
  var namedColumns: Set<String> {
    Set(types.keys).union(dates.keys).union(units.keys).union(missingIn.keys).union(redactedIn.keys)
  }

  /// The same without what they say of some columns.
  func without(_ columns: Set<String>) -> ReadOptions {
    var options = self
    options.types = types.filter { !columns.contains($0.key) }
    options.dates = dates.filter { !columns.contains($0.key) }
    options.units = units.filter { !columns.contains($0.key) }
    options.missingIn = missingIn.filter { !columns.contains($0.key) }
    options.redactedIn = redactedIn.filter { !columns.contains($0.key) }
    return options
  }

  func isRead(_ column: String) -> Bool { isAskedFor?(column) ?? true || declared(column) != nil }

  func declared(_ column: String) -> Field? {
    let known = fields.first { $0.name == column }
    guard let type = types[column] ?? dates[column]?.type ?? known?.type ?? typeOfOthers else { return nil }
    var field = Field(column, type, unit: units[column] ?? known?.unit, summary: known?.summary)
    (field.additivity, field.mark) = (known?.additivity, known?.mark)
    return field
  }
}

/// Options of a single format: a struct whose initial values are the defaults.
package protocol FormatOptions: Sendable {
  init()
}
