import StetColumns
import StetDiagnostics

extension SourceFormat {
  static let csv = SourceFormat(
    "CSV",
    summary:
      "a header line and a line for each row, with commas between the cells (RFC 4180); a file with an unknown extension is read as CSV",
    details: """
      Every row is read to find a column's type. The type is `int`, `decimal`, `float`, `bool`, `date` (written `2011-05-04`), `month` \
      (`2011-05`) or `fiscal_year` (`FY2008`) if all the column's cells fit it, and `text` otherwise. Numbers with a decimal point \
      are exact: the column is `decimal`, with as many decimal places as the cell that has most. If a cell has an \
      exponent (`1.5e3`; without a point, as `1e5`, it is text), or the numbers need more than 18 digits, the column is `float`, with a note in the ledger. A leading zero, a \
      thousands separator (`1,234`), a currency sign, a whole number of more than 18 digits or dates in which the order of day and month is unclear keep the column as \
      `text`, with a note in the ledger. An empty cell is missing; `""` is empty text, and missing among numbers and dates.
      """,
    endings: ["csv"], sample: "state,persons\nTX,5\nIL,\n\"Washington, D.C.\",7\n",
    options: SourceOption.ofDelimitedText,
    capabilities: [.columns, .hash, .streaming], beginning: CSVReader.beginning, read: CSVReader.read)

  static let tsv = SourceFormat(
    "TSV", summary: "the same as CSV, with tabs between the cells",
    details: "Cells get their types as in CSV.", endings: ["tsv"],
    sample: "state\tpersons\nTX\t5\nIL\t\n", options: SourceOption.ofDelimitedText,
    capabilities: [.columns, .hash, .streaming], beginning: CSVReader.beginning, read: CSVReader.read)
}

extension OutputFormat {
  package static let csv = OutputFormat(
    "CSV",
    summary: "a header line and a line for each row; a missing value is an empty cell, and empty text is `\"\"`",
    endings: ["csv"], isDelimitedText: true
  ) { csvContent($0) }

  package static let tsv = OutputFormat(
    "TSV", summary: "the same as CSV, with tabs between the cells", endings: ["tsv"],
    isDelimitedText: true
  ) { csvContent($0, delimiter: UInt8(ascii: "\t")) }
}

extension SourceOption {
  static let ofDelimitedText =
    ofBareCells + [
      skip, header, until, rows, delimiter, quotes, escape, trim, comments, ragged, emptyRows, widths,
    ]

  private static let delimiter = SourceOption(
    "delimiter", takes: "one character in quotes, such as `\";\"`", summary: "the character between cells",
    example: #"delimiter: ";""#
  ) { value, options throws(Refusal) in
    guard let text = value.text, let byte = text.utf8.first, text.utf8.count == 1, byte != UInt8(ascii: "\"") else {
      throw .takes
    }
    options.delimiter = byte
  }

  private static let quotes = SourceOption(
    "quotes", takes: "`strict`, `lenient`, `none` or `\"'\"`",
    summary:
      "`lenient`: quotation marks inside an unquoted cell are ordinary characters; `none`: all are; `\"'\"`: cells are in single quotes",
    example: "quotes: lenient", words: ["strict", "lenient", "none"]
  ) { value, options throws(Refusal) in
    options[CSVOptions.self].statesQuotes = true
    switch (value.word, value.text) {
    case ("strict", _), (_, "\""): options.quotes = .strict
    case ("lenient", _): options.quotes = .lenient
    case ("none", _): options.quotes = .none
    case (_, "'"): options.quotes = .single
    default: throw .takes
    }
  }

  private static let escape = SourceOption(
    "escape", takes: "`\"\\\\\"`, a backslash",
    summary: "a backslash before a quotation mark or delimiter makes it an ordinary character",
    example: #"escape: "\\""#
  ) { value, options throws(Refusal) in
    guard value.text == "\\" else { throw .takes }
    options.hasBackslashes = true
  }

  private static let trim = SourceOption(
    "trim", takes: "`true` or `false`", summary: "spaces around a cell are left out", example: "trim: true",
    words: ["true", "false"]
  ) { value, options throws(Refusal) in
    switch value.word {
    case "true": options.trims = true
    case "false": options.trims = false
    default: throw .takes
    }
  }

  private static let emptyRows = SourceOption(
    "empty_rows", takes: "`skip` or `keep`", summary: "rows in which every cell is empty are kept",
    example: "empty_rows: keep",
    words: ["skip", "keep"]
  ) { value, options throws(Refusal) in
    switch value.word {
    case "skip": options.keepsEmptyRows = false
    case "keep": options.keepsEmptyRows = true
    default: throw .takes
    }
  }

  private static let comments = SourceOption(
    "comments", takes: "what the lines begin with, in quotes, such as `\"#\"`",
    summary: "lines that begin with these characters are left out", example: ##"comments: "#""##
  ) { value, options throws(Refusal) in
    guard let mark = value.text, !mark.isEmpty, !mark.contains(where: \.isNewline) else { throw .takes }
    options.comments = mark
  }

  private static let widths = SourceOption(
    "widths", takes: "a list such as `[2, 10, 6]`, or columns with their widths, as in `{ state: 2, name: 10 }`",
    summary:
      "for lines without delimiters: how many characters each column has; with names, the file has no header line",
    example: "widths: { state: 2, name: 10 }"
  ) { value, options throws(Refusal) in
    var widths: [Int] = []
    let values: [OptionValue]
    if let members = value.members {
      values = members.map(\.value)
      options.header = .names(members.map(\.name))
    } else if case .list(let items) = value.kind, !items.isEmpty {
      values = items
    } else {
      throw .takes
    }
    for value in values {
      guard case .int(let width) = value.kind, (1...1_000_000).contains(width) else { throw .takes }
      widths.append(Int(width))
    }
    options.widths = widths
  }

  private static let ragged = SourceOption(
    "ragged", takes: "`reject`, `pad` or `drop_empty`",
    summary:
      "`pad`: a row that is too short is filled out with missing values; `drop_empty`: empty cells of a row that is too long are left out",
    example: "ragged: pad", words: ["reject", "pad", "drop_empty"]
  ) { value, options throws(Refusal) in
    switch value.word {
    case "reject": options.ragged = .reject
    case "pad": options.ragged = .pad
    case "drop_empty": options.ragged = .dropEmpty
    default: throw .takes
    }
  }
}
