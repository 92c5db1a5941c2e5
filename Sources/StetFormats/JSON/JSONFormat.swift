import StetColumns
import StetDiagnostics

extension SourceFormat {
  static let json = SourceFormat(
    "JSON",
    summary:
      "an array of flat objects, `[{…}, {…}]`; a column for each key, in the order in which the keys first occur",
    details: """
      A column whose cells are all numbers is `int` if they are whole and fit in 64 bits, and `decimal` if some have a fraction: \
      exact, with as many decimal places as the cell that has most. If a cell has an exponent, or the numbers need more than 18 \
      digits, the column is `float`, with a note in the ledger, unless that would round a whole number. A number out of range, such \
      as `1e400`, is an error. Text stays text \
      even if it looks like a number, but dates, months and fiscal years are recognized as in CSV; `types:` declares another \
      type. `true` and `false` make a `bool` column. If the cells are of different kinds, the column is text with every cell as \
      written, and the ledger says so.

      `null` and an absent key are both missing values, but the ledger counts them separately. A key that \
      occurs twice, keys that differ only in case, and text that is not strict JSON are errors, reported with their location. An \
      object or array inside a cell is also an error if the script uses its column; `types: { name: text }` loads it as text, as \
      written.
      """,
    endings: ["json"],
    sample: #"""
      [
        {"state": "TX", "persons": 5, "since": "2011-05-04"},
        {"state": "IL", "persons": null, "since": "2012-01-31"},
        {"state": "DC"}
      ]

      """#,
    options: SourceOption.ofCells, capabilities: [.columns, .hash]
  ) { file, options, control throws(RunFailure) in try JSONReader.read(file, options, control, .array) }

  static let ndjson = SourceFormat(
    "NDJSON", summary: "a flat object on each line, as in JSON; also known as JSON Lines",
    details: "Cells get their types as in JSON. A blank line is skipped.", endings: ["ndjson", "jsonl"],
    sample: #"""
      {"state": "TX", "persons": 5}
      {"state": "IL", "persons": null, "note": "estimate"}

      """#,
    options: SourceOption.ofCells, capabilities: [.columns, .hash], beginning: JSONReader.firstLines
  ) { file, options, control throws(RunFailure) in try JSONReader.read(file, options, control, .lines) }
}

extension OutputFormat {
  package static let json = OutputFormat(
    "JSON",
    summary: "an array with an object for each row; a missing value is `null`; dates and periods are written as text",
    endings: ["json"]
  ) { jsonContent($0) }

  package static let ndjson = OutputFormat(
    "NDJSON", summary: "an object for each row, written as in JSON, on a line of its own", endings: ["ndjson", "jsonl"]
  ) { jsonLines($0) }
}
