import StetColumns

/// The options that several formats take; each format lists its own.
extension SourceOption {
  /// Options for the cells of any text format.
  static let ofCells: [SourceOption] = [dates, encoding, missing, redacted, types, units]

  static let encoding = SourceOption(
    "encoding", takes: "`\"utf-8\"`, `\"windows-1252\"`, `\"latin1\"`, `\"utf-16le\"` or `\"utf-16be\"`",
    summary:
      "the encoding of a file that is not UTF-8: `\"windows-1252\"`, `\"latin1\"`, `\"utf-16le\"` or `\"utf-16be\"`",
    example: #"encoding: "windows-1252""#
  ) { value, options throws(Refusal) in
    guard let encoding = value.text.flatMap(TextEncoding.init(name:)) else { throw .takes }
    options.encoding = encoding
  }

  static let skip = SourceOption(
    "skip", takes: "a whole number of lines", summary: "the number of lines before the header", example: "skip: 3"
  ) { value, options throws(Refusal) in
    guard case .int(let count) = value.kind, (0...1_000_000).contains(count) else { throw .takes }
    options.skip = Int(count)
  }

  static let header = SourceOption(
    "header",
    takes: "`none`, a list of names in quotes, a number of lines, or names by place, as in `{ 3: \"spend\" }`",
    summary:
      "for a file with no header: its column names, or `none` for `column_1`, `column_2` and so on; for one with several header lines: how many, which are joined; `{ 3: \"spend\" }` names the third column",
    example: #"header: ["state", "spend"]"#, words: ["none"]
  ) { value, options throws(Refusal) in
    if value.word == "none" {
      options.header = .none
    } else if let names = value.texts {
      options.header = .names(names)
    } else if case .int(let count) = value.kind, (1...20).contains(count) {
      options.header = .records(Int(count))
    } else if let members = value.members {
      var names: [Int: String] = [:]
      for (place, name) in members {
        guard let place = Int(place), place > 0, let name = name.text else { throw .takes }
        names[place] = name
      }
      options.header = .renamed(names)
    } else {
      throw .takes
    }
  }

  static let rows = SourceOption(
    "rows", takes: "a whole number of rows", summary: "the number of rows, after which the table ends",
    example: "rows: 83"
  ) { value, options throws(Refusal) in
    guard case .int(let count) = value.kind, count >= 0, let rows = Int(exactly: count) else { throw .takes }
    options.rows = rows
  }

  static let until = SourceOption(
    "until", takes: "`blank` or the words in quotes that a line after the table begins with",
    summary: "the table ends at the first blank line, or before the first line that begins with these words",
    example: "until: blank", words: ["blank"]
  ) { value, options throws(Refusal) in
    if value.word == "blank" {
      options.until = .blank
    } else if let words = value.text, !words.isEmpty {
      options.until = .words(words)
    } else {
      throw .takes
    }
  }

  static let missing = SourceOption(
    "missing", takes: "a list such as `[\"D\", \"-\"]`, or one for some columns, as in `{ spend: [\"D\"] }`",
    summary: "the codes for missing values, in all columns or in some, which the ledger counts",
    example: #"missing: { spend: ["D", "-"] }"#
  ) { value, options throws(Refusal) in
    (options.missing, options.missingIn) = try codes(value)
  }

  /// Those of all columns, and those of some.
  private static func codes(_ value: OptionValue) throws(Refusal) -> ([String], [String: [String]]) {
    if let codes = value.texts { return (codes, [:]) }
    guard let members = value.members else { throw .takes }
    var codes: [String: [String]] = [:]
    for (column, value) in members {
      guard let own = value.texts else { throw .takes }
      codes[column] = own
    }
    return ([], codes)
  }

  static let redacted = SourceOption(
    "redacted", takes: "a list such as `[\"(b)(6)\"]`, or one for some columns, as in `{ name: [\"(b)(6)\"] }`",
    summary: "the codes for withheld values, in all columns or in some, which the ledger counts",
    example: #"redacted: ["(b)(6)"]"#
  ) { value, options throws(Refusal) in
    (options.redacted, options.redactedIn) = try codes(value)
  }

  static let types = SourceOption(
    "types", takes: "columns with their types, as in `{ spend: decimal }`",
    summary: "the type of a column; `*` stands for all others",
    example: "types: { spend: decimal }", memberWords: ValueType.all.map(\.name)
  ) { value, options throws(Refusal) in
    guard let members = value.members else { throw .takes }
    for (column, value) in members {
      guard let type = value.word.flatMap(ValueType.init(name:)) else { throw .noType(value.range) }
      if column == "*" { options.typeOfOthers = type } else { options.types[column] = type }
    }
  }

  static let dates = SourceOption(
    "dates", takes: "columns with their date order, as in `{ day: dmy }`",
    summary: "the order of day, month and year in a column: `ymd`, `dmy` or `mdy`", example: "dates: { day: dmy }",
    memberWords: ReadOptions.DateOrder.allCases.map(\.rawValue)
  ) { value, options throws(Refusal) in
    guard let members = value.members else { throw .takes }
    for (column, value) in members {
      guard let order = value.word.flatMap(ReadOptions.DateOrder.init(rawValue:)) else {
        throw .wants("`ymd`, `dmy` or `mdy` for each column")
      }
      options.dates[column] = order
    }
  }

  static let units = SourceOption(
    "units", takes: "columns with their units, as in `{ spend: \"usd\" }`", summary: "the unit of a column",
    example: #"units: { spend: "usd" }"#
  ) { value, options throws(Refusal) in
    guard let members = value.members else { throw .takes }
    for (column, value) in members {
      guard let unit = value.text else { throw .wants("units in quotes, as in `{ spend: \"usd\" }`") }
      options.units[column] = unit
    }
  }
}
