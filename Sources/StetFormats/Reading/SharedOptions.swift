import StetColumns

/// The options that several formats take; each format lists its own.
extension SourceOption {
  /// Options for the cells of any text format.
  static let ofCells: [SourceOption] = [dates, encoding, missing, redacted, types, units, zone]

  static let encoding = SourceOption(
    "encoding", takes: "the name of an encoding in quotes, such as `\"windows-1252\"`",
    summary: "the encoding of a file that is not UTF-8, such as `\"windows-1252\"` or `\"shift_jis\"`",
    example: #"encoding: "windows-1252""#
  ) { value, options throws(Refusal) in
    guard let name = value.text else { throw .takes }
    guard let encoding = TextEncoding(name: name) else { throw .noEncoding(name, value.range) }
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

  static let table = SourceOption(
    "table", takes: "the name of a table in quotes, or its number",
    summary: "the name of the table, or its number in the file, from 1",
    example: "table: 1"
  ) { value, options throws(Refusal) in
    if let name = value.text, !name.isEmpty {
      options.table = .name(name)
    } else if case .int(let number) = value.kind, number > 0, let place = Int(exactly: number) {
      options.table = .number(place)
    } else {
      throw .takes
    }
  }

  /// Every format takes the next three.
  static let asOf = SourceOption(
    "as_of", takes: "a day, such as `@2025-10-15`",
    summary: "the last day that the table covers: periods that go on after it are partial",
    example: "as_of: @2025-10-15"
  ) { value, options throws(Refusal) in
    guard let day = value.day else { throw .takes }
    options.coverage.asOf = day
  }

  static let covers = SourceOption(
    "covers", takes: "columns with their first and last days, as in `{ arrested: [@2023-09-01, @2025-10-15] }`",
    summary: "the first and last days that columns of dates or periods cover",
    example: "covers: { arrested: [@2023-09-01, @2025-10-15] }"
  ) { value, options throws(Refusal) in
    guard let members = value.members else { throw .takes }
    for (column, days) in members {
      guard case .list(let ends) = days.kind, ends.count == 2, let first = ends[0].day, let last = ends[1].day,
        first <= last
      else { throw .takes }
      options.coverage.columns[column] = first...last
    }
  }

  static let from = SourceOption(
    "from", takes: "the name of a column, such as `file`",
    summary:
      "a column of this name, before the others, that says which file each row is from, or which sheet where several are read",
    example: "from: file"
  ) { value, options throws(Refusal) in
    guard let name = value.word, !["true", "false"].contains(name) else { throw .takes }
    options.from = name
  }

  static let missing = SourceOption(
    "missing", takes: "a list such as `[\"D\", \"-\"]`, or one for some columns, as in `{ spend: [\"D\"] }`",
    summary: "the codes for missing values, in all columns or in some (`*` stands for all), which the ledger counts",
    example: #"missing: { spend: ["D", "-"] }"#
  ) { value, options throws(Refusal) in
    (options.missing, options.missingIn) = try codes(value)
  }

  /// Those of all columns, and those of some.
  private static func codes(_ value: OptionValue) throws(Refusal) -> ([String], [String: [String]]) {
    if let codes = value.texts { return (codes, [:]) }
    guard let members = value.members else { throw .takes }
    var (everywhere, codes): ([String], [String: [String]]) = ([], [:])
    for (column, value) in members {
      guard let own = value.texts else { throw .takes }
      if column == "*" { everywhere = own } else { codes[column] = own }
    }
    return (everywhere, codes)
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
    "dates", takes: "columns with their date order or pattern, as in `{ day: dmy }` or `{ day: \"d-MMM-yyyy\" }`",
    summary:
      "how the dates of a column are written: `ymd`, `dmy`, `mdy`, or a pattern such as `\"MMMM d, yyyy\"` or `\"M/d/yyyy h:mm a\"`; for years of two digits, `pivot: 50` makes 49 2049 and 50 1950",
    example: "dates: { day: dmy }", memberWords: ReadOptions.DateOrder.allCases.map(\.rawValue)
  ) { value, options throws(Refusal) in
    guard let members = value.members else { throw .takes }
    var pivot: Int?
    if case .int(let year)? = members.first(where: { $0.name == "pivot" })?.value.kind {
      guard (0...99).contains(year) else { throw .wants("a pivot from 0 to 99") }
      pivot = Int(year)
    }
    for (column, value) in members where column != "pivot" || pivot == nil {
      if let order = value.word.flatMap(ReadOptions.DateOrder.init(rawValue:)) {
        options.dates[column] = .order(order)
      } else if let text = value.text {
        guard let pattern = DatePattern(text, pivot: pivot) else {
          throw .wants(
            "patterns of `yyyy`, `M`, `MMM`, `d`, `H`, `h`, `mm`, `ss` and `a`, as in `{ day: \"d-MMM-yyyy\" }`")
        }
        guard !pattern.needsPivot else {
          throw .wants(
            "`pivot:` beside `yy`, as in `{ day: \"d-MMM-yy\", pivot: 50 }`, which makes 49 2049 and 50 1950")
        }
        options.dates[column] = .pattern(pattern)
      } else {
        throw .wants("`ymd`, `dmy`, `mdy` or a pattern in quotes for each column")
      }
    }
  }

  private static let zone = SourceOption(
    "zone", takes: "`given`, `utc` or the name of a time zone such as `\"America/New_York\"`",
    summary:
      "how dates and times are read that state their zone: `given` keeps them as they are written, `utc` or a zone converts them",
    example: "zone: utc", words: ["given", "utc"]
  ) { value, options throws(Refusal) in
    if value.word == "given" {
      options.reading.zone = .given
    } else if value.word == "utc" {
      options.reading.zone = .utc
    } else if let name = value.text {
      guard let rules = TimeZoneRules(named: name) else {
        throw .wants("a time zone that this machine knows, such as `\"America/New_York\"`")
      }
      options.reading.zone = .zone(rules)
    } else {
      throw .takes
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

  /// Options for cells that are texts, as those of delimited text are.
  static let ofBareCells = ofCells + [decimal, thousands, trueWords, falseWords, names]

  private static let decimal = SourceOption(
    "decimal", takes: "`\".\"` or `\",\"`", summary: "the decimal mark of the numbers: `\".\"` or `\",\"`",
    example: #"decimal: ",""#
  ) { value, options throws(Refusal) in
    guard let mark = value.text, mark == "." || mark == ",", let byte = mark.utf8.first else { throw .takes }
    try options.setMarks { $0.stated = byte }
  }

  private static let thousands = SourceOption(
    "thousands", takes: "one of \(NumberMarks.separators.map { "`\"\($0)\"`" }.joined(separator: ", "))",
    summary: "the separator between groups of three digits; numbers with it are read in every column",
    example: #"thousands: ",""#
  ) { value, options throws(Refusal) in
    guard let mark = value.text, NumberMarks.separators.contains(mark) else { throw .takes }
    try options.setMarks { $0.thousands = mark }
  }

  static let trueWords = SourceOption(
    "true", takes: "a list such as `[\"Yes\", \"Y\"]`", summary: "the words for true, besides `true`",
    example: #"true: ["Yes"]"#
  ) { value, options throws(Refusal) in
    guard let words = value.texts, !words.isEmpty else { throw .takes }
    options.reading.trues = words
  }

  static let falseWords = SourceOption(
    "false", takes: "a list such as `[\"No\", \"N\"]`", summary: "the words for false, besides `false`",
    example: #"false: ["No"]"#
  ) { value, options throws(Refusal) in
    guard let words = value.texts, !words.isEmpty else { throw .takes }
    options.reading.falses = words
  }

  static let names = SourceOption(
    "names", takes: "`clean` or `written`",
    summary: "`clean`: the names of the columns in lowercase words joined by underscores, such as `total_persons`",
    example: "names: clean", words: ["clean", "written"]
  ) { value, options throws(Refusal) in
    switch value.word {
    case "clean": options.cleansNames = true
    case "written": options.cleansNames = false
    default: throw .takes
    }
  }
}

extension ReadOptions {
  /// Changes the marks of numbers; the decimal mark and the separator cannot be the same.
  fileprivate mutating func setMarks(_ change: (inout NumberMarks) -> Void) throws(SourceOption.Refusal) {
    var marks = reading.marks ?? NumberMarks()
    change(&marks)
    guard marks.stated == nil || marks.thousands?.utf8.first != marks.stated else {
      throw .wants("another mark than `decimal:` and `thousands:` have in common")
    }
    reading.marks = marks
  }
}
