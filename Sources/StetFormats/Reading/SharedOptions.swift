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
    "header", takes: "`none` or a list of names in quotes",
    summary:
      "for a file with no header: its column names, or `none` for `column_1`, `column_2` and so on",
    example: #"header: ["state", "spend"]"#, words: ["none"]
  ) { value, options throws(Refusal) in
    if value.word == "none" {
      options.header = .none
    } else if let names = value.texts {
      options.header = .names(names)
    } else {
      throw .takes
    }
  }

  static let until = SourceOption(
    "until", takes: "`blank`", summary: "the table ends at the first blank line", example: "until: blank",
    words: ["blank"]
  ) { value, options throws(Refusal) in
    guard value.word == "blank" else { throw .takes }
    options.until = .blank
  }

  static let missing = SourceOption(
    "missing", takes: "a list such as `[\"D\", \"-\"]`", summary: "the codes for missing values",
    example: #"missing: ["D", "-"]"#
  ) { value, options throws(Refusal) in
    guard let codes = value.texts else { throw .takes }
    options.missing = codes
  }

  static let redacted = SourceOption(
    "redacted", takes: "a list such as `[\"(b)(6)\"]`",
    summary: "the codes for withheld values, which the ledger counts",
    example: #"redacted: ["(b)(6)"]"#
  ) { value, options throws(Refusal) in
    guard let codes = value.texts else { throw .takes }
    options.redacted = codes
  }

  static let types = SourceOption(
    "types", takes: "columns with their types, as in `{ spend: decimal }`", summary: "the type of a column",
    example: "types: { spend: decimal }", memberWords: ValueType.all.map(\.name)
  ) { value, options throws(Refusal) in
    guard let members = value.members else { throw .takes }
    for (column, value) in members {
      guard let type = value.word.flatMap(ValueType.init(name:)) else { throw .noType(value.range) }
      options.types[column] = type
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
