import StetColumns
import StetDiagnostics

extension SourceFormat {
  static let json = SourceFormat(
    "JSON",
    summary:
      "an array of flat objects, `[{…}, {…}]`; a column for each key, in the order in which the keys first occur",
    details: """
      A column whose cells are all numbers is `int` where they are whole, whatever their size up to 64 bits, `float` where some \
      have a fraction or an exponent, and `decimal` where a float would round them; a number out of range, such as `1e400`, is an \
      error. Texts stay text, also where they look like numbers, except that dates, months and fiscal years are recognized as in \
      CSV; `types:` says more. `true` and `false` make a `bool` column. Where cells are of different kinds, the column is text with \
      every cell as it is written, and the ledger says so.

      `null` and a key that an object does not have are both missing values, and the ledger counts them apart. A key that is there \
      twice, keys that differ only in case, and text that is not strict JSON are errors with their location. So is an object or array \
      inside a cell that is asked for: `types: { name: text }` loads it as text, as it is written.
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
    "JSON", summary: "an array with an object for each row; a missing value is `null`, dates and periods are texts",
    endings: ["json"]
  ) { table, isCancelled in jsonText(table, isCancelled: isCancelled) }

  package static let ndjson = OutputFormat(
    "NDJSON", summary: "an object for each row on a line of its own, as in JSON", endings: ["ndjson", "jsonl"]
  ) { table, isCancelled in jsonLines(table, isCancelled: isCancelled) }
}
