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
      `text`, with a note in the ledger. An empty cell is missing; `""` is empty text.
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
    endings: ["csv"]
  ) { csvContent($0) }

  package static let tsv = OutputFormat(
    "TSV", summary: "the same as CSV, with tabs between the cells", endings: ["tsv"]
  ) { csvContent($0, delimiter: UInt8(ascii: "\t")) }
}

extension SourceOption {
  fileprivate static let ofDelimitedText = ofCells + [skip, header, until, delimiter, quotes, ragged]

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
    "quotes", takes: "`strict` or `lenient`",
    summary: "quotation marks inside an unquoted cell are ordinary characters", example: "quotes: lenient",
    words: ["strict", "lenient"]
  ) { value, options throws(Refusal) in
    switch value.word {
    case "strict": options.quotes = .strict
    case "lenient": options.quotes = .lenient
    default: throw .takes
    }
  }

  private static let ragged = SourceOption(
    "ragged", takes: "`reject` or `pad`", summary: "a row that is too short is filled out with missing values",
    example: "ragged: pad", words: ["reject", "pad"]
  ) { value, options throws(Refusal) in
    switch value.word {
    case "reject": options.ragged = .reject
    case "pad": options.ragged = .pad
    default: throw .takes
    }
  }
}
